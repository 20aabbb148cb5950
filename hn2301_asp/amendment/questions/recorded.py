"""How finely values are recorded in the unit of a bound, and what a finer one means. Nothing is judged here."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hn2301_asp.amendment.questions.limits import ChangedLimit
from hn2301_asp.knowledge.thresholds.axis import half_line
from hn2301_asp.source.numbers import with_unit


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
    decimal = ((unit, factor, _places(step / factor)) for unit, factor in units.items())
    for unit, factor, places in decimal:
        if places == 0:
            return with_unit(number / factor, unit)
        if places is not None:
            exact = Decimal((number / factor).numerator) / (number / factor).denominator
            return f"{exact:.{places}f} {changed.limit.unit if unit == changed.unit else unit}"
    return with_unit(number, changed.quantity.unit)


def _places(step: Fraction) -> int | None:
    """How many decimals a step has; None where it is no short decimal."""
    return next((places for places in range(5) if (step * 10**places).denominator == 1), None)
