"""Smallest sets of changes that bring something about. Knows nothing of what the changes are."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from msgspec import Struct

#: So many sets are passed over, as holding a smaller one, for each that is tried.
PASSED_OVER = 100


class Minimal(Struct, frozen=True):
    """Sets of changes, by their numbers, from each of which nothing can be left out.

    ``complete_to`` says that every set of so many changes or fewer was looked at; it is ``of``
    where that is all. ``tried`` counts the sets that were tried.
    """

    sets: tuple[frozenset[int], ...]
    of: int
    complete_to: int
    tried: int

    @property
    def complete(self) -> bool:
        return self.complete_to == self.of


def minimal_sets(count: int, works: Callable[[frozenset[int]], bool], limit: int) -> Minimal:
    """The minimal sets of ``count`` changes that work, the smallest first.

    Every set is tried that holds none found before, up to ``limit`` of them. Where none was found
    by then, one is got from all the changes by leaving out what is not needed.
    """
    found: list[frozenset[int]] = []
    tried = passed = 0
    for size in range(1, count + 1):
        alone = frozenset[int]().union(*(one for one in found if len(one) == 1))
        for numbers in combinations([n for n in range(count) if n not in alone], size):
            chosen = frozenset(numbers)
            if any(one <= chosen for one in found):
                passed += 1
                if passed <= limit * PASSED_OVER:
                    continue
            if tried >= limit or passed > limit * PASSED_OVER:
                return Minimal(tuple(found) or _left_of_all(count, works), count, size - 1, tried)
            tried += 1
            if works(chosen):
                found.append(chosen)
    return Minimal(tuple(found), count, count, tried)


def _left_of_all(count: int, works: Callable[[frozenset[int]], bool]) -> tuple[frozenset[int], ...]:
    """All changes without those that can be left out one by one; none where all do not work."""
    kept = frozenset(range(count))
    if not works(kept):
        return ()
    for number in range(count):
        if works(kept - {number}):
            kept -= {number}
    return (kept,)
