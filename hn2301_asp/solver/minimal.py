"""All minimal conflicts of a set of facts, and all minimal corrections, from one question.

The question says whether the facts that are held conflict, and gives a minimal conflict. What
remains after every conflict found is hit is asked again, smallest hitting sets first, until
nothing new is found (Reiter's hitting-set tree: Artificial Intelligence 1987;32:57-95). Knows
nothing of patients: facts are bits of a mask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from msgspec import Struct

#: How many sets of each kind are looked for, unless the caller says otherwise.
LIMIT = 100
#: And so many at most.
MOST_SETS = 10_000
#: Nodes of the tree that are looked at for each set that is wanted.
NODES_EACH = 40


class Explored(Struct, frozen=True):
    """Minimal conflicts, and minimal corrections smallest first; ``complete``: there are no others."""

    conflicts: tuple[int, ...]
    corrections: tuple[int, ...]
    complete: bool


def explore(everything: int, conflict: Callable[[int], int | None], limit: int, known: Sequence[int] = ()) -> Explored:
    """Every minimal subset of ``everything`` that conflicts, and every minimal set that ends all.

    ``conflict`` gives a minimal conflict among the facts held, or None. ``known`` are minimal
    conflicts known before.
    """
    conflicts = list(known)
    corrections: list[int] = []
    level, seen, nodes = [0], {0}, 0
    while level:
        following: list[int] = []
        for removed in level:
            if any(correction & removed == correction for correction in corrections):
                continue
            nodes += 1
            if len(conflicts) > limit or len(corrections) > limit or nodes > limit * NODES_EACH:
                return Explored(tuple(conflicts), tuple(corrections), False)
            found = next((one for one in conflicts if not one & removed), None)
            if found is None:
                found = conflict(everything & ~removed)
                if found is None:
                    corrections.append(removed)
                    continue
                conflicts.append(found)
            for bit in bits(found):
                if removed | bit not in seen:
                    seen.add(removed | bit)
                    following.append(removed | bit)
        level = following
    return Explored(tuple(conflicts), tuple(corrections), True)


def shrink(held: int, always: int, ask: Callable[[int], int | None]) -> int | None:
    """The conflict that is left when facts are taken back one by one, in their order; None: no conflict.

    ``ask`` gives some facts of a conflict, or None. Which ones may depend on what was asked
    before; what is left here does not: they only save questions whose answer is known.
    """
    found = ask(held | always)
    if found is None:
        return None
    left = held & ~always
    sure = _sure(found | always, held | always, ask)
    for bit in bits(left):
        fewer = left & ~bit | always
        if sure & ~fewer == 0:
            left &= ~bit
            continue
        found = ask(fewer)
        if found is not None:
            left &= ~bit
            sure = _sure(found | always, fewer, ask)
    return left


def _sure(found: int, held: int, ask: Callable[[int], int | None]) -> int:
    """The facts found, if they conflict by themselves, else all that were held.

    Facts left out may have narrowed what a tie allows, which the solver could not know.
    """
    return found if found == held or ask(found) is not None else held


def bits(mask: int) -> Iterator[int]:
    """The single bits of a mask, the lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


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
