"""What a quantity can be, exactly: intervals, its domain, and the regions into which thresholds cut its axis.

Reading, completions, ties, comparison and proofs all take it from here. Everything is a fraction. This
module knows no patient.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from hn2301_asp.knowledge.vocabulary.model import Quantity

Comparator = Literal["<", "<=", ">", ">=", "="]


class Interval(Struct, frozen=True, cache_hash=True):
    """The numbers between two ends; None is an end at infinity, which is always open."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def point(cls, number: Fraction) -> Interval:
        return cls(number, number)

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The ends of an interval that has both."""
        assert self.low is not None
        assert self.high is not None
        return self.low, self.high

    @property
    def limits(self) -> list[Fraction]:
        """The ends that are not at infinity."""
        return [end for end in (self.low, self.high) if end is not None]

    @property
    def is_point(self) -> bool:
        return self.low is not None and (self.low is self.high or self.low == self.high)

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        beyond = 0 if self.low is self.high else compared(self.low, self.high)
        return beyond >= 0 and (self.low_open or self.high_open or beyond > 0)

    def contains(self, number: Fraction) -> bool:
        if self.low is not None:
            beyond = compared(number, self.low)
            if beyond < 0 or (self.low_open and beyond == 0):
                return False
        if self.high is None:
            return True
        beyond = compared(number, self.high)
        return beyond < 0 or (not self.high_open and beyond == 0)

    def intersect(self, other: Interval) -> Interval:
        low, low_open = _inner(self.low, self.low_open, other.low, other.low_open, upper=False)
        high, high_open = _inner(self.high, self.high_open, other.high, other.high_open, upper=True)
        return Interval(low, high, low_open, high_open)

    def overlaps(self, other: Interval) -> bool:
        if self.low is not None and self.low is self.high and not (self.low_open or self.high_open):
            return other.contains(self.low)
        below = _below(self, other) or _below(other, self)
        return not (below or self.is_empty or other.is_empty)

    def whole_numbers(self) -> tuple[int | None, int | None]:
        """The least and the greatest whole number inside; None where there is no end."""
        low, high = self.low, self.high
        least = None if low is None else math.floor(low) + 1 if self.low_open else math.ceil(low)
        greatest = None if high is None else math.ceil(high) - 1 if self.high_open else math.floor(high)
        return least, greatest

    def within(self, step: Fraction) -> Interval:
        """The closed interval from the lowest to the highest multiple of ``step`` inside."""
        low, high = self.low, self.high
        if low is not None:
            count = math.ceil(low / step)
            low = (count + (self.low_open and count * step == low)) * step
        if high is not None:
            count = math.floor(high / step)
            high = (count - (self.high_open and count * step == high)) * step
        return Interval(low, high)


def compared(one: Fraction, other: Fraction) -> int:
    """Positive where a number is greater than another one, 0 where it is the same: quicker than asking fractions."""
    return one.numerator * other.denominator - other.numerator * one.denominator


def _below(one: Interval, other: Interval) -> bool:
    """Whether one interval ends before the other begins."""
    if one.high is None or other.low is None:
        return False
    beyond = compared(one.high, other.low)
    return beyond <= 0 and (one.high_open or other.low_open or beyond < 0)


def _inner(
    a: Fraction | None, a_open: bool, b: Fraction | None, b_open: bool, *, upper: bool
) -> tuple[Fraction | None, bool]:
    if a is None:
        return b, b_open
    if b is None:
        return a, a_open
    beyond = 0 if a is b else compared(a, b)
    if beyond == 0:
        return a, a_open or b_open
    return (a, a_open) if (beyond < 0) == upper else (b, b_open)


EVERYTHING = Interval()


def half_line(comparator: Comparator, number: Fraction) -> Interval:
    """The numbers for which ``value comparator number`` holds."""
    if comparator == "=":
        return Interval.point(number)
    if comparator in (">", ">="):
        return Interval(low=number, low_open=comparator == ">")
    return Interval(high=number, high_open=comparator == "<")


class Domain(Struct, frozen=True):
    """What a quantity can be: any number of a closed range or, where it is ``counted``, the whole ones in it."""

    possible: Interval
    counted: bool = False

    def within(self, interval: Interval) -> Interval:
        """What of an interval can be; of whole numbers from the first to the last, both included."""
        inside = interval.intersect(self.possible)
        return inside.within(Fraction(1)) if self.counted else inside

    def reaches(self, interval: Interval) -> bool:
        """Whether something of an interval can be."""
        return not self.within(interval).is_empty


def domain_of(quantity: Quantity) -> Domain:
    """What a quantity can be, in its canonical unit: as the vocabulary says, and nothing finer or coarser."""
    return Domain(Interval(*quantity.possible), quantity.counted)


class Share(Struct, frozen=True):
    """What one drug adds to a sum of doses: its dose, times a factor that is one number, if not a known one."""

    drug: str
    dose: Interval
    factor: Interval


class Values(Struct, frozen=True, cache_hash=True):
    """What a quantity may be of a patient: an interval (None: no number), and perhaps ``never``.

    ``shares`` are what it adds up from, where that may say something of another sum too.
    """

    interval: Interval | None
    never: bool = False
    shares: tuple[Share, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.never and (self.interval is None or self.interval.is_empty)

    @property
    def number(self) -> Fraction | None:
        """The one number that is possible, or None."""
        interval = self.interval
        if interval is None or interval.low is None or self.never:
            return None
        return interval.low if interval.low is interval.high or interval.low == interval.high else None


def meeting(sources: Sequence[Values]) -> Values:
    """What several sources of one quantity say together; where two do not meet, the first one counts."""
    found = sources[0]
    for other in sources[1:]:
        never = found.never and other.never
        interval = None
        if found.interval is not None and other.interval is not None and found.interval.overlaps(other.interval):
            interval = found.interval.intersect(other.interval)
        if never or interval is not None:
            found = Values(interval, never)
    return found


class Region(Struct, frozen=True):
    """A stretch of an axis on which no threshold changes; ``interval`` None is the value `never`."""

    interval: Interval | None
    holds: frozenset[str]
    possible: bool


class Test(Struct, frozen=True):
    """What a threshold asks of its quantity: to lie in ``interval``; ``never`` is the answer then."""

    name: str
    interval: Interval
    never: bool = False

    def holds(self, number: Fraction) -> bool:
        return self.interval.contains(number)


def regions(tests: Sequence[Test], domain: Domain, *, never: bool) -> tuple[Region, ...]:
    """The regions into which the tests cut an axis, from low to high, `never` last.

    Stretches between cut points on which every test agrees are one region. A region is possible where it
    holds something that the quantity can be.
    """
    cuts = sorted({end for test in tests for end in test.interval.limits})
    pieces = list(_pieces(cuts))
    merged: list[tuple[Interval, frozenset[str]]] = []
    for piece in pieces:
        held = frozenset(test.name for test in tests if test.interval.overlaps(piece))
        if merged and merged[-1][1] == held:
            before = merged[-1][0]
            merged[-1] = (Interval(before.low, piece.high, before.low_open, piece.high_open), held)
        else:
            merged.append((piece, held))
    found = [Region(i, held, domain.reaches(i)) for i, held in merged]
    if never:
        found.append(Region(None, frozenset(test.name for test in tests if test.never), True))
    return tuple(found)


def _pieces(cuts: Sequence[Fraction]) -> Iterable[Interval]:
    """The cut points and the open stretches between them, from low to high."""
    before: Fraction | None = None
    for cut in cuts:
        yield Interval(before, cut, before is not None, True)
        yield Interval.point(cut)
        before = cut
    yield Interval(before, None, before is not None, False)
