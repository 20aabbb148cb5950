"""AM20: a limit lies where no plausible value does.

What it is: a limit that the amendment writes lies outside the range in which values of its quantity are ever seen,
as the vocabulary declares it; or no number at all can be meant by it.

Why it matters: such a limit lets everybody pass or nobody, and mostly it is a slip of the unit or of the decimal
point.

Example: an amendment asks for neutrophils ≥ 1500 ×10^9/L; 1500 /µL was meant.

How to mend: correct the number or its unit. Where values so far out are really meant, widen `plausible` in
quantities.yaml with a source.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.limits import ChangedLimit, changed_limits, plausible, quoted, witness_in
from hn2301_asp.amendment.questions.taken_over import taken_over
from hn2301_asp.knowledge.thresholds.axis import Interval, half_line
from hn2301_asp.knowledge.thresholds.model import SHOWN
from hn2301_asp.source.numbers import spanned, with_unit

CODE = "AM20"
TITLE = "sets a limit where no plausible value lies"
ROOTS = ("AM19",)
ALONE = True
LOADED = False
CHECKS = ("empty-threshold", "score-weight", "integer-overflow", "long-interval")


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each limit outside the plausible range of its quantity."""
    yield from taken_over(case, CHECKS)
    if case.version.protocol is None:
        return
    for changed in changed_limits(case):
        low, high = plausible(case.protocol.knowledge_base, changed.quantity)
        if not low <= changed.number <= high:
            yield _conflict(case, changed, low, high)


def _conflict(case: Case, changed: ChangedLimit, low: Fraction, high: Fraction) -> Conflict:
    limit, quantity, range_ = changed.limit, changed.quantity, Interval(low, high)
    who = "every" if half_line(limit.comparator, changed.number).overlaps(range_) else "no"
    meant = _perhaps(changed, range_)
    notes = [("plausible", spanned(low, high, quantity.unit))]
    notes += [("perhaps meant", meant)] if meant else []
    return case.conflict(
        changed.threshold.name,
        f"{who} plausible value of {quantity.label} is {changed.threshold.shown}",
        f"write `{meant.partition(',')[0]}`, or correct the number" if meant else "correct the number or its unit",
        place=limit.place,
        was=changed.was,
        notes=[*notes, *quoted(changed.threshold, "text")],
        witness=witness_in(case, changed.threshold.owner),
    )


def _perhaps(changed: ChangedLimit, range_: Interval) -> str | None:
    """The unit in which the number would be plausible, in words."""
    for unit in changed.quantity.units:
        number = changed.quantity.canonical(changed.limit.number, unit)
        if unit != changed.unit and changed.unit is not None and range_.contains(number):
            meant = f"{SHOWN[changed.limit.comparator]} {changed.limit.number_text} {unit}"
            own = changed.quantity.unit
            return meant if unit == own else f"{meant}, which is {with_unit(number, own)}"
    return None
