"""What a page shows of one amendment, or of findings under a headline, as plain data for its templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from hn2301_asp.amendment.model import Account, Conflict, Group, Report, SummaryRow
from hn2301_asp.comparison.model import Witness
from hn2301_asp.report.amendment.comparison import parts
from hn2301_asp.report.amendment.findings import Told, told_all
from hn2301_asp.report.amendment.words import (
    BOUNDARY_HEADS,
    boundary_cells,
    cohort_rows,
    counted,
    manifest_lines,
    relation_words,
    roster_words,
    same_meaning,
    summary_cells,
)
from hn2301_asp.report.writers.redline import Segment, redline
from hn2301_asp.source.lists import listed

Rows = tuple[tuple[str, ...], ...]
Lines = tuple[tuple[str, str], ...]
_HEADINGS: dict[Group, str] = {"mend": "To mend", "declare": "To declare", "know": "To know"}
#: The colour of a group: red, amber, none.
_TONES: dict[Group, str] = {"mend": "bad", "declare": "open", "know": "none"}


class GroupView(Struct, frozen=True):
    """The findings of one group."""

    heading: str
    tone: str
    findings: tuple[Told, ...]


class SummaryView(Struct, frozen=True):
    """A row of the summary of changes; previous and new text with what differs marked."""

    section: str
    previous: tuple[Segment, ...]
    new: tuple[Segment, ...]
    others: tuple[str, ...]


class ClauseView(Struct, frozen=True):
    """A criterion's words: redlined, and clean."""

    criterion: str
    title: str
    segments: tuple[Segment, ...]
    clean: str


class WitnessView(Struct, frozen=True):
    """A witness: whom it stands for, in what it differs from the typical patient, and what becomes of it."""

    of: str
    changes: tuple[tuple[str, str, str], ...]
    before: str
    after: str


class PartView(Struct, frozen=True):
    """Findings under a headline; ``tone`` is that of the gravest."""

    anchor: str
    name: str
    headline: str
    counts: str
    tone: str
    groups: tuple[GroupView, ...]


class AccountView(Struct, frozen=True):
    """Everything that a page shows of one amendment."""

    part: PartView
    manifest: Lines
    meaning: str
    meanings: tuple[tuple[str, Lines], ...]
    same: str
    summary: tuple[SummaryView, ...]
    clauses: tuple[ClauseView, ...]
    witnesses: tuple[WitnessView, ...]
    boundary_heads: tuple[str, ...]
    boundaries: Rows
    roster: str
    roster_heads: tuple[str, ...]
    crossings: Rows
    cohort_heads: tuple[str, ...]
    cohort: Rows


def part_view(report: Report, anchor: str, name: str, headline: str, conflicts: Sequence[Conflict]) -> PartView:
    """Findings under a headline, by group; what is accepted stands apart."""
    told = told_all(report, conflicts)
    groups = [
        GroupView(heading, _TONES[group], tuple(t for t in told if t.group == group and t.accepted is None))
        for group, heading in _HEADINGS.items()
    ]
    groups.append(GroupView("Accepted on purpose", "none", tuple(t for t in told if t.accepted is not None)))
    shown = tuple(group for group in groups if group.findings)
    return PartView(anchor, name, headline, counted(conflicts), tone_of(conflicts), shown)


def tone_of(conflicts: Sequence[Conflict]) -> str:
    """The colour of findings together: that of the gravest."""
    live = [c for c in conflicts if c.accepted is None]
    if any(c.group == "mend" for c in live):
        return "bad"
    return "open" if any(c.group == "declare" or c.undecided for c in live) else "good"


def account_view(report: Report, account: Account, anchor: str) -> AccountView:
    """Everything that is shown of one amendment."""
    names = (report.base.name, account.version.name)
    comparison, cohort = account.comparison, account.cohort
    same = same_meaning(comparison)
    return AccountView(
        part=part_view(report, anchor, account.version.name, account.headline, account.conflicts),
        manifest=tuple(manifest_lines(account.manifest)),
        meaning=f"{account.version.name}: {relation_words(comparison.overall)}",
        meanings=tuple((heading, tuple(lines)) for heading, lines in parts(comparison)),
        same=f"Same meaning as in {names[0]} (proved): {', '.join(same)}" if same else "",
        summary=tuple(_summary(row) for row in account.summary),
        clauses=tuple(_clauses(account)),
        witnesses=tuple(_witnesses(account)),
        boundary_heads=(*BOUNDARY_HEADS, *names),
        boundaries=tuple((*boundary_cells(b), b.witness.before, b.witness.after) for b in account.boundaries),
        roster=roster_words(account),
        roster_heads=("Participant", "Status", *names, "Blocked by"),
        crossings=tuple((c.patient, c.status, c.before, c.after, listed(c.blocked_after)) for c in account.roster),
        cohort_heads=() if cohort is None else (f"Of {cohort.patients} patients", *names),
        cohort=()
        if cohort is None
        else tuple((name, str(before), str(after)) for name, before, after in cohort_rows(cohort)),
    )


def _summary(row: SummaryRow) -> SummaryView:
    segments = redline(row.previous, row.new)
    return SummaryView(
        section=row.section,
        previous=tuple(s for s in segments if s.kind != "inserted"),
        new=tuple(s for s in segments if s.kind != "deleted"),
        others=summary_cells(row)[3:],
    )


def _clauses(account: Account) -> Iterator[ClauseView]:
    for clause in account.clauses:
        if clause.before != clause.after:
            segments = redline(clause.before or "", clause.after or "")
            clean = "(no longer stands in the protocol)" if clause.after is None else clause.after
            yield ClauseView(clause.criterion, clause.title, segments, clean)


def _witnesses(account: Account) -> Iterator[WitnessView]:
    """Every witness of the account: of eligibility's two sides, and of the findings."""
    overall = account.comparison.overall
    for word, side in (("gains", overall.gains), ("loses", overall.loses)):
        if side.witness is not None:
            yield _witness(f"{word} eligibility", side.witness)
    for conflict in account.conflicts:
        if conflict.witness is not None:
            yield _witness(f"{conflict.code} {conflict.where}", conflict.witness)


def _witness(of: str, witness: Witness) -> WitnessView:
    return WitnessView(
        of=of,
        changes=tuple((change.label, change.typical, change.here) for change in witness.changes),
        before=_verdict(witness.before, witness.blocked_before),
        after=_verdict(witness.after, witness.blocked_after),
    )


def _verdict(verdict: str, blocked: Sequence[str]) -> str:
    return f"{verdict}: {listed(blocked)}" if blocked else verdict
