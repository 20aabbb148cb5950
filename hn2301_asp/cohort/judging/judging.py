"""All rows of a table judged at once, exactly.

What can hold and what must of a criterion bound it; they are exact where each open input pulls one way. What is left
is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from hn2301_asp.cohort.judging.asking import SOMEBODY, VERDICT, Asking, Known, Question
from hn2301_asp.cohort.judging.completing import extremes
from hn2301_asp.cohort.judging.doubled import turned
from hn2301_asp.cohort.judging.rows import OpenIn, Rows
from hn2301_asp.cohort.judging.world import World
from hn2301_asp.solver.space import Space
from hn2301_asp.source.private import Private


class Answers(Private, frozen=True):
    """Of each row, as bits: whether nobody fits it, and what can hold and can fail.

    The criteria come in their order, and then the scopes; ``passes`` and ``blocks`` say what the verdict can be.
    ``refused`` rows are not understood, or a patient's own reading must answer them.
    """

    nobody: int
    refused: int
    can_hold: tuple[int, ...]
    can_fail: tuple[int, ...]
    passes: int
    blocks: int


class Judging:
    """Some rows of one table; ``known`` keeps what was asked of alike ones."""

    def __init__(self, space: Space, rows: Rows, known: Known) -> None:
        self.space, self.rows, self.doubled, self.known = space, rows, rows.doubled, known
        self.asking = Asking(space, rows, known)
        self.world = rows.world

    def judged(self) -> Answers:
        """What can hold and fail of every row."""
        doubled, world, rows = self.doubled, self.world, self.rows
        world.propagate()
        found = world.run(doubled.stage)
        alive = rows.every & ~rows.nobody & ~rows.refused
        for constraint in doubled.wiring.constraints:
            alive &= ~found[constraint][1]
        self.unsure = {atom: found[atom][0] & alive for atom in doubled.wiring.constraints}
        self.lifting = self._lifting()
        alive = self._satisfied(alive)
        can_hold = [found[atom][0] for atom in doubled.told]
        can_fail = [rows.every & ~found[atom][1] for atom in doubled.told]
        for number in range(len(doubled.told)):
            either = can_hold[number] & can_fail[number] & alive
            for asked, holds, fails in self._settled(number, either):
                can_hold[number] = can_hold[number] & ~asked | holds
                can_fail[number] = can_fail[number] & ~asked | fails
        passes, blocks = self._verdict(can_hold, can_fail, alive)
        return Answers(
            rows.every & ~alive & ~rows.refused,
            rows.refused,
            tuple(can_hold),
            tuple(can_fail),
            passes & alive,
            blocks & alive,
        )

    def _satisfied(self, alive: int) -> int:
        """The rows that somebody fits: where nothing lifts a constraint that is unsure its inputs are asked about."""
        for atoms in self.doubled.linked:
            rows = 0
            for atom in atoms:
                body = self.doubled.body_of.get(atom, ())
                lifted = reduce(or_, (self.lifting.get(abs(literal), 0) for literal in body), 0)
                rows |= self.unsure[atom] & alive & ~lifted
            if rows:
                somebody, _ = self.asking.asked(Question(SOMEBODY, (), tuple(atoms)), rows)
                alive &= ~rows | somebody
        return alive

    def _lifting(self) -> dict[int, int]:
        """The rows in which an open input may be as every constraint would have it, whatever else is open."""
        doubled, world = self.doubled, self.world
        wanted = {atom: turned(leaning) for atom, leaning in doubled.leaning.items() if leaning}
        found: dict[int, int] = {}
        for atom in wanted:
            if wanted[atom] != 3 and atom in doubled.facts:
                found[atom] = world.open(atom)
        for _, ways, atoms, rows in self.rows.open:
            if len(atoms) > 1 and not atoms.isdisjoint(wanted):
                fits = extremes(ways, wanted, both=False) is not None
                for atom in atoms & wanted.keys():
                    if atom in doubled.facts:
                        found[atom] = found.get(atom, 0) & ~rows | (world.open(atom) & rows if fits else 0)
                    elif fits:
                        found[atom] = found.get(atom, 0) | (world.open(atom) & rows)
        return found

    def _settled(self, number: int, rows: int) -> Iterator[tuple[int, int, int]]:
        """Rows of which the bounds of a criterion may be too wide, with what can hold and fail there."""
        output = self.doubled.told[number]
        cone, signs = self.doubled.cones[output], self.doubled.signs[output]
        left = self._held_back(self.world, rows, self.unsure, cone, signs)
        for one in self.rows.open:
            own = one.rows & rows
            if own and not cone.isdisjoint(one.atoms) and self._pulled(one, output, signs):
                left |= own
        if left:
            yield left, *self.asking.asked(Question(number + 1, (output,), self._linked([output])), left)

    def _pulled(self, one: OpenIn, output: int, signs: Mapping[int, int]) -> bool:
        """Whether an output pulls something open several ways: none of its ways is the best, or none the worst."""
        key = one.number, output
        if key not in self.known.pulled:
            self.known.pulled[key] = extremes(one.ways, signs) is None
        return self.known.pulled[key]

    def _held_back(
        self, world: World, rows: int, unsure: Mapping[int, int], cone: frozenset[int], signs: Mapping[int, int]
    ) -> int:
        found = 0
        for constraint, own in unsure.items():
            if own & rows:
                found |= world.held_back(constraint, own & rows, cone, signs, both=True)
        return found

    def _verdict(self, can_hold: Sequence[int], can_fail: Sequence[int], alive: int) -> tuple[int, int]:
        """What the verdict can be: it is asked about where several unknown criteria hang on what is open together."""
        base, doubled = self.space.base, self.doubled
        passes, blocks, unknown = alive, 0, list[int]()
        for number, criterion in enumerate(base.criteria):
            good, bad = (can_hold, can_fail) if criterion.kind == "inclusion" else (can_fail, can_hold)
            passes &= good[number]
            blocks |= bad[number]
            unknown.append(good[number] & bad[number] & alive)
        asked = 0
        for _, ways, atoms, rows in self.rows.open:
            touched = [n for n in range(len(base.criteria)) if atoms & doubled.cones[doubled.told[n]]]
            if rows & passes and len(touched) > 1:
                wanted = self.asking.wanted(doubled.told[n] for n in touched)
                if extremes(ways, wanted, both=False) is None:
                    asked |= _twice(unknown[n] & rows & passes for n in touched)
        cones = [doubled.cones[atom] for atom in doubled.told[: len(base.criteria)]]
        for linked in doubled.linked:
            unsure = {atom: self.unsure[atom] & passes for atom in linked if self.unsure[atom] & passes}
            rows = reduce(or_, unsure.values(), 0)
            group = frozenset[int]().union(*(doubled.reaches[atom] for atom in linked)) if rows else frozenset[int]()
            own = [unknown[n] & rows & self.world.shared(cone, group) if rows else 0 for n, cone in enumerate(cones)]
            touched = [n for n, mask in enumerate(own) if mask]
            if several := _twice(own):
                cone = frozenset[int]().union(*(cones[n] for n in touched))
                wanted = self.asking.wanted(doubled.told[n] for n in touched)
                tangled = self._tangled(wanted)
                for atom, mask in unsure.items():
                    asked |= self.world.held_back(atom, mask & several, cone, wanted, both=False, tangled=tangled)
        for rows, criteria in _by_unknown(asked, unknown):
            outputs = tuple(doubled.told[number] for number in criteria)
            holds, _ = self.asking.asked(Question(VERDICT, outputs, self._linked(outputs)), rows)
            passes = passes & ~rows | holds
        return passes, blocks

    def _tangled(self, wanted: Mapping[int, int]) -> dict[int, int]:
        """Of each input the rows in which it is open in ways of which none is the best in all that is wanted."""
        found: dict[int, int] = {}
        for _, ways, atoms, rows in self.rows.open:
            if extremes(ways, wanted, both=False) is None:
                for atom in atoms:
                    found[atom] = found.get(atom, 0) | rows
        return found

    def _linked(self, outputs: Iterable[int]) -> tuple[int, ...]:
        """The constraints that may forbid something that outputs depend on, by themselves or through other ones."""
        reaches = self.doubled.reaches
        cone = frozenset[int]().union(*(reaches[atom] for atom in outputs))
        groups = (group for group in self.doubled.linked if any(reaches[atom] & cone for atom in group))
        return tuple(atom for group in groups for atom in group)


def _twice(masks: Iterable[int]) -> int:
    """The rows that stand in two masks or more."""
    once = twice = 0
    for mask in masks:
        twice |= once & mask
        once |= mask
    return twice


def _by_unknown(rows: int, unknown: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """The rows in groups of those in which the same criteria are unknown."""
    waiting: list[tuple[int, int, list[int]]] = [(rows, 0, [])]
    while waiting:
        left, number, criteria = waiting.pop()
        if not left:
            continue
        if number == len(unknown):
            yield left, criteria
            continue
        waiting.append((left & unknown[number], number + 1, [*criteria, number]))
        waiting.append((left & ~unknown[number], number + 1, criteria))
