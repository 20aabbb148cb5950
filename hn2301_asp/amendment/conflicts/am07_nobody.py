"""AM07: nobody can be eligible any more.

What it is: there is no possible patient who meets all criteria. The finding names the fewest conditions that
cannot hold together, and what is known of human beings that makes it so.

Why it matters: the trial cannot enrol. Sites notice after weeks of screen failures, and the cause is rarely
in the criterion that they document.

Example: an amendment asks for an activity score of 6 or more and, for safety, for one of 5 or less.

How to mend: change one of the conditions that are named; each of them is needed for the contradiction.
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
)
from hn2301_asp.amendment.questions.redundancy import core_in_words
from hn2301_asp.amendment.questions.unless import unless
from hn2301_asp.source.lists import listed

CODE = "AM07"
TITLE = "leaves nobody eligible"
ALONE = True
EVERYTHING = True
ROOTS = ()


def find(case: Case) -> Iterator[Conflict]:
    """One finding, where nobody can be eligible."""
    if case.somebody:
        return
    criteria = criteria_core(case, list(case.conditions.passes))
    core = core_of(case, criteria)
    notes = [("criteria", listed(criteria))] if criteria else []
    notes += [("background", told) for told in background_used(case, core)]
    before = case.conditions_before
    known = {leaf.literal for leaf in before.leaves} if before is not None else {leaf.literal for leaf in core}
    yield case.conflict(
        "protocol",
        f"nobody can be eligible: {together_in_words(case, core)}",
        "change one of these conditions: each of them is needed for the contradiction",
        place=place_of(case, sorted(core, key=lambda leaf: leaf.literal in known)),
        notes=notes,
        core=core_in_words(case, core),
        unless=unless(case, [case.side.eligible], "somebody is eligible"),
    )
