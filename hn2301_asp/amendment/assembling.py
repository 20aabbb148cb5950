"""The whole account of amendments: every version judged, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from hn2301_asp.amendment.assurance import assurance
from hn2301_asp.amendment.boundaries import boundaries
from hn2301_asp.amendment.case import Case, Version
from hn2301_asp.amendment.checking import conflicts_of, conflicts_together
from hn2301_asp.amendment.combining import combined
from hn2301_asp.amendment.headline import headline
from hn2301_asp.amendment.model import Account, Conflict, Report
from hn2301_asp.amendment.questions.people import Table, counts, crossings, read_cohort, read_roster, shift, unnamed
from hn2301_asp.amendment.summary import clauses, summary
from hn2301_asp.amendment.version import version_of
from hn2301_asp.comparison.model import Change, Comparison, Side, VersionInfo
from hn2301_asp.source.diagnostics import Finding, InputError, Malformed, one_of
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import stack, version_name

#: A file of people, if one is given.
_People = Table | str | Path | None
#: The same, or a frame of any kind.
_Cohort = Any


def check_versions(
    base: Opened,
    amendments: Sequence[Opened],
    roster: _People = None,
    cohort: _Cohort = None,
    *,
    name_participants: bool = True,
) -> Report:
    """What amendments of a base mean, and every conflict; the base alone where there is no amendment.

    Raises InputError where a version cannot be used.
    """
    ground, cases = cases_of(base, amendments, roster, cohort, name_participants=name_participants)
    return report_of(ground, cases)


def cases_of(
    base: Opened,
    amendments: Sequence[Opened],
    roster: _People = None,
    cohort: _Cohort = None,
    *,
    name_participants: bool = True,
) -> tuple[Version, list[Case]]:
    """The base, and each amendment beside what it was written for; raises InputError where one cannot be used."""
    ground = version_of(base)
    if ground.protocol is None and amendments:
        raise Malformed(f for f in base.located(ground.findings) if f.severity == "error")
    names = [opened.name for opened in amendments]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        message = f"two of the amendments are called {one_of(twice)}"
        raise InputError(Finding("amendment", message, help="give each once, and an id of its own"))
    return ground, [_case(ground, opened, roster, cohort, named=name_participants) for opened in amendments]


def report_of(base: Version, cases: Sequence[Case]) -> Report:
    """The report on versions that are loaded, each beside its base; on the base alone where there is none."""
    alone = Case(None, base)
    own = () if cases else conflicts_of(alone)
    accounts = tuple(_account(case) for case in cases)
    together = conflicts_together(combined(base, [case.version for case in cases]))
    found = (*own, *(conflict for account in accounts for conflict in account.conflicts), *together)
    knowledge = base.protocol.knowledge_base if base.protocol is not None else None
    scope = knowledge.scope if knowledge is not None else ""
    return Report(_info(base), scope, own, accounts, together, assurance(knowledge, cases or [alone], found))


def _info(version: Version) -> VersionInfo:
    """Which version it is; of one whose rules do not fit together its files alone are known."""
    if version.protocol is not None:
        return Case(None, version).comparer.info(0)
    files = version.opened.files
    return VersionInfo(version.name, "", version_name(files), files.digest, files.root)


def _case(ground: Version, opened: Opened, roster: _People, cohort: _Cohort, *, named: bool) -> Case:
    """An amendment beside what it was written for: the base, or the base with other amendments on it."""
    version, base = version_of(opened), ground
    if opened.base is not None and opened.base.digest != ground.opened.files.digest and opened.below:
        base = version_of(stack(ground.opened.files, opened.below))
    loaded = [v.protocol for v in (base, version) if v.protocol is not None]
    records, frame = read_cohort(cohort, loaded)
    return Case(
        base,
        version,
        roster=read_roster(roster, loaded) if roster is not None else (),
        cohort=records,
        frame=frame,
        named=named,
    )


def _account(case: Case) -> Account:
    found = conflicts_of(case)
    if case.version.protocol is None:
        return _unloaded(case, found)
    before, after = case.before.knowledge_base, case.protocol.knowledge_base
    touched = crossings(case)
    return Account(
        case.comparer.info(case.now),
        case.manifest,
        headline(case.name, case.items, before, after),
        replace(case.comparison, shift=shift(case)),
        found,
        summary(before, after, case.comparison, case.manifest, touched, named=case.named),
        clauses(before, after),
        boundaries(case.comparer, 0, case.now),
        touched if case.named else unnamed(touched),
        len(case.roster),
        counts(case),
    )


def _unloaded(case: Case, found: Sequence[Conflict]) -> Account:
    """What is said of a version whose rules do not fit together: its findings, and that no more was asked."""
    info = _info(case.version)
    side = Side(complete=False, undecided="its rules do not fit together")
    base = _info(case.base) if case.base is not None else info
    nothing = Comparison(base, info, (), Change("undecided", side, side), {})
    return Account(info, case.manifest, f"{case.name} cannot be compared", nothing, tuple(found), (), (), ())
