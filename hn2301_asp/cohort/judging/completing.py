"""Alike rows completed in bulk: what is open in them is put into all its ways together, and the circuit judges all.

What a part's content leaves open is a product of its open ways, and a row that of its parts: so many *cases* a row
has. The cases of all rows that are asked about lie side by side as bits. A case that violates a constraint is nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import islice, product
from math import prod

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from hn2301_asp.cohort.columns.bits import Flags, bits_of, flags_of
from hn2301_asp.cohort.columns.coded import Numbers
from hn2301_asp.cohort.columns.contents import Codes
from hn2301_asp.cohort.columns.states import State, Ways
from hn2301_asp.source.private import Private

#: A row with more cases than these is asked about by itself.
MOST_CASES = 4_096
#: So many cases are judged before the next ones.
_AT_ONCE = 1 << 19


class Asked(Struct, frozen=True):
    """What is asked: how outputs depend on inputs (``signs``), and the inputs that linked constraints have.

    Where not ``both`` sides are asked, only that the outputs may be as the signs would have them.
    """

    signs: Mapping[int, int]
    linked: frozenset[int]
    both: bool = True


class Completed:
    """How the contents of a part can be completed for what is asked: *kinds* of contents, each in some ways.

    Something open that no constraint touches, or none that binds, is as the outputs would have it at best, and at
    worst, where one way is both for all; all else is put into each of its ways. Of a content with too many the first
    is kept.
    """

    def __init__(self, states: Sequence[State], asked: Asked) -> None:
        self.states, self.asked = states, asked
        self.wanted = asked.linked.union(asked.signs)
        self._kind: dict[tuple[int, bool], int] = {}
        self._by_ways: dict[object, int] = {}
        #: Of each kind where its ways begin, and how many there are; 0 where there are too many.
        self.start: list[int] = []
        self.many: list[int] = []
        self.best: list[frozenset[int]] = []
        self.worst: list[frozenset[int]] = []

    def kinds(self, codes: Numbers, bound: Flags) -> Numbers:
        """The kind of each content, and whether constraints bind it."""
        both = 2 * codes + bound
        seen = np.flatnonzero(np.bincount(both)).tolist()
        table = np.zeros(seen[-1] + 1 if seen else 0, np.int64)
        for one in seen:
            table[one] = self.kind(one >> 1, bound=bool(one & 1))
        return table[both]

    def kind(self, code: int, *, bound: bool) -> int:
        """The kind of a content."""
        if (code, bound) not in self._kind:
            self._kind[code, bound] = self._of(code, bound=bound)
        return self._kind[code, bound]

    def _of(self, code: int, *, bound: bool) -> int:
        state = self.states[code]
        best = worst = state.holds & self.wanted
        tangled: list[Ways] = []
        for full in state.open:
            ways = tuple(dict.fromkeys(way & self.wanted for way in full))
            atoms = frozenset[int]().union(*ways)
            free = not bound or self.asked.linked.isdisjoint(atoms)
            ends = extremes(ways, self.asked.signs, both=self.asked.both) if free else None
            if ends is None:
                tangled.append(ways)
            else:
                best, worst = best | ends[0], worst | ends[1]
        few = prod(map(len, tangled)) <= MOST_CASES
        chosen = [frozenset[int]().union(*way) for way in islice(product(*tangled), None if few else 1)]
        found: object = (best, worst, *chosen) if few else code
        if found not in self._by_ways:
            self._by_ways[found] = len(self.start)
            self.start.append(len(self.best))
            self.many.append(len(chosen) if few else 0)
            self.best += [best | way for way in chosen]
            self.worst += [worst | way for way in chosen]
        return self._by_ways[found]


def extremes(
    ways: Ways, signs: Mapping[int, int], *, both: bool = True
) -> tuple[frozenset[int], frozenset[int]] | None:
    """The ways that are the best and the worst for an output in all that it asks; None where there are none such.

    Where not ``both`` are asked, only the best is looked for.
    """
    asked = [atom for atom in frozenset[int]().union(*ways) if atom in signs]
    if any(signs[atom] == 3 for atom in asked):
        return None
    ranks = [[(atom in way) == (signs[atom] == 1) for atom in asked] for way in ways]
    columns = list(zip(*ranks, strict=True))
    best, worst = list(map(any, columns)), list(map(all, columns))
    if best not in ranks or (both and worst not in ranks):
        return None
    return ways[ranks.index(best)], ways[ranks.index(worst)] if both else ways[0]


class PartAsked(Private, frozen=True):
    """What rows say of a part that is asked about, by the kinds of their contents."""

    number: int
    completed: Completed
    kinds: Numbers

    @property
    def ways(self) -> Numbers:
        """In how many ways each row is completed; 0 where these are too many."""
        return np.array(self.completed.many, np.int64)[self.kinds]

    def some(self, at: Numbers) -> PartAsked:
        """The same of some rows."""
        return PartAsked(self.number, self.completed, self.kinds[at])


class Cases:
    """The cases of some rows, by the number of ways of each part: bits of one integer, those of a row side by side."""

    def __init__(self, ways: Sequence[Numbers]) -> None:
        many = reduce(np.multiply, ways)
        self.begin = np.cumsum(many) - many
        self.number = int(many.sum())
        self.every = (1 << self.number) - 1
        self._row = np.repeat(np.arange(len(many)), many)
        self._left = np.arange(self.number) - self.begin[self._row]

    def holding(self, part: PartAsked) -> Iterator[tuple[int, int, int]]:
        """The atoms of the next part, with the cases in which each holds, at best and at worst."""
        at = np.array(part.completed.start, np.int64)[part.kinds][self._row]
        if ((ways := part.ways) > 1).any():
            self._left, way = np.divmod(self._left, ways[self._row])
            at = at + way
        best, worst = part.completed.best, part.completed.worst
        for atom in frozenset[int]().union(*best, *worst):
            holds, other = ([atom in way for way in ways] for ways in (best, worst))
            cases = bits_of(np.array(holds)[at])
            yield atom, cases, cases if holds == other else bits_of(np.array(other)[at])

    def of(self, rows: Flags) -> int:
        """The cases of some rows."""
        return bits_of(rows[self._row])

    def somewhere(self, cases: int) -> Flags:
        """The rows of which one of the cases is among some."""
        return np.logical_or.reduceat(flags_of(cases, self.number), self.begin)


def in_turn(rows: Numbers, cases: npt.NDArray[np.float64]) -> Iterator[Numbers]:
    """Rows a few at a time, of which the cases are not too many at once."""
    start, ends = 0, np.cumsum(cases[rows])
    while start < len(rows):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _AT_ONCE, side="right")))
        yield rows[start:stop]
        start = stop


def alike(told: Sequence[tuple[Codes, int]]) -> tuple[Numbers, Numbers]:
    """One of each of the rows that say the same in all, and which of these each row is like."""
    key, size = told[0][0].astype(np.int64), told[0][1]
    for codes, many in told[1:]:
        if size * many > 2**62:
            _, key = np.unique(key, return_inverse=True)
            size = int(key.max()) + 1
        key, size = key * many + codes, size * many
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return first, inverse
