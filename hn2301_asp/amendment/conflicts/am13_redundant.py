"""AM13: a condition is never the sole reason to shut somebody out.

What it is: whoever meets all other conditions meets this one too, so that taking it out would change
nobody's eligibility. Here it is redundant by itself, new or changed as it is; a condition that became
redundant because another one changed is AM14. What was redundant before the amendment is told of the base.
It is asked under the default readings, and a condition that matters under another reading is not meant.
Of a criterion that applies to some only each condition is judged where it applies; one of exclusion is one
condition, that it does not both apply and hold, and a single rule of it that never decides is AM15.

Why it matters: what never decides is documented for every patient all the same, and readers think that it
protects somebody. Sometimes it is kept on purpose, as a reminder; then that is said with a reason.

Example: an amendment adds "creatinine ≤1.0 mg/dL" to a protocol that has "creatinine ≤0.9 mg/dL".

How to mend: take the condition out, write what was meant, or accept it with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.corners import proof
from hn2301_asp.amendment.questions.redundancy import (
    clause_in_words,
    core_in_words,
    implying_in_words,
    place,
    redundancies,
    where,
)

CODE = "AM13"
TITLE = "has a condition that is never the sole reason to shut somebody out"
ALONE = True
ROOTS = ("AM16", "AM12")


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each condition that is redundant by itself."""
    for found in redundancies(case):
        if found.through or found.vacuous:
            continue
        follows = f"it follows from {implying_in_words(case, found.core)}"
        why = follows if found.core else "every possible patient meets it"
        yield case.conflict(
            where(case, found),
            f"{clause_in_words(case, found)} is never the sole reason to shut somebody out: {why}",
            "take it out, write what was meant, or accept it with a reason",
            group="know" if case.alone else "declare",
            place=place(case, found),
            notes=proof(case, found),
            core=core_in_words(case, found.core),
        )
