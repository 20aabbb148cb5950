"""AM32: an amendment would have decided otherwise on participants of the roster.

What it is: the roster (`--roster`) is screened under both versions. An enrolled participant would no
longer qualify, or can no longer be shown to; a screen failure now would, or now could.

Why it matters: participants who were taken in under the earlier version need a sentence in the amendment
on how they go on, and screen failures who would qualify now may be asked again.

Example: lymphocytes of at least 1.0 are asked for, and participant 001-04 was enrolled with 0.9.

How to mend: say in the amendment what holds for those already enrolled, and accept the finding with that
reason; or keep the limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from hn2301_asp.amendment.case import Case, Participant
from hn2301_asp.amendment.model import Conflict, Crossing
from hn2301_asp.amendment.questions.people import crossings, facts_shown
from hn2301_asp.amendment.questions.telling import items_behind, places_of
from hn2301_asp.source.lists import counted, first_few

CODE = "AM32"
TITLE = "would have decided otherwise on participants of the roster"
ROOTS = ("AM07", "AM08")

#: Participants who are named in one finding.
MOST_NAMED = 5


class _Kind(Struct, frozen=True):
    """One way in which the roster's decision would be another."""

    status: str
    after: str
    person: str
    people: str
    would: str
    mend: str


_OF_ENROLLED = "say what holds for those already enrolled, and accept this with that reason; or keep the limit"
_OF_FAILURES = "say whether they may be screened again, and accept this with that reason"
_KINDS = (
    _Kind("enrolled", "ineligible", "participant", "participants", "would no longer qualify", _OF_ENROLLED),
    _Kind("enrolled", "undetermined", "participant", "participants", "can no longer be shown to qualify", _OF_ENROLLED),
    _Kind("screen_failure", "eligible", "screen failure", "screen failures", "would now qualify", _OF_FAILURES),
    _Kind("screen_failure", "undetermined", "screen failure", "screen failures", "could now qualify", _OF_FAILURES),
)


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each kind and each criterion that decides it, with the participants named where they may be."""
    people = {one.id: one for one in case.roster}
    for kind in _KINDS:
        found: dict[str, list[Crossing]] = defaultdict(list)
        for crossing in crossings(case):
            if (crossing.status, crossing.after) == (kind.status, kind.after) and _counts(crossing):
                found[_criterion(case, crossing)].append(crossing)
        for criterion, own in found.items():
            yield _conflict(case, kind, criterion, own, people)


def _counts(crossing: Crossing) -> bool:
    """Whether the earlier version agreed with what was decided, or did not contradict it."""
    wrong = "ineligible" if crossing.status == "enrolled" else "eligible"
    return crossing.before not in (wrong, "contradictory")


def _criterion(case: Case, crossing: Crossing) -> str:
    """The criterion that decides: one that blocks in one version only, else one that changed, if any did.

    Where none did, the record itself is read otherwise: by another unit, or another name.
    """
    only = [name for name in crossing.blocked_after if name not in crossing.blocked_before]
    only += [name for name in crossing.blocked_before if name not in crossing.blocked_after]
    return next((name for name in only if name in case.reachable), (*only, *case.reachable, "protocol")[0])


def _conflict(
    case: Case, kind: _Kind, criterion: str, own: Sequence[Crossing], people: dict[str, Participant]
) -> Conflict:
    if not case.named:
        told = f"{counted(len(own), kind.person, kind.people)} {kind.would}"
    elif len(own) == 1:
        told = f"{kind.person} {_named(people[own[0].patient])} {kind.would}"
    else:
        names = first_few([crossing.patient for crossing in own], MOST_NAMED)
        enrolled = "enrolled " if kind.status == "enrolled" else ""
        told = f"{len(own)} {enrolled}{kind.people} {kind.would}: {names}"
    return case.conflict(
        criterion,
        told,
        kind.mend,
        group="know",
        notes=[(c.patient, _reasons(case, c, people)) for c in own[:MOST_NAMED] if case.named],
        **places_of(items_behind(case, criterion)),
    )


def _named(one: Participant) -> str:
    return f"{one.id}, enrolled {one.enrolled_on}," if one.status == "enrolled" and one.enrolled_on else one.id


def _reasons(case: Case, crossing: Crossing, people: dict[str, Participant]) -> str:
    """What was and is made of a participant, with the facts that the change is about."""
    verdicts = [
        f"{verdict} under {name}" + (f", blocked by {', '.join(blocked)}" if blocked else "")
        for verdict, name, blocked in (
            (crossing.before, case.comparer.names[0], crossing.blocked_before),
            (crossing.after, case.name, crossing.blocked_after),
        )
    ]
    facts = facts_shown(case, people[crossing.patient].record)
    return "; ".join([*facts, *verdicts])
