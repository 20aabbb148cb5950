"""AM02: what an amendment does: it broadens, narrows or shifts.

What it is: for eligibility as a whole, and for every criterion that changes, who passes now and did not, and
who passed and does not now. Each direction is a patient who shows it, or a proof that there is nobody; where other
readings of open phrases make that false, they are named, each with somebody who shows it.

Why it matters: this is the effect of the amendment in one sentence, as the summary of changes, the ethics
committee and the sites need it. It is worked out from the rules, not from what was meant.

Example: ALC goes from 0.8 to 1.0: "narrows IN-7 and eligibility; nobody gains (proved)", and those who lose are
the patients eligible before with ALC 0.80 to 0.99.

How to mend: nothing is wrong. Where it is not what was meant, the rule is.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.telling import gains_and_losses, places
from hn2301_asp.amendment.questions.unless import of_comparison
from hn2301_asp.comparison.model import DOES, Change, Relation, proved
from hn2301_asp.source.lists import listed

CODE = "AM02"
TITLE = "broadens, narrows or shifts who is eligible"
#: A more exact account of the change is listed under this one.
EVERYTHING = True

_ORDER: tuple[Relation, ...] = ("narrower", "broader", "shifted")
_TAIL: dict[Relation, str] = {"narrower": "; nobody gains", "broader": "; nobody loses"}


def find(case: Case) -> Iterator[Conflict]:
    """One finding for the amendment where somebody's eligibility changes, or where that is undecided."""
    overall = case.comparison.overall
    if overall.relation == "equivalent":
        return
    changed = {name: c for name, c in case.comparison.criteria.items() if c.relation != "equivalent"}
    if overall.relation == "undecided":
        yield _undecided(case, overall)
        return
    yield case.conflict(
        "protocol",
        _message(changed, overall),
        "nothing, if it was meant so",
        group="know",
        **places(case),
        notes=[*_told(case, overall), *_by_criterion(case, changed)],
        witness=overall.loses.witness or overall.gains.witness,
        unless=of_comparison(case),
    )


def _message(changed: dict[str, Change], overall: Change) -> str:
    """`narrows IN-3 and eligibility; nobody gains (proved)`."""
    clauses = []
    for relation in _ORDER:
        names = [name for name, change in changed.items() if change.relation == relation]
        names += ["eligibility"] if overall.relation == relation else []
        if names:
            clauses.append(f"{DOES[relation]} {listed(names)}")
    unsure = [name for name, change in changed.items() if change.relation == "undecided"]
    more = f"; what it does to {listed(unsure)} is undecided" if unsure else ""
    tail = f"{_TAIL[overall.relation]} ({proved(overall.otherwise)})" if overall.relation in _TAIL else ""
    return listed(clauses) + tail + more


def _told(case: Case, overall: Change) -> list[tuple[str, str]]:
    """Who gains and who loses; that nobody does is said in the message."""
    both = zip(gains_and_losses(case, overall), (overall.gains, overall.loses), strict=True)
    return [line for line, side in both if not side.nobody]


def _by_criterion(case: Case, changed: dict[str, Change]) -> Iterator[tuple[str, str]]:
    """Who passes a criterion and did not, and the reverse, where that is not told by eligibility as a whole."""
    for name, change in changed.items():
        told = gains_and_losses(case, change, f"passing {name}")
        sides = (change.gains, change.loses)
        overall = (case.comparison.overall.gains, case.comparison.overall.loses)
        for (word, text), side, whole in zip(told, sides, overall, strict=True):
            if not side.nobody and side.boxes != whole.boxes:
                yield f"{name} {word}", text


def _undecided(case: Case, overall: Change) -> Conflict:
    reason = overall.gains.undecided or overall.loses.undecided
    return case.conflict(
        "protocol",
        f"what it does to eligibility is undecided: {reason}",
        "simplify the rules that it is about, and ask again",
        group="declare",
        notes=gains_and_losses(case, overall),
        witness=overall.loses.witness or overall.gains.witness,
        core=[reason] if reason else [],
        undecided=True,
    )
