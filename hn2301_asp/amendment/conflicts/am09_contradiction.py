"""AM09: criteria that contradict each other.

What it is: each of the criteria can be met, and all of them together cannot. The finding names the fewest
criteria, their conditions, and what is known of human beings that makes it so: a man is not pregnant, a
clearance follows from age, weight and creatinine.

Why it matters: each criterion looks right where it stands, and often they were written by different people.

Example: IN-1 asks for an age of 69 or less, and an amendment adds a criterion for patients of 70 or more.

How to mend: decide which of the criteria was meant, and change the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.impossible import (
    background_used,
    core_of,
    criteria_core,
    place_of,
    together_in_words,
    unmeetable,
)
from hn2301_asp.amendment.questions.redundancy import core_in_words
from hn2301_asp.amendment.questions.unless import passes_after, unless
from hn2301_asp.source.lists import listed

CODE = "AM09"
TITLE = "has criteria that contradict each other"
ALONE = True
ROOTS = ("AM08", "AM07")


def find(case: Case) -> Iterator[Conflict]:
    """One finding for the criteria that cannot be met together, though each alone can."""
    if case.somebody:
        return
    alone = unmeetable(case)
    meetable = [name for name in case.conditions.passes if name not in alone]
    now = case.conditions
    if not meetable or not case.search.nobody([*now.known, *(now.passes[name] for name in meetable)]):
        return
    criteria = criteria_core(case, meetable)
    core = core_of(case, criteria)
    changed = [name for name in criteria if name in case.reachable]
    where = (changed or list(criteria) or ["protocol"])[-1]
    yield case.conflict(
        where,
        f"{listed(criteria)} contradict each other: {together_in_words(case, core)}",
        "decide which of these criteria was meant, and change the other",
        place=place_of(case, [leaf for leaf in core if leaf.criterion == where]) or now.criterion_place(where),
        notes=[("background", told) for told in background_used(case, core)],
        core=core_in_words(case, core),
        unless=unless(
            case,
            [*now.known, *(now.passes[name] for name in criteria)],
            f"somebody meets {listed(criteria)}",
            passes_after(case, criteria),
        ),
    )
