"""How far each value lies from the limit that its verdict rests on, and which lie at it.

The proof of a condition names the thresholds that it rests on: for one that is met, those that
make it so; for one that is not, those that do not hold. Nothing is solved here.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hn2301_asp.explanation.answers.answers import Closeness, Ground, Margin
from hn2301_asp.explanation.answers.parts import Parts
from hn2301_asp.explanation.why.amounts import known
from hn2301_asp.explanation.why.leaves import distance, threshold_leaf
from hn2301_asp.explanation.why.proof import Proof
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.model import Threshold
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.screening import Screening
from hn2301_asp.source.numbers import about_once, format_number, spanned


def rests_on(proof: Proof, parts: Parts, screening: Screening) -> tuple[tuple[Margin, ...], tuple[Ground, ...]]:
    """The margins of all values, and the other facts, that conditions rest on, in the protocol's order."""
    base, index = proof.space.base, proof.index
    thresholds = base.thresholds.thresholds
    found: dict[tuple[str, str, bool], Margin] = {}
    grounds: dict[tuple[str, str], Ground] = {}
    for criterion, literal in (entry for part in parts.parts for entry in part.conditions):
        truth = proof.value(literal)
        if truth is None:
            continue
        for leaf in proof.leaves(literal if truth else -literal):
            name = index.input_names[abs(leaf)]
            if name in thresholds:
                margin = _margin(base, screening, criterion, thresholds[name], leaf > 0, truth)
                if margin is not None:
                    found.setdefault((criterion, name, truth), margin)
                    continue
                name = thresholds[name].quantity
            if truth and (ground := _ground(screening, criterion, name)) is not None:
                grounds.setdefault((criterion, ground.fact), ground)
    order = {criterion.id: number for number, criterion in enumerate(base.criteria)}
    written = {name: number for number, name in enumerate(thresholds)}
    return (
        tuple(sorted(found.values(), key=lambda m: (order[m.criterion], written[m.threshold]))),
        tuple(sorted(grounds.values(), key=lambda g: order[g.criterion])),
    )


def _ground(screening: Screening, criterion: str, name: str) -> Ground | None:
    """The fact of a record that says an answer, a list for all its items; or a time that is `never`."""
    family, _, item = name.partition("(")
    facts, sources = screening.patient.facts, screening.patient.sources(name)
    named = sources[0][0] if sources else f"{family}.{item[:-1]}" if item and family not in facts else family
    fact = facts.get(named)
    return None if fact is None else Ground(fact.name, fact.label, criterion, fact.told)


def _margin(
    base: KnowledgeBase, screening: Screening, criterion: str, threshold: Threshold, wanted: bool, met: bool
) -> Margin | None:
    """The margin of a threshold, where the patient's value is known."""
    found = known(base, screening.patient, threshold.quantity).value
    reach = None if found is None else found.interval
    if found is None or reach is None:
        return None
    quantity = base.thresholds.quantities[threshold.quantity]
    ends = threshold.test.interval.limits
    gaps = [gap for end in ends if (gap := _gap(reach, end, quantity)) is not None]
    if not gaps:
        return None
    gap = min(gaps, key=lambda one: one.low or Fraction(0))
    leaf = threshold_leaf(base, screening.patient, threshold.name, wanted if met else not wanted, "fails")
    return Margin(
        fact=leaf.fact,
        label=leaf.label,
        criterion=criterion,
        threshold=threshold.name,
        value=leaf.value or found,
        needs=leaf.needs,
        margin=_say(gap, quantity),
        met=met,
        borderline=_closeness(base, screening, threshold, leaf.fact, reach, ends),
        leaf=leaf,
    )


def _gap(reach: Interval, end: Fraction, quantity: Quantity) -> Interval | None:
    """How far the numbers that a value may be lie from a limit; None where the limit is one of those inside.

    Without an upper end where the value has none but what is possible.
    """
    low, high = reach.low, reach.high
    if high is not None and high <= end:
        open_ended = low is None or (low == quantity.possible[0] and low != high)
        far = None if low is None or open_ended else end - low
        return Interval(end - high, far, reach.high_open, reach.low_open)
    if low is not None and low >= end:
        open_ended = high is None or (high == quantity.possible[1] and low != high)
        far = None if high is None or open_ended else high - end
        return Interval(low - end, far, reach.low_open, reach.high_open)
    return None


def _say(gap: Interval, quantity: Quantity) -> str:
    """A distance in words: a number, or from which to which."""
    low = gap.low or Fraction(0)
    if gap.is_point:
        return distance(low, quantity)
    if gap.high is None:
        return f"{'more than' if gap.low_open else 'at least'} {distance(low, quantity)}"
    if quantity.grades:
        return f"{format_number(low)} to {distance(gap.high, quantity)}"
    return about_once(spanned(low, gap.high, quantity.unit))


def _closeness(
    base: KnowledgeBase,
    screening: Screening,
    threshold: Threshold,
    fact: str,
    reach: Interval,
    ends: Sequence[Fraction],
) -> Closeness | None:
    """Whether a value lies on a limit, one recording step from its other side, or within the assay's margin."""
    quantity = base.thresholds.quantities[threshold.quantity]
    measured = not quantity.hidden or quantity.ratio is not None
    if not measured or (reach.is_point and reach.low == quantity.possible[0] in ends):
        return None  # Nothing was measured, or there is no less: nothing is close.
    number = min(reach.limits, key=lambda one: min(abs(one - end) for end in ends))
    if number in ends:
        return "limit" if reach.is_point else "step"
    test, step = threshold.test, _step(base, screening, threshold)
    if any(test.holds(number + shift) != test.holds(number) for shift in (step, -step)):
        return "step"
    handling = base.vocabulary.handle(fact)
    if handling.margin is None:
        return None
    scale = number if handling.relative else _scale(base, screening, threshold)
    margin = abs(handling.margin * scale)
    return "assay" if any(abs(number - end) <= margin for end in ends) else None


def _step(base: KnowledgeBase, screening: Screening, threshold: Threshold) -> Fraction:
    """The recording step; of a ratio, the step of what was measured."""
    quantity = base.thresholds.quantities[threshold.quantity]
    measured = quantity if quantity.ratio is None else base.thresholds.quantities[quantity.ratio.measured]
    return measured.step * _scale(base, screening, threshold)


def _scale(base: KnowledgeBase, screening: Screening, threshold: Threshold) -> Fraction:
    """How much one unit of what was measured is of the threshold's quantity."""
    ratio = base.thresholds.quantities[threshold.quantity].ratio
    if ratio is None:
        return Fraction(1)
    limit = screening.patient.said(ratio.by)
    number = None if limit is None else limit.number
    return Fraction(1) if number is None else ratio.scale / abs(number)
