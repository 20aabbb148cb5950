"""Ties between quantities: which combinations of regions some patient can really show.

A derived quantity follows from others (Cockcroft-Gault, the ratio to the ULN); a hidden one is
bounded by what was measured (saturation on room air). The numbers stay here, exactly; the solver
only learns which combinations of regions are impossible. No patient record is known here: what a
patient's quantities may be comes in as a box.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import Node, bounds, value
from hn2301_asp.knowledge.thresholds.model import Thresholds
from hn2301_asp.knowledge.vocabulary import Vocabulary

#: How many boxes are looked at before a combination that could neither be shown nor excluded is
#: taken to be possible. Reached only where a region is narrower than the recording steps allow.
LARGEST_SEARCH = 20_000


class Span(Struct, frozen=True):
    """What a quantity may be: a closed interval, in multiples of ``step`` (None: as recorded)."""

    low: Fraction
    high: Fraction
    step: Fraction | None

    @property
    def interval(self) -> Interval:
        return Interval(self.low, self.high)

    def halves(self) -> tuple[Span, Span] | None:
        """The span cut in two between its multiples; None where only one value is left."""
        if self.step is None or self.high - self.low < self.step:
            return None
        count = (self.high - self.low) // self.step // 2
        middle = self.low + count * self.step
        return Span(self.low, middle, self.step), Span(middle + self.step, self.high, self.step)


class Tie(Struct, frozen=True):
    """One derived or hidden quantity and what it depends on.

    ``formula`` None means the bound of a hidden quantity: it is ``quantities[0]`` where the fact
    ``facts[0]`` holds, and at most it otherwise.
    """

    result: str
    quantities: tuple[str, ...]
    facts: tuple[str, ...]
    formula: Node | None
    step: Fraction
    possible: tuple[Fraction, Fraction]

    def feasible(self, box: Mapping[str, Span], facts: Mapping[str, bool], target: Interval) -> bool:
        """Whether some values in the box give the result a value in ``target``."""
        if self.formula is None:
            return self._bounded(box[self.quantities[0]], facts[self.facts[0]], target)
        return _attains(
            self.formula,
            tuple((name, box[name]) for name in self.quantities),
            tuple(sorted(facts.items())),
            target,
        )

    def computed(self, numbers: Mapping[str, Fraction], facts: Mapping[str, bool]) -> Fraction | None:
        """The result where everything is known; None where it stays open even then."""
        if self.formula is not None:
            return value(self.formula, numbers, facts)
        return numbers[self.quantities[0]] if facts[self.facts[0]] else None

    def _bounded(self, measured: Span, exact: bool, target: Interval) -> bool:
        if exact:
            inside = target.intersect(measured.interval)
            return not inside.is_empty and (measured.step is None or not inside.within(measured.step).is_empty)
        below = Interval(self.possible[0], measured.high).intersect(target)
        return not below.is_empty and not below.within(self.step).is_empty


def find_ties(vocabulary: Vocabulary, thresholds: Thresholds) -> tuple[Tie, ...]:
    """The ties whose result some threshold asks about; others decide nothing."""
    found: list[Tie] = []
    for name, axis in thresholds.axes.items():
        quantity = thresholds.quantities[axis.quantity]
        derived = thresholds.derived.get(name)
        if derived is not None:
            formula = derived.formula
            names = tuple(dict.fromkeys(formula.quantities()))
            facts = tuple(dict.fromkeys(_fact_atom(fact, vocabulary) for fact in formula.facts()))
            formula = _with_atoms(formula, vocabulary)
            found.append(Tie(name, names, facts, formula, quantity.step, quantity.possible))
        elif quantity.room is not None:
            found.append(
                Tie(name, (quantity.room.measured,), (quantity.room.when,), None, quantity.step, quantity.possible)
            )
    return tuple(found)


def _fact_atom(name: str, vocabulary: Vocabulary) -> str:
    """The input atom of a formula's ``if``: a fact, or the value of a choice."""
    for choice in vocabulary.choices.values():
        if name in choice.values:
            return f"{choice.name}({name})"
    return name


def choice_of(name: str, vocabulary: Vocabulary) -> str:
    """The field that a formula's ``if`` asks: the choice whose value it is, or the fact itself."""
    for choice in vocabulary.choices.values():
        if name in choice.values:
            return choice.name
    return name


def _with_atoms(node: Node, vocabulary: Vocabulary) -> Node:
    name = _fact_atom(node.name, vocabulary) if node.kind == "if" else node.name
    return Node(node.kind, node.number, name, tuple(_with_atoms(part, vocabulary) for part in node.parts))


@lru_cache(maxsize=4096)
def _attains(
    formula: Node,
    box: tuple[tuple[str, Span], ...],
    facts: tuple[tuple[str, bool], ...],
    target: Interval,
) -> bool:
    """Whether the formula takes a value in ``target`` on the box.

    The least and greatest values of a box are taken at its corners, which are recordable; a
    target strictly between them is looked for by halving the box.
    """
    answers = dict(facts)
    waiting = [dict(box)]
    for _ in range(LARGEST_SEARCH):
        if not waiting:
            return False
        part = waiting.pop()
        reach = bounds(formula, {name: span.interval for name, span in part.items()}, answers)
        assert reach.low is not None
        assert reach.high is not None
        if target.contains(reach.low) or target.contains(reach.high):
            return True
        if not target.overlaps(reach):
            continue
        cuts = ((name, span.halves()) for name, span in part.items())
        widest = max(
            ((name, halves) for name, halves in cuts if halves is not None),
            key=lambda cut: (part[cut[0]].high - part[cut[0]].low) / (part[cut[0]].step or 1),
            default=None,
        )
        if widest is not None:
            waiting += [{**part, widest[0]: half} for half in widest[1]]
    return True
