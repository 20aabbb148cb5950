"""What a search space is made of: atoms, rules and constraints, given to a solver and written down.

It knows no patient and no vocabulary; what is written down can be given to another solver (``two_patients``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from hn2301_asp.solver.ground import Circuit


class Step(Struct, frozen=True):
    """One thing given to a solver: a new atom, or a rule; ``bound`` makes it one over weights."""

    heads: tuple[int, ...]
    body: tuple[int, ...] = ()
    choice: bool = False
    bound: int | None = None
    weights: tuple[int, ...] = ()
    new: bool = False


class Builder:
    """Adds atoms and constraints to the solver."""

    def __init__(self, backend: Any, circuit: Circuit, program: list[Step]) -> None:
        self.backend = backend
        self.source = circuit
        self.program = program

    def circuit(self) -> None:
        for number in range(1, self.source.atoms + 1):
            if self._atom() != number:
                raise AssertionError("the solver numbers its atoms from 1")
        self._rule(list(self.source.inputs.values()), [], choice=True)
        for rule in self.source.rules:
            self._rule([rule.head] if rule.head else [], rule.body)
        for weight in self.source.weight_rules:
            self._weight_rule([weight.head] if weight.head else [], weight.bound, weight.body)

    def _atom(self) -> int:
        atom: int = self.backend.add_atom()
        self.program.append(Step((atom,), new=True))
        return atom

    def _rule(self, heads: Sequence[int], body: Sequence[int], *, choice: bool = False) -> None:
        self.backend.add_rule(heads, body, choice=choice)
        self.program.append(Step(tuple(heads), tuple(body), choice))

    def _weight_rule(self, heads: Sequence[int], bound: int, body: Sequence[tuple[int, int]]) -> None:
        self.backend.add_weight_rule(heads, bound, body)
        literals, weights = tuple(literal for literal, _ in body), tuple(weight for _, weight in body)
        self.program.append(Step(tuple(heads), literals, bound=bound, weights=weights))

    def free(self) -> int:
        atom = self._atom()
        self._rule([atom], [], choice=True)
        return atom

    def forbid(self, literals: Sequence[int]) -> None:
        self._rule([], literals)

    def exactly_one(self, atoms: Sequence[int]) -> None:
        self.forbid([-atom for atom in atoms])
        for index, atom in enumerate(atoms):
            for other in atoms[index + 1 :]:
                self.forbid([atom, other])

    def any_of(self, bodies: Iterable[Sequence[int]]) -> int:
        """An atom that holds exactly where one of the bodies does."""
        atom = self._atom()
        for body in bodies:
            self._rule([atom], body)
        return atom

    def sum_of(self, bound: int, weighted: Sequence[tuple[int, int]]) -> int:
        """An atom that holds exactly where the weights of what holds add up to ``bound`` or more."""
        atom = self._atom()
        self._weight_rule([atom], bound, weighted)
        return atom
