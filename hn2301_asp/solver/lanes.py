"""Judging by truth tables: each bit of an integer, a lane, is a case of what is open, and one pass judges all.

A case is one value of each reading (a slot) with one completion of what is unknown. What is open is cut into
modules (the regions of a quantity, a fact, the values of a choice, the patterns of a list, the regions of a
score's totals together), these into groups that share no criterion, constraint or tie: each has its own table.
Which lanes are somebody is a mask, and asked first: a verdict over none would hold of everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from hn2301_asp.solver.assumptions import Assumed
from hn2301_asp.solver.modules import SMALL, Judged, Module, Slots, Spread
from hn2301_asp.solver.open_inputs import ContradictionError, Open, Tables, TooLargeError
from hn2301_asp.solver.space import Space
from hn2301_asp.source.private import Private

#: A table of more lanes is left to the solver (figures: ``judging``).
MOST_LANES = 131_072
#: Groups are judged in one table as long as it has no more lanes than these: a pass has a cost of its own.
_TOGETHER = 1_024


class _Group(Private, frozen=True):
    """Modules that are judged in one table: where their masks stand among the inputs, and what they decide.

    ``fits`` are the lanes that no tie forbids; ``told`` and ``constraints`` number the outputs that depend on them.
    """

    touches: int
    spread: Spread
    placed: list[tuple[int, int]]
    fits: int
    told: tuple[int, ...]
    constraints: tuple[int, ...]


class Lanes:
    """The truth tables of one protocol's patients."""

    def __init__(self, space: Space) -> None:
        self.tables = Tables(space)

    def judge(self, assumed: Assumed, slots: Slots) -> Judged | None:
        """A patient under several complete readings; None where a table would be too large."""
        try:
            return _Judging(self.tables, Open(self.tables, slots, assumed)).judged()
        except ContradictionError:
            nothing = (0,) * (len(self.tables.stages.told) + 1)
            return Judged(0, nothing, nothing)
        except TooLargeError:
            return None


class _Judging:
    """One patient: the modules in groups, each judged by a table of its own."""

    def __init__(self, tables: Tables, opened: Open) -> None:
        self.tables, self.open = tables, opened

    def _groups(self) -> list[_Group]:
        """The modules by what they share: a criterion, a constraint, or what is forbidden.

        All that touch something are one group where their table is small.
        """
        outputs = len(self.tables.stages.outputs)
        touches = [module.touches for module in self.open.modules]
        for place, literals in enumerate(self.open.forbidden):
            for literal in literals:
                touches[self.open.module_of[abs(literal)]] |= 1 << outputs + place
        touching = [(mask, module) for mask, module in zip(touches, self.open.modules, strict=True) if mask]
        together = [module for _, module in touching]
        number = self.open.slots.number
        if _lanes(together, number) <= _TOGETHER:
            groups = [(reduce(or_, (mask for mask, _ in touching), 0), together)] if touching else []
        else:
            groups = _together(_sharing(touching), number)
        return [self._group(*group) for group in groups]

    def _group(self, touches: int, modules: Sequence[Module]) -> _Group:
        tables, slots = self.tables, self.open.slots
        outputs = len(tables.stages.outputs)
        spread = Spread(slots, modules)
        fits = spread.every
        if touches >> outputs:
            masks = spread.masks({abs(literal) for literals in self.open.forbidden for literal in literals})
            for number, literals in enumerate(self.open.forbidden):
                if touches >> outputs + number & 1:
                    together = spread.every
                    for literal in literals:
                        together &= masks[literal] if literal > 0 else spread.every ^ masks[-literal]
                    fits &= spread.every ^ together
        own = touches & (1 << outputs) - 1
        told, constraints = slots.once(("outputs", own), lambda: self._outputs(own))
        return _Group(touches, spread, spread.placed(), fits, told, constraints)

    def _outputs(self, touches: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The criteria and scopes, and the constraints, that something touches."""
        touched = [number for number in range(len(self.tables.stages.outputs)) if touches >> number & 1]
        told = len(self.tables.stages.told)
        return tuple(n for n in touched if n < told), tuple(n for n in touched if n >= told)

    def judged(self) -> Judged:
        """What can hold and fail: each group by its own table, the rest as it is."""
        stages, every, exclusions = self.tables.stages, self.open.slots.every, self.tables.exclusions
        criteria, told = len(stages.criteria), len(stages.told)
        somebody = passes = every
        blocks = touched = 0
        can_hold, can_fail = [0] * told, [0] * told
        outputs: Sequence[int] = ()
        forbidden = {self.open.module_of[abs(literal)] for literals in self.open.forbidden for literal in literals}
        asked = [one.serial for n, one in enumerate(self.open.modules) if one.touches or n in forbidden]
        key = ("groups", tuple(asked), self.open.forbidden)
        small = _lanes(self.open.modules, self.open.slots.number) <= SMALL
        for group in self.open.slots.once(key, self._groups) if small else self._groups():
            touched |= group.touches
            spread = group.spread
            lanes, repeat = spread.every, spread.repeat
            values = [value * repeat for value in self.open.values]
            for place, mask in group.placed:
                values[place] = mask
            outputs = stages.main.run(lanes, values)
            fits = group.fits
            for number in group.constraints:
                fits &= lanes ^ outputs[number]
            passing, mixed, asked_of = fits, list[int](), list[int]()
            for number in group.told:
                holds = fits & outputs[number]
                if number < criteria:
                    passing &= ~holds if exclusions[number] else holds
                if holds and holds != fits:
                    mixed.append(number)
                    asked_of += (holds, fits ^ holds)
            somewhere = spread.somewhere([fits, passing, fits ^ passing, *asked_of])
            somebody &= somewhere[0]
            passes &= somewhere[1]
            blocks |= somewhere[2]
            for number in group.told:
                shown = can_hold if fits & outputs[number] else can_fail
                shown[number] = somewhere[0]
            for number, one, other in zip(mixed, somewhere[3::2], somewhere[4::2], strict=True):
                can_hold[number], can_fail[number] = one, other
        outputs = outputs or stages.main.run(every, self.open.values)
        for number, output in enumerate(outputs):
            if not touched >> number & 1:
                holds = output & every
                if number >= told:
                    somebody &= every ^ holds
                    continue
                can_hold[number], can_fail[number] = holds, every ^ holds
                if number < criteria:
                    let_in = every ^ holds if exclusions[number] else holds
                    passes, blocks = passes & let_in, blocks | (every ^ let_in)
        return Judged(
            somebody,
            tuple([mask & somebody for mask in (passes, *can_hold)]),
            tuple([mask & somebody for mask in (blocks, *can_fail)]),
        )


def _sharing(touching: Iterable[tuple[int, Module]]) -> list[tuple[int, list[Module]]]:
    """Modules in groups that share nothing, each with what it touches."""
    groups: list[tuple[int, list[Module]]] = []
    for mask, module in touching:
        own = [group for group in groups if group[0] & mask]
        groups = [group for group in groups if not group[0] & mask]
        touched = reduce(or_, (other for other, _ in own), mask)
        groups.append((touched, [module, *(one for _, modules in own for one in modules)]))
    return groups


def _together(groups: Iterable[tuple[int, list[Module]]], slots: int) -> list[tuple[int, list[Module]]]:
    """Small groups made one: a table more costs more than a table with a few lanes more."""
    found: list[tuple[int, list[Module]]] = []
    sized = sorted(((_lanes(modules, slots), mask, modules) for mask, modules in groups), key=lambda one: one[0])
    lanes = 0
    for own, mask, modules in sized:
        if own > MOST_LANES:
            raise TooLargeError
        if found and lanes * own // slots <= _TOGETHER:
            before, others = found[-1]
            found[-1] = (before | mask, [*others, *modules])
            lanes = lanes * own // slots
        else:
            found.append((mask, modules))
            lanes = own
    return found


def _lanes(modules: Sequence[Module], slots: int) -> int:
    for module in modules:
        slots *= module.ways
    return slots
