"""Which combinations of regions and answers nobody shows, though each tie alone would allow them.

Regions are chosen one quantity after the other; what is proved impossible is told with as few of them
as will do. Work is bounded: what was not looked at is possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import EVERYTHING, Interval
from hn2301_asp.solver.jointly import Effort, can_be_met
from hn2301_asp.solver.minimal import least
from hn2301_asp.solver.relations import Relation
from hn2301_asp.solver.said import every_answer
from hn2301_asp.solver.ties import Span
from hn2301_asp.source.private import Private

#: So many steps are taken for one patient and what hangs together.
MOST_STEPS = 600


class Choice(Private, frozen=True):
    """Regions of quantities, by number, and answers: a part of them may be enough to exclude a patient."""

    regions: Mapping[str, int]
    answers: Mapping[str, bool]

    def within(self, other: Choice) -> bool:
        return self.regions.items() <= other.regions.items() and self.answers.items() <= other.answers.items()


class Judging:
    """What nobody shows of relations that hang together.

    ``box`` is what each quantity may be; ``regions`` the regions in which each axis may still lie, of
    which those of ``given`` numbers say nothing more; ``answers`` what is known. ``found`` are the choices
    that nobody can show, each as small as it can be; every completion of one is impossible.
    """

    def __init__(
        self,
        relations: Sequence[Relation],
        box: Mapping[str, Span],
        regions: Mapping[str, Mapping[int, Interval]],
        given: frozenset[str],
        answers: Mapping[str, bool],
    ) -> None:
        self.relations, self.box, self.regions, self.given, self.answers = relations, box, regions, given, answers
        self.effort = Effort(MOST_STEPS)
        self.found: list[Choice] = []
        results = {relation.result for relation in relations}
        self.facts = sorted({fact for relation in relations for fact in relation.facts} - answers.keys())
        axes = sorted(regions, key=lambda name: (name in results, name))
        for chosen in every_answer(self.facts):
            self._visit(Choice({}, chosen), axes)

    def _visit(self, choice: Choice, left: Sequence[str]) -> None:
        if any(smaller.within(choice) for smaller in self.found):
            return
        if self._excluded(choice):
            self.found.append(self._least(choice))
            return
        for region in self.regions[left[0]] if left and self.effort.left > 0 else ():
            self._visit(Choice({**choice.regions, left[0]: region}, choice.answers), left[1:])

    def _least(self, choice: Choice) -> Choice:
        """The same without regions and answers that are not needed; of one region only there is none to name."""
        several = {name: region for name, region in choice.regions.items() if len(self.regions[name]) > 1}
        regions = least(several, lambda fewer: self._excluded(Choice(fewer, choice.answers)))
        return Choice(regions, least(choice.answers, lambda fewer: self._excluded(Choice(regions, fewer))))

    def _excluded(self, choice: Choice) -> bool:
        """Whether it is proved that nobody shows a choice, whatever the answers that it leaves open."""
        only = {name: next(iter(regions)) for name, regions in self.regions.items() if len(regions) == 1}
        regions = {name: self.regions[name][index] for name, index in {**only, **choice.regions}.items()}
        box = {name: self._span(name, span, regions.get(name, EVERYTHING)) for name, span in self.box.items()}
        if any(span is None for span in box.values()):
            return True
        spans = {name: span for name, span in box.items() if span is not None}
        for more in every_answer(self.facts, choice.answers):
            answers = {**self.answers, **choice.answers, **more}
            demands = [one for relation in self.relations for one in relation.demands(regions, answers)]
            if all(not d.target.is_empty for d in demands) and can_be_met(spans, demands, answers, self.effort):
                return False
        return True

    def _span(self, name: str, span: Span, region: Interval) -> Span | None:
        """What of a range lies in a region; a number that was given is the number, whatever region is allowed."""
        if name in self.given:
            return span
        interval = span.interval.intersect(region)
        if span.counted:
            interval = interval.within(Fraction(1))
        return None if interval.is_empty else Span(interval, span.counted)


def literals(choice: Choice, atoms: Mapping[str, Sequence[int]], inputs: Mapping[str, int]) -> Iterator[int]:
    """A choice as literals of the search space."""
    yield from (atoms[name][region] for name, region in sorted(choice.regions.items()))
    yield from (inputs[fact] if yes else -inputs[fact] for fact, yes in sorted(choice.answers.items()))
