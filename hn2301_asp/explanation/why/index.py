"""A circuit made ready for walking. Knows no patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.solver.ground import Circuit, GroundRule, WeightRule


class CircuitIndex(Struct, frozen=True):
    """A circuit made ready for walking: definitions, names and written rules by atom.

    ``remembered`` keeps what is worked out once and asked again for other patients.
    """

    circuit: Circuit
    rules: Mapping[int, Sequence[GroundRule]]
    weights: Mapping[int, WeightRule]
    input_names: Mapping[int, str]
    names: Mapping[int, str]
    written: Mapping[int, Rule]
    below: Mapping[int, frozenset[int]]
    readings: frozenset[int]
    remembered: dict[object, Any] = {}

    def static(self, atom: int) -> bool:
        """Whether an atom is derived from readings and the vocabulary's tables only."""
        return atom not in self.input_names and self.below[atom] <= self.readings


def index_circuit(base: KnowledgeBase, circuit: Circuit) -> CircuitIndex:
    """The index of a circuit, made once for a knowledge base."""
    by_number = {rule.number: rule for rule in base.rules}
    input_names = {literal: name for name, literal in circuit.inputs.items()}
    return CircuitIndex(
        circuit,
        circuit.rules_by_head(),
        {weight.head: weight for weight in circuit.weight_rules},
        input_names,
        {literal: name for name, literal in circuit.derived.items()},
        {literal: by_number[number] for literal, number in circuit.steps.items()},
        _below(circuit),
        frozenset(literal for literal, name in input_names.items() if name.startswith("reading(")),
    )


def _below(circuit: Circuit) -> dict[int, frozenset[int]]:
    """The inputs below every atom."""
    found = {literal: frozenset({literal}) for literal in circuit.inputs.values()}
    for start in (*circuit.asks, *circuit.derived.values()):
        stack = [start]
        while stack:
            atom = stack[-1]
            parts = circuit.asks.get(atom, ())
            waiting = [part for part in parts if part not in found]
            if waiting:
                stack += waiting
            else:
                below = [found[part] for part in parts]
                found[atom] = below[0] if len(below) == 1 else frozenset[int]().union(*below)
                stack.pop()
    return found


class Truth:
    """The truth of a circuit's atoms: true, false, or None where what is known of the inputs leaves it open.

    Three-valued: what is open here may still be settled by cases, which only the solver sees.
    """

    def __init__(self, index: CircuitIndex, known: dict[int, bool | None]) -> None:
        self.index, self.known = index, known

    def value(self, literal: int) -> bool | None:
        """The truth of a literal, from those below it."""
        atom = abs(literal)
        if atom not in self.known:
            self.known[atom] = self._derived(atom)
        found = self.known[atom]
        return found if found is None or literal > 0 else not found

    def _derived(self, atom: int) -> bool | None:
        weight = self.index.weights.get(atom)
        if weight is not None:
            sure = possible = 0
            for part, points in weight.body:
                holds = self.value(part)
                if holds is not False:
                    possible += points
                    sure += points if holds else 0
            return True if sure >= weight.bound else None if possible >= weight.bound else False
        found: bool | None = False
        for rule in self.index.rules.get(atom, ()):
            holds = self._body(rule.body)
            if holds:
                return True
            if holds is None:
                found = None
        return found

    def _body(self, body: Sequence[int]) -> bool | None:
        found: bool | None = True
        for part in body:
            holds = self.value(part)
            if holds is False:
                return False
            if holds is None:
                found = None
        return found
