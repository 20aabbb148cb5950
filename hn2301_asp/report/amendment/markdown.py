"""A report on amendments as Markdown, for a pull request: findings first, details folded. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hn2301_asp.amendment.model import Account, Assurance, Clause, Conflict, Report
from hn2301_asp.report.amendment.comparison import meaning_markdown
from hn2301_asp.report.amendment.findings import Told, told_all
from hn2301_asp.report.amendment.words import (
    BOUNDARY_HEADS,
    NOT_DECIDED_HERE,
    SUMMARY_HEADS,
    assurance_parts,
    base_name,
    boundary_cells,
    cohort_rows,
    counted,
    roster_words,
    summary_cells,
    version_words,
)
from hn2301_asp.report.writers.escape import md
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.report.writers.redline import redline
from hn2301_asp.source.lists import listed

_TAGS = {"equal": ("", ""), "deleted": ("<del>", "</del>"), "inserted": ("<ins>", "</ins>")}


def to_markdown(report: Report) -> str:
    """The report for a pull request; the same text for the same report."""
    lines = [f"## {md(base_name(report))}, amendments: {counted(report.conflicts())}", ""]
    if report.base_conflicts:
        lines += _findings(report, f"{report.base.name} by itself", report.base_conflicts)
    for account in report.accounts:
        lines += _findings(report, account.headline, account.conflicts)
        lines += _account(report, account)
    if report.together:
        lines += _findings(report, "Together", report.together)
    if report.assurance.not_analysed:
        lines += [f"**Not analysed:** {md('; '.join(report.assurance.not_analysed))}.", ""]
    lines += _folded("What was proved, and under what", _assurance(report.assurance))
    lines += [f"{md(report.scope)}. {NOT_DECIDED_HERE}", ""]
    versions = [report.base, *(account.version for account in report.accounts)]
    told = " · ".join(version_words(version) for version in versions)
    return "\n".join([*lines, f"<sub>{md(told)}</sub>"]) + "\n"


def _findings(report: Report, headline: str, conflicts: Sequence[Conflict]) -> list[str]:
    lines = [f"### {md(headline)}", "", f"**{counted(conflicts)}**", ""]
    for told in told_all(report, conflicts):
        lines += _finding(told)
    return [*lines, ""] if conflicts else lines


def _finding(told: Told) -> Iterator[str]:
    """A finding as a list's entry: what is to be mended at length, the others in short."""
    place = f" `{_code(told.place)}`" if told.place else ""
    yield f"- **{told.word}** `{_code(told.tag)}` {md(told.message)}{place}"
    if told.was:
        was = f" at `{_code(told.was_place)}`" if told.was_place else ""
        yield f"  - was: {md(told.was)}{was}"
    yield from (f"  - {md(label)}: {md(text)}" for label, text in (told.short if told.group == "know" else told.notes))
    if told.mend and told.accepted is None and told.group != "know":
        yield f"  - mend: {md(told.mend)}"
    yield from (f"  - follows: {md(text)}" for text in told.follows)


def _account(report: Report, account: Account) -> Iterator[str]:
    if account.summary:
        yield from _table(SUMMARY_HEADS, [summary_cells(row) for row in account.summary])
    yield from _folded("What it means", list(meaning_markdown(account.comparison, "#### ")))
    clauses = [clause for clause in account.clauses if clause.before != clause.after]
    yield from _folded("Redline", [line for clause in clauses for line in _redline(clause)])
    heads = (*BOUNDARY_HEADS, report.base.name, account.version.name)
    rows = [(*boundary_cells(b), b.witness.before, b.witness.after) for b in account.boundaries]
    yield from _folded("Boundary patients", list(_table(heads, rows)) if rows else [])
    yield from _folded("Roster", list(_roster(report, account)))
    yield from _folded("Cohort, an estimate", list(_cohort(report, account)))


def _redline(clause: Clause) -> Iterator[str]:
    yield f"**{md(clause.criterion)}** {md(clause.title)}"
    yield ""
    told = []
    for segment in redline(clause.before or "", clause.after or ""):
        opening, closing = _TAGS[segment.kind]
        told.append(opening + md(segment.text) + closing)
    yield "> " + "".join(told).strip()
    yield ""


def _roster(report: Report, account: Account) -> Iterator[str]:
    words = roster_words(account)
    if not words:
        return
    yield f"{words}."
    yield ""
    if account.roster:
        heads = ("Participant", "Status", report.base.name, account.version.name, "Blocked by")
        rows = [(c.patient, c.status, c.before, c.after, listed(c.blocked_after)) for c in account.roster]
        yield from _table(heads, rows)


def _cohort(report: Report, account: Account) -> Iterator[str]:
    if account.cohort is not None:
        heads = (f"Of {account.cohort.patients} patients", report.base.name, account.version.name)
        rows = [(name, str(before), str(after)) for name, before, after in cohort_rows(account.cohort)]
        yield from _table(heads, rows)


def _assurance(assurance: Assurance) -> list[str]:
    lines = []
    for title, told in assurance_parts(assurance):
        lines += [f"**{title}**", "", *(f"- {md(text)}" for text in told), ""]
    return lines


def _folded(title: str, lines: Sequence[str]) -> list[str]:
    """Lines behind a title that opens them; nothing where there are none."""
    if not lines:
        return []
    return ["<details>", f"<summary>{title}</summary>", "", *lines, "</details>", ""]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(md(head) for head in heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(md(cell) for cell in row) + " |"
    yield ""


def _code(text: str) -> str:
    """Text between backticks, which it cannot leave."""
    return printable(text).replace("`", "'")
