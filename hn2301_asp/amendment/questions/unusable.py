"""Records that one version judges and another cannot use: contradictory there, or refused when it is read.

What may make or unmake such records is given as a cause, with records that would show it; each is screened
under both versions. Nothing is judged here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from msgspec import Struct

from hn2301_asp.amendment.case import Case
from hn2301_asp.comparison.model import Outcome, Witness, WitnessChange
from hn2301_asp.comparison.witness import known_fields, patients
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.model import Threshold
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.patient.model import Patient
from hn2301_asp.screener import Screener
from hn2301_asp.screening import verdict_of
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.numbers import counted_unit

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
#: What of a record only one version knows cannot be given to the other.
Record = Mapping[str, Any]


class Limits(Struct, frozen=True):
    """The limits of a quantity that only one version has, in words: ``gone`` before, ``new`` now."""

    gone: tuple[str, ...]
    new: tuple[str, ...]


class Cause(Struct, frozen=True):
    """What may make records unusable, or usable again: ``where`` it stands, and what it is in words.

    ``records`` would show it, the most believable first. ``moved`` are the ``Limits`` that moved between two
    sources of one quantity: no new thought of what can be true of people.
    """

    where: str
    what: str
    records: Iterable[Record]
    moved: Limits | None = None
    place: Place | None = None
    was: Place | None = None


#: Where limits cut an axis: each limit, and whether the number itself lies below the cut.
Cuts = frozenset[tuple[Fraction, bool]]


class Shown(Struct, frozen=True):
    """A record that only one of the versions can use; ``made`` where that is the one before."""

    made: bool
    witness: Witness


def shown(case: Case, cause: Cause) -> list[Shown]:
    """The first records that show that a cause makes records unusable, and that it makes some usable."""
    found: dict[bool, Shown] = {}
    for record in cause.records:
        if (one := judged(case, record)) is not None:
            found.setdefault(one.made, one)
        if len(found) == 2:
            break
    return [found[made] for made in (True, False) if made in found]


def judged(case: Case, record: Record) -> Shown | None:
    """A record with what both versions make of it, where only one of them can use it."""
    record = _common(case, record)
    before, after = _outcomes(case, record)
    if (before in _UNUSABLE) == (after in _UNUSABLE):
        return None
    return Shown(
        after in _UNUSABLE,
        Witness(record, tuple(_changes(case, record)), before, after, alone=not case.search.typical.record),
    )


def _common(case: Case, record: Record) -> Record:
    """The fields and items that both versions have."""
    return known_fields(case.protocol, known_fields(case.before, record))


_UNUSABLE: tuple[Outcome, ...] = ("contradictory", "refused")


def _outcomes(case: Case, record: Record) -> list[Outcome]:
    """What each version makes of a record of fields that both have."""
    versions = [case.before, case.protocol]
    return [_outcome(version, patient) for version, patient in zip(versions, patients(versions, record), strict=True)]


def _outcome(version: Screener, patient: Patient | None) -> Outcome:
    if patient is None:
        return "refused"
    return verdict_of(version.space, patient, version.knowledge_base.default_readings())


def _changes(case: Case, record: Record) -> Iterator[WitnessChange]:
    """What the record says that the typical patient's does not."""
    usual, vocabulary = _usual(case), case.protocol.knowledge_base.vocabulary
    if not usual:
        yield WitnessChange("", "nothing else is known", "", "")
    for name in dict.fromkeys([*usual, *record]):
        if usual.get(name) != record.get(name):
            quantity = vocabulary.quantities.get(name)
            was, here = (_told(one.get(name), quantity.unit if quantity else "") for one in (usual, record))
            yield WitnessChange(name, vocabulary.label(name), was, here)


def _told(value: object, unit: str) -> str:
    """A value as a record writes it, with the unit that a bare number is in."""
    if value is None or isinstance(value, bool):
        return "not said" if value is None else "yes" if value else "no"
    if isinstance(value, Mapping):
        return " of ".join(str(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    return (
        f"{value} {counted_unit(unit, one=str(value) == '1')}".rstrip() if _NUMBER.fullmatch(str(value)) else str(value)
    )


@lru_cache(maxsize=1)
def _usual(case: Case) -> Record:
    """The typical patient's record, as far as both versions have it; nothing where one of them cannot use it."""
    record = _common(case, case.search.typical.record)
    return record if not {*_outcomes(case, record)} & {*_UNUSABLE} else {}


def typical(case: Case, **other: Any) -> dict[str, Any]:
    """The typical patient's record with some fields otherwise; None takes a field out."""
    record = {**_usual(case), **other}
    return {name: value for name, value in record.items() if value is not None}


def cuts_of(base: KnowledgeBase, quantity: str) -> Cuts:
    """Where a version's thresholds cut a quantity's axis; of what comes in whole numbers, between which of them."""
    whole = _whole(base, quantity)
    own = [threshold for threshold in base.thresholds.thresholds.values() if threshold.quantity == quantity]
    return frozenset(cut for threshold in own for cut in _cuts(threshold, whole))


def _cuts(threshold: Threshold, whole: bool) -> Cuts:
    interval, found = threshold.test.interval, set()
    found |= {(interval.low, interval.low_open)} if interval.low is not None else set()
    found |= {(interval.high, not interval.high_open)} if interval.high is not None else set()
    return frozenset(_next_whole(limit, below) if whole else (limit, below) for limit, below in found)


def _limits(base: KnowledgeBase, quantity: str, cuts: Cuts) -> tuple[str, ...]:
    """The thresholds of a quantity that make some of its cuts, in words: `≤ 69 years`."""
    every = base.thresholds.thresholds.values()
    own = (one.shown for one in every if one.quantity == quantity and _cuts(one, _whole(base, quantity)) & cuts)
    return tuple(dict.fromkeys(own))


def _whole(base: KnowledgeBase, quantity: str) -> bool:
    """Whether a quantity comes in whole numbers only."""
    totals = {total for score in base.vocabulary.scores.values() for total in score.totals}
    return quantity in totals or base.thresholds.quantities[quantity].counted


def _next_whole(limit: Fraction, below: bool) -> tuple[Fraction, bool]:
    """The same cut, told by the whole number that follows it."""
    return Fraction(math.floor(limit) + int(below or limit.denominator > 1)), False


def limit_place(case: Case, quantity: Quantity) -> Place | None:
    """Where the first limit of a quantity stands: one that changed, if any did."""
    here = case.protocol.knowledge_base.thresholds.thresholds
    own = [threshold for threshold in here.values() if threshold.quantity == quantity.name]
    changed = {item.name for item in case.items if item.kind == "threshold"}
    return next((one.place for one in sorted(own, key=lambda one: one.name not in changed)), None)


def moved(case: Case, quantity: Quantity, how: str, records: Iterable[Record]) -> Cause:
    """A limit that moved, of a quantity that a record may give and say ``how`` it follows."""
    bases = [version.knowledge_base for version in (case.before, case.protocol)]
    there, here = (cuts_of(base, quantity.name) for base in bases)
    limits = Limits(_limits(bases[0], quantity.name, there - here), _limits(bases[1], quantity.name, here - there))
    what = f"{quantity.label} twice, as such and {how}"
    return Cause(quantity.name, what, records, moved=limits, place=limit_place(case, quantity))
