"""AM26: a patient would not have exactly one answer.

What it is: the rules leave an answer open, contradict themselves for somebody, or give one name two meanings: a
definition goes round through a negation, a rule offers a choice, a constraint stands among a criterion's rules, a
threshold or a quantity is defined twice, a formula divides by zero.

Why it matters: one patient would be eligible at one site and not at another, or would have no verdict at all.

Example: an amendment says that a regimen is stable unless it was changed, and changed unless it is stable.

How to mend: say for each name once when it holds, without asking for its own contrary.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.taken_over import taken_over

CODE = "AM26"
TITLE = "does not give every patient exactly one answer"
ALONE = True
LOADED = False
CHECKS = (
    "loop-through-negation",
    "disjunctive-head",
    "choice-head",
    "constraint",
    "input-redefined",
    "name-taken",
    "duplicate-threshold",
    "duplicate-definition",
    "formula-repeats",
    "formula-case",
    "formula-direction",
    "formula-outside",
    "formula-of-formula",
    "fine-limit",
    "formula-loop",
    "formula-zero",
    "never-in-formula",
    "rule-unsafe",
    "grounding",
)


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each place where answers are left open or contradict each other."""
    yield from taken_over(case, CHECKS)
