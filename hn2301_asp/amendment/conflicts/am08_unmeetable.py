"""AM08: a criterion that nobody can meet.

What it is: taken by itself, one criterion has conditions that no possible patient shows at once.

Why it matters: one impossible criterion closes the whole trial.

Example: an amendment sets "total bilirubin <0.0 mg/dL", or asks in one criterion for "age ≥70" where it also
says "age ≤69".

How to mend: change one of the conditions that are named.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.impossible import background_used, core_of, place_of, together_in_words, unmeetable
from hn2301_asp.amendment.questions.redundancy import core_in_words
from hn2301_asp.amendment.questions.unless import passes_after, unless

CODE = "AM08"
TITLE = "has a criterion that nobody can meet"
ALONE = True
ROOTS = ("AM07",)


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each criterion that nobody can meet."""
    for name in unmeetable(case):
        core, atom = core_of(case, [name]), case.conditions.passes[name]
        yield case.conflict(
            name,
            f"nobody can meet {name}: {together_in_words(case, core)}",
            "change one of these conditions",
            place=place_of(case, core) or case.conditions.criterion_place(name),
            notes=[("background", told) for told in background_used(case, core)],
            core=core_in_words(case, core),
            unless=unless(case, [*case.conditions.known, atom], f"somebody meets {name}", passes_after(case, [name])),
        )
