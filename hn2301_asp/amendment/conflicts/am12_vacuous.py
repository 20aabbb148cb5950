"""AM12: a criterion that everybody meets.

What it is: there is no possible patient whom the criterion would shut out. It reads like a condition and is
none. A criterion that would matter under another reading of an open phrase is not meant.

Why it matters: sites document a criterion for every patient. One that cannot fail hides that something else
was intended: a limit typed in another unit, an "or" for an "and".

Example: an amendment writes "ALC ≥0.8×10^9/L or ALC <1.0×10^9/L": every patient shows one of the two.

How to mend: write the condition that was meant, or take the criterion out.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.redundancy import is_vacuous

CODE = "AM12"
TITLE = "has a criterion that everybody meets"
ALONE = True
ROOTS = ()


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each criterion of which that is so, and was not so before."""
    if not case.somebody:
        return
    before = case.conditions_before
    for criterion in case.criteria:
        name = criterion.id
        if name not in case.reachable or not is_vacuous(case.conditions, name):
            continue
        if before is not None and name in before.passes and is_vacuous(before, name):
            continue
        asked = "to whom it applies " if name in case.side.scopes else ""
        yield case.conflict(
            name,
            f"{name} shuts nobody out: every possible patient {asked}meets it",
            "write the condition that was meant, or take the criterion out",
            group="know" if case.alone else "mend",
            severity="remark" if case.alone else "warning",
            place=case.conditions.criterion_place(name),
            notes=[("text", criterion.text)],
        )
