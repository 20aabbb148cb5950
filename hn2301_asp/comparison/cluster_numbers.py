"""Numbers for quantities that ties link, where a patient shows certain regions and answers: found, or none, proved.

Everything asked is remembered. Whether there are numbers at all is told without looking for them where it can be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.comparison.clusters import Cluster
from hn2301_asp.comparison.exact_numbers import any_numbers, out_of_reach, surely
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.nearness import home
from hn2301_asp.comparison.numbers import FEWER_BOXES, FEWEST_BOXES, MOST_BOXES, Goal, Grid, grid, merged, realise
from hn2301_asp.comparison.single_numbers import can_be_written, nearest_number
from hn2301_asp.comparison.typical import Typical
from hn2301_asp.knowledge.thresholds.axis import EVERYTHING, Interval, domain_of
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.knowledge.thresholds.model import Axis
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.solver.jointly import can_be_met, some_numbers
from hn2301_asp.solver.narrowing import Demand
from hn2301_asp.solver.ties import Span, Tie

#: What a number outside the plausible range weighs: more than any distance within it.
_IMPLAUSIBLE = 10**12


class Shown(Struct, frozen=True):
    """What a patient shows of a cluster: the region of each axis named, and answers to its facts.

    ``kept`` quantities have their typical number; ``narrow`` are ranges that a question asks for besides.
    """

    cluster: Cluster
    regions: Mapping[str, int]
    answers: Mapping[str, bool]
    kept: tuple[str, ...]
    narrow: Mapping[str, Interval]

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from any other, in one search space."""
        own = self.cluster.ties[0].result, tuple(self.regions.items()), tuple(self.answers.items()), self.kept
        return (*own, tuple(self.narrow.items()))


#: What numbers are asked for: the range of each quantity, and what formulas must give.
_Asked = tuple[dict[str, Span], list[Goal]]


class ClusterNumbers:
    """The numbers of all clusters of a search space."""

    def __init__(self, axes: Mapping[str, Axis], quantities: Mapping[str, Quantity], typical: Typical) -> None:
        self.axes, self.quantities, self.typical = axes, quantities, typical
        self.remembered: dict[object, dict[str, Fraction] | Undecidable | None] = {}
        self.existing: dict[object, bool] = {}

    def found(self, shown: Shown, *, plausible: bool = False) -> dict[str, Fraction] | None:
        """Numbers with which every axis named lies in its region; None where there are none, which is a proof."""
        key = (*shown.key, plausible)
        if key not in self.remembered:
            try:
                self.remembered[key] = self._find(shown, plausible)
            except Undecidable as reason:
                self.remembered[key] = reason
        found = self.remembered[key]
        if isinstance(found, Undecidable):
            raise found
        return found

    def exist(self, shown: Shown) -> bool:
        """Whether there are such numbers; they are looked for only where that cannot be told without."""
        key = shown.key
        if key not in self.existing:
            asked = self._asked(shown, plausible=False)
            self.existing[key] = asked is not None and (surely(*asked, shown.answers) or self.found(shown) is not None)
        return self.existing[key]

    def believable(self, shown: Shown, candidates: Collection[str]) -> dict[str, Fraction]:
        """Of all ways in which so few numbers differ from the typical ones the nearest, within what is plausible.

        ``candidates`` are the quantities that can have their typical number; there is some way.
        """
        candidates = [name for name in shown.cluster.measured if name in candidates]
        best: tuple[int, int, dict[str, Fraction]] | None = None
        for number, chosen in enumerate(combinations(candidates, len(shown.kept))):
            if any(shown.regions.get(name, self._home(name)) != self._home(name) for name in chosen):
                continue
            for plausible in (True, False):
                try:
                    found = self.found(replace(shown, kept=chosen), plausible=plausible)
                    if found is not None:
                        self.must_be_written(found)
                except Undecidable:
                    found = None
                if found is not None:
                    price = self._price(found) + (0 if plausible else _IMPLAUSIBLE)
                    best = min(best or (price, number, found), (price, number, found), key=lambda one: one[:2])
                    break
        assert best is not None
        return best[2]

    def must_be_written(self, numbers: Mapping[str, Fraction]) -> None:
        """Raises Undecidable where a patient cannot be written down: such a one shows nobody anything."""
        for name, number in numbers.items():
            if not can_be_written(self.quantities[name], number):
                label = self.quantities[name].label
                raise Undecidable(f"somebody is judged otherwise, but no decimal writes the {label} found")

    def _home(self, name: str) -> int | None:
        return home(self.axes[name], self.typical.numbers[name]) if name in self.axes else None

    def _price(self, numbers: Mapping[str, Fraction]) -> int:
        """How far numbers are from the typical patient's; a laboratory's limit is not a patient's to differ in."""
        limits = {limit for quantity in self.quantities.values() for limit in quantity.normal}
        total = 0
        for name, number in numbers.items():
            typical, quantity = self.typical.numbers.get(name), self.quantities[name]
            if typical is not None and number != typical:
                width = quantity.plausible[1] - quantity.plausible[0] or Fraction(1)
                total += int(abs(number - typical) * 1_000_000 / width) * (50 if name in limits else 1)
        return total

    # Looking for numbers -----------------------------------------------------------------------------

    def _find(self, shown: Shown, plausible: bool) -> dict[str, Fraction] | None:
        asked = self._asked(shown, plausible)
        if asked is None:
            return None
        (spans, goals), answers = asked, shown.answers
        # Where three formulas or more hang together each box takes long, and what is not found soon hardly ever is.
        most = MOST_BOXES if len(goals) < 3 else FEWER_BOXES if len(goals) < 4 else FEWEST_BOXES
        most = most if not shown.kept else FEWEST_BOXES if shown.narrow or len(goals) > 2 else FEWER_BOXES
        if any(goal.target.is_point and goal.formula.kind == "curve" for goal in goals):
            # Just that number a root or a logarithm gives for hardly any decimals: looking on does not find them.
            most = min(most, FEWER_BOXES)
        try:
            if out_of_reach(spans, merged(goals, answers), answers):
                return None
            demands = [Demand(goal.formula, goal.target) for goal in goals]
            if len(goals) > 1 and not surely(spans, goals, answers) and not can_be_met(spans, demands, answers):
                return None
            found, near = self._recorded(spans, goals, answers, most), dict(self._nearest(spans))
            try:
                return found or any_numbers(spans, goals, answers, most, near)
            except Undecidable:
                numbers = some_numbers(spans, demands, answers) if len(goals) > 1 else None
                if numbers is None:
                    raise
                return {**near, **numbers}
        except ZeroDivisionError:
            raise Undecidable("a formula divides by what only another version takes to be zero") from None

    def _asked(self, shown: Shown, plausible: bool) -> _Asked | None:
        """What is asked of a cluster's numbers; None where some quantity has nothing left."""
        cluster, regions, answers = shown.cluster, shown.regions, shown.answers
        ranges = {name: self._range(name, shown, plausible) for name in cluster.measured}
        goals: list[Goal] = []
        for tie in cluster.ties:
            if tie.formula is None and tie.result in cluster.measured:
                goals.append(_bound(tie, answers))
            if tie.result not in regions:
                continue
            target = self.axes[tie.result].regions[regions[tie.result]].interval
            if target is None:
                return None
            target = target.intersect(shown.narrow.get(tie.result, EVERYTHING))
            if tie.formula is not None:
                goals.append(Goal(cluster.formulas[tie.result], target))
                continue
            # What was measured exactly is the hidden value; else the hidden value is no more than it.
            measured = tie.quantities[0]
            inside = tie.domain.within(target)
            bound = target if answers.get(tie.facts[0], False) else Interval(low=inside.low, low_open=inside.low_open)
            ranges[measured] = None if (r := ranges[measured]) is None else r.intersect(bound)
        spans: dict[str, Span] = {}
        for name, interval in ranges.items():
            typical, domain = self.typical.numbers.get(name), domain_of(self.quantities[name])
            if interval is not None and name in shown.kept and typical is not None:
                interval = interval.intersect(Interval.point(typical))
            if interval is None or not domain.reaches(interval):
                return None
            spans[name] = Span(domain.within(interval), domain.counted)
        return spans, goals

    def _range(self, name: str, shown: Shown, plausible: bool) -> Interval | None:
        quantity, region = self.quantities[name], shown.regions.get(name)
        possible = Interval(*quantity.possible).intersect(shown.narrow.get(name, EVERYTHING))
        if plausible:
            possible = possible.intersect(Interval(*quantity.plausible))
        if region is None:
            return possible
        interval = self.axes[name].regions[region].interval
        return None if interval is None else interval.intersect(possible)

    def _nearest(self, spans: Mapping[str, Span]) -> Iterator[tuple[str, Fraction]]:
        """Of each range the recordable number nearest to the typical one."""
        for name, span in spans.items():
            number = nearest_number(span.interval, self.quantities[name], self.typical.numbers.get(name))
            assert number is not None, "a range that is possible holds a number"
            yield name, number

    def _recorded(
        self, spans: Mapping[str, Span], goals: Sequence[Goal], answers: Mapping[str, bool], most: int
    ) -> dict[str, Fraction] | None:
        """Numbers as they are recorded, near to the typical ones; None where there are none, or none was found."""
        grids: dict[str, Grid] = {}
        for name, span in spans.items():
            quantity = self.quantities[name]
            low, high = quantity.plausible
            made = grid(span.interval, quantity.step, self.typical.numbers.get(name), high - low or high)
            if made is None:
                return None
            grids[name] = made
        try:
            return realise(grids, goals, answers, most)
        except Undecidable:
            return None


def _bound(tie: Tie, answers: Mapping[str, bool]) -> Goal:
    """That a hidden quantity, which a formula asks for, is what was measured, or no more than that."""
    measured, hidden = (Node("quantity", name=name) for name in (tie.quantities[0], tie.result))
    exact = answers[tie.facts[0]]
    return Goal(Node("-", parts=(measured, hidden)), Interval(Fraction(0), Fraction(0) if exact else None))
