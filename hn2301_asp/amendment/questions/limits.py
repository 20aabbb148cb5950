"""The limits that an amendment wrote, and how finely values are recorded beside them. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from hn2301_asp.amendment.case import Case
from hn2301_asp.comparison.model import Witness
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import half_line
from hn2301_asp.knowledge.thresholds.model import HALF_LIFE, Limit, Threshold
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.numbers import MOST_DECIMALS, decimals, fixed, with_unit


class ChangedLimit(Struct, frozen=True):
    """A bound that an amendment wrote, with the bound that it took the place of.

    ``number`` and ``before`` are in the quantity's own unit; ``unit`` is the unit as declared, in
    which the bound is written (None for a multiple of another value), and ``factor`` is how much one of it more is
    in the quantity's own.
    """

    threshold: Threshold
    limit: Limit
    quantity: Quantity
    number: Fraction
    unit: str | None
    factor: Fraction
    replaced: Threshold | None = None
    before: Fraction | None = None
    was: Place | None = None


def changed_limits(case: Case) -> Iterator[ChangedLimit]:
    """Every bound that the amendment wrote or changed; all bounds where a version is judged alone."""
    after = case.protocol.knowledge_base
    if case.alone:
        for every in after.thresholds.thresholds.values():
            yield from _limits(after, every, None, None)
        return
    before = case.before.knowledge_base
    gone = [i.value_there for i in case.items if i.kind == "threshold" and i.value_here is None]
    for item in case.items:
        if item.kind == "threshold" and item.value_here is not None:
            threshold: Threshold = item.value_here
            there: Threshold | None = item.value_there
            # One that was renamed took the place of what asked for the same quantity there.
            alike = (t for t in gone if (t.quantity, t.owner) == (threshold.quantity, threshold.owner))
            there = there or next(alike, None)
            yield from _limits(after, threshold, before, there)


def _limits(
    after: KnowledgeBase, threshold: Threshold, before: KnowledgeBase | None, there: Threshold | None
) -> Iterator[ChangedLimit]:
    earlier: list[tuple[Limit, Fraction]] = []
    if before is not None and there is not None and there.quantity == threshold.quantity:
        earlier = [(one, canonical(before, there, one)[0]) for one in _of_one_size(there)]
    for limit in _of_one_size(threshold):
        number, unit, factor = canonical(after, threshold, limit)
        if any((one.comparator, was) == (limit.comparator, number) for one, was in earlier):
            continue
        ends = [(was, one.place) for one, was in earlier if _upward(one) == _upward(limit)]
        end, place = ends[0] if ends else (None, there.place if there is not None else None)
        quantity = after.thresholds.quantities[threshold.quantity]
        yield ChangedLimit(threshold, limit, quantity, number, unit, factor, there, end, place)


def _of_one_size(threshold: Threshold) -> list[Limit]:
    """The bounds of a threshold but for those in half-lives: each drug has another one."""
    return [limit for limit in threshold.limits if not (limit.unit or "").startswith(HALF_LIFE)]


def _upward(limit: Limit) -> bool:
    return limit.comparator in (">", ">=")


def canonical(base: KnowledgeBase, threshold: Threshold, limit: Limit) -> tuple[Fraction, str | None, Fraction]:
    """A bound's number in its quantity's own unit; the unit that is written, and its factor."""
    quantity = base.thresholds.quantities[threshold.quantity]
    unit = None if limit.times or limit.unit is None else base.vocabulary.unit(limit.unit)
    if unit is None:
        return limit.number, None, Fraction(1)
    return quantity.canonical(limit.number, unit), unit, quantity.units[unit]


def plausible(base: KnowledgeBase, quantity: Quantity) -> tuple[Fraction, Fraction]:
    """The plausible range of a quantity; of a ratio, that of both together."""
    ratio = quantity.ratio
    if ratio is None:
        return quantity.plausible
    (low, high), (least, most) = (base.vocabulary.quantities[name].plausible for name in (ratio.measured, ratio.by))
    return low / (most or Fraction(1)) * ratio.scale, high / (least or Fraction(1)) * ratio.scale


def quoted(threshold: Threshold, label: str) -> list[tuple[str, str]]:
    """The words that a threshold stands for, as a labelled line."""
    return [(label, f'"{reason.text}"') for reason in threshold.reasons if reason.kind != "because"][:1]


def witness_in(case: Case, criterion: str) -> Witness | None:
    """Somebody whom a criterion treats otherwise than before."""
    change = None if case.alone else case.comparison.criteria.get(criterion)
    return None if change is None else change.loses.witness or change.gains.witness


def finer(changed: ChangedLimit) -> tuple[str, str] | None:
    """The recording step and the bound in effect, in words; None where recorded values can meet the bound.

    A bound is met by a value in the unit in which it is written, or in the quantity's own.
    """
    from hn2301_asp.explanation.answers.solving import step_in

    quantity = changed.quantity
    step = quantity.step if quantity.counted else step_in(quantity, changed.unit)
    # Steps in a unit with a zero of its own are counted from there.
    number = changed.number - quantity.zeros.get(changed.unit or "", Fraction(0))
    if (number / step).denominator == 1 or (changed.number / quantity.step).denominator == 1:
        return None
    inside = half_line(changed.limit.comparator, number).within(step)
    sign, bound = ("≥", inside.low) if inside.low is not None else ("≤", inside.high)
    assert bound is not None
    return _written(step, step, changed), f"{sign} {_written(bound, step, changed)}"


def _written(number: Fraction, step: Fraction, changed: ChangedLimit) -> str:
    """A number in the unit that the author wrote, or in one that the step is a decimal of, with its decimals."""
    if changed.quantity.counted:
        return with_unit(number, changed.quantity.unit)
    units = {changed.unit or changed.quantity.unit: changed.factor}
    if changed.unit not in changed.quantity.zeros:
        units |= changed.quantity.units
    for unit, factor in units.items():
        places = decimals(step / factor)
        if places == 0:
            return with_unit(number / factor, unit)
        if places is not None and places <= MOST_DECIMALS:
            return f"{fixed(number / factor, places)} {changed.limit.unit if unit == changed.unit else unit}"
    if changed.unit is not None and changed.unit in changed.quantity.zeros:
        return with_unit(number / changed.factor, changed.unit)
    return with_unit(number, changed.quantity.unit)
