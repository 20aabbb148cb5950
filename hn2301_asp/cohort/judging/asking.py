"""Rows whose bounds may be too wide: alike ones are completed in bulk; what is too much for that is asked as a patient.

Rows are alike where they leave open the same in what is asked. Few kinds of them are found by their masks, many by
their codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import combinations
from operator import or_
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from hn2301_asp.cohort.columns.bits import Flags, bits_of, flags_at, flags_of
from hn2301_asp.cohort.judging.completing import MOST_CASES, Asked, Cases, Completed, PartAsked, alike, in_turn
from hn2301_asp.cohort.judging.doubled import turned
from hn2301_asp.cohort.judging.rows import Rows
from hn2301_asp.solver.assumptions import Assumed
from hn2301_asp.solver.judging import judge
from hn2301_asp.solver.space import Space

#: So few rows are asked about one by one.
_FEW = 3
#: So many kinds of rows are told apart by masks, of so few parts that have so many states together.
_KINDS, _PARTS, _STATES = 64, 10, 256
#: Whether somebody fits, and the verdict, as places among what is judged.
SOMEBODY, VERDICT = -1, 0


class Question(Struct, frozen=True):
    """What is asked: ``place`` is that of ``Judged``; of the verdict whether all outputs let a patient pass.

    ``constraints`` are those that may forbid something that the outputs depend on.
    """

    place: int
    outputs: tuple[int, ...]
    constraints: tuple[int, ...]

    @property
    def key(self) -> tuple[int, ...]:
        """The question as numbers."""
        return (self.place, *self.outputs, -1, *self.constraints, -1)


class Known:
    """What was worked out of a table's rows so far: how its parts are completed, and what was asked of single ones."""

    def __init__(self) -> None:
        self.completed: dict[tuple[int, ...], Completed] = {}
        self.answers: dict[tuple[int, ...], tuple[bool, bool]] = {}
        self.pulled: dict[tuple[int, int], bool] = {}


class _Alike(NamedTuple):
    """One row of each kind: what it says of the parts, and which constraints bind it.

    ``spread`` gives all rows of some kinds, as bits.
    """

    parts: Sequence[PartAsked]
    bound: Mapping[int, Flags]
    rows: Sequence[int]
    spread: Callable[[Flags], int]


class Asking:
    """Some rows of one table, by what is said of them before constraints tell more; ``known`` keeps what was asked."""

    def __init__(self, space: Space, rows: Rows, known: Known) -> None:
        self.space, self.rows, self.doubled, self.known = space, rows, rows.doubled, known
        self.said = rows.world.copy()
        constraints = self.doubled.wiring.constraints
        found = self.said.run(self.doubled.stage_of(constraints)) if constraints else {}
        #: The rows in which each constraint may be violated.
        self.violable = {atom: found[atom][0] for atom in constraints}
        self._shared: dict[tuple[int, int], int] = {}

    def asked(self, question: Question, rows: int) -> tuple[int, int]:
        """What can hold and fail of some rows, exactly."""
        if rows.bit_count() <= _FEW:
            return self._one_by_one(question, rows)
        binding = {atom: mask & rows for atom, mask in self._binding(question).items() if mask & rows}
        kinds = self._by_masks(question, rows, binding) or self._by_codes(question, rows, binding)
        cases = reduce(np.multiply, (part.ways.astype(np.float64) for part in kinds.parts), np.ones(len(kinds.rows)))
        holds, fails = np.zeros((2, len(kinds.rows)), np.bool_)
        few = (cases > 0) & (cases <= MOST_CASES)
        for some in in_turn(np.flatnonzero(few), cases):
            parts_here = [part.some(some) for part in kinds.parts]
            bound_here = {atom: flags[some] for atom, flags in kinds.bound.items()}
            holds[some], fails[some] = self._completed(question, parts_here, bound_here)
        for one in np.flatnonzero(~few).tolist():
            bound = (atom for atom, flags in kinds.bound.items() if flags[one])
            key = (*question.key, *bound, -1, *(int(part.kinds[one]) for part in kinds.parts))
            if key not in self.known.answers:
                own = [part.number for part in kinds.parts]
                self.known.answers[key] = self._alone(question.place, int(kinds.rows[one]), own)
            holds[one], fails[one] = self.known.answers[key]
        return kinds.spread(holds), kinds.spread(fails)

    def _one_by_one(self, question: Question, rows: int) -> tuple[int, int]:
        parts, held, failed = self.parts_of(self._atoms(question)), 0, 0
        for row in np.flatnonzero(flags_of(rows, self.rows.number)).tolist():
            holds, fails = self._alone(question.place, row, parts)
            held, failed = held | holds << row, failed | fails << row
        return held, failed

    def _atoms(self, question: Question) -> frozenset[int]:
        """The inputs on which all that is asked depends."""
        return frozenset[int]().union(*(self.doubled.cones[a] for a in (*question.outputs, *question.constraints)))

    def parts_of(self, atoms: Iterable[int]) -> list[int]:
        """The parts that decide some inputs."""
        return sorted({self.rows.part_of[atom] for atom in atoms if atom in self.rows.part_of})

    def wanted(self, outputs: Iterable[int]) -> Mapping[int, int]:
        """How inputs should be for some criteria to let a patient pass: 1 where one should hold, 2 where not."""
        found: dict[int, int] = {}
        for output in outputs:
            for atom, sign in self.doubled.signs[output].items():
                found[atom] = found.get(atom, 0) | (turned(sign) if output in self.doubled.exclusions else sign)
        return found

    def _binding(self, question: Question) -> dict[int, int]:
        """Of each constraint the rows in which it may forbid something that the outputs depend on there.

        It shares something open with them, or with another one that does. Without outputs all may be forbidden.
        """
        constraints, violable = question.constraints, self.violable
        if not question.outputs:
            return {atom: violable[atom] for atom in constraints}
        cone = frozenset[int]().union(*(self.doubled.cones[atom] for atom in question.outputs))
        found = {
            atom: violable[atom] and violable[atom] & self.said.shared(cone, self.doubled.cones[atom])
            for atom in constraints
        }
        changed = True
        while changed:
            changed = False
            for atom, other in combinations(constraints, 2):
                both = (found[atom] ^ found[other]) & violable[atom] & violable[other]
                if both and (both := both & self._sharing(atom, other)):
                    found[atom], found[other], changed = found[atom] | both, found[other] | both, True
        return found

    def _sharing(self, constraint: int, other: int) -> int:
        """The rows in which two constraints hang on something open."""
        if (constraint, other) not in self._shared:
            cones = self.doubled.cones
            self._shared[constraint, other] = self.said.shared(cones[constraint], cones[other])
        return self._shared[constraint, other]

    def _told(self, question: Question) -> Iterator[tuple[int, Completed, tuple[int, ...]]]:
        """The parts on which all that is asked depends: how they are completed, and the constraints that touch them."""
        doubled, known = self.doubled, self.known.completed
        linked = frozenset[int]().union(*(doubled.cones[atom] for atom in question.constraints))
        touching: dict[int, list[int]] = {}
        for atom in question.constraints:
            for number in self.parts_of(doubled.cones[atom]):
                touching.setdefault(number, []).append(atom)
        if question.place == VERDICT:
            signs = self.wanted(question.outputs)
        else:
            signs = doubled.signs[question.outputs[0]] if question.outputs else {}
        asked = Asked(signs, linked, both=question.place != VERDICT)
        for number in self.parts_of(self._atoms(question)):
            key = (number, *question.key)
            if key not in known:
                known[key] = Completed(self.rows.coded[number].states, asked)
            yield number, known[key], tuple(touching.get(number, ()))

    def _by_masks(self, question: Question, rows: int, binding: Mapping[int, int]) -> _Alike | None:
        """The kinds of rows by their masks; None where there are many."""
        told = list(self._told(question))
        if len(told) > _PARTS or sum(len(completed.states) for _, completed, _ in told) > _STATES:
            return None
        masks = list(dict.fromkeys(binding.values()))
        groups: list[_Group] = [(rows, ())]
        for mask in masks:
            groups = _split(groups, {1: mask, 0: rows ^ mask})
        for number, completed, touching in told:
            bound = reduce(or_, (binding[atom] for atom in touching if atom in binding), 0)
            split: dict[int, int] = {}
            for code in range(len(completed.states)):
                own = self.rows.pick[number]([code]) & rows
                for binds, mask in ((False, own & (rows ^ bound)), (True, own & bound)):
                    if mask:
                        kind = completed.kind(code, bound=binds)
                        split[kind] = split.get(kind, 0) | mask
            groups = _split(groups, split)
            if len(groups) > _KINDS:
                return None
        numbers = np.array([kinds for _, kinds in groups], np.int64).reshape(len(groups), -1)
        parts = [PartAsked(n, completed, numbers[:, len(masks) + k]) for k, (n, completed, _) in enumerate(told)]
        flags = {mask: numbers[:, place] == 1 for place, mask in enumerate(masks)}
        return _Alike(
            parts,
            {atom: flags[mask] for atom, mask in binding.items()},
            [(mask & -mask).bit_length() - 1 for mask, _ in groups],
            lambda some: reduce(or_, (groups[one][0] for one in np.flatnonzero(some).tolist()), 0),
        )

    def _by_codes(self, question: Question, rows: int, binding: Mapping[int, int]) -> _Alike:
        """The kinds of rows by their codes."""
        number = self.rows.number
        at = np.flatnonzero(flags_of(rows, number))
        binds = {mask: flags_at(mask, at, number) for mask in dict.fromkeys(binding.values())}
        parts: list[PartAsked] = []
        for part, completed, touching in self._told(question):
            own = {binding[atom] for atom in touching if atom in binding}
            here = reduce(np.logical_or, (binds[mask] for mask in own), np.zeros(len(at), np.bool_))
            parts.append(PartAsked(part, completed, completed.kinds(self.rows.coded[part].codes_at(at), here)))
        kinds = [(part.kinds, len(part.completed.start)) for part in parts]
        first, inverse = alike([*kinds, *((flags.view(np.uint8), 2) for flags in binds.values())])

        def spread(some: Flags) -> int:
            flags = np.zeros(number, np.bool_)
            flags[at] = some[inverse]
            return bits_of(flags)

        bound = {atom: binds[mask][first] for atom, mask in binding.items()}
        return _Alike([part.some(first) for part in parts], bound, at[first].tolist(), spread)

    def _completed(
        self, question: Question, parts: Sequence[PartAsked], bound: Mapping[int, Flags]
    ) -> tuple[Flags, Flags]:
        """What can hold and fail of some rows, judged in all their cases under the constraints that bind each."""
        cases = Cases([part.ways for part in parts])
        stage = self.doubled.single_stage((*question.outputs, *bound))
        fixed = {atom for atom in stage.inputs if atom not in self.rows.part_of and self.said.upper[atom]}
        best = dict.fromkeys(fixed, cases.every)
        worst = dict(best)
        for part in parts:
            for atom, at_best, at_worst in cases.holding(part):
                best[atom], worst[atom] = at_best, at_worst
        binding = {atom: cases.of(flags) for atom, flags in bound.items()}
        turns = self.doubled.exclusions if question.place == VERDICT else frozenset[int]()
        sides = []
        for held in (best, worst):
            values = [held.get(atom, 0) for atom in stage.inputs]
            found = dict(zip(stage.outputs, stage.run(cases.every, values), strict=True))
            fits = cases.every & ~reduce(or_, (found[atom] & where for atom, where in binding.items()), 0)
            told = cases.every
            for atom in question.outputs:
                told &= ~found[atom] if atom in turns else found[atom]
            sides.append((fits & told, fits & ~told))
        return cases.somewhere(sides[0][0]), cases.somewhere(sides[1][1])

    def _alone(self, place: int, row: int, parts: Sequence[int]) -> tuple[bool, bool]:
        """The same of one row, as of a patient."""
        left = frozenset[int]()
        if place == SOMEBODY:  # It is asked about these parts alone, lest another clash be taken for theirs.
            cones = (self.doubled.cones[atom] for atom in self.doubled.wiring.constraints)
            left = frozenset(self.parts_of(frozenset[int]().union(*cones))).difference(parts)
        judged = judge(self.space, self._assumed(row, left), self.rows.slots)
        if place == SOMEBODY:
            return bool(judged.somebody), True
        return bool(judged.can_hold[place]), bool(judged.can_fail[place])

    def _assumed(self, row: int, left: frozenset[int]) -> Assumed:
        """What a row says, but for some parts: of these nothing is said."""
        at = np.array([row])
        states = [
            one.blank if number in left else one.states[int(one.codes_at(at)[0])]
            for number, one in enumerate(self.rows.coded)
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


#: Rows, and the kinds that they are of so far.
_Group = tuple[int, tuple[int, ...]]


def _split(groups: Sequence[_Group], by: Mapping[int, int]) -> list[_Group]:
    """Groups of rows, each cut by masks."""
    return [(rows & mask, (*kinds, kind)) for rows, kinds in groups for kind, mask in by.items() if rows & mask]
