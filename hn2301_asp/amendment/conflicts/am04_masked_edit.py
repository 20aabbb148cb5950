"""AM04: a criterion changes, and nobody's eligibility with it.

What it is: a criterion answers otherwise for somebody, but everybody for whom it does is shut out by another
criterion anyway. It is proved, and the criteria that hide the change are named.

Why it matters: the change reads as if it mattered. Whoever approves it believes that more or fewer patients will
take part; and once the hiding criterion changes, the hidden one suddenly counts.

Example: IN-7 gets an age limit of 70 years. IN-1 already ends at 69, so the new limit excludes nobody.

How to mend: leave the change out, or change the criterion that hides it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict, Unless
from hn2301_asp.amendment.questions.telling import gains_and_losses, places
from hn2301_asp.amendment.questions.unless import how_proved, of_change, unless
from hn2301_asp.comparison.model import DOES, Change, Relation
from hn2301_asp.screening import Screening
from hn2301_asp.source.lists import listed

CODE = "AM04"
TITLE = "changes a criterion, and nobody's eligibility with it"
ROOTS = ("AM07",)

_HOW: dict[Relation, str] = {
    "narrower": "whom it newly excludes is excluded anyway",
    "broader": "whom it newly lets in is still excluded",
    "shifted": "for whom it answers otherwise is excluded all the same",
}


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each criterion that changes for nobody who passes all others, in either version."""
    before = case.side_before
    assert before is not None
    for name, change in case.comparison.criteria.items():
        if change.relation in ("equivalent", "undecided"):
            continue
        with case.people():
            hiding = _hiding(case, name, before.passes, case.side.passes)
            differ = [] if hiding is None else _otherwise(case, name, before.passes, case.side.passes)
        if hiding is not None:
            yield _conflict(case, name, change, hiding, differ)


def _otherwise(case: Case, name: str, before: Mapping[str, int], after: Mapping[str, int]) -> list[Unless]:
    """The readings under which the change decides about somebody after all."""
    what = f"somebody's eligibility changes through {name}"
    others = [[atom for criterion, atom in passes.items() if criterion != name] for passes in (before, after)]
    ways = ([before[name], -after[name]], [after[name], -before[name]])
    return [one for rest in others for way in ways for one in unless(case, [*way, *rest], what, _differ)]


def _differ(before: Screening, after: Screening) -> bool:
    return (before.verdict == "eligible") != (after.verdict == "eligible")


def _hiding(case: Case, name: str, before: Mapping[str, int], after: Mapping[str, int]) -> list[str] | None:
    """The criteria that shut out everybody for whom one answers otherwise; None where they do not."""
    found: list[str] = []
    for passes in (before, after):
        others = {atom: criterion for criterion, atom in passes.items() if criterion != name}
        for question in ([before[name], -after[name]], [after[name], -before[name]]):
            if not case.search.nobody([*question, *others]):
                return None
            if not case.search.nobody(question):
                found += [others[atom] for atom in case.search.core(question, others)]
    return list(dict.fromkeys(found))


def _conflict(case: Case, name: str, change: Change, hiding: Sequence[str], differ: Sequence[Unless]) -> Conflict:
    titles = {criterion.id: criterion.title for criterion in (*case.before.knowledge_base.criteria, *case.criteria)}
    return case.conflict(
        name,
        f"{DOES[change.relation]} {name}, but everybody {_HOW[change.relation]}, by {listed(hiding)} "
        f"({how_proved(differ)})",
        f"leave the change out, or change {listed(hiding)} too",
        group="know",
        **places(case, name),
        notes=[
            *gains_and_losses(case, change, f"passing {name}"),
            *((criterion, titles.get(criterion, "")) for criterion in hiding),
        ],
        witness=change.loses.witness or change.gains.witness,
        unless=[*differ, *of_change(change, name)],
    )
