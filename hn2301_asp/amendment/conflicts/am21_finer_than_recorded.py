"""AM21: a limit is finer than its quantity is recorded.

What it is: a limit that the amendment writes lies between two values that can be recorded, by the quantity's step.

Why it matters: the limit that sites apply is then the next recordable value, not the one in the protocol, and a
value that is rounded at one site is not at another.

Example: total bilirubin < 1.55 mg/dL where bilirubin is recorded in steps of 0.1: what is applied is ≤ 1.5.

How to mend: write the limit at a value that is recorded, or record the quantity more finely (`step` in
quantities.yaml).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.limits import ChangedLimit, changed_limits, quoted, witness_in
from hn2301_asp.explanation.answers.solving import step_in
from hn2301_asp.knowledge.thresholds.axis import half_line
from hn2301_asp.source.numbers import with_unit

CODE = "AM21"
TITLE = "sets a limit finer than the value is recorded"
ROOTS = ("AM19", "AM20")
ALONE = True


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each limit that lies between two recordable values."""
    derived = case.protocol.knowledge_base.thresholds.derived
    for changed in changed_limits(case):
        quantity = changed.quantity
        if quantity.name in derived or quantity.hidden is not None or changed.limit.unit is None:
            continue
        step = quantity.step if quantity.counted else step_in(quantity, changed.unit)
        if all((changed.number / one).denominator != 1 for one in (step, quantity.step)):
            yield _conflict(case, changed, step)


def _conflict(case: Case, changed: ChangedLimit, step: Fraction) -> Conflict:
    inside = half_line(changed.limit.comparator, changed.number).within(step)
    sign, number = ("≥", inside.low) if inside.low is not None else ("≤", inside.high)
    assert number is not None
    effective = f"{sign} {_written(number, step, changed)}"
    return case.conflict(
        CODE,
        changed.threshold.name,
        f"{changed.quantity.label} {changed.threshold.shown} is finer than the value is {_kept(changed)}: "
        f"in steps of {_written(step, step, changed)} it means {effective}",
        f"write `{effective}`, or record the value more finely",
        severity="warning",
        place=changed.limit.place,
        was=changed.was,
        notes=[("in effect", effective), *quoted(changed.threshold, "text")],
        witness=witness_in(case, changed.threshold.owner),
    )


def _kept(changed: ChangedLimit) -> str:
    return "counted" if changed.quantity.counted else "recorded"


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
