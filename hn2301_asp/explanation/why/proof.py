"""What follows from what is known step by step, and the facts that it rests on.

Three-valued: what is said to be true or false is so for every completion, but what is left open
may still be settled by cases, which only the solver sees. Nothing is solved here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.explanation.why.amounts import known
from hn2301_asp.explanation.why.index import CircuitIndex
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


class Proof:
    """One patient's circuit, and the inputs on which a truth rests."""

    def __init__(self, space: Space, index: CircuitIndex, screening: Screening) -> None:
        self.space, self.index = space, index
        self.known: dict[int, bool | None] = dict.fromkeys(index.input_names)
        for name, holds in screening.patient.evidence.answers(space.base.vocabulary).items():
            self.known[space.circuit.inputs[name]] = holds
        for reading in space.base.readings.values():
            for value in reading.values:
                atom = space.readings[reading.id, value]
                self.known[atom] = screening.readings[reading.id] == value
        for name, threshold in space.base.thresholds.thresholds.items():
            regions = space.axes[threshold.quantity].regions
            answers = {name in regions[i].holds for i in screening.assumed.regions[threshold.quantity]}
            settled = answers.pop() if len(answers) == 1 else _by_range(space.base, screening, threshold)
            self.known[space.circuit.inputs[name]] = settled

    def value(self, literal: int) -> bool | None:
        atom = abs(literal)
        if atom not in self.known:
            self.known[atom] = self._derived(atom)
        found = self.known[atom]
        return found if found is None or literal > 0 else not found

    def _derived(self, atom: int) -> bool | None:
        weight = self.index.weights.get(atom)
        if weight is not None:
            sure = sum(w for part, w in weight.body if self.value(part) is True)
            possible = sum(w for part, w in weight.body if self.value(part) is not False)
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
                for part in rule.body:
                    if self.value(part) is False:
                        yield from self.leaves(-part)
