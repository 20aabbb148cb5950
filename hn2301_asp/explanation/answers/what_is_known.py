"""What is known of a patient, as far as questions about what is missing need it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import Interval, domain_of
from hn2301_asp.patient.model import Patient
from hn2301_asp.solver.said import following, number_of, said
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.ties import Span, Tie


class KnownFacts:
    """The answers and numbers of a patient. ``atoms`` holds the input atoms that are known."""

    def __init__(self, space: Space, patient: Patient) -> None:
        self.space, self.patient = space, patient
        self.answers = patient.evidence.answers(space.base.vocabulary)
        self.main = said(patient.evidence.amounts)
        self.follows = following(space.linked, self.main, self.answers)
        self.atoms = {space.circuit.inputs[name]: holds for name, holds in self.answers.items()}

    def of_tie(
        self, tie: Tie, instead: Mapping[str, Fraction | None] | None = None
    ) -> tuple[dict[str, Fraction], dict[str, bool]] | None:
        """The numbers and answers from which a result follows, where all are known; some perhaps replaced."""
        numbers: dict[str, Fraction] = {}
        for name in tie.quantities:
            number = self.follows.get(name, number_of(self.main, name))
            if instead is not None and name in instead:
                number = instead[name]
            if number is None:
                return None
            numbers[name] = number
        if any(fact not in self.answers for fact in tie.facts):
            return None
        return numbers, {fact: self.answers[fact] for fact in tie.facts}

    def is_known(self, name: str) -> bool:
        """Whether a quantity's value is known: one number is left, or `never`."""
        values = self.main.get(name)
        if values is None or name in self.follows:
            return name in self.follows
        known = values.number is not None or values.interval is None
        return known or (not values.never and self.span(name).is_point)

    def farthest(self, name: str) -> tuple[Fraction, Fraction]:
        """The least and the greatest number that a quantity may be; for an end left out the last recorded one."""
        interval, step = self.span(name).interval, self.space.base.thresholds.quantities[name].step
        low, high = interval.ends
        inside, middle = interval.within(step), (low + high) / 2
        first, last = (middle, middle) if inside.is_empty else (inside.low or middle, inside.high or middle)
        return (first if interval.low_open else low), (last if interval.high_open else high)

    def span(self, name: str) -> Span:
        """What a quantity may be."""
        domain = domain_of(self.space.base.thresholds.quantities[name])
        interval = domain.possible
        if name in self.follows:
            return Span(Interval.point(self.follows[name]))
        values = self.main.get(name)
        if values is not None and values.interval is not None:
            interval = values.interval.intersect(interval)
        inside = domain.within(interval)
        return Span(interval if inside.is_empty else inside, domain.counted)
