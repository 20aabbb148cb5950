"""Ties between quantities: which combinations of regions some patient can really show.

A derived quantity follows from others (a clearance, the ratio to the ULN); a hidden one is
bounded by what was measured (saturation on room air). The numbers stay here, exactly; the solver
only learns which combinations of regions are impossible. No patient record is known here: what a
patient's quantities may be comes in as a box.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from hn2301_asp.knowledge.thresholds.axis import Domain, Interval, domain_of
from hn2301_asp.knowledge.thresholds.expression import renamed
from hn2301_asp.knowledge.thresholds.formula import Node, Ratio, bounds, ratio
from hn2301_asp.knowledge.thresholds.model import Thresholds
from hn2301_asp.knowledge.vocabulary.model import Vocabulary

#: How many boxes are looked at before a combination that could neither be shown nor excluded is
#: taken to be possible: only where several counted quantities of long ranges stand in one formula.
LARGEST_SEARCH = 20_000


class Span(Struct, frozen=True):
    """What a quantity may be of a patient: any number of an interval or, where it is counted, the whole ones.

    Of a counted one both ends are whole numbers that belong to it (``Domain.within``).
    """

    interval: Interval
    counted: bool = False

    @property
    def is_point(self) -> bool:
        return self.interval.is_point

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The ends of a span that has both."""
        return self.interval.ends

    @property
    def width(self) -> Fraction:
        low, high = self.ends
        return high - low

    @property
    def width_for_its_place(self) -> Fraction:
        low, high = self.ends
        return (high - low) / (max(abs(low), abs(high)) or 1)

    @property
    def middle(self) -> Fraction:
        """A number in the middle, a whole one where it is counted; beside the end where there is only one."""
        low, high = self.interval.low, self.interval.high
        if low is None or high is None:
            return low + 1 if low is not None else high - 1 if high is not None else Fraction(0)
        return low + (high - low) // 2 if self.counted else (low + high) / 2

    def halves(self) -> tuple[Span, Span] | None:
        """The whole numbers in two halves; None where nothing is counted, or one number is left."""
        low, high = self.interval.low, self.interval.high
        if not self.counted or low is None or high is None or low == high:
            return None
        middle = self.middle
        return Span(Interval(low, middle), True), Span(Interval(middle + 1, high), True)


class Tie(Struct, frozen=True):
    """One derived or hidden quantity and what it depends on.

    ``formula`` None means the bound of a hidden quantity: it is ``quantities[0]`` where the fact
    ``facts[0]`` holds, and at most it otherwise.
    """

    result: str
    quantities: tuple[str, ...]
    facts: tuple[str, ...]
    formula: Node | None
    domain: Domain

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
        found = self.ratio({name: number.as_integer_ratio() for name, number in numbers.items()}, facts)
        return None if found is None else Fraction(*found)

    def ratio(self, numbers: Mapping[str, Ratio], facts: Mapping[str, bool]) -> Ratio | None:
        """The same as two whole numbers, not reduced: enough to tell where it lies."""
        if self.formula is not None:
            return ratio(self.formula, numbers, facts)
        return numbers[self.quantities[0]] if facts[self.facts[0]] else None

    def _bounded(self, measured: Span, exact: bool, target: Interval) -> bool:
        """Whether the hidden value can lie there: it is what was measured, or no more than that."""
        if exact:
            return self.domain.reaches(target.intersect(measured.interval))
        above = Interval(high=measured.interval.high, high_open=measured.interval.high_open)
        return self.domain.reaches(target.intersect(above))


def find_ties(vocabulary: Vocabulary, thresholds: Thresholds) -> tuple[Tie, ...]:
    """The ties whose result some threshold asks about; others decide nothing by themselves."""
    every = all_ties(vocabulary, thresholds)
    return tuple(every[name] for name in thresholds.axes if name in every)


def all_ties(vocabulary: Vocabulary, thresholds: Thresholds) -> dict[str, Tie]:
    """Every tie, by its result."""
    found: dict[str, Tie] = {}
    for name, quantity in thresholds.quantities.items():
        derived = thresholds.derived.get(name)
        if derived is not None:
            formula = derived.formula
            names = tuple(dict.fromkeys(formula.quantities()))
            facts = tuple(dict.fromkeys(_fact_atom(fact, vocabulary) for fact in formula.facts()))
            formula = renamed(formula, fact=lambda name: _fact_atom(name, vocabulary))
            found[name] = Tie(name, names, facts, formula, domain_of(quantity))
        elif quantity.room is not None:
            found[name] = Tie(name, (quantity.room.measured,), (quantity.room.when,), None, domain_of(quantity))
    return found


def _fact_atom(name: str, vocabulary: Vocabulary) -> str:
    """The input atom of a formula's ``if``: a fact, or the value of a choice."""
    for choice in vocabulary.choices.values():
        if name in choice.values:
            return f"{choice.name}({name})"
    return name


def choice_of(name: str, vocabulary: Vocabulary) -> str:
    """The field that a formula's ``if`` asks: the choice whose value it is, or the fact itself."""
    return _fact_atom(name, vocabulary).partition("(")[0]


@lru_cache(maxsize=4096)
def _attains(
    formula: Node,
    box: tuple[tuple[str, Span], ...],
    facts: tuple[tuple[str, bool], ...],
    target: Interval,
) -> bool:
    """Whether the formula takes a value in ``target`` on the box.

    Where what is counted is settled, the values on the box are an interval that is known exactly, ends
    included; so only counted quantities are halved, until they are.
    """
    answers = dict(facts)
    waiting = [dict(box)]
    for _ in range(LARGEST_SEARCH):
        if not waiting:
            return False
        part = waiting.pop()
        if not reach(formula, part, answers).overlaps(target):
            continue
        halves = halved(part)
        if not halves or reach(formula, settled(part), answers).overlaps(target):
            return True
        waiting += halves
    return True


def settled(box: Mapping[str, Span]) -> dict[str, Span]:
    """A box in which what is counted has one number."""
    return {name: Span(Interval.point(span.middle), True) if span.counted else span for name, span in box.items()}


def halved(box: Mapping[str, Span]) -> list[dict[str, Span]]:
    """A box in two by the widest of what is counted; nothing where all that is counted has one number."""
    counted = {name: halves for name, span in box.items() if (halves := span.halves()) is not None}
    if not counted:
        return []
    widest = max(counted, key=lambda name: box[name].width)
    return [{**box, widest: half} for half in counted[widest]]


def cut(box: Mapping[str, Span], name: str, at: Fraction) -> tuple[dict[str, Span], dict[str, Span]]:
    """A box in two by a number of one quantity, which belongs to the lower part."""
    one = box[name].interval
    below = Interval(one.low, at, one.low_open, False)
    above = Interval(at, one.high, True, one.high_open)
    return {**box, name: Span(below)}, {**box, name: Span(above)}


def reach(formula: Node, box: Mapping[str, Span], answers: Mapping[str, bool]) -> Interval:
    """All results of a formula on a box."""
    return bounds(formula, {name: span.interval for name, span in box.items()}, answers)
