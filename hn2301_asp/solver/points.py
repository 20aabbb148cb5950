"""Which regions a score's totals can show together, whatever items are open: sums as bits of one integer.

A bit stands for one value of all totals together; adding an item's points shifts all of them at once. No
record is known here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

#: A table of more values is not made: the solver adds up then.
MOST_VALUES = 1_000_000


class Points(Struct, frozen=True):
    """A score's totals: ``sizes`` says how many values each has, ``weights`` what each item adds to each."""

    totals: tuple[str, ...]
    items: tuple[int, ...]
    weights: tuple[tuple[int, ...], ...]
    sizes: tuple[int, ...]

    @property
    def small(self) -> bool:
        return math.prod(self.sizes) <= MOST_VALUES

    def reachable(self, held: Sequence[bool | None]) -> int:
        """The values that can be reached: each item holds, does not, or is open (None)."""
        found = 1
        for weights, answer in zip(self.weights, held, strict=True):
            points = sum(points * stride for points, stride in zip(weights, self._strides, strict=True))
            if answer is None:
                found |= found << points
            elif answer:
                found <<= points
        return found

    def between(self, total: str, low: int | None, high: int | None) -> int:
        """The values of which one total lies between two numbers, both included; None is no end."""
        place = self.totals.index(total)
        size = self.sizes[place]
        least, most = max(low or 0, 0), size - 1 if high is None else min(high, size - 1)
        return _band(self._strides[place], size, math.prod(self.sizes), least, most)

    @property
    def _strides(self) -> tuple[int, ...]:
        return tuple(math.prod(self.sizes[:place]) for place in range(len(self.sizes)))


@lru_cache(maxsize=256)
def _band(stride: int, size: int, values: int, low: int, high: int) -> int:
    if low > high:
        return 0
    found, width = ((1 << (high - low + 1) * stride) - 1) << low * stride, stride * size
    while width < values:  # Twice as long each time: to divide or multiply such numbers takes far longer.
        found |= found << width
        width *= 2
    return found & ((1 << values) - 1)


def points_of(totals: Mapping[str, Sequence[tuple[int, int]]]) -> Points:
    """A score's totals, each with its items' atoms and weights."""
    items = tuple(dict.fromkeys(atom for weighted in totals.values() for atom, _ in weighted))
    tables = [dict(weighted) for weighted in totals.values()]
    weights = tuple(tuple(table.get(atom, 0) for table in tables) for atom in items)
    return Points(tuple(totals), items, weights, tuple(sum(table.values()) + 1 for table in tables))
