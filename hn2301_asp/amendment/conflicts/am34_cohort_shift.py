"""AM34: the cohort shifts: another number of patients of a table would be eligible.

What it is: the patients of a table (`--cohort`) are screened under both versions, and counted: how many
are eligible, and how many each criterion blocks. An estimate: it is as good as the table stands for the
patients to come.

Why it matters: a limit that sounds harmless may halve the patients who can be recruited.

Example: of 200 patients 61 instead of 84 are eligible, since IN-7 blocks 23 more.

How to mend: nothing, if it was meant so; else reconsider the limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict, Counts
from hn2301_asp.amendment.questions.people import counts
from hn2301_asp.amendment.questions.telling import items_behind, places_of
from hn2301_asp.source.lists import counted

CODE = "AM34"
TITLE = "shifts the cohort"
ROOTS = ("AM07",)


def find(case: Case) -> Iterator[Conflict]:
    """One remark where the counts differ."""
    found = counts(case)
    if found is None or (found.before, found.blocked_before) == (found.after, found.blocked_after):
        return
    moved = _moved(found)
    lines = [(name, f"blocks {after}, blocked {before} (estimate)") for name, before, after in moved]
    lines += [
        (verdict, f"{found.after[verdict]}, were {found.before[verdict]} (estimate)")
        for verdict in found.before
        if verdict != "eligible" and found.before[verdict] != found.after[verdict]
    ]
    yield case.conflict(
        "cohort",
        _message(found),
        "nothing, if it was meant so; else reconsider the limit",
        group="know",
        notes=lines,
        **places_of(items_behind(case, moved[0][0]) if moved else ()),
    )


def _message(found: Counts) -> str:
    before, after = found.before["eligible"], found.after["eligible"]
    people = f"{counted(found.patients, 'patient')} of the cohort"
    if before == after:
        return f"of {people} {after} are eligible, as before, but others block (an estimate)"
    return f"of {people} {after} instead of {before} are eligible (an estimate)"


def _moved(found: Counts) -> list[tuple[str, int, int]]:
    """The criteria that block another number of patients, the greatest difference first."""
    names = dict.fromkeys([*found.blocked_after, *found.blocked_before])
    told = [(name, found.blocked_before.get(name, 0), found.blocked_after.get(name, 0)) for name in names]
    return sorted((one for one in told if one[1] != one[2]), key=lambda one: -abs(one[1] - one[2]))
