"""A report on amendments as text: lines of styled pieces. The short form stands first. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.amendment.model import Account, Assurance, Conflict, Report
from hn2301_asp.report.amendment.comparison import closing, parts
from hn2301_asp.report.amendment.finding_text import long_lines, short_lines
from hn2301_asp.report.amendment.findings import told_all
from hn2301_asp.report.amendment.words import (
    NOT_DECIDED_HERE,
    PROVED,
    assurance_parts,
    boundary_cells,
    cohort_rows,
    counted,
    roster_words,
    version_words,
)
from hn2301_asp.report.writers.lines import Line, printable, wrapped
from hn2301_asp.report.writers.redline import redline
from hn2301_asp.source.lists import listed

INDENT = "  "
_MARKS = {"equal": ("", ""), "deleted": ("[-", "-]"), "inserted": ("{+", "+}")}
_STYLES = {"equal": "", "deleted": "red strike", "inserted": "green underline"}


def report_lines(report: Report, width: int) -> Iterator[Line]:
    """The findings in short; those to be mended at length; what stands behind them."""
    yield from _findings(report, width)
    for account in report.accounts:
        yield from _account(report, account, width)
    yield []
    yield from _assurance(report.assurance, width)
    yield from wrapped([], f"{_sentence(report.scope)}. {NOT_DECIDED_HERE}", width, INDENT, "dim")
    for version in (report.base, *(account.version for account in report.accounts)):
        yield [(version_words(version), "dim")]


def finding_lines(report: Report, width: int) -> Iterator[Line]:
    """The findings alone: all in short, those to be mended at length, and what the word proved means."""
    proves = any(told.proves for told in told_all(report, report.conflicts()))
    yield from _findings(report, width, f"Proved means {PROVED}." if proves else "")


def _findings(report: Report, width: int, meaning: str = "") -> Iterator[Line]:
    told_parts = [(account.headline, account.conflicts) for account in report.accounts]
    told_parts += [("Together", report.together)] if report.together else []
    if not report.accounts:
        told_parts = [(f"{report.base.name} by itself", report.base_conflicts)]
    for number, (headline, conflicts) in enumerate(told_parts):
        if number:
            yield []
        yield from _part(report, headline, conflicts, width)
    if report.assurance.not_analysed:
        text = "; ".join(report.assurance.not_analysed)
        yield from wrapped([], f"Not analysed: {text}.", width, INDENT)
    if meaning:
        yield from wrapped([], meaning, width, INDENT)
    for told in told_all(report, report.conflicts()):
        if told.to_mend:
            yield []
            yield from long_lines(told, width)


def _part(report: Report, headline: str, conflicts: Sequence[Conflict], width: int) -> Iterator[Line]:
    """A headline with the number of findings at the right, and the findings in short."""
    title, numbers = printable(headline), counted(conflicts)
    gap = width - len(title) - len(numbers)
    if gap >= 2:
        yield [(title, "bold"), (" " * gap, ""), (numbers, "dim")]
    else:
        yield from wrapped([], title, width, INDENT, "bold")
        yield [(numbers.rjust(width), "dim")]
    yield from short_lines(told_all(report, conflicts), width)


def _account(report: Report, account: Account, width: int) -> Iterator[Line]:
    """The summary of changes, the boundary patients, the roster's and the cohort's account."""
    sections = (
        ("what it means", list(_meaning(account, width))),
        ("summary of changes", list(_summary(account, width))),
        ("text", list(_redlines(account, width))),
        ("boundary patients", list(_boundaries(report, account, width))),
        ("roster", list(_roster(account, width))),
        ("cohort, an estimate", list(_cohort(account))),
    )
    for title, lines in sections:
        if lines:
            yield []
            yield [(account.version.name, "bold"), (f", {title}", "bold")]
            yield from lines


def _meaning(account: Account, width: int) -> Iterator[Line]:
    """Who gains and who loses, by criterion; tests that become needed; the items that changed."""
    for heading, lines in parts(account.comparison):
        if heading:
            yield from wrapped([(INDENT, "")], heading, width, INDENT * 2)
        for label, text in lines:
            lead = INDENT * 2 if heading else INDENT
            yield from wrapped([(lead + label.ljust(max(9, len(label) + 2)), "dim")], text, width, INDENT * 4)
    if closing(account.comparison):
        yield from wrapped([(INDENT, "")], closing(account.comparison), width, INDENT * 2)


def _summary(account: Account, width: int) -> Iterator[Line]:
    for row in account.summary:
        lines = (
            ("effect", row.effect),
            ("witness", row.witness),
            ("rationale", row.rationale),
            ("reason", row.reason),
            ("participants", ", ".join(row.participants)),
        )
        yield [(INDENT, ""), (row.section, "bold")]
        yield from flowing(row.previous, row.new, width)
        for label, text in lines:
            if text:
                yield from wrapped([(INDENT * 2 + label.ljust(14), "dim")], text, width, " " * 18)


def _redlines(account: Account, width: int) -> Iterator[Line]:
    """The criteria whose words changed and that the summary does not show, deletions and insertions marked."""
    shown = {row.section.partition(" ")[0] for row in account.summary}
    for clause in account.clauses:
        if clause.before == clause.after or clause.criterion in shown:
            continue
        yield [(INDENT, ""), (clause.criterion, "bold"), (f"  {clause.title}", "")]
        yield from flowing(clause.before or "", clause.after or "", width)


def flowing(before: str, after: str, width: int) -> Iterator[Line]:
    """A redline broken at its blanks."""
    line, used = [(INDENT * 2, "")], len(INDENT * 2)
    for number, word in enumerate(_words(before, after)):
        length = sum(len(text) for text, _ in word)
        if number and used + 1 + length > width:
            yield line
            line, used = [(INDENT * 2, "")], len(INDENT * 2)
        elif number:
            line.append((" ", ""))
            used += 1
        line += word
        used += length
    yield line


def _words(before: str, after: str) -> list[Line]:
    """The words of a redline: each may be of several pieces, kept, deleted and inserted."""
    words: list[Line] = [[]]
    for segment in redline(before, after):
        opening, closing = _MARKS[segment.kind]
        for number, text in enumerate(printable(opening + segment.text + closing).split(" ")):
            if number:
                words.append([])
            words[-1].append((text, _STYLES[segment.kind]))
    return words


def _boundaries(report: Report, account: Account, width: int) -> Iterator[Line]:
    for boundary in account.boundaries:
        threshold, position, value, patient = boundary_cells(boundary)
        what = boundary.witness.outcome(report.base.name, account.version.name)
        text = f"{threshold}, {position}: {value}: {what}"
        yield from wrapped([(INDENT, "")], text, width, INDENT * 2)
        yield from wrapped([(INDENT * 2, "")], patient, width, INDENT * 3, "dim")


def _roster(account: Account, width: int) -> Iterator[Line]:
    words = roster_words(account)
    if words:
        yield from wrapped([(INDENT, "")], f"{words}.", width, INDENT * 2)
    for one in account.roster:
        blocked = f", blocked by {listed(one.blocked_after)}" if one.blocked_after else ""
        text = f"{one.patient} ({one.status}): {one.before}, would be {one.after}{blocked}"
        yield from wrapped([(INDENT, "")], text, width, INDENT * 2)


def _cohort(account: Account) -> Iterator[Line]:
    if account.cohort is None:
        return
    yield [(INDENT, ""), (f"{'of ' + str(account.cohort.patients) + ' patients':<36}{'before':>8}{'after':>8}", "dim")]
    for name, before, after in cohort_rows(account.cohort):
        yield [(INDENT, ""), (f"{name:<36}{before:>8}{after:>8}", "")]


def _assurance(assurance: Assurance, width: int) -> Iterator[Line]:
    """What stands behind the report, in short: the longer formats tell all of it."""
    for title, told in assurance_parts(assurance):
        if title != "Not analysed":
            yield from wrapped([(f"{title}: ", "bold")], "; ".join(told), width, INDENT)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
