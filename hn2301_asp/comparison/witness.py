"""From a patient of the search to one whom people can read: a record, its words, its verdicts.

Every witness is screened under each version before it is shown; one that is not confirmed is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import msgspec
from msgspec.structs import replace

from hn2301_asp.comparison.facts_behind import facts_behind
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.model import WitnessChange
from hn2301_asp.comparison.search import Found, Search
from hn2301_asp.comparison.single_numbers import nearest_number
from hn2301_asp.comparison.typical import Typical
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.vocabulary.model import Family, Quantity, Vocabulary
from hn2301_asp.knowledge.vocabulary.told_items import named
from hn2301_asp.patient.model import Patient
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening, screen
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.kept import encode
from hn2301_asp.source.numbers import decimals, fixed, format_number, grade, with_unit
from hn2301_asp.source.private import Private


class Candidate(Private, frozen=True):
    """A patient as a record that could be entered, with the facts that differ from the typical patient's record."""

    record: Mapping[str, Any]
    changes: tuple[WitnessChange, ...]
    typical: Mapping[str, Any]


def candidates(search: Search, found: Found, asked: Collection[str] = ()) -> Iterator[Candidate]:
    """The patient as a record: first saying no more than the typical patient's does, then more and more.

    ``asked`` are the facts that the question is about. Where nobody is typical all is said.
    """
    told = {*asked, *_behind_results(search)}
    if search.typical.record:
        yield _candidate(search, found, set(), told)
        if told:
            yield _candidate(search, found, told, told)
    yield _candidate(search, found, None, told)


def _behind_results(search: Search) -> tuple[str, ...]:
    """What the results of scores that the versions define differently are derived from."""
    circuit, results = search.joined.circuit, search.joined.results
    if not results:
        return ()
    own = {*results, *results.values()}
    behind = circuit.cone([0])
    names = [name for name, atom in circuit.inputs.items() if atom in behind and name not in own]
    unsaid = facts_behind(search.joined.base, names)
    return tuple(name for name in unsaid if name not in search.typical.record)


def screened(
    versions: Sequence[Screener], record: Mapping[str, Any], readings: Mapping[str, str] | None = None
) -> list[Screening | None]:
    """What versions make of a record, leaving out fields that one does not have; None of one that refuses it.

    ``readings`` are read otherwise than by default, where a version knows them so.
    """
    found: list[Screening | None] = []
    for version, patient in zip(versions, patients(versions, record), strict=True):
        base = version.knowledge_base
        other = {n: v for n, v in (readings or {}).items() if n in base.readings and v in base.readings[n].values}
        chosen = {**base.default_readings(), **other}
        found.append(None if patient is None else screen(version.space, patient, chosen))
    return found


def patients(versions: Sequence[Screener], record: Mapping[str, Any]) -> list[Patient | None]:
    """The patient as each version reads the record; versions of one vocabulary read it once."""
    found: list[Patient | None] = []
    for number, version in enumerate(versions):
        alike = next((n for n in range(number) if reads_alike(versions[n], version)), None)
        if alike is not None:
            found.append(found[alike])
            continue
        try:
            found.append(version.patient(known_fields(version, record)))
        except InputError:
            found.append(None)
    return found


@lru_cache(maxsize=16)
def reads_alike(one: Screener, other: Screener) -> bool:
    """Whether two versions read every record alike: they have one vocabulary, in one order, but for who is typical."""
    bare = (replace(v.knowledge_base.vocabulary, typical={}, also_typical=()) for v in (one, other))
    first, second = (msgspec.msgpack.encode(vocabulary, enc_hook=encode) for vocabulary in bare)
    return first == second


def known_fields(version: Screener, record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record that a version has, and of its lists the items."""
    vocabulary = version.knowledge_base.vocabulary
    return {
        name: [item for item in value if named(item, vocabulary.families[name]) in [*vocabulary.families[name].items]]
        if name in vocabulary.families and isinstance(value, list)
        else value
        for name, value in record.items()
        if name in version.names
    }


def _candidate(search: Search, found: Found, more: Collection[str] | None, heard: Collection[str]) -> Candidate:
    """The record with what the typical patient's says, and what else is to be said; None: all that is known.

    ``heard`` is what a reader is to hear of even where the typical patient's record does not say it.
    """
    typical, results = found.typical or search.typical, search.joined.results
    # What a version derives in its own way cannot be given: what it is derived from stands for it.
    derived = {*results, *results.values()}
    record = {name: value for name, value in typical.record.items() if name not in derived}
    names, alone = search.vocabulary, not typical.record
    changes = [] if found.typical is None else [*_marks(search, found.typical)]

    def put(name: str, value: Any, here: str, *, unsaid: bool) -> None:
        if unsaid and more is not None and name not in more:
            return
        before = _before(names, typical, name)
        record[name] = value
        if not unsaid or name in heard or alone:
            label = "" if "→" in here else names.label(name)
            changes.append(WitnessChange(name, label, before, here))

    for quantity, number in _numbers(search, found):
        unsaid = alone or quantity.name not in typical.numbers
        if unsaid or typical.numbers[quantity.name] != number:
            put(quantity.name, recorded(quantity, number), told(quantity, number), unsaid=unsaid)
    _drop_sources(search, typical, record)
    inputs = search.joined.circuit.inputs
    for name in (name for name in names.facts if name not in derived):
        holds = inputs[name] in found.true
        unsaid = name not in typical.answers
        if unsaid or typical.answers[name] != holds:
            put(name, holds, "yes" if holds else "no", unsaid=unsaid)
    for choice in names.choices.values():
        value = next(v for v in choice.values if inputs[f"{choice.name}({v})"] in found.true)
        unsaid = all(f"{choice.name}({v})" not in typical.answers for v in choice.values)
        if unsaid or not typical.answers.get(f"{choice.name}({value})"):
            put(choice.name, value, choice.told(value), unsaid=unsaid)
    for family in names.families.values():
        items = [item for item in family.items if inputs[f"{family.name}({item})"] in found.true]
        unsaid = family.name not in typical.lists
        if unsaid or set(items) != set(typical.record[family.name]):
            put(family.name, items, _items(names, family, items), unsaid=unsaid)
    for name in [n for n, one in search.quantities.items() if not _is_told(search, found, one)]:
        record.pop(name, None)
    return Candidate(record, tuple(changes), typical.record)


def _drop_sources(search: Search, typical: Typical, record: dict[str, Any]) -> None:
    """Leave out measurements and dates from which another number follows than somebody has: the two would clash.

    What else follows from them is then said as it was.
    """
    following = [(one, source) for one in search.quantities.values() if (source := _source(one)) in typical.record]
    dropped = {source for one, source in following if one.name in {*record} - {*typical.record}}
    for quantity, source in following:
        if source in dropped and quantity.name not in record and quantity.name in typical.numbers:
            record[quantity.name] = recorded(quantity, typical.numbers[quantity.name])
    for source in dropped:
        record.pop(source, None)


def _source(quantity: Quantity) -> str:
    """The field from which a number follows that a record need not give itself; empty where there is none."""
    if quantity.summary is not None:
        return quantity.summary.of
    return "" if quantity.since in (None, quantity.name) else quantity.since or ""


def without(candidate: Candidate, facts: Collection[str]) -> Candidate:
    """A candidate of whom some facts are as the typical patient's record has them; itself where they are so already."""
    changed = {change.fact for change in candidate.changes} | (candidate.record.keys() - candidate.typical.keys())
    if changed.isdisjoint(facts):
        return candidate
    kept = {name: value for name, value in candidate.record.items() if name not in facts}
    usual = {name: value for name, value in candidate.typical.items() if name in facts}
    changes = tuple(change for change in candidate.changes if change.fact not in facts)
    return Candidate({**kept, **usual}, changes, candidate.typical)


def _marks(search: Search, typical: Typical) -> Iterator[WitnessChange]:
    """What tells another typical patient from the first: the arm, for one."""
    for mark in typical.marks:
        name, value = mark[:-1].split("(")
        before, choice = _before(search.vocabulary, search.typical, name), search.vocabulary.choices[name]
        yield WitnessChange(name, choice.label, before, choice.told(value))


def _before(vocabulary: Vocabulary, typical: Typical, name: str) -> str:
    """What a typical patient's record says of a field, in words."""
    if name not in typical.record:
        return "not said"
    choice = vocabulary.choices.get(name)
    chosen = [v for v in choice.values if typical.answers.get(f"{name}({v})")] if choice and choice.called else []
    return choice.told(chosen[0]) if choice and chosen else _shown(typical.record[name])


def _numbers(search: Search, found: Found) -> Iterator[tuple[Quantity, Fraction | None]]:
    """What is measured, with its number (None: `never`), where an axis or a formula asks for it."""
    derived = search.joined.base.thresholds.derived
    for name, quantity in search.quantities.items():
        if name in derived or quantity.hidden is not None or name in search.totals:
            continue
        if not _is_told(search, found, quantity):
            continue
        if name in found.numbers:
            yield quantity, found.numbers[name]
        elif name in found.regions:
            interval = search.space.axes[name].regions[found.regions[name]].interval
            if interval is None:
                yield quantity, None
                continue
            typical = (found.typical or search.typical).numbers.get(name)
            number = nearest_number(interval.intersect(Interval(*quantity.plausible)), quantity, typical)
            if number is None:
                number = nearest_number(interval, quantity, typical)
            assert number is not None, "a region that is possible holds a number"
            yield quantity, number


def _is_told(search: Search, found: Found, quantity: Quantity) -> bool:
    """Whether somebody may have a number of a quantity: of an item that does not hold there is none."""
    if quantity.of_item is None:
        return True
    return search.space.circuit.inputs[f"{quantity.of_item[0]}({quantity.of_item[1]})"] in found.true


def recorded(quantity: Quantity, number: Fraction | None) -> str | int:
    """A number as a record may hold it, exactly: in the first unit in which it is a decimal.

    Raises Undecidable where it is a decimal in none: a witness who cannot be written down is none.
    """
    if number is None:
        return "never"
    if (name := grade(number, quantity.unit)) is not None:
        return name
    for unit in dict.fromkeys((quantity.unit, *quantity.units)):
        scaled = quantity.given(number, unit)
        if (places := decimals(scaled)) is not None:
            if unit == quantity.unit and quantity.bare_number:
                return fixed(scaled, places) if places else int(scaled)
            return f"{fixed(scaled, places)} {unit}"
    raise Undecidable(f"somebody differs, but by a number of {quantity.label} that no decimal writes")


def told(quantity: Quantity, number: Fraction | None) -> str:
    """A number in words, exactly: in the first unit in which it has few decimals."""
    if number is None:
        return "never"
    for unit in dict.fromkeys((quantity.unit, *quantity.units)):
        if not format_number(quantity.given(number, unit)).startswith("about"):
            return with_unit(quantity.given(number, unit), unit)
    return with_unit(number, quantity.unit)


def _items(vocabulary: Vocabulary, family: Family, items: list[str]) -> str:
    """A list in words; of a score, its items with their points and the totals."""
    labels = [family.items[item].label for item in items]
    scores = [s for s in vocabulary.scores.values() if s.family == family.name and s.totals]
    if not scores:
        return ", ".join(labels) or "none"
    points_of = {name: item.weight for score in reversed(scores) for name, item in score.items.items()}
    parts = [f"{family.items[item].label} {points_of.get(item, '')}".rstrip() for item in items]
    sums: dict[str, list[str]] = {}
    for score in scores:
        for total, members in score.totals.items():
            if not vocabulary.quantities[total].hidden:
                points = str(sum(score.items[item].weight for item in items if item in members))
                known = sums.setdefault(vocabulary.quantities[total].label, [])
                known += [] if points in known else [points]
    told = ", ".join(f"{label} {' or as amended '.join(points)}" for label, points in sums.items())
    return f"{' + '.join(parts) or f'no {family.label}'} → {told}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(item) for item in value) if isinstance(value, (list, tuple)) else str(value)
