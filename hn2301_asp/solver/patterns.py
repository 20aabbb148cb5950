"""What an open list can show to the rest of the circuit: the patterns of the atoms that follow from its items.

They are listed once for what is known of the items and for a reading's values, and remembered: most records
name a list whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from hn2301_asp.solver.stages import FamilyStage
from hn2301_asp.solver.straight import Wiring
from hn2301_asp.source.remembered import remembered

#: One pattern: of each atom that a family shows, whether it holds.
Pattern = tuple[bool, ...]

#: A list that can show more than so many patterns is no small table any more.
MOST_PATTERNS = 64
#: So many lists are remembered before they are forgotten all at once.
_REMEMBERED = 2_000


class Patterns:
    """The patterns of one family; a solver of its own lists them, under assumptions."""

    def __init__(self, wiring: Wiring, family: FamilyStage) -> None:
        self.wiring, self.family = wiring, family
        self.found: dict[tuple[int, ...], tuple[Pattern, ...] | None] = {}

    def under(self, literals: tuple[int, ...]) -> tuple[Pattern, ...] | None:
        """Every pattern that some completion of what is known shows, in order; None where there are too many.

        ``literals`` are what is known of the items, and the readings' atoms with their truth.
        """
        if literals not in self.found:
            remembered(self.found, literals, self._listed(literals), _REMEMBERED)
        return self.found[literals]

    def _listed(self, literals: Iterable[int]) -> tuple[Pattern, ...] | None:
        known = {abs(literal) for literal in literals}
        stage = self.family.stage
        free = sum(atom not in known for atom in {*stage.outputs}.intersection(stage.inputs))
        if 1 << free > MOST_PATTERNS:  # Each of them may hold or not, whatever the others do.
            return None
        control, told = self._control
        shown = [told(atom) for atom in stage.outputs]
        found: set[Pattern] = set()
        with control.solve(assumptions=[told(literal) for literal in literals], yield_=True) as handle:
            for model in handle:
                found.add(tuple(model.is_true(atom) for atom in shown))
                if len(found) > MOST_PATTERNS:
                    return None
        return tuple(sorted(found))

    @cached_property
    def _control(self) -> tuple[Any, Callable[[int], int]]:
        """The family's stage in a solver, by its own numbers: its inputs open, models told apart by what they show."""
        import clingo

        control = clingo.Control(["--warn=none", "--models=0", "--project=project"])
        stage, wiring = self.family.stage, self.wiring
        order = wiring.order(stage.outputs, frozenset(stage.inputs))
        with control.backend() as backend:
            atoms: dict[int, int] = {atom: backend.add_atom() for atom in dict.fromkeys((*order, *stage.inputs))}

            def told(literal: int) -> int:
                return atoms[literal] if literal > 0 else -atoms[-literal]

            backend.add_rule([atoms[atom] for atom in stage.inputs], [], choice=True)
            for atom in order:
                if atom not in stage.inputs:
                    for body in wiring.bodies.get(atom, ()):
                        backend.add_rule([atoms[atom]], [told(literal) for literal in body])
                    for weight in wiring.weights.get(atom, ()):
                        body_weights = [(told(literal), points) for literal, points in weight.body]
                        backend.add_weight_rule([atoms[atom]], weight.bound, body_weights)
            backend.add_project([atoms[atom] for atom in stage.outputs])
        return control, told
