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

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.limits import changed_limits, finer, quoted, witness_in

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
        if (found := finer(changed)) is not None:
            step, effective = found
            kept = "counted" if quantity.counted else "recorded"
            yield case.conflict(
                changed.threshold.name,
                f"{quantity.label} {changed.threshold.shown} is finer than the value is {kept}: "
                f"in steps of {step} it means {effective}",
                f"write `{effective}`, or record the value more finely",
                severity="warning",
                place=changed.limit.place,
                was=changed.was,
                notes=[("in effect", effective), *quoted(changed.threshold, "text")],
                witness=witness_in(case, changed.threshold.owner),
            )
