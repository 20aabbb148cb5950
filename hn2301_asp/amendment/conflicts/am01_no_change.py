"""AM01: an amendment changes nothing.

What it is: the texts differ, or do not even differ, and yet every patient gets the same answer from every
criterion as before. It is proved: nobody can be found whose answer differs. Where that is so under the readings in
force only, the other readings are named, with somebody whose answer differs under them.

Why it matters: a clarification should change nothing, and here is the proof that it does not. Where a change
was meant it is missing: a number changed in the words and not in the rule, or a file that was forgotten.

Example: an amendment says "Hb ≥8 g/dL" where "Hb ≥80 g/L" stood. It is the same limit in another unit.

How to mend: nothing, if only words were meant to change: declare `clarifies`. Otherwise make the change that is
missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import At, Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.telling import item_in_words, places
from hn2301_asp.amendment.questions.unless import how_proved, of_comparison
from hn2301_asp.comparison.differences import read_otherwise
from hn2301_asp.source.lists import listed
from hn2301_asp.versions.edits import Edit, edits

CODE = "AM01"
TITLE = "changes nothing"


def find(case: Case) -> Iterator[Conflict]:
    """One finding where no answer of anybody changes, saying what kind of edit it was."""
    comparison = case.comparison
    changes = (comparison.overall, *comparison.criteria.values())
    if case.base is None or any(change.relation != "equivalent" for change in changes):
        return
    made = list(edits(case.base.opened.files.texts, case.version.opened.files.texts))
    edited: At = {"place": made[0].place, "was": made[0].was} if made else {}
    yield case.conflict(
        "protocol",
        _message(case, made),
        "nothing, if it was meant so; otherwise make the change that is missing",
        group="know",
        **(places(case) or edited),
        notes=[("edited", f"{item_in_words(edit.name)} ({edit.file})") for edit in made],
        unless=of_comparison(case),
    )


def _message(case: Case, made: list[Edit]) -> str:
    assert case.base is not None
    if not made:
        return f"changes no file of {case.base.name}: there is nothing to compare"
    if not case.items:
        return f"changes no answer of anybody: it edits only {listed(dict.fromkeys(edit.kind for edit in made))}"
    told = [i.entries or [i.name] for i in case.items]
    names = listed(dict.fromkeys(item_in_words(name) for names in told for name in names))
    how = how_proved(of_comparison(case))
    if read := read_otherwise(case.items):
        return f"asks for the same values as before ({how}), but a record's {listed(read)} is read otherwise"
    return f"changes no answer of anybody ({how}), though it writes {names} otherwise"
