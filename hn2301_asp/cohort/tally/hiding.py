"""Which counts stay hidden so that no small one can be told, nor worked out from what is shown.

A count from 1 to N-1 is small, and so is a difference that somebody could form: what a range leaves open, what lies
between two points of a curve. Of each small one a *change of one row* is found, from what there is to what there could
be, that makes it another number; whatever else that change alters is hidden with it: the complementary cells, as few
and as small as can be. So there is another table, as good as this one, that shows the very same: no hidden number
follows from what is shown, by whatever reasoning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from hn2301_asp.cohort.tally.cells import Atoms, Key

Floats = npt.NDArray[np.float64]

#: What it costs to hide a cell of each kind, before its size: what a reader needs most is hidden last.
_COSTS: Final[Mapping[str, int]] = {
    "assessed": 400, "possible": 120, "eligible": 120, "undetermined": 60, "ineligible": 60, "error": 40,
    "contradictory": 40, "together": 10, "until": 8, "site": 12, "blocks": 10, "passes": 10, "left": 8,
}  # fmt: skip
_OTHERS: Final = 5
#: A change to what no row is like, of a hidden number to 0, and of a zero that was told: rather not.
_UNSEEN, _VANISHES, _APPEARS = 24, 2400, 480
#: So many changes are looked at, and of all cells that each may alter: of the most and the least frequent atoms.
_FROM, _WORK = 160, 40_000_000


def hidden_cells(groups: Sequence[Atoms], least: int) -> frozenset[Key]:
    """The cells of some groups that stay hidden where counts below ``least`` must not be told.

    Each group counts the same rows, cut otherwise; a row that changes its verdict changes it in all of them.
    """
    search = _Search(groups)
    small = [
        (number, key) for number, group in enumerate(groups) for key, value in group.values.items() if 0 < value < least
    ]
    # What is told anyway comes first: what is never told may be covered by then.
    for number, key in sorted(small, key=lambda one: (one[1][0].startswith("~"), one[0])):
        if key not in search.covered:
            search.cover(number, key)
    return frozenset(key for key in search.hidden if not key[0].startswith("~"))


class _Search:
    """What is hidden so far, and what is known to be safe: changed by a change that alters nothing that is shown."""

    def __init__(self, groups: Sequence[Atoms]) -> None:
        self.groups = groups
        self.keys = [[*group.cells] for group in groups]
        self.matrices = [np.stack([*group.cells.values()], axis=1).astype(np.float64) for group in groups]
        self.values = [np.array([group.values[key] for key in group.cells]) for group in groups]
        self.hidden = {key for keys in self.keys for key in keys if key[0].startswith("~")}
        self.covered: set[Key] = set()

    def cover(self, group: int, key: Key) -> None:
        """Hides a cell, with what else changes where one row is otherwise; everything where nothing else helps."""
        best = self._best(group, key)
        if best is None:
            every = {one for keys in self.keys for one in keys}
            self.hidden |= every
            self.covered |= every
            return
        start, end = best
        self._hide(group, start, end)
        before, after = (int(self.groups[group].verdicts[at]) for at in best)
        if before != after:
            for other in range(len(self.groups)):
                if other != group:
                    moved = self._linked(other, before, after)
                    assert moved is not None
                    self._hide(other, *moved[1])

    def _hide(self, group: int, start: int, end: int) -> None:
        matrix = self.matrices[group]
        changed = {self.keys[group][place] for place in np.flatnonzero(matrix[start] != matrix[end]).tolist()}
        self.hidden |= changed
        self.covered |= changed

    def _best(self, group: int, key: Key) -> tuple[int, int] | None:
        """The cheapest change of one row that alters a cell: from which atom to which."""
        atoms, counted = self.groups[group], self.groups[group].cells[key]
        links = np.full((5, 5), np.inf)
        for before in range(5):
            for after in range(5):
                links[before, after] = self._link_cost(group, before, after)
        found: list[tuple[float, int, int]] = []
        for side in (True, False):
            starts = _some(np.flatnonzero((counted == side) & (atoms.counts > 0)), _FROM)
            ends = _some(np.flatnonzero(counted != side), self._most_ends(group))
            if not len(starts) or not len(ends):
                continue
            costs = self._costs(group, starts, ends)
            costs += links[np.ix_(atoms.verdicts[starts], atoms.verdicts[ends])]
            at = int(costs.argmin())
            row, column = divmod(at, len(ends))
            if np.isfinite(costs[row, column]):
                found.append((float(costs[row, column]), int(starts[row]), int(ends[column])))
        return min(found)[1:] if found else None

    def _most_ends(self, group: int) -> int:
        """To how many atoms changes are looked at: the fewer, the more cells each may alter."""
        return max(_WORK // (_FROM * len(self.keys[group])), 64)

    def _link_cost(self, group: int, before: int, after: int) -> float:
        """What a change of the verdict costs in the other groups."""
        if before == after:
            return 0.0
        costs = 0.0
        for other in range(len(self.groups)):
            if other != group:
                moved = self._linked(other, before, after)
                if moved is None:
                    return np.inf
                costs += moved[0]
        return costs

    def _linked(self, group: int, before: int, after: int) -> tuple[float, tuple[int, int]] | None:
        """The cheapest change of one row of a group from one verdict to another."""
        atoms = self.groups[group]
        starts = _some(np.flatnonzero((atoms.verdicts == before) & (atoms.counts > 0)), _FROM)
        ends = _some(np.flatnonzero(atoms.verdicts == after), self._most_ends(group))
        if not len(starts) or not len(ends):
            return None
        costs = self._costs(group, starts, ends)
        row, column = divmod(int(costs.argmin()), len(ends))
        return float(costs[row, column]), (int(starts[row]), int(ends[column]))

    def _costs(self, group: int, starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]) -> Floats:
        """What each change from one atom to another would hide."""
        keys, values, matrix = self.keys[group], self.values[group], self.matrices[group]
        shown = np.array([key not in self.hidden for key in keys], np.float64)
        told = np.array([not key[0].startswith("~") for key in keys], np.float64)
        weights = shown * np.array([_cost(key, int(value)) for key, value in zip(keys, values, strict=True)])
        first, last = matrix[starts], matrix[ends]
        leaves = weights + told * _VANISHES * (values == 1)
        enters = weights + told * _APPEARS * (values == 0)
        # What is in the first and not in the last, and the other way round.
        costs: Floats = (first * leaves).sum(axis=1)[:, None] - (first * leaves) @ last.T
        costs += (last * enters).sum(axis=1)[None, :] - first @ (last * enters).T
        unseen: Floats = (self.groups[group].counts[ends] == 0) * float(_UNSEEN)
        return costs + unseen[None, :]


def _some(places: npt.NDArray[np.intp], most: int) -> npt.NDArray[np.intp]:
    """So many of the atoms: the first, and the last."""
    half = most // 2
    return places if len(places) <= most else np.concatenate([places[:half], places[-half:]])


def _cost(key: Key, value: int) -> int:
    """What hiding a cell costs; of two of one kind the smaller is hidden. Whole numbers: floats add them exactly."""
    return 8 * _COSTS.get(key[0].partition(":")[0], _OTHERS) + value.bit_length()
