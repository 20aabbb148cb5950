"""AM33: whether somebody qualifies depends on the version in force.

What it is: with a roster, a participant in screening consented before the amendment was approved at the
site, or at a site that has no approval, and the two versions decide differently. Without such a
participant: approvals differ between sites, so that both versions are in force at once.

Why it matters: on one day the same patient is enrolled at one site and refused at the other, and nobody can
say afterwards by which version a participant was judged.

Example: 001-09 gave consent on 1 March; the site's approval of the amendment is dated 1 April, and the
lymphocytes are enough under the earlier version only.

How to mend: say in the amendment which version holds for those who gave consent before the approval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.amendment.case import Case, Participant
from hn2301_asp.amendment.model import Conflict, Crossing
from hn2301_asp.amendment.questions.people import crossings, facts_shown, people
from hn2301_asp.amendment.questions.telling import items_behind, places_of
from hn2301_asp.patient.dates import parse_date
from hn2301_asp.source.lists import first_few

CODE = "AM33"
TITLE = "leaves open which version decides"
ROOTS = ("AM07",)

#: Dates by sites that are named in one finding.
_MOST_SITES = 6
_CONSENT = "consent_date"


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each participant between the versions; one on the sites where there is none."""
    if case.manifest is None or case.comparison.overall.relation == "equivalent":
        return
    roster = {one.id: one for one in case.roster}
    between = [
        (crossing, why)
        for crossing in crossings(case)
        if crossing.status == "screening" and (why := _between(case, roster[crossing.patient]))
    ]
    if not case.named and between:
        yield _counted(case, [crossing for crossing, _ in between])
        return
    for crossing, why in between:
        yield _person(case, crossing, roster[crossing.patient], why)
    if not between:
        yield from _sites(case)


def _in_force(case: Case, site: str | None) -> str | None:
    """From which day the amendment holds at a site: its approval there, and no day before it takes effect."""
    assert case.manifest is not None
    approvals, effective = case.manifest.approvals, case.manifest.effective
    if not approvals:
        return effective
    approved = approvals.get(site or "")
    return None if approved is None else max(approved, effective or approved)


def _between(case: Case, one: Participant) -> str | None:
    """Why it is open which version holds for a participant in screening; None where it is not."""
    where = f" at site {one.site}" if one.site else ""
    day = _in_force(case, one.site)
    if day is None:
        return f"{case.name} has no day of approval{where}"
    given = one.record.get(_CONSENT)
    if given in (None, ""):
        return f"the date of consent is not known; {case.name} is in force{where} from {day}"
    consent = parse_date(given)
    if consent.first.isoformat() < day:
        return f"consent on {consent.shown} lies before {day}, when {case.name} comes into force{where}"
    return None


def _person(case: Case, crossing: Crossing, one: Participant, why: str) -> Conflict:
    deciding = [*crossing.blocked_after, *crossing.blocked_before, *case.reachable]
    criterion = next((name for name in deciding if name in case.reachable), deciding[0])
    facts = facts_shown(case, one.record)
    return case.conflict(
        one.id,
        f"participant {one.id}, in screening, is {crossing.before} under {case.comparer.names[0]}"
        f" and {crossing.after} under {case.name}: {why}",
        "say which version holds for those who gave consent before the approval",
        group="declare",
        notes=[("decided by", criterion), *([("facts", "; ".join(facts))] if facts else [])],
        **places_of(items_behind(case, criterion)),
    )


def _counted(case: Case, between: Sequence[Crossing]) -> Conflict:
    """All of them in one finding, where nobody may be named."""
    names = case.comparer.names[0], case.name
    return case.conflict(
        "screening",
        f"{people(len(between))} in screening would be judged otherwise by {names[0]} and by {names[1]},"
        " and it is open which holds",
        "say which version holds for those who gave consent before the approval",
        group="declare",
    )


def _sites(case: Case) -> Iterator[Conflict]:
    """Sites at which the amendment comes into force on other days, or on none that is known."""
    assert case.manifest is not None
    sites = dict.fromkeys([*case.manifest.approvals, *(one.site for one in case.roster if one.site)])
    days = {site: _in_force(case, site) for site in sites} if case.manifest.approvals else {}
    known = sorted(day for day in days.values() if day is not None)
    open_ = [site for site, day in days.items() if day is None]
    if not known or (known[0] == known[-1] and not open_):
        return
    until = "there is no day of approval at " + first_few(open_, _MOST_SITES) if open_ else f"{known[-1]}"
    change = case.comparison.overall
    yield case.conflict(
        "approvals",
        f"two versions are in force at once from {known[0]}, "
        + (f"and no end is known: {until}" if open_ else f"until {until}"),
        "say in the amendment which version holds at a site until its own approval",
        group="declare" if open_ else "know",
        place=case.manifest.places.get("approvals"),
        notes=[("in force", first_few([f"{site} {day or 'not known'}" for site, day in days.items()], _MOST_SITES))],
        witness=change.loses.witness or change.gains.witness,
    )
