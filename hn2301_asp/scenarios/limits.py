"""Which sides of a threshold's limit the scenarios show: at it, one step off on either side, unknown, never.

A value counts as the patient's evidence gives it: as recorded, by a formula, on room air, or as
the sum of a score's items. Knows no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import value
from hn2301_asp.knowledge.thresholds.model import Threshold, Thresholds, measured_name
from hn2301_asp.knowledge.vocabulary.model import Quantity, Score
from hn2301_asp.scenarios.model import Gap
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening, known_answers, known_numbers
from hn2301_asp.solver.space import Space

Side = Literal["at", "inside", "outside", "missing", "never"]


class Ask(Struct, frozen=True):
    """One case that some scenario should show: a side of one end of a threshold, a missing value, or `never`.

    ``step`` is how far from the end a value may lie; None: as far as the value's own recording step.
    """

    threshold: Threshold
    side: Side
    end: Fraction = Fraction(0)
    above: bool = False
    step: Fraction | None = None


class _Known(Struct, frozen=True):
    """What a patient's evidence says of a quantity: a number, `never`, nothing (missing), or something between.

    ``step`` is the least amount by which the number could have been recorded differently.
    """

    number: Fraction | None = None
    missing: bool = False
    step: Fraction = Fraction(0)
    never: bool = False

    @property
    def exactly(self) -> tuple[object, ...]:
        """The same in whole numbers, which compare quickly."""
        number = None if self.number is None else self.number.as_integer_ratio()
        return self.missing, number, self.step.as_integer_ratio(), self.never


def threshold_gaps(protocol: Screener, screenings: Iterable[Screening]) -> Iterator[Gap]:
    """The cases of every threshold that no screening shows, in the order of the thresholds; `never` is not asked."""
    every = [ask for ask in asks(protocol) if ask.side != "never"]
    left = unshown(protocol, every, screenings)
    thresholds = protocol.knowledge_base.thresholds
    for numbers in of_all_items(every, thresholds):
        if left.issuperset(numbers):
            yield gap(every[numbers[0]], thresholds)


def asks(protocol: Screener) -> list[Ask]:
    """What scenarios should show of every threshold, in the order of the thresholds."""
    base, thresholds = protocol.knowledge_base, protocol.knowledge_base.thresholds
    scores = base.vocabulary.scores.values()
    totals = {total: _reachable(score, total) for score in scores for total in score.totals}
    return [
        ask
        for threshold in thresholds.thresholds.values()
        for ask in (
            *_asks(threshold, _possible(thresholds, threshold.quantity), totals.get(threshold.quantity)),
            *_never(threshold, thresholds),
        )
    ]


def unshown(protocol: Screener, every: Sequence[Ask], screenings: Iterable[Screening]) -> set[int]:
    """The numbers of those that no screening shows; of a criterion that does not apply to a patient nothing is."""
    waiting: dict[str, list[int]] = {}
    for number, ask in enumerate(every):
        waiting.setdefault(ask.threshold.quantity, []).append(number)
    seen = set[tuple[object, ...]]()
    for screening in screenings:
        amounts = _Amounts(protocol.knowledge_base, protocol.space, screening)
        outside = screening.out_of_scope
        for quantity, left in waiting.items():
            if not left:
                continue
            key = (quantity, *amounts.of(quantity).exactly, *outside)
            if key not in seen:  # Most patients are alike in most quantities.
                seen.add(key)
                own = [n for n in left if every[n].threshold.owner not in outside]
                shown = {number for number in own if _shown(every[number], amounts.of(quantity))}
                left[:] = [number for number in left if number not in shown]
    return {number for left in waiting.values() for number in left}


def sides_shown(protocol: Screener, screenings: Iterable[Screening]) -> Iterator[frozenset[tuple[str, Side]]]:
    """Of each screening the thresholds, by their names, with the sides of their limits that it shows."""
    by_quantity: dict[str, list[Ask]] = {}
    for ask in asks(protocol):
        by_quantity.setdefault(ask.threshold.quantity, []).append(ask)
    seen = dict[tuple[object, ...], frozenset[tuple[str, Side]]]()
    for screening in screenings:
        amounts = _Amounts(protocol.knowledge_base, protocol.space, screening)
        found = set[tuple[str, Side]]()
        for quantity, own in by_quantity.items():
            known = amounts.of(quantity)
            key = (quantity, *known.exactly, *screening.out_of_scope)
            if key not in seen:  # Most patients are alike in most quantities.
                asked = (ask for ask in own if ask.threshold.owner not in screening.out_of_scope)
                seen[key] = frozenset((ask.threshold.name, ask.side) for ask in asked if _shown(ask, known))
            found |= seen[key]
        yield frozenset(found)


def of_all_items(every: Sequence[Ask], thresholds: Thresholds) -> list[list[int]]:
    """The numbers of what is one case: of a threshold on items it is shown where it is of one of them."""
    found: dict[tuple[object, ...], list[int]] = {}
    for number, ask in enumerate(every):
        gate = thresholds.gate_of(ask.threshold.name)
        key = (number,) if gate is None else (gate.name, ask.side, ask.above)
        found.setdefault(key, []).append(number)
    return list(found.values())


def _never(threshold: Threshold, thresholds: Thresholds) -> Iterator[Ask]:
    """That a value is `never`, where it may be."""
    axis = thresholds.axes.get(threshold.quantity)
    if axis is not None and any(region.interval is None and region.possible for region in axis.regions):
        yield Ask(threshold, "never")


def _reachable(score: Score, total: str) -> tuple[int, ...]:
    """The totals that a score's items can add up to."""
    sums = {0}
    for item in score.totals[total]:
        sums |= {number + score.items[item].weight for number in sums}
    return tuple(sorted(sums))


def _possible(thresholds: Thresholds, name: str) -> Interval:
    """The values that a quantity may have."""
    return Interval(*thresholds.quantities[name].possible)


def _asks(threshold: Threshold, possible: Interval, totals: Sequence[int] | None) -> Iterator[Ask]:
    """What to ask of a threshold; sides on which no value is possible are left out.

    ``totals`` are a score's possible values: one step from one of them is the next of them.
    """
    interval = threshold.test.interval
    if interval.is_point and interval.low is not None:
        # One number: both its sides lie outside.
        yield Ask(threshold, "at", interval.low)
        for above in (False, True):
            beyond = Interval(low=interval.low, low_open=True) if above else Interval(high=interval.low, high_open=True)
            if possible.overlaps(beyond):
                yield Ask(threshold, "outside", interval.low, above)
        yield Ask(threshold, "missing")
        return
    for end, lower in ((interval.low, True), (interval.high, False)):
        if end is None:
            continue
        if end in totals if totals is not None else possible.contains(end):
            yield Ask(threshold, "at", end)
        sides: tuple[tuple[Side, bool], ...] = (("inside", lower), ("outside", not lower))
        for side, above in sides:
            beyond = Interval(low=end, low_open=True) if above else Interval(high=end, high_open=True)
            if totals is not None:
                steps = [abs(number - end) for number in totals if beyond.contains(Fraction(number))]
                if steps:
                    yield Ask(threshold, side, end, above, min(steps))
            elif possible.overlaps(beyond):
                yield Ask(threshold, side, end, above)
    yield Ask(threshold, "missing")


def _shown(ask: Ask, known: _Known) -> bool:
    if ask.side in ("missing", "never"):
        return known.missing if ask.side == "missing" else known.never
    if known.number is None:
        return False
    if ask.side == "at":
        return known.number == ask.end
    distance = known.number - ask.end if ask.above else ask.end - known.number
    return 0 < distance <= (known.step if ask.step is None else ask.step)


def gap(ask: Ask, thresholds: Thresholds) -> Gap:
    """A case that no scenario shows."""
    threshold, interval = ask.threshold, ask.threshold.test.interval
    quantity = thresholds.quantities[measured_name(thresholds.quantities[threshold.quantity])]
    where = {"at": "exactly at", "inside": "one step inside", "outside": "one step outside"}
    test = f"`{threshold.called}` ({quantity.label} {threshold.shown})"
    if ask.side == "missing":
        text = f"no scenario leaves the value for {test} unknown"
    elif ask.side == "never":
        text = f"in no scenario the value for {test} is `never`"
    else:
        both = interval.low is not None and interval.high is not None and not interval.is_point
        limit = "limit" if not both else "lower limit" if ask.end == interval.low else "upper limit"
        text = f"no scenario lies {where[ask.side]} the {limit} of {test}"
    return Gap("threshold", threshold.name, ask.side, text, threshold.place)


class _Amounts:
    """What one patient's evidence says of quantities, each worked out once."""

    def __init__(self, base: KnowledgeBase, space: Space, screening: Screening) -> None:
        self.base = base
        self.space = space
        self.patient, self.assumed = screening.patient, screening.assumed
        self.found: dict[str, _Known] = {}

    def of(self, name: str) -> _Known:
        if name not in self.found:
            self.found[name] = self._known(name)
        return self.found[name]

    def _known(self, name: str) -> _Known:
        quantity = self.base.thresholds.quantities[name]
        said = self.patient.said(name)
        if said is not None:
            return _Known(said.number, step=quantity.step, never=said.never and said.interval is None)
        if quantity.of_item is not None:  # Of an item that does not hold nothing is missing.
            held = f"{quantity.of_item[0]}({quantity.of_item[1]})"
            return _Known(missing=any(atom == held and holds for _, atom, holds in self.patient.evidence.atoms))
        if name in self.base.thresholds.derived:
            return self._by_formula(name, quantity)
        if quantity.room is not None:
            measured = self.of(quantity.room.measured)
            answers = known_answers(self.patient, self.base, [quantity.room.when])
            exact = answers is not None and answers[quantity.room.when]
            return measured if exact else _Known(missing=measured.missing or answers is None)
        for score in self.base.vocabulary.scores.values():
            if name in score.totals:
                return self._total(name, score)
        return _Known(missing=True)

    def _by_formula(self, name: str, quantity: Quantity) -> _Known:
        """The computed value. One step of a ratio is one step of what was measured."""
        derived = self.base.thresholds.derived[name]
        used = list(derived.formula.quantities())
        numbers = known_numbers(self.patient, self.base, used)
        answers = known_answers(self.patient, self.base, derived.formula.facts())
        if numbers is None or answers is None:
            return _Known(missing=answers is None or any(self.of(part).missing for part in used))
        try:
            number = value(derived.formula, numbers, answers)
        except ZeroDivisionError:
            return _Known()
        return _Known(number, step=quantity.step / numbers[used[-1]] if derived.ratio else quantity.step)

    def _total(self, name: str, score: Score) -> _Known:
        """A score's total that is not given itself: what every completion agrees on, near a limit.

        Where they agree on no more than between which limits it lies, it is neither a number nor missing.
        """
        evidence = self.patient.evidence
        linked = any(quantity in score.totals for _, quantity, _ in evidence.amounts)
        if linked or any(atom.startswith(f"{score.family}(") for _, atom, _ in evidence.atoms):
            for number in self._near_limits(name, _reachable(score, name)):
                if self._always(self.space.total_between(name, Interval.point(Fraction(number)))):
                    return _Known(Fraction(number))
            if any(self._always([region]) for region in self.space.regions.get(name, ())):
                return _Known()
        return _Known(missing=True)

    def _near_limits(self, name: str, totals: Sequence[int]) -> Iterator[int]:
        """The totals at, and next to, the limits of the thresholds on a score."""
        limits = [t.test.interval for t in self.base.thresholds.thresholds.values() if t.quantity == name]
        for end in sorted({end for interval in limits for end in (interval.low, interval.high) if end is not None}):
            yield from (number for number in totals if number == end)
            yield from [number for number in totals if number < end][-1:]
            yield from [number for number in totals if number > end][:1]

    def _always(self, wanted: list[int]) -> bool:
        """Whether every completion of the patient fulfils all of the literals."""
        return not any(self.space.solve([*self.assumed.literals, -literal]) for literal in wanted)
