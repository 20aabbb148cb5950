"""What follows from what is known step by step, and the facts that it rests on.

What is said to be true or false is so for every completion. Nothing is solved here.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.explanation.why.amounts import known
from hn2301_asp.explanation.why.index import CircuitIndex, Truth
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.model import Threshold
from hn2301_asp.screening import Screening
from hn2301_asp.solver.space import Space


def _by_range(base: KnowledgeBase, screening: Screening, threshold: Threshold) -> bool | None:
    """A threshold's truth where it is the same for all numbers that a quantity may be, as it follows from others."""
    found = known(base, screening.patient, threshold.quantity).value
    reach, test = None if found is None else found.interval, threshold.test.interval
    if reach is None or base.thresholds.quantities[threshold.quantity].never:
        return None
    return True if reach.intersect(test) == reach else None if reach.overlaps(test) else False


class Proof(Truth):
    """One patient's circuit, and the inputs on which a truth rests."""

    def __init__(self, space: Space, index: CircuitIndex, screening: Screening) -> None:
        super().__init__(index, dict.fromkeys(index.input_names))
        self.space = space
        #: What somebody may be, such as the sex or the arm.
        self.choices = frozenset(space.circuit.inputs[name] for names in space.choices for name in names)
        for name, holds in screening.patient.evidence.answers(space.base.vocabulary).items():
            self.known[space.circuit.inputs[name]] = holds
        for (reading, value), atom in space.readings.items():
            self.known[atom] = screening.readings[reading] == value
        for name, threshold in space.base.thresholds.thresholds.items():
            settled = screening.assumed.holds(name)
            by_range = _by_range(space.base, screening, threshold) if settled is None else settled
            self.known[space.circuit.inputs[name]] = by_range

    def leaves(self, literal: int) -> Iterator[int]:
        """The inputs, as literals that hold, on which a literal that holds rests: by every rule that derives it."""
        atom = abs(literal)
        weight = self.index.weights.get(atom)
        if atom in self.index.input_names:
            yield literal
        elif weight is not None:
            for part, _ in weight.body:
                if self.value(part) is (literal > 0):
                    yield from self.leaves(part if literal > 0 else -part)
        elif literal > 0:
            for rule in self.index.rules.get(atom, ()):
                if all(self.value(part) is True for part in rule.body):
                    for part in rule.body:
                        yield from self.leaves(part)
        else:
            for rule in self.index.rules.get(atom, ()):
                broken = [part for part in rule.body if self.value(part) is False]
                # What is only asked of a man says nothing of a woman.
                for part in [part for part in broken if part in self.choices] or broken:
                    yield from self.leaves(-part)
