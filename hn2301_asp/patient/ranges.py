"""Ranges of a quantity, and how they read in the words of the thresholds that bound them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval, Region
from hn2301_asp.knowledge.thresholds.model import SHOWN, Limit, amount_of
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.patient.model import Patient
from hn2301_asp.source.numbers import with_unit
from hn2301_asp.source.private import Private


class Wanted(Private, frozen=True):
    """Regions of one axis that lie side by side: the numbers between two ends, and perhaps `never`."""

    interval: Interval | None
    never: bool = False


def joined(regions: tuple[Region, ...], indices: list[int]) -> Wanted:
    """Neighbouring regions as one range."""
    numbers = [regions[i].interval for i in indices]
    found = [interval for interval in numbers if interval is not None]
    never = len(found) < len(numbers)
    if not found:
        return Wanted(None, never)
    first, last = found[0], found[-1]
    return Wanted(Interval(first.low, last.high, first.low_open, last.high_open), never)


def widened(usable: Sequence[int], region: int, does: Callable[[int], bool]) -> list[int]:
    """A region with its neighbours on either side, as far as each of them does."""
    at = usable.index(region)
    low = high = at
    while low > 0 and does(usable[low - 1]):
        low -= 1
    while high + 1 < len(usable) and does(usable[high + 1]):
        high += 1
    return list(usable[low : high + 1])


def in_words(base: KnowledgeBase, name: str, wanted: Wanted) -> str:
    """The range as the protocol's thresholds put it: ``≥ 7.5 mg/day and ≤ 30 mg/day``; empty for any."""
    if wanted.interval is None:
        return "never"
    quantity = base.thresholds.quantities[name]
    found = []
    low, high = wanted.interval.low, wanted.interval.high
    if low is not None and (low > quantity.possible[0] or wanted.interval.low_open):
        sign = ">" if wanted.interval.low_open else ">="
        found.append(f"{SHOWN[sign]} {limit_in_words(base, name, low)}")
    if high is not None and high < quantity.possible[1]:
        sign = "<" if wanted.interval.high_open else "<="
        found.append(f"{SHOWN[sign]} {limit_in_words(base, name, high)}")
    text = " and ".join(found)
    return f"{text} or never" if text and wanted.never else text


def limit_in_words(base: KnowledgeBase, name: str, number: Fraction) -> str:
    """A limit in its author's unit, where a threshold has it, else in the quantity's."""
    quantity = base.thresholds.quantities[name]
    for threshold in base.thresholds.thresholds.values():
        for limit in threshold.limits if threshold.quantity == name else ():
            if _number(base, quantity, limit) == number:
                return amount_of(limit)
    return with_unit(number, quantity.unit)


def _number(base: KnowledgeBase, quantity: Quantity, limit: Limit) -> Fraction | None:
    """A limit in the quantity's canonical unit; None where it is in half-lives, which differ from drug to drug."""
    unit = base.vocabulary.unit(limit.unit) if limit.unit else None
    if limit.unit and unit is None:
        return None
    return limit.number if unit not in quantity.units else quantity.canonical(limit.number, unit or "")


def in_given_unit(base: KnowledgeBase, patient: Patient, fact: str, quantity: Quantity, wanted: Interval) -> str | None:
    """The range in the unit in which a fact was given, where that is not the quantity's own."""
    given = patient.facts.get(fact)
    if given is None or given.given_unit is None:
        return None
    unit = base.vocabulary.unit(given.given_unit)
    if unit is None or unit == quantity.unit or unit not in quantity.units:
        return None
    found = []
    if wanted.low is not None and wanted.low > quantity.possible[0]:
        found.append(
            f"{'>' if wanted.low_open else '≥'} {with_unit(quantity.given(wanted.low, unit), given.given_unit)}"
        )
    if wanted.high is not None and wanted.high < quantity.possible[1]:
        found.append(
            f"{'<' if wanted.high_open else '≤'} {with_unit(quantity.given(wanted.high, unit), given.given_unit)}"
        )
    return " and ".join(found) or None


def opened(wanted: Wanted, *, low: bool, high: bool) -> Wanted:
    """A range without the ends beyond which nothing is possible."""
    interval = wanted.interval
    if interval is None:
        return wanted
    below = (None, False) if low else (interval.low, interval.low_open)
    above = (None, False) if high else (interval.high, interval.high_open)
    return Wanted(Interval(below[0], above[0], below[1], above[1]), wanted.never)


def merged(ranges: Iterable[Wanted], *, whole: bool) -> list[Wanted]:
    """Ranges with those that lie side by side as one; ``whole``: of whole numbers."""
    found: list[Wanted] = []
    for one in ranges:
        if found and _touch(found[-1], one, whole=whole):
            found[-1] = _span(found[-1], one)
        else:
            found.append(one)
    return found


def _touch(one: Wanted, other: Wanted, *, whole: bool) -> bool:
    if one.interval is None or other.interval is None:
        return True
    high, low = one.interval.high, other.interval.low
    if high is None or low is None:
        return False
    both_open = one.interval.high_open and other.interval.low_open
    return (high == low and not both_open) or (whole and low - high == 1)


def _span(one: Wanted, other: Wanted) -> Wanted:
    never = one.never or other.never or other.interval is None
    if one.interval is None or other.interval is None:
        return Wanted(one.interval or other.interval, never)
    a, b = one.interval, other.interval
    return Wanted(Interval(a.low, b.high, a.low_open, b.high_open), never)
