"""Patients side by side, a lane for each: which inputs hold, which are known, and what follows for all of them at once.

No rule is known here, and nobody is judged: what is not known of a patient is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce
from itertools import starmap
from operator import and_, or_

from hn2301_asp.screening import Screening
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.straight import Stage, Wiring

#: Inputs as bits: those that hold, and those that are known.
_Said = tuple[int, int]


class SideBySide:
    """The patients of some screenings; those that are alike in all inputs share a lane."""

    def __init__(self, space: Space, screenings: Iterable[Screening]) -> None:
        self.space = space
        self.inputs = tuple(space.circuit.inputs.values())
        self._bits = {atom: 1 << place for place, atom in enumerate(self.inputs)}
        told = {literal: self._told(literal) for atom in self.inputs for literal in (atom, -atom)}
        region = lru_cache(maxsize=None)(self._region)
        rows: dict[_Said, int] = {}
        #: Of each screening, in order, the lane that it has.
        self.lane_of: list[int] = []
        for assumed in (screening.assumed for screening in screenings):
            readings = [space.readings[choice] for choice in assumed.readings.items()]
            holds = known = 0
            for one, sure in (
                *map(told.__getitem__, (*assumed.told, *readings)),
                *starmap(region, assumed.regions.items()),
            ):
                holds, known = holds | one, known | sure
            self.lane_of.append(rows.setdefault((holds, known), len(rows)))
        self.everybody = (1 << len(rows)) - 1
        self.holds, self.known = (self._columns([row[side] for row in rows]) for side in (0, 1))

    def certain(self, literals: Iterable[int], below: Mapping[int, Iterable[int]]) -> dict[int, int]:
        """Of each literal the lanes of those for whom it is certain, since all inputs ``below`` its atom are known."""
        atoms = tuple(dict.fromkeys(map(abs, literals)))
        shown = Stage(Wiring(self.space.circuit), self.inputs, atoms).run(self.everybody, self.holds)
        known = dict(zip(self.inputs, self.known, strict=True))
        found: dict[int, int] = {}
        for atom, lanes in zip(atoms, shown, strict=True):
            decided = reduce(and_, map(known.__getitem__, below[atom]), self.everybody)
            found[atom], found[-atom] = decided & lanes, decided & ~lanes
        return found

    def _told(self, literal: int) -> _Said:
        """What a literal says of inputs: where one of several alternatives holds, of all of them."""
        atom = abs(literal)
        if literal < 0:
            return 0, self._bits[atom]
        alternatives = self._bits.keys() & {atom, *self.space.fixed_by.get(atom, ())}
        return self._bits[atom], reduce(or_, map(self._bits.__getitem__, alternatives))

    def _region(self, quantity: str, regions: tuple[int, ...]) -> _Said:
        """What is said of the thresholds of a quantity by the regions in which it may lie."""
        holds = known = 0
        held = [self.space.axes[quantity].regions[region].holds for region in regions]
        for name, threshold in self.space.base.thresholds.thresholds.items():
            if threshold.quantity == quantity:
                bit, count = self._bits[self.space.circuit.inputs[name]], sum(name in one for one in held)
                holds |= bit if count == len(held) else 0
                known |= bit if count in (0, len(held)) else 0
        return holds, known

    def _columns(self, rows: list[int]) -> list[int]:
        """For each input the lanes of its bit."""
        width = len(self.inputs)
        if not rows or not width:
            return [0] * width
        # Written as digits, rows are turned into columns at once; the last digit is the first input, or lane.
        digits = [f"{row:0{width}b}" for row in reversed(rows)]
        return [int("".join(column), 2) for column in reversed(list(zip(*digits, strict=True)))]
