"""The circuit twice over, for rows of which not all is known: what can hold of each atom, and what must.

Both together are Kleene's three values; a row is a bit. What either says of an output is exact where each open input
pulls it one way only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_

from hn2301_asp.solver.ground import WeightRule
from hn2301_asp.solver.sharing import Links, groups_sharing
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.straight import Stage, Wiring


class Doubled:
    """The circuit twice over: each atom as what can hold (even numbers), and as what must (odd ones)."""

    def __init__(self, space: Space) -> None:
        self._stages: dict[tuple[int, ...], Stage] = {}
        wiring = Wiring(space.circuit)
        self.told = (*space.criteria.values(), *space.scopes.values())
        wiring.put_in_place(self.told)
        self.outputs = (*self.told, *wiring.constraints)
        self.wiring = wiring
        self.exclusions = frozenset(
            space.criteria[criterion.id] for criterion in space.base.criteria if criterion.kind == "exclusion"
        )
        inputs = frozenset(space.circuit.inputs.values())
        self.inputs = tuple(atom for atom in wiring.order(self.outputs, inputs) if atom in inputs)
        self.double = double = Wiring.empty()
        for head, bodies in wiring.bodies.items():
            for must in (0, 1):
                double.bodies[2 * head + must] = [tuple(map(_twice(must), body)) for body in bodies]
        for head, weights in wiring.weights.items():
            for must in (0, 1):
                literal = _twice(must)
                double.weights[2 * head + must] = [
                    WeightRule(2 * head + must, one.bound, tuple((literal(lit), points) for lit, points in one.body))
                    for one in weights
                ]
        self.stage = self.stage_of(self.outputs)
        #: The inputs that each output depends on.
        self.cones = {atom: frozenset(wiring.order([atom], inputs)) & inputs for atom in self.outputs}
        self.signs = {atom: self._signs(atom) for atom in self.outputs}
        #: The constraints that forbid some inputs together, as literals: what all but one of them say decides the last.
        self.body_of = {
            atom: wiring.bodies[atom][0]
            for atom in wiring.constraints
            if len(wiring.bodies.get(atom, ())) == 1
            and all(abs(literal) in inputs for literal in wiring.bodies[atom][0])
        }
        self.plain = tuple(self.body_of.values())
        self.constrained = frozenset(abs(literal) for body in self.plain for literal in body)
        #: Inputs that all constraints would have one way: 1 where they forbid that one holds, 2 that it does not.
        self.leaning = {
            atom: reduce(or_, (self.signs[constraint].get(atom, 0) for constraint in wiring.constraints), 0)
            for atom in self.inputs
        }
        #: The inputs that are facts by themselves: no number decides them, and no other one.
        single = {*space.base.thresholds.thresholds, *(name for names in space.choices for name in names)}
        self.facts = frozenset(atom for name, atom in space.circuit.inputs.items() if name not in single)
        #: The same with all inputs that may be open in ways together with one of them.
        kin = _kin(space)
        self.reaches = {
            atom: cone.union(*(kin[other] for other in cone if other in kin)) for atom, cone in self.cones.items()
        }
        #: The constraints in groups of those that hang on something together.
        self.linked = list(groups_sharing(wiring.constraints, lambda atom: self.reaches[atom]))

    def stage_of(self, outputs: Iterable[int]) -> Stage:
        """What works out some outputs: its inputs and outputs are pairs, what can hold and what must."""
        asked = tuple(outputs)
        if asked not in self._stages:
            cone = frozenset(self.wiring.order(asked, frozenset(self.inputs)))
            inputs = [atom for atom in self.inputs if atom in cone]
            self._stages[asked] = Stage(self.double, _pairs(inputs), _pairs(asked))
        return self._stages[asked]

    def single_stage(self, outputs: Iterable[int]) -> Stage:
        """What works out some outputs where all is known."""
        asked = (0, *outputs)
        if asked not in self._stages:
            cone = frozenset(self.wiring.order(asked[1:], frozenset(self.inputs)))
            self._stages[asked] = Stage(self.wiring, [atom for atom in self.inputs if atom in cone], asked[1:])
        return self._stages[asked]

    def _signs(self, output: int) -> Mapping[int, int]:
        """How an output depends on each input: 1 where it may rise with it, 2 where it may fall, 3 where both."""
        found: dict[int, int] = {output: 1}
        for atom in reversed(self.wiring.order([output], frozenset(self.inputs))):
            sign = found.get(atom, 0)
            literals = [lit for body in self.wiring.bodies.get(atom, ()) for lit in body]
            literals += [lit for one in self.wiring.weights.get(atom, ()) for lit, _ in one.body]
            for literal in literals:
                found[abs(literal)] = found.get(abs(literal), 0) | (sign if literal > 0 else turned(sign))
        return found


def _pairs(atoms: Iterable[int]) -> list[int]:
    return [2 * atom + must for atom in atoms for must in (0, 1)]


def turned(sign: int) -> int:
    """How an output depends on what a negation stands before."""
    return (sign >> 1 | sign << 1) & 3


def _twice(must: int) -> Callable[[int], int]:
    """A literal in one of the two circuits: its contrary is asked of the other one."""
    return lambda literal: 2 * literal + must if literal > 0 else -(2 * -literal + 1 - must)


def _kin(space: Space) -> Mapping[int, frozenset[int]]:
    """Of each input those that may be open in ways together with it.

    They are the thresholds of one quantity, the values of a choice, and what a tie, a score or doses link.
    """
    inputs, vocabulary, links = space.circuit.inputs, space.base.vocabulary, Links()
    for name, threshold in space.base.thresholds.thresholds.items():
        links.join([threshold.quantity, inputs[name]])
    for names in space.choices:
        links.join([inputs[name] for name in names])
    for tie in space.ties.values():
        links.join([tie.result, *tie.quantities, *(inputs[fact] for fact in tie.facts)])
    for score in vocabulary.scores.values():
        items = [inputs[f"{score.family}({item})"] for listed in score.totals.values() for item in listed]
        links.join([*score.totals, *items])
    links.join([doses.adds_up_to for doses in vocabulary.doses.values()])
    found: dict[object, set[int]] = {}
    for atom in inputs.values():
        found.setdefault(links.root(atom), set()).add(atom)
    return {atom: frozenset(atoms) for atoms in found.values() if len(atoms) > 1 for atom in atoms}
