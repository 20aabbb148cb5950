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

#: An end: -1 or 1 at infinity, else 0 and the number as two whole ones; and whether it is left out.
_End = tuple[int, int, int, bool]


def is_positive(one: Interval) -> bool:
    """Whether all numbers of an interval are above zero."""
    return one.low is not None and (one.low > 0 or (one.low == 0 and one.low_open))


def beside_zero(one: Interval) -> list[Interval]:
    """What of an interval is below zero, and what is above it."""
    return [part for side in (_BELOW, _ABOVE) if not (part := one.intersect(side)).is_empty]


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
    (a, b), (c, d) = _ends(one), _ends(other)
    corners = [_times(a, c), _times(a, d), _times(b, c), _times(b, d)]
    if _has_zero(a, b) or _has_zero(c, d):
        corners.append((0, 0, 1, False))
    low = high = corners[0]
    for corner in corners[1:]:
        # Of corners of one value the end belongs to the product where one of them does.
        below = _beyond(low, corner)
        if below > 0 or (below == 0 and low[3]):
            low = corner
        above = _beyond(corner, high)
        if above > 0 or (above == 0 and high[3]):
            high = corner
    return Interval(
        None if low[0] else Fraction(low[1], low[2]),
        None if high[0] else Fraction(high[1], high[2]),
        low[3],
        high[3],
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
    low, high = one.low, one.high
    return (
        (-1, 0, 1, True) if low is None else (0, low.numerator, low.denominator, one.low_open),
        (1, 0, 1, True) if high is None else (0, high.numerator, high.denominator, one.high_open),
    )


def _times(one: _End, other: _End) -> _End:
    if (one[0] == 0 and other[0] == 0) or _sign(one) == 0 or _sign(other) == 0:
        return 0, one[1] * other[1], one[2] * other[2], one[3] or other[3]
    return _sign(one) * _sign(other), 0, 1, True


def _sign(end: _End) -> int:
    return end[0] or (end[1] > 0) - (end[1] < 0)


def _beyond(one: _End, other: _End) -> int:
    """Positive where an end lies above another one, 0 where it lies there."""
    return one[0] - other[0] or one[1] * other[2] - other[1] * one[2]


def _has_zero(low: _End, high: _End) -> bool:
    """Whether the number between two ends may be zero."""
    down, up = _sign(low), _sign(high)
    return (down < 0 or (down == 0 and not low[3])) and (up > 0 or (up == 0 and not high[3]))


def _inverse(number: Fraction | None) -> Fraction:
    """1/x, of infinity zero."""
    return _ZERO if number is None else Fraction(number.denominator, number.numerator)


def _inverses(one: Interval) -> Iterator[Interval]:
    """The numbers 1/x, of what is below zero and of what is above it."""
    if one.low is not None and one.low.numerator > 0:
        yield Interval(_inverse(one.high), _inverse(one.low), one.high is None or one.high_open, one.low_open)
        return
    for part in beside_zero(one):
        # From 0 on one side to infinity on the other: both ends change places.
        low = (_ZERO, True) if part.high is None else (None, True) if not part.high else (1 / part.high, part.high_open)
        high = (_ZERO, True) if part.low is None else (None, True) if not part.low else (1 / part.low, part.low_open)
        yield Interval(low[0], high[0], low[1], high[1])
