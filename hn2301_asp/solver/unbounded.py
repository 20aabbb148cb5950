"""Arithmetic of intervals, ends at infinity and ends left out included: of what is known, and backwards.

A quotient may be of a divisor that can be zero: then it is of the numbers beside it. Nothing here
knows a formula, a quantity or a patient.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import Interval

_ZERO = Fraction(0)
_ABOVE = Interval(low=_ZERO, low_open=True)
_BELOW = Interval(high=_ZERO, high_open=True)

#: An end: -1 or 1 at infinity, else 0 and the number; and whether it is left out.
_End = tuple[int, Fraction, bool]


def total(one: Interval, other: Interval) -> Interval:
    """All sums of a number of each."""
    low = None if one.low is None or other.low is None else one.low + other.low
    high = None if one.high is None or other.high is None else one.high + other.high
    return Interval(low, high, one.low_open or other.low_open, one.high_open or other.high_open)


def negative(one: Interval) -> Interval:
    """All numbers of an interval with the other sign."""
    low, high = one.low, one.high
    return Interval(
        None if high is None else -high,
        None if low is None else -low,
        one.high_open,
        one.low_open,
    )


def product(one: Interval, other: Interval) -> Interval:
    """All products of a number of each; neither is empty."""
    corners = [_times(x, y) for x in _ends(one) for y in _ends(other)]
    if one.contains(_ZERO) or other.contains(_ZERO):
        corners.append((0, _ZERO, False))
    low, high = min(corner[:2] for corner in corners), max(corner[:2] for corner in corners)
    return Interval(
        None if low[0] else low[1],
        None if high[0] else high[1],
        all(is_open for *end, is_open in corners if tuple(end) == low),
        all(is_open for *end, is_open in corners if tuple(end) == high),
    )


def quotients(one: Interval, other: Interval) -> list[Interval]:
    """All quotients of a number of the first by one of the second that is not zero: up to two intervals."""
    return [product(one, inverse) for inverse in _inverses(other)]


def factors(result: Interval, other: Interval) -> list[Interval]:
    """All numbers of which the product with some number of ``other`` lies in ``result``."""
    if result.contains(_ZERO) and other.contains(_ZERO):
        return [Interval()]
    return quotients(result, other)


def hull(parts: Sequence[Interval]) -> Interval:
    """The interval from the first to the last number of several."""
    found = parts[0]
    for part in parts[1:]:
        (low, low_open), (high, high_open) = (found.low, found.low_open), (found.high, found.high_open)
        if low is not None and (part.low is None or part.low < low or (part.low == low and low_open)):
            low, low_open = part.low, part.low_open
        if high is not None and (part.high is None or part.high > high or (part.high == high and high_open)):
            high, high_open = part.high, part.high_open
        found = Interval(low, high, low_open, high_open)
    return found


def _ends(one: Interval) -> tuple[_End, _End]:
    low: _End = (-1, _ZERO, True) if one.low is None else (0, one.low, one.low_open)
    high: _End = (1, _ZERO, True) if one.high is None else (0, one.high, one.high_open)
    return low, high


def _times(one: _End, other: _End) -> _End:
    is_open = one[2] or other[2]
    if _sign(one) == 0 or _sign(other) == 0 or (one[0] == 0 and other[0] == 0):
        return 0, one[1] * other[1], is_open
    return _sign(one) * _sign(other), _ZERO, True


def _sign(end: _End) -> int:
    return end[0] or (end[1] > 0) - (end[1] < 0)


def _inverses(one: Interval) -> Iterator[Interval]:
    """The numbers 1/x, of what is below zero and of what is above it."""
    for side in (_BELOW, _ABOVE):
        part = one.intersect(side)
        if part.is_empty:
            continue
        # From 0 on one side to infinity on the other: both ends change places.
        low = (_ZERO, True) if part.high is None else (None, True) if not part.high else (1 / part.high, part.high_open)
        high = (_ZERO, True) if part.low is None else (None, True) if not part.low else (1 / part.low, part.low_open)
        yield Interval(low[0], high[0], low[1], high[1])
