"""A table's rows, laid out as bits: what can hold of each input of the circuit, and what must."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hn2301_asp.cohort.columns.coded import Coded, Marked
from hn2301_asp.cohort.columns.states import State, Ways
from hn2301_asp.cohort.judging.doubled import Doubled
from hn2301_asp.cohort.judging.world import World
from hn2301_asp.solver.modules import Slots


class OpenIn(NamedTuple):
    """Something open: its number, its ways, all atoms in these, and the rows in which it is."""

    number: int
    ways: Ways
    atoms: frozenset[int]
    rows: int


class Layout:
    """What the states of a table's parts say of inputs: worked out once for all of its rows."""

    def __init__(self, doubled: Doubled, parts: Sequence[Sequence[State]]) -> None:
        self.doubled = doubled
        wanted = frozenset(doubled.inputs)
        self.told = [_told(states, wanted) for states in parts]
        self.nobody = [[code for code, state in enumerate(states) if state.nobody] for states in parts]
        self.refused = [[code for code, state in enumerate(states) if state.refused] for states in parts]
        #: The part that decides an input.
        self.part_of = {atom: number for number, told in enumerate(self.told) for atom in told}
        #: What is open: its part, its ways, its atoms, and the codes of the states in which it is.
        self.open: list[tuple[int, Ways, frozenset[int], list[int]]] = []
        for number, states in enumerate(parts):
            codes: dict[Ways, list[int]] = {}
            for code, state in enumerate(states):
                for ways in state.open:
                    codes.setdefault(ways, []).append(code)
            self.open += [(number, ways, frozenset[int]().union(*ways), own) for ways, own in codes.items()]


class Rows:
    """Some rows of a table, of which each part is coded, under some readings."""

    def __init__(self, layout: Layout, coded: Sequence[Coded | Marked], slots: Slots) -> None:
        self.doubled, self.coded, self.slots = layout.doubled, coded, slots
        self.part_of = layout.part_of
        self.number = len(coded[0])
        self.every = (1 << self.number) - 1
        self.nobody = self.refused = 0
        self.pick = picks = [one.picker(self.every) for one in coded]
        upper: dict[int, int] = {}
        lower: dict[int, int] = {}
        for number, pick in enumerate(picks):
            self.nobody |= pick(layout.nobody[number])
            self.refused |= pick(layout.refused[number])
            for atom, (can, must) in layout.told[number].items():
                upper[atom] = pick(can)
                lower[atom] = upper[atom] if can == must else pick(must)
        for atom in self.doubled.inputs:
            if atom not in upper:
                upper[atom] = lower[atom] = self.every if slots.masks.get(atom) else 0
        found = [
            OpenIn(number, ways, atoms, picks[part](codes))
            for number, (part, ways, atoms, codes) in enumerate(layout.open)
        ]
        self.open = [one for one in found if one.rows]
        several = [(one.atoms, one.rows) for one in self.open if len(one.atoms) > 1]
        self.world = World(self.doubled, self.every, upper, lower, several)


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
