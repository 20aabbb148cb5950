"""A report on amendments as DOCX, which medical writers open: true tracked changes, and the tables. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING

from hn2301_asp.amendment.model import Account, Assurance, Conflict, Report
from hn2301_asp.report.amendment.comparison import closing, parts
from hn2301_asp.report.amendment.findings import told_all
from hn2301_asp.report.amendment.words import (
    BOUNDARY_HEADS,
    NOT_DECIDED_HERE,
    SUMMARY_HEADS,
    SUMMARY_SHARES,
    assurance_parts,
    base_name,
    boundary_cells,
    cohort_rows,
    counted,
    manifest_lines,
    roster_words,
    summary_cells,
    version_words,
)
from hn2301_asp.report.writers.redline import redline
from hn2301_asp.report.writers.tracked import author, track
from hn2301_asp.report.writers.word import heading, new_document, packed, paragraph, table
from hn2301_asp.source.lists import listed

if TYPE_CHECKING:
    from docx.document import Document


def to_docx(report: Report) -> bytes:
    """The report as a document; the same bytes for the same report.

    Raises InputError where python-docx, the extra `docx`, is not installed.
    """
    document = new_document(f"{base_name(report)}: amendments checked")
    paragraph(document, f"{counted(report.conflicts())}. Scope: {report.scope}. {NOT_DECIDED_HERE}")
    if report.base_conflicts:
        heading(document, f"{report.base.name} by itself", 1)
        _findings(document, report, report.base_conflicts)
    numbers = count(1)
    for account in report.accounts:
        _account(document, report, account, numbers)
    if report.together:
        heading(document, "The amendments together", 1)
        _findings(document, report, report.together)
    _assurance(document, report)
    return packed(document)


def _account(document: Document, report: Report, account: Account, numbers: Iterator[int]) -> None:
    heading(document, account.headline, 1)
    for label, text in manifest_lines(account.manifest):
        paragraph(document, text, f"{label}: ")
    heading(document, "Findings", 2)
    _findings(document, report, account.conflicts)
    heading(document, "What it means", 2)
    for title, lines in parts(account.comparison):
        if title:
            paragraph(document, "", title)
        for label, text in lines:
            paragraph(document, text, f"{label}: ", "List Bullet")
    if closing(account.comparison):
        paragraph(document, closing(account.comparison))
    if account.summary:
        heading(document, "Summary of changes", 2)
        table(document, SUMMARY_HEADS, [summary_cells(row) for row in account.summary], SUMMARY_SHARES)
    _clauses(document, account, numbers)
    if account.boundaries:
        heading(document, "Boundary patients", 2)
        heads = (*BOUNDARY_HEADS, report.base.name, account.version.name)
        rows = [(*boundary_cells(b), b.witness.before, b.witness.after) for b in account.boundaries]
        table(document, heads, rows)
    _people(document, report, account)


def _findings(document: Document, report: Report, conflicts: Sequence[Conflict]) -> None:
    paragraph(document, f"{counted(conflicts)}.")
    for told in told_all(report, conflicts):
        place = f" ({told.place})" if told.place else ""
        paragraph(document, f"{told.message}{place}", f"{told.word} [{told.tag}] ")
        lines = [("was", told.was), *told.notes, ("mend", told.mend), *(("follows", text) for text in told.follows)]
        for label, text in lines:
            if text:
                paragraph(document, text, f"{label}: ", "List Bullet")


def _clauses(document: Document, account: Account, numbers: Iterator[int]) -> None:
    """The criteria whose words changed: as tracked changes, then the clean text."""
    changed = [clause for clause in account.clauses if clause.before != clause.after]
    if not changed:
        return
    manifest = account.manifest
    by = author(manifest.id if manifest else "hn2301_asp", manifest.date if manifest else None, numbers)
    heading(document, "Redline", 2)
    for clause in changed:
        paragraph(document, "", f"{clause.criterion} {clause.title}").paragraph_format.keep_with_next = True
        track(document.add_paragraph(), redline(clause.before or "", clause.after or ""), by)
    heading(document, "Clean text", 2)
    for clause in changed:
        paragraph(document, "", f"{clause.criterion} {clause.title}").paragraph_format.keep_with_next = True
        paragraph(document, "(no longer stands in the protocol)" if clause.after is None else clause.after)


def _people(document: Document, report: Report, account: Account) -> None:
    """The roster's and the cohort's account."""
    names = (report.base.name, account.version.name)
    if account.roster_size:
        heading(document, "Roster", 2)
        paragraph(document, f"{roster_words(account)}.")
    if account.roster:
        rows = [(c.patient, c.status, c.before, c.after, listed(c.blocked_after)) for c in account.roster]
        table(document, ("Participant", "Status", *names, "Blocked by"), rows)
    if account.cohort is not None:
        heading(document, "Cohort, an estimate", 2)
        counts = [(name, str(before), str(after)) for name, before, after in cohort_rows(account.cohort)]
        table(document, (f"Of {account.cohort.patients} patients", *names), counts)


def _assurance(document: Document, report: Report) -> None:
    assurance: Assurance = report.assurance
    document.add_page_break()  # type: ignore[no-untyped-call]
    heading(document, "Assurance", 1)
    for title, lines in assurance_parts(assurance):
        heading(document, title, 2)
        for line in lines:
            paragraph(document, line, style="List Bullet")
    heading(document, "Digests", 2)
    for version in (report.base, *(account.version for account in report.accounts)):
        paragraph(document, version_words(version, full=True), style="List Bullet")
