"""A table's rows, laid out as bits: what can hold of each input of the circuit, and what must."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from hn2301_asp.cohort.bits import bits_of
from hn2301_asp.cohort.coding import Coded
from hn2301_asp.cohort.doubled import Doubled
from hn2301_asp.cohort.states import State, Ways
from hn2301_asp.cohort.world import World
from hn2301_asp.solver.modules import Slots


class Rows:
    """The rows of a table, of which each part is coded, under some readings."""

    def __init__(self, doubled: Doubled, coded: Sequence[Coded], slots: Slots) -> None:
        self.doubled, self.coded, self.slots = doubled, coded, slots
        self.number = len(coded[0].codes)
        self.every = (1 << self.number) - 1
        self.nobody = self.refused = 0
        #: The part that decides an input.
        self.part_of: dict[int, int] = {}
        self.pick = [_picker(one, self.every) for one in coded]
        upper: dict[int, int] = {}
        lower: dict[int, int] = {}
        wanted = frozenset(doubled.inputs)
        for number, one in enumerate(coded):
            pick = self.pick[number]
            self.nobody |= pick([code for code, state in enumerate(one.states) if state.nobody])
            self.refused |= pick([code for code, state in enumerate(one.states) if state.refused])
            for atom, (can, must) in _told(one.states, wanted).items():
                self.part_of[atom] = number
                upper[atom] = pick(can)
                lower[atom] = upper[atom] if can == must else pick(must)
        for atom in doubled.inputs:
            if atom not in upper:
                upper[atom] = lower[atom] = self.every if slots.masks.get(atom) else 0
        modules = [(frozenset[int]().union(*ways), rows) for _, ways, rows in self.open_modules()]
        several = [(atoms, rows) for atoms, rows in modules if len(atoms) > 1]
        self.world = World(doubled, self.every, upper, lower, several)

    def open_modules(self) -> Iterator[tuple[int, Ways, int]]:
        """What is open in some rows: its part, its ways, and the rows."""
        for number, one in enumerate(self.coded):
            codes: dict[Ways, list[int]] = {}
            for code, state in enumerate(one.states):
                for ways in state.open:
                    codes.setdefault(ways, []).append(code)
            yield from ((number, ways, self.pick[number](own)) for ways, own in codes.items())


def _told(states: Sequence[State], wanted: frozenset[int]) -> dict[int, tuple[list[int], list[int]]]:
    """Of each input the codes of the states in which it can hold, and of those in which it must."""
    found: dict[int, tuple[list[int], list[int]]] = {}
    for code, state in enumerate(states):
        for atom in state.holds & wanted:
            can, must = found.setdefault(atom, ([], []))
            can.append(code)
            must.append(code)
        for ways in state.open:
            always = frozenset.intersection(*ways)
            for atom in (frozenset[int]().union(*ways) & wanted) - state.holds:
                can, must = found.setdefault(atom, ([], []))
                can.append(code)
                if atom in always:
                    must.append(code)
    return found


def _picker(one: Coded, every: int) -> Callable[[Sequence[int]], int]:
    """Gives the rows that have one of some codes."""
    many = len(one.states)
    codes = one.codes.astype(np.uint8) if many <= 256 else one.codes
    found: dict[tuple[int, ...], int] = {}

    def pick(wanted: Sequence[int]) -> int:
        key = tuple(wanted)
        if not key:
            return 0
        if len(key) == many:
            return every
        if key not in found:
            if len(key) <= 6:
                flags = codes == key[0]
                for code in key[1:]:
                    flags |= codes == code
            else:
                table = np.zeros(many, np.bool_)
                table[list(key)] = True
                flags = table[codes]
            found[key] = bits_of(flags)
        return found[key]

    return pick
