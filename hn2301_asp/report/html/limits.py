"""What a strip draws, before it is drawn: the value, the numbers that would do, and their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import reduce

from msgspec.structs import replace

from hn2301_asp.explanation.why.amounts import known
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.model import Threshold, show_limit
from hn2301_asp.knowledge.vocabulary.model import Ratio
from hn2301_asp.patient.model import Patient
from hn2301_asp.report.patient.words import amount
from hn2301_asp.source.numbers import format_number


def value_of(base: KnowledgeBase, patient: Patient, quantity: str) -> Interval | None:
    """What a quantity is, or in which range it lies where the record says so much."""
    described = base.thresholds.quantities[quantity]
    found = known(base, patient, quantity).value
    if found is not None and found.number is not None:
        return Interval.point(found.number)
    said = patient.said(quantity)
    if said is not None:
        return said.interval
    if described.room is not None and (measured := patient.said(described.room.measured)) is not None:
        upper = measured.interval
        return None if upper is None else Interval(described.possible[0], upper.high, False, upper.high_open)
    return None


def words_of(base: KnowledgeBase, patient: Patient, quantity: str) -> str:
    """The value in a few words: as given, and for a ratio in multiples of the normal limit."""
    found = known(base, patient, quantity)
    described = base.thresholds.quantities[quantity]
    if found.value is None:
        return described.label
    ratio = described.multiple
    if ratio is None:
        return amount(base, replace(found.value, date=None))
    measured = next((s for s in found.follows_from if s.fact == ratio.measured), None)
    told = measured.told if measured is not None and measured.told else described.label
    if found.value.number is None:
        return told
    return f"{told}, {format_number(found.value.number, found.value.digits)} × {ratio.times}"


def reference_words(patient: Patient, ratio: Ratio) -> str:
    """What a value is a multiple of: `ULN 40 U/L`."""
    fact = patient.facts.get(ratio.by)
    return f"{ratio.times} {fact.told}" if fact is not None else f"{ratio.times}"


def admissible(base: KnowledgeBase, threshold: Threshold, needs: str) -> tuple[Interval, ...] | None:
    """The numbers that would do; two limits joined by "and" are one stretch."""
    if needs == threshold.shown:
        return (threshold.test.interval,)
    same = {t.shown: t.test.interval for t in base.thresholds.thresholds.values() if t.quantity == threshold.quantity}
    parts = needs.split(" and ")
    if all(part in same for part in parts):
        whole = reduce(Interval.intersect, (same[part] for part in parts))
        return None if whole.is_empty else (whole,)
    return None if len(parts) > 1 else tuple(_outside(threshold.test.interval))


def _outside(interval: Interval) -> Iterator[Interval]:
    if interval.low is not None:
        yield Interval(high=interval.low, high_open=not interval.low_open)
    if interval.high is not None:
        yield Interval(low=interval.high, low_open=not interval.high_open)


def ends(intervals: Iterable[Interval]) -> list[Fraction]:
    """The numbers at which intervals end, each once and in order."""
    return sorted({end for interval in intervals for end in (interval.low, interval.high) if end is not None})


def own_limits(base: KnowledgeBase, threshold: Threshold) -> dict[Fraction, str]:
    """The limits that the threshold's criterion sets on its quantity, in the criterion's words."""
    found: dict[Fraction, str] = {}
    for other in base.thresholds.thresholds.values():
        if (other.quantity, other.owner) == (threshold.quantity, threshold.owner):
            alone = other.limits[0] if len(other.limits) == 1 else None
            words = show_limit(alone) if alone else other.shown
            for end in ends([other.test.interval]):
                found.setdefault(end, words)
    return found


def each(needs: str, number: int) -> list[str]:
    """What is needed, for each of several limits."""
    parts = needs.split(" and ")
    if len(parts) == number:
        return parts if parts[0][:1] in "≥>" else parts[::-1]
    return [needs] * number
