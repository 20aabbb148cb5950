"""What lies behind some atoms: the inputs and quantities on which they rest. Nothing is solved here."""

from __future__ import annotations

from collections.abc import Iterable

from hn2301_asp.solver.assumptions import Evidence
from hn2301_asp.solver.space import Space
from hn2301_asp.source.private import Private


class Behind(Private, frozen=True):
    """What something rests on: inputs of the circuit, and quantities, those from which others follow among them."""

    inputs: frozenset[int]
    quantities: frozenset[str]

    def facts(self, space: Space, evidence: Evidence) -> frozenset[str]:
        """The facts of a record that say something of it."""
        inputs = space.circuit.inputs
        told = [fact for fact, atom, _ in evidence.atoms if inputs[atom] in self.inputs]
        return frozenset([*told, *(fact for fact, quantity, _ in evidence.amounts if quantity in self.quantities)])

    def touches(self, atoms: Iterable[int], quantities: Iterable[str]) -> bool:
        return not (self.inputs.isdisjoint(atoms) and self.quantities.isdisjoint(quantities))


#: What rests on nothing.
NOTHING = Behind(frozenset(), frozenset())


def behind(space: Space, atoms: Iterable[int]) -> Behind:
    """What some atoms rest on."""
    return resting_on(space, space.circuit.cone(atoms))


def resting_on(space: Space, asked: Iterable[int]) -> Behind:
    """What some inputs rest on: of a choice all of its values, of a score the sums with the items."""
    circuit, base, inputs = space.circuit, space.base, {*asked}
    for names in space.choices:
        values = {circuit.inputs[name] for name in names}
        inputs |= values if inputs & values else set()
    tested = {circuit.inputs[name]: threshold.quantity for name, threshold in base.thresholds.thresholds.items()}
    quantities = {tested[atom] for atom in inputs if atom in tested}
    waiting = [*quantities]
    while waiting:
        tie = space.ties.get(waiting.pop())
        if tie is not None:
            new = {*tie.quantities} - quantities
            quantities |= new
            waiting += new
            inputs |= {circuit.inputs[fact] for fact in tie.facts}
    for score in base.vocabulary.scores.values():
        for total, items in score.totals.items():
            members = {circuit.inputs[f"{score.family}({item})"] for item in items}
            if total in quantities or inputs & members:
                quantities.add(total)
                inputs |= members
    return Behind(frozenset(inputs), frozenset(quantities))
