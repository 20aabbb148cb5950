"""What is known of a patient's inputs as one whole number, two bits for each: that it holds, and that it does not.

What a part of the inputs comes to is then remembered under that part of the number. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

from hn2301_asp.solver.space import REMEMBERED, Space
from hn2301_asp.source.remembered import remembered

#: Evidence of an input: the fact that says it, the input's name, and whether it holds.
Told = tuple[str, str, bool]


def bit(literal: int) -> int:
    """The bit that says that a literal is known to be true."""
    return 1 << 2 * abs(literal) + (literal < 0)


def bits(atoms: Iterable[int]) -> int:
    """The bits that say anything of some atoms."""
    return reduce(or_, (bit(atom) | bit(-atom) for atom in atoms), 0)


def answered(atoms: Iterable[Told], choices: Iterable[Sequence[str]]) -> dict[str, bool]:
    """The atoms that are known, with their truth: where one value of a choice holds, the others do not."""
    known = {atom: holds for _, atom, holds in atoms}
    for values in choices:
        if any(known.get(value) for value in values):
            known = {**dict.fromkeys(values, False), **known}
    return known


class Known:
    """Patients' inputs as numbers, and what ties ask of them."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.bits = _Bits(space.circuit.inputs)
        #: What was asked for last, for a patient is asked about several times in a row.
        self.last: tuple[tuple[Told, ...], int] = ((), 0)
        self.holding = reduce(or_, map(bit, space.circuit.inputs.values()), 0)
        choices = [atom for atoms in space.choices for atom in atoms]
        asked = (fact for tie in space.ties.values() for fact in tie.facts)
        self.asked = frozenset((*asked, *choices))
        self.asked_bits = bits(space.circuit.inputs[name] for name in self.asked)
        self.answered: dict[int, Mapping[str, bool]] = {}

    def of(self, atoms: tuple[Told, ...]) -> int:
        """All that some evidence says of inputs."""
        last = self.last
        if last[0] is not atoms:
            last = self.last = (atoms, reduce(or_, map(self.bits.__getitem__, atoms), 0))
        return last[1]

    def both(self, known: int) -> bool:
        """Whether something is known to hold and not to hold."""
        return bool(known & known >> 1 & self.holding)

    def answers(self, atoms: tuple[Told, ...]) -> Mapping[str, bool]:
        """What ties ask for with its truth: of a choice of which one value holds, the others do not."""
        part = self.of(atoms) & self.asked_bits
        found = self.answered.get(part)
        if found is None:
            found = answered([told for told in atoms if told[1] in self.asked], self.space.choices)
            if not self.both(part):  # Else what was said last counts, and the number does not tell.
                remembered(self.answered, part, found, REMEMBERED)
        return found


class _Bits(dict[Told, int]):
    """The bit of each piece of evidence."""

    def __init__(self, inputs: Mapping[str, int]) -> None:
        self.inputs = inputs

    def __missing__(self, told: Told) -> int:
        _, atom, holds = told
        return remembered(self, told, bit(self.inputs[atom] if holds else -self.inputs[atom]), REMEMBERED)
