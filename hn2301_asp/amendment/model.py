"""What is said of amendments, as data: findings, summaries, accounts and the report.

Nothing is computed and nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from hn2301_asp.comparison.model import Comparison, Otherwise, VersionInfo, Witness
from hn2301_asp.screening import Verdict
from hn2301_asp.source.diagnostics import Place, Severity
from hn2301_asp.versions.manifest import Manifest

#: Findings as people take them: to be mended; true but not said; worth knowing.
Group = Literal["mend", "declare", "know"]


class Boundary(Struct, frozen=True):
    """A patient just below, at or just above a changed threshold, with the verdicts of both versions."""

    threshold: str
    position: Literal["below", "at", "above"]
    shown: str
    witness: Witness


class Unless(Struct, frozen=True):
    """Where what a finding proves does not hold: other readings, and ``what`` is so under them."""

    what: str
    otherwise: Otherwise

    def told(self, before: str, after: str) -> tuple[str, str]:
        """As a labelled line: `unless`, `“or” is read as “both” (in7=both), then somebody gains eligibility: …`."""
        return self.otherwise.told(self.what, before, after)


class Conflict(Struct, frozen=True):
    """One finding about an amendment.

    ``where`` is the criterion or item it speaks of, and ``criterion`` the one in whose files that stands;
    ``place`` is its place now and ``was`` before.
    ``notes`` are labelled lines (`who`, `text 1.0`); ``unless`` are the readings under which what it
    proves does not hold; ``core`` the parts that together are the reason; ``follows`` what has the same
    cause and is not told again. ``meant`` are names that were perhaps meant in place of one that leads
    nowhere.
    """

    code: str
    group: Group
    severity: Severity
    amendment: str
    where: str
    message: str
    mend: str
    place: Place = Place()
    was: Place | None = None
    notes: tuple[tuple[str, str], ...] = ()
    witness: Witness | None = None
    unless: tuple[Unless, ...] = ()
    core: tuple[str, ...] = ()
    accepted: str | None = None
    undecided: bool = False
    follows: tuple[Conflict, ...] = ()
    criterion: str | None = None
    meant: tuple[str, ...] = ()

    def is_about(self, where: str) -> bool:
        """Whether it speaks of a criterion or an item, by its own name or by its criterion's."""
        return where in (self.where, self.criterion)


class SummaryRow(Struct, frozen=True):
    """One line of the summary of changes, as ethics committees read it."""

    section: str
    previous: str
    new: str
    rationale: str
    reason: str
    effect: str
    witness: str
    participants: tuple[str, ...] = ()


class Clause(Struct, frozen=True):
    """One criterion's text before and after, for the redline; None where a version does not have it."""

    criterion: str
    title: str
    before: str | None
    after: str | None


class Crossing(Struct, frozen=True):
    """One participant of the roster whose verdict differs between the versions.

    Where participants are not named it stands for all of whom the same is said: ``patient`` then says how
    many these ``people`` are.
    """

    patient: str
    status: str
    before: Verdict
    after: Verdict
    blocked_before: tuple[str, ...]
    blocked_after: tuple[str, ...]
    people: int = 1


class Counts(Struct, frozen=True):
    """How many patients of a table each version lets in, and whom each criterion blocks: an estimate."""

    patients: int
    before: Mapping[str, int]
    after: Mapping[str, int]
    blocked_before: Mapping[str, int]
    blocked_after: Mapping[str, int]


class Account(Struct, frozen=True):
    """Everything that is said of one amendment."""

    version: VersionInfo
    manifest: Manifest | None
    headline: str
    comparison: Comparison
    conflicts: tuple[Conflict, ...]
    summary: tuple[SummaryRow, ...]
    clauses: tuple[Clause, ...]
    boundaries: tuple[Boundary, ...]
    roster: tuple[Crossing, ...] = ()
    roster_size: int = 0
    cohort: Counts | None = None


class Assurance(Struct, frozen=True):
    """What stands behind a report: what was proved, under which background, and what was not looked at."""

    proved: tuple[str, ...]
    background: tuple[str, ...]
    not_analysed: tuple[str, ...]
    undecided: tuple[str, ...]
    readings: Mapping[str, str]
    assumptions: tuple[str, ...]
    versions: Mapping[str, str]


class Report(Struct, frozen=True):
    """What `hn2301 amend check` finds: the base alone, each amendment, and all of them together."""

    base: VersionInfo
    scope: str
    base_conflicts: tuple[Conflict, ...]
    accounts: tuple[Account, ...]
    together: tuple[Conflict, ...]
    assurance: Assurance

    def conflicts(self) -> tuple[Conflict, ...]:
        """Every finding, in the order in which it is shown."""
        return (*self.base_conflicts, *(c for account in self.accounts for c in account.conflicts), *self.together)

    @property
    def clean(self) -> bool:
        """Whether nothing is to be mended or declared: remarks, and what is accepted, do not count."""
        return all(_settled(conflict) for conflict in self.conflicts())


def _settled(conflict: Conflict) -> bool:
    """Whether nothing is left to do for a finding, and for what has the same cause."""
    if conflict.undecided:
        return False
    if conflict.accepted is not None:
        return True
    return conflict.group == "know" and all(_settled(one) for one in conflict.follows)
