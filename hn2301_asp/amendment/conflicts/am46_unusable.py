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

from collections.abc import Collection, Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.unusable import Cause, Limits, Shown, shown
from hn2301_asp.amendment.questions.unusable_constraints import constraint_findings, result_causes
from hn2301_asp.amendment.questions.unusable_numbers import number_causes
from hn2301_asp.amendment.questions.unusable_scores import score_causes
from hn2301_asp.amendment.questions.unusable_vocabulary import vocabulary_causes

CODE = "AM46"
TITLE = "changes which records contradict themselves or are refused"
ROOTS = ()

_MEND = "tell the sites, and accept this with the reason; or leave what is possible as it was"


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each cause and direction; one for limits that moved, both ways; and what is undecided."""
    for cause, found in constraint_findings(case):
        yield from _told(case, cause, found)
    for causes in (result_causes, vocabulary_causes, score_causes, number_causes):
        for cause in causes(case):
            yield from _told(case, cause, shown(case, cause))


def _told(case: Case, cause: Cause, found: list[Shown]) -> Iterator[Conflict]:
    if not found:
        of = f"those that give {cause.what}" if cause.moved else cause.what
        yield _conflict(case, cause, f"undecided whether it changes which records can be used: {of}", None)
    elif cause.moved is not None:
        yield _conflict(case, cause, _both_ways(cause.what, cause.moved, {one.made for one in found}), *found)
    else:
        yield from (_conflict(case, cause, _way(cause, one), one) for one in found)


def _way(cause: Cause, one: Shown) -> str:
    """What becomes of such records, in words."""
    refused = (one.witness.after if one.made else one.witness.before) == "refused"
    if one.made:
        return f"{'refuses' if refused else 'finds a contradiction in'} a record that was judged: {cause.what}"
    return f"judges a record that {'was refused' if refused else 'contradicted itself'}: {cause.what}"


def _both_ways(what: str, limits: Limits, ways: Collection[bool]) -> str:
    """Of limits that moved: which records contradict themselves now, and which no longer do."""
    new, gone = (" or ".join(own) for own in (limits.new, limits.gone))
    made, unmade = f"where only one of the two is {new}", f"because only one of the two is {gone}"
    lead = f"records that give {what},"
    if True not in ways:
        return f"{lead} no longer contradict themselves {unmade}"
    return f"{lead} contradict themselves now {made}" + (f", and no longer {unmade}" if False in ways else "")


def _conflict(case: Case, cause: Cause, message: str, found: Shown | None, other: Shown | None = None) -> Conflict:
    remark = cause.moved is not None and found is not None
    names = case.comparer.names[0], case.name
    return case.conflict(
        cause.where,
        message,
        "nothing, if the limit was meant to move" if remark else _MEND,
        group="know" if remark else "declare",
        place=cause.place,
        was=cause.was,
        notes=[("another", f"{other.witness.text}: {other.witness.outcome(*names)}")] if other is not None else (),
        witness=found.witness if found is not None else None,
        undecided=found is None,
    )
