"""All rows of a table judged at once, exactly.

What can hold and what must of a criterion bound it; they are exact where each open input pulls one way. A quantity
that pulls two ways is put into each of its regions in turn. Of what is left alike rows are asked about once, by
truth tables or by the solver, as a patient is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

import numpy as np

from hn2301_asp.cohort.bits import bits_of, flags_of
from hn2301_asp.cohort.contents import Codes
from hn2301_asp.cohort.doubled import turned
from hn2301_asp.cohort.rows import Rows
from hn2301_asp.cohort.states import Ways
from hn2301_asp.cohort.world import World
from hn2301_asp.solver.assumptions import Assumed
from hn2301_asp.solver.judging import judge
from hn2301_asp.solver.space import Space
from hn2301_asp.source.private import Private

#: Whether somebody fits, as a place among what is judged.
_SOMEBODY = -1


class Answers(Private, frozen=True):
    """Of each row, as bits: whether nobody fits it, and what can hold and can fail.

    The criteria come in their order, and then the scopes; ``passes`` and ``blocks`` say what the verdict can be.
    ``refused`` rows are not understood, or a patient's own reading must answer them. ``questions`` is how many were
    asked of single patients.
    """

    nobody: int
    refused: int
    can_hold: tuple[int, ...]
    can_fail: tuple[int, ...]
    passes: int
    blocks: int
    questions: int


#: What was asked of single patients: the place of what is judged, the parts, and the rows' codes of them.
Known = dict[tuple[int, ...], tuple[bool, bool]]


class Judging:
    """Some rows of one table; ``known`` keeps what was asked of alike ones."""

    def __init__(self, space: Space, rows: Rows, known: Known) -> None:
        self.space, self.rows, self.doubled, self.known = space, rows, rows.doubled, known
        self.world = rows.world
        self.questions = 0
        cones = (self.doubled.cones[atom] for atom in self.doubled.wiring.constraints)
        self._constrained = frozenset(self._parts_of(frozenset[int]().union(*cones)))

    def judged(self) -> Answers:
        """What can hold and fail of every row."""
        doubled, world, rows = self.doubled, self.world, self.rows
        self.binding = self._binding()
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
            self.questions,
        )

    def _binding(self) -> dict[int, int]:
        """Of each part that constraints touch the rows in which what is said elsewhere does not settle them all."""
        constraints = self.doubled.wiring.constraints
        found = self.world.run(self.doubled.stage_of(constraints)) if constraints else {}
        binding: dict[int, int] = {}
        for atom, (can, _) in found.items():
            for part in self._parts_of(self.doubled.reaches[atom]):
                binding[part] = binding.get(part, 0) | can
        return binding

    def _satisfied(self, alive: int) -> int:
        """The rows that somebody fits: where nothing lifts a constraint that is unsure its inputs are asked about."""
        for atoms in self.doubled.linked:
            rows = 0
            for atom in atoms:
                body = self.doubled.body_of.get(atom, ())
                lifted = reduce(or_, (self.lifting.get(abs(literal), 0) for literal in body), 0)
                rows |= self.unsure[atom] & alive & ~lifted
            if rows:
                cone = frozenset[int]().union(*(self.doubled.reaches[atom] for atom in atoms))
                somebody, _ = self._asked(_SOMEBODY, rows, (), self._parts_of(cone))
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
        for _, ways, rows in self.rows.open_modules():
            atoms = frozenset[int]().union(*ways)
            if len(atoms) > 1 and not atoms.isdisjoint(wanted):
                fits = one_way(ways, wanted, both=False)
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
        bound = frozenset[int]().union(*(self.doubled.reaches[atom] for atom, own in self.unsure.items() if own & left))
        tangled: list[tuple[Ways, int]] = []
        once = twice = 0
        for _, ways, open_rows in self.rows.open_modules():
            atoms = frozenset[int]().union(*ways)
            own = open_rows & rows
            if not own or (cone.isdisjoint(atoms) and bound.isdisjoint(atoms)):
                continue
            if cone.isdisjoint(atoms) or one_way(ways, signs):
                own &= left if len(atoms) > 1 and not bound.isdisjoint(atoms) else 0
            if own:
                tangled.append((ways, own))
                twice |= once & own
                once |= own
        left = left & ~once | twice
        for ways, own in tangled:
            if own := own & ~twice:
                holds, fails, unclear = self._in_each_way(output, ways, own)
                left |= unclear
                yield own & ~unclear, holds & ~unclear, fails & ~unclear
        if left:
            yield left, *self._asked(number + 1, left, [output], self._closure([output]))

    def _in_each_way(self, output: int, ways: Ways, rows: int) -> tuple[int, int, int]:
        """What can hold and fail of an output with something open in each of its ways, and where that is not told."""
        doubled = self.doubled
        # A way may be forbidden by a constraint that only others link with the output.
        reaches = doubled.reaches
        groups = (group for group in doubled.linked if any(reaches[atom] & doubled.cones[output] for atom in group))
        linked = [atom for group in groups for atom in group]
        stage = doubled.stage_of([output, *linked])
        cone, signs = doubled.cones[output], doubled.signs[output]
        atoms = frozenset[int]().union(*ways)
        can = cannot = unclear = 0
        for way in ways:
            world = self.world.with_way(rows, way, atoms)
            if not atoms.isdisjoint(doubled.constrained):
                world.propagate()
            found = world.run(stage)
            alive = rows
            for atom in linked:
                alive &= ~found[atom][1]
            unsure = {atom: found[atom][0] & alive for atom in linked}
            holds, fails = found[output][0] & alive, alive & ~found[output][1]
            unclear |= self._held_back(world, alive, unsure, cone, signs)
            for atom, own in unsure.items():  # Nobody may be in this way, where nothing else lifts a constraint.
                body = [abs(literal) for literal in doubled.body_of.get(atom, ()) if abs(literal) not in atoms]
                lifted = reduce(or_, (self.lifting.get(other, 0) & world.open(other) for other in body), 0)
                unclear |= own & ~lifted
            can, cannot = can | holds, cannot | fails
        return can, cannot, unclear

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
        for _, ways, rows in self.rows.open_modules():
            atoms = frozenset[int]().union(*ways)
            touched = [n for n in range(len(base.criteria)) if atoms & doubled.cones[doubled.told[n]]]
            if rows & passes and len(touched) > 1 and not one_way(ways, self._wanted(touched), both=False):
                asked |= _twice(unknown[n] & rows & passes for n in touched)
        cones = [doubled.cones[atom] for atom in doubled.told[: len(base.criteria)]]
        for linked in doubled.linked:
            unsure = {atom: self.unsure[atom] & passes for atom in linked if self.unsure[atom] & passes}
            rows = reduce(or_, unsure.values(), 0)
            group = frozenset[int]().union(*(doubled.reaches[atom] for atom in linked)) if rows else frozenset[int]()
            own = [unknown[n] & rows & self.world.shared(cone, group) if rows else 0 for n, cone in enumerate(cones)]
            touched = [n for n, mask in enumerate(own) if mask]
            if several := _twice(own):
                cone, wanted = frozenset[int]().union(*(cones[n] for n in touched)), self._wanted(touched)
                tangled = self._tangled(wanted)
                for atom, mask in unsure.items():
                    asked |= self.world.held_back(atom, mask & several, cone, wanted, both=False, tangled=tangled)
        for rows, criteria in _by_unknown(asked, unknown):
            outputs = [doubled.told[number] for number in criteria]
            holds, _ = self._asked(0, rows, outputs, self._closure(outputs))
            passes = passes & ~rows | holds
        return passes, blocks

    def _tangled(self, wanted: Mapping[int, int]) -> dict[int, int]:
        """Of each input the rows in which it is open in ways of which none is the best in all that is wanted."""
        found: dict[int, int] = {}
        for _, ways, rows in self.rows.open_modules():
            if not one_way(ways, wanted, both=False):
                for atom in frozenset[int]().union(*ways):
                    found[atom] = found.get(atom, 0) | rows
        return found

    def _wanted(self, touched: Sequence[int]) -> Mapping[int, int]:
        """How inputs should be for some criteria to let a patient pass: 1 where one should hold, 2 where not."""
        found: dict[int, int] = {}
        for number in touched:
            exclusion = self.space.base.criteria[number].kind == "exclusion"
            for atom, sign in self.doubled.signs[self.doubled.told[number]].items():
                found[atom] = found.get(atom, 0) | (turned(sign) if exclusion else sign)
        return found

    def _parts_of(self, atoms: Iterable[int]) -> list[int]:
        return sorted({self.rows.part_of[atom] for atom in atoms if atom in self.rows.part_of})

    def _closure(self, outputs: Iterable[int]) -> list[int]:
        """The parts on which some outputs depend, by themselves or through constraints."""
        reaches = self.doubled.reaches
        cone = frozenset[int]().union(*(reaches[atom] for atom in outputs))
        groups = (frozenset[int]().union(*(reaches[atom] for atom in atoms)) for atoms in self.doubled.linked)
        return self._parts_of(cone.union(*(group for group in groups if group & cone)))

    def _asked(self, place: int, rows: int, outputs: Sequence[int], parts: Sequence[int]) -> tuple[int, int]:
        """What can hold and fail of some rows, asked as of a patient: alike ones are asked about once.

        ``place`` is that of ``Judged``: 0 is the verdict. Rows are alike in the parts on which the outputs depend, and
        in those that constraints link with them where these bind.
        """
        own = self._parts_of(frozenset[int]().union(*(self.doubled.reaches[atom] for atom in outputs)))
        at = np.flatnonzero(flags_of(rows, self.rows.number))
        key, columns = np.zeros(len(at), np.int64), list[Codes]()
        for number in parts:
            codes = self.rows.coded[number].codes[at].astype(np.int64)
            if number not in own:  # It matters only where a constraint binds it.
                bound = flags_of(self.binding.get(number, 0), self.rows.number)[at]
                codes = np.where(bound, codes + 1, 0)
            columns.append(codes)
            _, key = np.unique(key * (int(codes.max()) + 1) + codes, return_inverse=True)
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        holds, fails = np.zeros(len(first), np.bool_), np.zeros(len(first), np.bool_)
        # Whether somebody fits is asked about these parts alone, lest another clash be taken for theirs.
        left = self._constrained.difference(parts) if place == _SOMEBODY else frozenset[int]()
        for number, one in enumerate(first.tolist()):
            asked = (place, *outputs, -1, *parts, *(int(codes[one]) for codes in columns))
            if asked not in self.known:
                self.questions += 1
                judged = judge(self.space, self._assumed(int(at[one]), left), self.rows.slots)
                sides = (bool(judged.somebody), True)
                if place != _SOMEBODY:
                    sides = bool(judged.can_hold[place]), bool(judged.can_fail[place])
                self.known[asked] = sides
            holds[number], fails[number] = self.known[asked]
        flags = np.zeros((2, self.rows.number), np.bool_)
        flags[0, at], flags[1, at] = holds[inverse], fails[inverse]
        return bits_of(flags[0]), bits_of(flags[1])

    def _assumed(self, row: int, left: frozenset[int]) -> Assumed:
        """What a row says, but for some parts: of these nothing is said."""
        states = [
            one.blank if number in left else one.states[one.codes[row]] for number, one in enumerate(self.rows.coded)
        ]
        found = [state.assumed for state in states if state.assumed is not None]
        return Assumed(
            self.space,
            tuple(told for one in found for told in one.atoms),
            reduce(or_, (one.known for one in found), 0),
            {name: where for one in found for name, where in one.regions.items()},
            tuple(literal for one in found for literal in one.linked),
            self.rows.slots.chosen[0],
        )


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


def one_way(ways: Ways, signs: Mapping[int, int], *, both: bool = True) -> bool:
    """Whether one of the ways is the best for an output in all that it asks and, where ``both``, one the worst."""
    asked = [atom for atom in frozenset[int]().union(*ways) if atom in signs]
    if any(signs[atom] == 3 for atom in asked):
        return False
    ranks = [[(atom in way) == (signs[atom] == 1) for atom in asked] for way in ways]
    best = [any(column) for column in zip(*ranks, strict=True)]
    worst = [all(column) for column in zip(*ranks, strict=True)]
    return not asked or (best in ranks and (not both or worst in ranks))
