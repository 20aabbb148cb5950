"""AM30: an amendment changes more than it declares.

What it is: a criterion of which amendment.yaml says nothing lets other patients pass than before. The
criteria that are declared are held back: the patient shown is decided by the undeclared change alone.

Why it matters: a definition or limit that several criteria share changes all of them. What nobody
declared, nobody reviewed.

Example: an amendment declares `IN-3: narrows` for a stricter definition of an earlier therapy; IN-4
counts the same drugs, and patients who had two of them no longer have.

How to mend: declare the other criterion too, or give each criterion a definition of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.telling import changed, items_behind, passing, places_of
from hn2301_asp.amendment.questions.unless import of_change
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.model import DOES, Change, Witness
from hn2301_asp.screening import Screening

CODE = "AM30"
TITLE = "changes more than it declares"
ROOTS = ("AM07", "AM08", "AM29")


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each criterion that changes and is not declared to."""
    if case.manifest is None:
        return  # that nothing is said of the change at all is told once, as AM44
    declared = [name for name, what in case.manifest.intent.items() if what != "none"]
    for name in case.reachable:
        change = case.comparison.criteria[name]
        if name not in declared and change.relation != "equivalent":
            yield _conflict(case, name, change, declared)


def _conflict(case: Case, name: str, change: Change, declared: list[str]) -> Conflict:
    items = items_behind(case, name)
    does = DOES.get(change.relation, "perhaps changes")
    undecided = change.relation == "undecided"
    witness, open_ = None, None
    try:
        with case.people():
            witness = None if undecided else _decided_by(case, name, declared)
    except Undecidable as why:
        open_ = str(why)
    notes = [("by", words)] if (words := changed(case, items)) else []
    notes += passing(case, name, change)
    if witness is None and not undecided:
        notes.append(("eligibility", f"undecided: {open_}" if open_ else f"nobody's depends on {name} alone"))
    return case.conflict(
        name,
        f"{does} {name}, which it does not declare",
        f"declare `{name}: {'shifts' if undecided else does}`, or leave {name} as it was",
        group="declare",
        notes=notes,
        witness=witness or change.loses.witness or change.gains.witness,
        unless=of_change(change, name),
        undecided=undecided,
        **places_of(items),
    )


def _decided_by(case: Case, name: str, declared: list[str]) -> Witness | None:
    """Somebody whose eligibility changes through this criterion, the declared ones letting pass in both versions."""
    was, now = case.side_before, case.side
    assert was is not None
    sides = (was.passes, now.passes)
    others = [passes[other] for other in declared if other in was.passes for passes in sides]
    for has, lacks, verdict in (
        (was.eligible, now.passes[name], ("eligible", "ineligible")),
        (now.eligible, was.passes[name], ("ineligible", "eligible")),
    ):
        found = case.search.find([has, -lacks, *others], nearest=True)
        if found is not None:
            return case.comparer.witness(0, case.now, found, partial(_judged, verdict))
    return None


def _judged(verdicts: tuple[str, str], before: Screening, after: Screening) -> bool:
    return (before.verdict, after.verdict) == verdicts
