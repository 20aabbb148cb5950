"""How near a patient of the search space is to the typical one: what being otherwise costs, to be minimised.

First counts each fact that differs, then how far it is, then what the typical patient says nothing of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from typing import Any

from hn2301_asp.comparison.single_numbers import nearest_number
from hn2301_asp.comparison.typical import Typical
from hn2301_asp.knowledge.thresholds.model import Axis
from hn2301_asp.solver.space import Space

#: What one item of a list, or of a score, that differs weighs against distances of numbers (1000: all
#: of the plausible range).
_ITEM, _RANGE = 60, 1_000


def home(axis: Axis, number: Fraction | None) -> int | None:
    """The region in which the typical number lies; None is the value `never`."""
    for index, region in enumerate(axis.regions):
        if (region.interval is None) if number is None else (region.interval and region.interval.contains(number)):
            return index
    return None


class Nearness:
    """The literals that cost something in a search space, which are added to it here.

    ``kept`` are atoms that say of a quantity that is ``tied`` that it has its typical number.
    """

    def __init__(self, space: Space, typical: Typical, tied: Collection[str]) -> None:
        self.space, self.typical, self.tied = space, typical, tied
        self.vocabulary = space.base.vocabulary
        self.quantities = space.base.thresholds.quantities
        self.inputs = space.circuit.inputs
        self.kept: dict[str, int] = {}
        #: What differing from the typical patient costs: first the facts, then how far each is.
        self.priced = self._priced()
        #: What the typical patient says nothing of: what stands first is taken where anything would do.
        self.unpriced = tuple(self._unpriced())

    def follows(self, name: str) -> bool:
        """Whether a quantity is none of a patient's own, but follows from others."""
        return name in self.space.base.thresholds.derived or self.quantities[name].hidden is not None

    def _priced(self) -> tuple[int, ...]:
        """What differs from the typical patient costs: first each fact, then how far it is."""
        inputs, typical, vocabulary = self.inputs, self.typical, self.vocabulary
        facts: list[int] = []
        far: list[tuple[int, int]] = []
        with self.space.control.backend() as backend:
            for name in self.quantities:
                if name in self.tied and typical.numbers.get(name) is not None:
                    facts.append(-self._kept(backend, name))
            for name, atoms in self.space.regions.items():
                if name not in typical.numbers or name in self.space.totals or self.follows(name):
                    continue
                at = self._home(name)
                if name not in self.tied and at is not None:
                    facts.append(-atoms[at])
                far += [(atom, self._distance(name, i)) for i, atom in enumerate(atoms) if i != at]
            for name in vocabulary.facts:
                if name in typical.answers:
                    facts.append(-inputs[name] if typical.answers[name] else inputs[name])
            for choice in vocabulary.choices.values():
                names = [f"{choice.name}({value})" for value in choice.values]
                facts += [-inputs[name] for name in names if typical.answers.get(name)]
            for family in vocabulary.families.values():
                differ = self._differing(family.name, family.items)
                far += [(literal, _ITEM) for literal in differ]
                if family.name in typical.lists:
                    changed = backend.add_atom()
                    for literal in differ:
                        backend.add_rule([changed], [literal])
                    facts.append(changed)
            known = {abs(literal) for literal in facts} | {abs(literal) for literal, _ in far}
            unsaid = [inputs[name] for name in vocabulary.facts if inputs[name] not in known]
            backend.add_minimize(3, [(literal, 1) for literal in facts])
            backend.add_minimize(2, far)
            backend.add_minimize(1, [(literal, 1) for literal in unsaid])
        return tuple(dict.fromkeys([*facts, *(literal for literal, _ in far), *unsaid]))

    def _unpriced(self) -> Iterator[int]:
        """Ranges and values on which being near does not depend, the last ones first."""
        inputs, known = self.inputs, {abs(literal) for literal in self.priced}
        groups = [atoms for name, atoms in self.space.regions.items() if name not in self.space.totals]
        choices = [tuple(inputs[f"{c.name}({v})"] for v in c.values) for c in self.vocabulary.choices.values()]
        yield from (atom for atoms in (*groups, *choices) if not known & {*atoms} for atom in reversed(atoms))
        # Which of several others it is where it is not what is typical.
        several = [[atom for atom in atoms if atom not in known] for atoms in choices if known & {*atoms}]
        yield from (atom for atoms in several if len(atoms) > 1 for atom in reversed(atoms))

    def _kept(self, backend: Any, name: str) -> int:
        atom: int = backend.add_atom()
        backend.add_rule([atom], [], choice=True)
        if name in self.space.axes:
            at = self._home(name)
            for other in [a for i, a in enumerate(self.space.regions[name]) if i != at]:
                backend.add_rule([], [atom, other])
        self.kept[name] = atom
        return atom

    def _differing(self, family: str, items: Iterable[str]) -> list[int]:
        """For each item of a family the literal that says that it is not as it typically is."""
        atoms = [(f"{family}({item})", self.inputs[f"{family}({item})"]) for item in items]
        return [-atom if self.typical.answers.get(name) else atom for name, atom in atoms]

    def _home(self, name: str) -> int | None:
        return home(self.space.axes[name], self.typical.numbers[name])

    def _distance(self, name: str, region: int) -> int:
        """How far a region is from the typical number, in thousandths of the plausible range."""
        interval, typical = self.space.axes[name].regions[region].interval, self.typical.numbers[name]
        if interval is None or typical is None:
            return _RANGE
        quantity = self.quantities[name]
        number = nearest_number(interval, quantity, typical)
        width = quantity.plausible[1] - quantity.plausible[0]
        return _RANGE if number is None or not width else max(1, int(abs(number - typical) * _RANGE / width))
