"""Reports on amendments and comparisons as blocks, in the order in which each format shows them. No layout here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.amendment.model import Conflict, Report
from hn2301_asp.comparison.model import Comparison
from hn2301_asp.report.amendment.account import FIRST, ORDER, Form, meant, sections
from hn2301_asp.report.amendment.findings import told_all
from hn2301_asp.report.amendment.meaning import closing, grounds, title
from hn2301_asp.report.amendment.told_once import told_once
from hn2301_asp.report.amendment.words import (
    NOT_DECIDED_HERE,
    PROVED,
    assurance_parts,
    base_name,
    counted,
    version_words,
)
from hn2301_asp.report.cohort.shift import hidden_shift_blocks, shift_blocks
from hn2301_asp.report.writers import blocks
from hn2301_asp.source.lists import counted as counted_words

#: The place on a page of the assumptions in force.
_ASSUMPTIONS = "assumptions"


def report_document(report: Report, form: Form) -> blocks.Document:
    """A report on amendments as a format shows it; one witness is told once."""
    return told_once(report, _document(report, form), form)


def _document(report: Report, form: Form) -> blocks.Document:
    if form in ("text", "short"):
        return blocks.Document("", (), tuple(_lines(report, form)), _text_foot(report) if form == "text" else ())
    name, body, missing = base_name(report), tuple(_parts(report, form)), _not_analysed(report)
    counts, left = counted(report.conflicts()), f"{report.scope}. {NOT_DECIDED_HERE}"
    about = tuple(_about(report))
    if form == "md":
        proofs = (blocks.Section("What was proved, and under what", about),) if about else ()
        foot = (*missing, *proofs, blocks.Paragraph(left), blocks.Small(_versions(report, full=False)))
        return blocks.Document(f"{name}, amendments: {counts}", (), body, foot)
    digests = blocks.Bulleted("Digests", _versions(report, full=True), code=True)
    body = (*body, blocks.Section("Assurance", (*about, digests), "assurance", new_page=True))
    if form == "docx":
        return blocks.Document(f"{name}: amendments checked", (blocks.Paragraph(f"{counts}. Scope: {left}"),), body)
    badge = blocks.Paragraph(counts, tone=tone_of(report.conflicts()))
    assumed = f"{counted_words(len(report.assurance.assumptions), 'assumption')} in force"
    rests = (blocks.Paragraph(assumed, "Rests on:", link=_ASSUMPTIONS),) if report.assurance.assumptions else ()
    head = (badge, blocks.Paragraph(left, "Scope:"), *missing, *rests)
    return blocks.Document(f"{name} amendments", head, body, (blocks.Small((left,)),))


def _about(report: Report) -> Iterator[blocks.Bulleted]:
    """What stands behind the report; the assumptions counted."""
    for name, lines in assurance_parts(report.assurance):
        many = lines is report.assurance.assumptions
        yield blocks.Bulleted(f"{name}: {len(lines)}" if many else name, lines, anchor=_ASSUMPTIONS if many else "")


def _versions(report: Report, full: bool) -> tuple[str, ...]:
    versions = (report.base, *(account.version for account in report.accounts))
    return tuple(version_words(version, full=full) for version in versions)


def _not_analysed(report: Report, apart: bool = False) -> tuple[blocks.Paragraph, ...]:
    told = "; ".join(report.assurance.not_analysed)
    return (blocks.Paragraph(f"{told}.", "Not analysed:", apart=apart),) if told else ()


def _lines(report: Report, form: Form) -> Iterator[blocks.Block]:
    """The changes and all findings in short, then those to be mended at length, then what stands behind them."""
    if not report.accounts:
        yield _part(report, f"{report.base.name} by itself", report.base_conflicts)
    for account in report.accounts:
        shown = tuple(sections(report, account, form, ORDER[:FIRST]))
        yield blocks.Part(account.headline, counted(account.conflicts), shown, of=account.version.name)
    if report.accounts and report.together:
        yield _part(report, "Together", report.together)
    told = told_all(report, report.conflicts())
    yield from _not_analysed(report, apart=form == "text" and bool(report.accounts))
    if form == "short" and any(one.proves for one in told):
        yield blocks.Paragraph(f"Proved means {PROVED}.")
    yield blocks.Findings(tuple(one for one in told if one.to_mend), at_length=True)
    for account in report.accounts:
        yield from sections(report, account, form, ORDER[FIRST:])


def _text_foot(report: Report) -> tuple[blocks.Block, ...]:
    about = [one for one in _about(report) if one.title != "Not analysed"]
    left = blocks.Paragraph(f"{report.scope[:1].upper()}{report.scope[1:]}. {NOT_DECIDED_HERE}", style="aside")
    return blocks.Section("", (*about, left)), blocks.Small(_versions(report, full=False))


def _parts(report: Report, form: Form) -> Iterator[blocks.Block]:
    """The base by itself, each amendment, and all of them together."""
    together = "Together" if form == "md" else "The amendments together"
    if report.base_conflicts:
        yield _part(report, f"{report.base.name} by itself", report.base_conflicts, "base")
    for number, account in enumerate(report.accounts, start=1):
        anchor = f"a{number}"
        shown = tuple(sections(report, account, form, ORDER, anchor))
        counts, tone = counted(account.conflicts), tone_of(account.conflicts)
        yield blocks.Part(account.headline, counts, shown, tone, anchor, account.version.name)
    if report.together:
        yield _part(report, together, report.together, "together")


def _part(report: Report, headline: str, conflicts: Sequence[Conflict], anchor: str = "") -> blocks.Part:
    """Findings under a headline."""
    findings = blocks.Findings(tuple(told_all(report, conflicts)))
    return blocks.Part(headline, counted(conflicts), (findings,), tone_of(conflicts), anchor)


def tone_of(conflicts: Sequence[Conflict]) -> blocks.Tone:
    """The colour of findings together: that of the gravest."""
    live = [c for c in conflicts if c.accepted is None]
    if any(c.group == "mend" for c in live):
        return "bad"
    return "open" if any(c.group == "declare" or c.undecided for c in live) else "good"


def comparison_document(comparison: Comparison, form: Form) -> blocks.Document:
    """Two versions compared, as a format shows it."""
    told_title, told, rests = title(comparison), closing(comparison), tuple(grounds(comparison))
    versions = tuple(version_words(v, full=form == "html") for v in (comparison.base, comparison.amended))
    body = [*meant(comparison, "Eligibility" if form == "html" else "")]
    if told:
        body.append(blocks.Paragraph(told, style="aside" if form == "html" else "", apart=True))
    names = (comparison.base.name, comparison.amended.name)
    shown: tuple[blocks.Block, ...] = ()
    if comparison.shift is not None:
        shown = tuple(shift_blocks(comparison.shift, *names))
    elif comparison.hidden_shift is not None:
        shown = tuple(hidden_shift_blocks(comparison.hidden_shift, *names))
    if shown:
        body.append(blocks.Section("Cohort, an estimate", shown, "cohort", " → ".join(names)))
    if form == "text":
        body.append(blocks.Section("", tuple(blocks.Paragraph(text, f"{label}:") for label, text in rests)))
    else:
        body.append(blocks.Labelled(rests))
    foot = (blocks.Small(versions),)
    if form == "html":
        headline = f"{comparison.base.name} and {comparison.amended.name} compared"
        return blocks.Document(
            headline, (blocks.Paragraph(f"{told_title}."),), (blocks.Part("", "", tuple(body)),), foot
        )
    return blocks.Document(told_title, (), tuple(body), foot)
