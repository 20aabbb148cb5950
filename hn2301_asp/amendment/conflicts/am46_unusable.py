"""AM46: a record that could be used contradicts itself now, or the reverse.

What it is: the amendment takes something else to be possible. A record that one version judges is contradictory
under the other, or refused when it is read: by a new or lost constraint of the background, a formula or its
agreement with a value that is given, a possible range, the order of two dates, points of a score. Where only a
limit moved, records that name a quantity twice, on either side of it, are remarked on.

Why it matters: all that is proved of an amendment speaks of people, of whom each quantity has one value. A record
that contradicts itself is outside every proof: sites meet it as a query, and the people behind it are neither
eligible nor ineligible until it is answered.

Example: creatinine clearance may differ from the formula by 5 % instead of 2 %. A record with 48.5 mL/min, where
the formula gives 50.5, contradicted itself and leaves IN-7 open now.

How to mend: tell the sites, and accept the finding with the reason; or leave what is possible as it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.unusable import Cause, Shown, shown
from hn2301_asp.amendment.questions.unusable_constraints import constraint_findings, result_causes
from hn2301_asp.amendment.questions.unusable_numbers import number_causes
from hn2301_asp.amendment.questions.unusable_scores import score_causes
from hn2301_asp.amendment.questions.unusable_vocabulary import vocabulary_causes

CODE = "AM46"
TITLE = "changes which records contradict themselves or are refused"
ROOTS = ()

_MEND = "tell the sites, and accept this with the reason; or leave what is possible as it was"


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each cause and direction; one for a limit that moved; and what could not be decided."""
    for cause, found in constraint_findings(case):
        yield from _told(case, cause, found)
    for causes in (result_causes, vocabulary_causes, score_causes, number_causes):
        for cause in causes(case):
            yield from _told(case, cause, shown(case, cause))


def _told(case: Case, cause: Cause, found: list[Shown]) -> Iterator[Conflict]:
    if not found:
        yield _conflict(case, cause, f"undecided whether it changes which records can be used: {cause.what}", None)
    for one in found:
        yield _conflict(case, cause, _way(cause, one), one)


def _way(cause: Cause, one: Shown) -> str:
    """What becomes of such records, in words."""
    if cause.moved:
        made, unmade = "contradicts itself where the new limit lies", "no longer does so where the old limit lay"
        return f"a record {made if one.made else unmade} between {cause.what}"
    refused = (one.witness.after if one.made else one.witness.before) == "refused"
    if one.made:
        return f"{'refuses' if refused else 'finds a contradiction in'} a record that was judged: {cause.what}"
    return f"judges a record that {'was refused' if refused else 'contradicted itself'}: {cause.what}"


def _conflict(case: Case, cause: Cause, message: str, found: Shown | None) -> Conflict:
    remark = cause.moved and found is not None
    return case.conflict(
        CODE,
        cause.where,
        message,
        "nothing, if the limit was meant to move" if remark else _MEND,
        group="know" if remark else "declare",
        severity="remark" if remark else "warning",
        place=cause.place,
        was=cause.was,
        witness=found.witness if found is not None else None,
        undecided=found is None,
    )
