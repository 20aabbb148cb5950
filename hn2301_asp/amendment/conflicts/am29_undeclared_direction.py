"""AM29: an amendment does not do what it declares.

What it is: amendment.yaml declares for each criterion whether the amendment broadens it, narrows it,
shifts it, only clarifies it, or leaves it alone. Here the change does something else: somebody whom the
declaration says cannot exist gains or loses. A declaration about a criterion that does not exist is found too.

Why it matters: an ethics committee reads the declaration. "Clarifies" that shuts patients out, or
"broadens" that lets nobody in, is a mistake in the rule or in the sentence about it, and sites act on both.

Example: an amendment declares `IN-7: broadens` and raises the lymphocyte limit from 0.8 to 1.0: patients
with 0.80 to 0.99 lose.

How to mend: restore the limit, or declare what the change does (`hn2301 amend draft` fills it in).
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.telling import items_behind, passing, places_of
from hn2301_asp.amendment.questions.unless import of_change
from hn2301_asp.comparison.model import DOES, Change, Side
from hn2301_asp.source.diagnostics import did_you_mean, one_of
from hn2301_asp.versions.manifest import Intent

CODE = "AM29"
TITLE = "does not do what it declares"
ROOTS = ("AM07", "AM08")

#: Who must gain and who must lose where this is declared.
_MEANS: dict[Intent, tuple[bool, bool]] = {
    "broadens": (True, False),
    "narrows": (False, True),
    "shifts": (True, True),
    "clarifies": (False, False),
    "none": (False, False),
}


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each criterion of which the declaration is not true, or could not be decided."""
    if case.manifest is None:
        return
    for name, declared in case.manifest.intent.items():
        change = case.comparison.criteria.get(name)
        if change is None:
            yield _unknown(case, name)
            continue
        gains, losses = _MEANS[declared]
        answers = (_agrees(change.gains, somebody=gains), _agrees(change.loses, somebody=losses))
        if False in answers:
            yield _conflict(case, name, declared, change)
        elif None in answers:
            yield _undecided(case, name, declared, change)


def _agrees(side: Side, *, somebody: bool) -> bool | None:
    """Whether somebody, or nobody, is on a side as declared; None where that could not be decided."""
    if side.witness is not None:
        return somebody
    return not somebody if side.nobody else None


def _conflict(case: Case, name: str, declared: Intent, change: Change) -> Conflict:
    does = DOES.get(change.relation, "changes")
    items = items_behind(case, name)
    restored = next((f"{i.there.text}" for i in items if i.kind == "threshold" and i.there is not None), "what was")
    losses_first = not _MEANS[declared][1] and change.loses.witness is not None
    assert case.manifest is not None
    places = places_of(items) or {"place": case.manifest.places.get(f"intent.{name}")}
    return case.conflict(
        name,
        f'declared "{declared}"; it {does} {name}',
        f"declare `{name}: none`, or make the change that was meant"
        if change.relation == "equivalent"
        else f"restore {restored}, or declare what the change does"
        if change.relation == "undecided"
        else f"declare `{name}: {does}`, or restore {restored}",
        group="mend",
        notes=passing(case, name, change),
        unless=of_change(change, name),
        witness=change.loses.witness if losses_first else change.gains.witness or change.loses.witness,
        **places,
    )


def _undecided(case: Case, name: str, declared: Intent, change: Change) -> Conflict:
    return case.conflict(
        name,
        f'declared "{declared}"; whether it does so to {name} is undecided',
        "simplify the rules of the criterion, and ask again",
        group="declare",
        notes=passing(case, name, change),
        unless=of_change(change, name),
        undecided=True,
        **places_of(items_behind(case, name)),
    )


def _unknown(case: Case, name: str) -> Conflict:
    assert case.manifest is not None
    known = list(case.comparison.criteria)
    return case.conflict(
        name,
        f"declares something of {name}, and there is no such criterion",
        did_you_mean(name, known) or f"criteria are {one_of(known)}",
        place=case.manifest.places.get(f"intent.{name}"),
    )
