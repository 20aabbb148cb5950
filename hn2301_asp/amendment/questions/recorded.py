"""How finely values are recorded in the unit of a bound, and what a finer one means. Nothing is judged here."""

from __future__ import annotations

from fractions import Fraction

from hn2301_asp.amendment.questions.limits import ChangedLimit
from hn2301_asp.knowledge.thresholds.axis import half_line
from hn2301_asp.source.numbers import MOST_DECIMALS, decimals, fixed, with_unit


def finer(changed: ChangedLimit) -> tuple[str, str] | None:
    """The recording step and the bound in effect, in words; None where recorded values can meet the bound.

    A bound is met by a value in the unit in which it is written, or in the quantity's own.
    """
    from hn2301_asp.explanation.answers.solving import step_in

    quantity = changed.quantity
    step = quantity.step if quantity.counted else step_in(quantity, changed.unit)
    if any((changed.number / one).denominator == 1 for one in (step, quantity.step)):
        return None
    inside = half_line(changed.limit.comparator, changed.number).within(step)
    sign, number = ("≥", inside.low) if inside.low is not None else ("≤", inside.high)
    assert number is not None
    return _written(step, step, changed), f"{sign} {_written(number, step, changed)}"


def _written(number: Fraction, step: Fraction, changed: ChangedLimit) -> str:
    """A number in the unit that the author wrote, or in one that the step is a decimal of, with its decimals."""
    if changed.quantity.counted:
        return with_unit(number, changed.quantity.unit)
    units = {changed.unit or changed.quantity.unit: changed.factor, **changed.quantity.units}
    for unit, factor in units.items():
        places = decimals(step / factor)
        if places == 0:
            return with_unit(number / factor, unit)
        if places is not None and places <= MOST_DECIMALS:
            return f"{fixed(number / factor, places)} {changed.limit.unit if unit == changed.unit else unit}"
    return with_unit(number, changed.quantity.unit)
