"""Under which readings of the text the verdict would be another one: the minimal combinations.

Each part of eligibility depends on few readings, so it is asked about under all choices of those;
what a combination of readings makes of the verdict then follows without asking again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from msgspec.structs import replace

from hn2301_asp.explanation.answers.answers import NamedRule, ReadingEffect
from hn2301_asp.explanation.answers.at_steps import Settled
from hn2301_asp.explanation.answers.missing import Record
from hn2301_asp.explanation.answers.ordering import effect
from hn2301_asp.explanation.answers.parts import Part
from hn2301_asp.explanation.why.account import Account
from hn2301_asp.screening import CriterionStatus, OtherReading, Screening, other_reading
from hn2301_asp.solver.assumptions import reread
from hn2301_asp.solver.minimal import smallest_first
from hn2301_asp.source.private import Private

#: So many combinations of readings are tried, the smallest first; nine of two values or three allow 767.
MOST_CHOICES = 5_000


#: What a status tells of whether a criterion applies; of what is open nothing is asked here.
_APPLIES: Mapping[CriterionStatus, bool | None] = {"not_applicable": False, "unknown": None}


class _Table(Private, frozen=True):
    """What each choice of the readings that bear on a part makes of it."""

    readings: tuple[str, ...]
    settled: Mapping[tuple[str, ...], Settled | None]


def reading_effects(record: Record, screening: Screening) -> tuple[ReadingEffect, ...]:
    """Other readings that change a criterion, and combinations that change the verdict, with what blocks then."""
    others = other_readings(record, screening)
    return tuple(ReadingEffect(other, tuple(_blocking_rules(record, screening, other))) for other in others)


def other_readings(record: Record, screening: Screening) -> tuple[OtherReading, ...]:
    """The same without what blocks then."""
    return (*screening.depends_on_reading, *_together(record, screening.verdict))


def _blocking_rules(record: Record, screening: Screening, other: OtherReading) -> Iterator[NamedRule]:
    """The rules that block under another reading and do not under those in force."""
    new = [name for name in other.blocking if name not in screening.blocking]
    if not new:
        return
    readings = {**screening.readings, **other.readings}
    theirs = replace(
        screening,
        readings=readings,
        verdict=other.verdict,
        statuses=other.statuses,
        blocking=other.blocking,
        applies={name: _APPLIES.get(other.statuses[name], True) for name in screening.applies},
        assumed=reread(record.space, screening.assumed, readings),
    )
    account = Account(record.space, record.index, theirs)
    for criterion in record.space.base.criteria:
        if criterion.id in new:
            for rule in account.criterion(criterion).rules:
                if rule.status == "fails":
                    yield NamedRule(criterion.id, rule.name, rule.place)


def _together(record: Record, verdict: str) -> tuple[OtherReading, ...]:
    """Minimal combinations of two or more other readings under which the verdict differs."""
    named = {part.number: _names(record, part) for part in record.parts.parts}
    sure = {_settled(record, part) for part in record.parts.parts if not named[part.number]}
    if "fails" in sure:
        return ()
    tables = []
    for part in record.parts.parts:
        if names := named[part.number]:
            table = _table(record, part, names)
            if table is None:
                sure.add(_settled(record, part))
            else:
                tables.append(table)
    readings = record.space.base.readings
    relevant = [readings[name] for name in readings if any(name in table.readings for table in tables)]
    others = [[(r.id, value) for value in r.values if value != record.readings[r.id]] for r in relevant]
    found: list[tuple[tuple[str, str], ...]] = []
    for chosen in islice(smallest_first(others, found), MOST_CHOICES):
        if _verdict(tables, sure, {**record.readings, **dict(chosen)}) not in (verdict, None):
            found.append(chosen)
    several = [dict(chosen) for chosen in found if len(chosen) > 1]
    return tuple(other_reading(record.space, record.assumed, record.readings, one) for one in several)


def _names(record: Record, part: Part) -> tuple[str, ...]:
    """The readings that bear on a part."""
    atoms = frozenset[int]().union(*(record.index.below[abs(literal)] for literal in part.literals))
    return tuple(dict.fromkeys(name for (name, _), atom in record.space.readings.items() if atom in atoms))


def _table(record: Record, part: Part, names: tuple[str, ...]) -> _Table | None:
    """The table of a part; None where no choice of readings changes it."""
    others = [record.space.readings[choice] for choice in record.readings.items() if choice[0] not in names]
    if record.can_hold(part, chosen=others) != record.can_fail(part, chosen=others):
        return None  # It always holds, or always fails, the readings that bear on it being left open.
    readings = record.space.base.readings
    settled: dict[tuple[str, ...], Settled | None] = {}
    for values in product(*(readings[name].values for name in names)):
        chosen = {**record.readings, **dict(zip(names, values, strict=True))}
        settled[values] = effect(record, part, (), [record.space.readings[choice] for choice in chosen.items()])
    return _Table(names, settled) if len(set(settled.values())) > 1 else None


def _settled(record: Record, part: Part) -> Settled | None:
    return "holds" if record.surely_holds(part) else effect(record, part, ())


def _verdict(tables: Sequence[_Table], sure: set[Settled | None], chosen: Mapping[str, str]) -> str | None:
    """The verdict under a choice of readings; None where nobody fits the record then."""
    found = {table.settled[tuple(chosen[name] for name in table.readings)] for table in tables} | sure
    if None in found:
        return None
    return "ineligible" if "fails" in found else "undetermined" if "open" in found else "eligible"
