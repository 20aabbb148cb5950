"""Minimal sets: all of them, all that are found smallest first, or the one that is left of many.

`explore` finds all minimal conflicts of a set of facts, and all minimal corrections, from one question,
which says whether the facts that are held conflict, and gives some of a conflict. What remains after
every conflict found is hit is asked again, smallest hitting sets first, until nothing new is found
(Reiter's hitting-set tree: Artificial Intelligence 1987;32:57-95). Knows nothing of patients: there,
facts are bits of a mask.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct

_T = TypeVar("_T")
_K = TypeVar("_K")
_V = TypeVar("_V")

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


def explore(everything: int, ask: Callable[[int], int | None], limit: int, always: int = 0) -> Explored:
    """Every minimal subset of ``everything`` that conflicts, and every minimal set that ends all.

    ``ask`` and ``always`` are as of `shrink`.
    """
    conflicts: list[int] = []
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
                found = shrink(everything & ~removed, always, ask)
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
    everything = dict.fromkeys(range(count))
    tried = 0
    for chosen in smallest_first([(number,) for number in everything], found):
        if tried == limit:
            if not found and works(frozenset(everything)):
                found.append(frozenset(least(everything, lambda fewer: works(frozenset(fewer)))))
            return Minimal(tuple(found), count, len(chosen) - 1, tried)
        tried += 1
        if works(frozenset(chosen)):
            found.append(frozenset(chosen))
    return Minimal(tuple(found), count, count, tried)


def smallest_first(options: Sequence[Sequence[_T]], found: Sequence[Collection[_T]] = ()) -> Iterator[tuple[_T, ...]]:
    """Every choice of one option each at some of the places that holds none found so far, the smallest first.

    Whoever asks may add the choice just given to ``found``.
    """
    for size in range(1, len(options) + 1):
        yield from _of_size(size, options, found, ((),))


def _of_size(
    size: int, options: Sequence[Sequence[_T]], found: Sequence[Collection[_T]], begun: Sequence[tuple[_T, ...]]
) -> Iterator[tuple[_T, ...]]:
    if size == 0:
        yield from begun
        return
    for place in range(len(options) - size + 1):
        longer = [(*chosen, option) for chosen in begun for option in options[place]]
        longer = [chosen for chosen in longer if not any({*chosen}.issuperset(one) for one in found)]
        if longer:
            yield from _of_size(size - 1, options[place + 1 :], found, longer)


def least(entries: Mapping[_K, _V], works: Callable[[dict[_K, _V]], bool]) -> dict[_K, _V]:
    """What is left of entries that work when each is left out, in their order, without which the rest works."""
    kept = {**entries}
    for name in entries:
        fewer = {other: value for other, value in kept.items() if other != name}
        if works(fewer):
            kept = fewer
    return kept


def needed(items: Sequence[_T], conflict: Callable[[Sequence[_T]], bool]) -> list[_T]:
    """The same of items that conflict all together, and the more so with others beside: by fewer questions.

    How many can go before the next one that is needed is found by halving.
    """
    found = list[_T]()
    while not conflict(found):
        gone = bisect_left(range(1, len(items)), True, key=lambda end: not conflict([*found, *items[end:]]))
        found.append(items[gone])
        items = items[gone + 1 :]
    return found


def least_first(sizes: Sequence[int], cost: Callable[[Sequence[int]], Any]) -> Iterator[tuple[int, ...]]:
    """One of each of several rows, by their numbers in them: every such choice, the least ``cost`` first.

    Of each row what comes later costs no less.
    """
    start = (0,) * len(sizes)
    heap: list[tuple[Any, tuple[int, ...]]] = [(cost(start), start)]
    seen = {start}
    while heap:
        _, picked = heapq.heappop(heap)
        yield picked
        for place, size in enumerate(sizes):
            following = (*picked[:place], picked[place] + 1, *picked[place + 1 :])
            if following[place] < size and following not in seen:
                seen.add(following)
                heapq.heappush(heap, (cost(following), following))
