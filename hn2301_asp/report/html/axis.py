"""Exact numbers as places on a line of so many pixels. Knows no patient and no protocol.

Places are rounded to a tenth of a pixel. Numbers that differ stay at least ``GAP`` pixels apart and
in their order, so that no value is ever drawn on the wrong side of a limit, or on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import Interval

#: So many pixels apart are two different numbers at least: more than a marker's half width.
GAP = Fraction(3)
#: The line reaches so far beyond the numbers on it, as a share of what they span.
MARGIN = Fraction(35, 100)
#: A line from 0 on is preferred to one that begins later, where that costs less than this share.
FROM_ZERO = Fraction(60, 100)
#: A number farther from the limits than so many times their size is drawn at the line's end.
FARTHEST = 4


def window(limits: Iterable[Fraction], others: Iterable[Fraction], possible: tuple[Fraction, Fraction]) -> Interval:
    """The stretch that a line shows: the limits and what else there is, with room around.

    What lies very far from the limits is left outside, and drawn at the end.
    """
    sure = sorted(limits)
    size = max(abs(sure[-1]), sure[-1] - sure[0]) or max(abs(other) for other in [*others, Fraction(1)])
    near = [n for n in others if sure[0] - FARTHEST * size <= n <= sure[-1] + FARTHEST * size]
    low, high = min([*sure, *near]), max([*sure, *near])
    room = (high - low or abs(high) or Fraction(1)) * MARGIN
    first, last = max(low - room, possible[0]), min(high + room, possible[1])
    if first > 0 and first < FROM_ZERO * last and possible[0] <= 0:
        first = Fraction(0)
    if first == last:
        first, last = first - 1, last + 1
    return Interval(first, last)


def places(numbers: Iterable[Fraction], shown: Interval, left: int, right: int) -> dict[Fraction, Fraction]:
    """The place of each number between two pixels, in order and apart."""
    assert shown.low is not None
    assert shown.high is not None
    ordered = sorted(set(numbers))
    found: list[Fraction] = []
    for number in ordered:
        share = (min(max(number, shown.low), shown.high) - shown.low) / (shown.high - shown.low)
        place = Fraction(round((left + share * (right - left)) * 10), 10)
        found.append(max(place, found[-1] + GAP) if found else place)
    end = Fraction(right)
    for at in range(len(found) - 1, -1, -1):
        found[at] = min(found[at], end)
        end = found[at] - GAP
    return dict(zip(ordered, found, strict=True))
