"""What can hold and what must of each input, for all rows at once, and what constraints make of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from hn2301_asp.cohort.judging.doubled import Doubled
from hn2301_asp.solver.straight import Stage


class World:
    """``upper`` holds the rows in which an input can hold, ``lower`` those in which it must.

    ``several`` are inputs that are open in ways together, and the rows in which they are.
    """

    def __init__(
        self,
        doubled: Doubled,
        every: int,
        upper: Mapping[int, int],
        lower: Mapping[int, int],
        several: Sequence[tuple[frozenset[int], int]],
    ) -> None:
        self.doubled, self.every, self.several = doubled, every, several
        self.upper, self.lower = dict(upper), dict(lower)

    def copy(self) -> World:
        """The same, whatever is propagated later."""
        return World(self.doubled, self.every, self.upper, self.lower, self.several)

    def open(self, atom: int) -> int:
        """The rows in which an input may hold or not."""
        return self.upper[atom] & ~self.lower[atom]

    def alone(self, atom: int) -> int:
        """The rows in which an input may hold or not, and nothing else is open together with it."""
        return self.open(atom) & ~reduce(or_, (rows for atoms, rows in self.several if atom in atoms), 0)

    def propagate(self) -> None:
        """What all but one input of a constraint say decides the last one, where it is a fact by itself.

        Not where it is open in ways together with others: some of these would go with it.
        """
        changed = True
        while changed:
            changed = False
            for body in self.doubled.plain:
                for last in body:
                    if abs(last) not in self.doubled.facts:
                        continue
                    rows = self.alone(abs(last))
                    for literal in body:
                        if literal != last and rows:
                            rows &= self.lower[literal] if literal > 0 else ~self.upper[-literal]
                    if rows:
                        changed = True
                        if last > 0:
                            self.upper[last] &= ~rows
                        else:
                            self.lower[-last] |= rows

    def run(self, stage: Stage) -> dict[int, tuple[int, int]]:
        """Of each output of a stage the rows in which it can hold, and those in which it must."""
        values = [(self.lower if atom & 1 else self.upper)[atom >> 1] for atom in stage.inputs]
        found = stage.run(self.every, values)
        return {stage.outputs[n] >> 1: (found[n], found[n + 1]) for n in range(0, len(found), 2)}

    def shared(self, cone: frozenset[int], other: frozenset[int]) -> int:
        """Where two sets of inputs hang on something that is open: an input, or several in ways together."""
        found = reduce(or_, (self.open(atom) for atom in cone & other), 0)
        for atoms, rows in self.several:
            if not atoms.isdisjoint(cone) and not atoms.isdisjoint(other):
                found |= rows
        return found

    def held_back(
        self,
        constraint: int,
        rows: int,
        cone: frozenset[int],
        signs: Mapping[int, int],
        *,
        both: bool,
        tangled: Mapping[int, int] | None = None,
    ) -> int:
        """Of rows in which a constraint is unsure those in which it may forbid what is best (or worst) for an output.

        It forbids neither where an open input of it, drawn the best and the worst way, lifts it; nor where one does
        on which the output does not depend, and which no constraint would have the other way. ``tangled`` holds the
        rows in which what is best for an input is not for those that are open together with it.
        """
        shared = rows & self.shared(cone, self.doubled.cones[constraint])
        body = self.doubled.body_of.get(constraint)
        if not shared or body is None:
            return shared
        best = worst = 0
        for literal in body:
            atom = abs(literal)
            sign = signs.get(atom)
            if atom not in cone and self.doubled.leaning[atom] in (1, 2) and atom in self.doubled.facts:
                best |= self.alone(atom)
                worst |= self.alone(atom)
            elif sign in (1, 2):
                drawn = self.open(atom) & ~(tangled or {}).get(atom, 0)
                if (sign == 1) != (literal > 0):
                    best |= drawn
                else:
                    worst |= drawn
        return shared & ~(best & worst if both else best)
