"""What is shown of amendments, as blocks in the order shown, and what each format has room for. No layout here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from hn2301_asp.amendment.model import Account, Conflict, Report, SummaryRow
from hn2301_asp.comparison.model import Comparison, Witness
from hn2301_asp.report.amendment.findings import told_all
from hn2301_asp.report.amendment.meaning import closing, grounds, parts, title
from hn2301_asp.report.amendment.words import (
    BOUNDARY_HEADS,
    NOT_DECIDED_HERE,
    PROVED,
    SUMMARY_HEADS,
    SUMMARY_SHARES,
    assurance_parts,
    base_name,
    boundary_cells,
    cohort_rows,
    counted,
    manifest_lines,
    relation_words,
    roster_words,
    summary_cells,
    version_words,
)
from hn2301_asp.report.writers import blocks
from hn2301_asp.report.writers.redline import Segment, redline
from hn2301_asp.source.lists import listed
from hn2301_asp.source.text import counted as counted_words

Form = Literal["text", "short", "md", "html", "docx"]
#: What is shown of an amendment, in order: the summary of changes is read first. A terminal shows the first two of
#: every amendment, then what is to be mended at length, then the rest.
_ORDER = (
    *("summary", "findings"),
    *("meaning", "text", "clean", "witnesses", "boundaries", "roster", "cohort", "says"),
)
_FIRST = 2
#: What a format does not show of it; the short form shows findings alone.
_LEFT_OUT: dict[Form, tuple[str, ...]] = {
    "text": ("clean", "witnesses", "says"),
    "short": tuple(name for name in _ORDER if name != "findings"),
    "md": ("clean", "witnesses", "says"),
    "html": ("clean",),
    "docx": ("witnesses",),
}
_TEXT_TITLES: dict[Form, str] = {"text": "Text", "html": "Redline and clean text"}
#: The place on a page of the assumptions in force.
_ASSUMPTIONS = "assumptions"
#: Where a label's text begins in the summary of changes, on a terminal.
_COLUMN = 14


class _Of(Struct, frozen=True):
    """Of which amendment, in which report and format, something is shown."""

    report: Report
    account: Account
    form: Form


def report_document(report: Report, form: Form) -> blocks.Document:
    """A report on amendments as a format shows it."""
    if form in ("text", "short"):
        return blocks.Document("", (), tuple(_lines(report, form)), tuple(_text_foot(report, form)))
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
    count = len(report.assurance.assumptions)
    assumed = f"{counted_words(count, 'assumption')} in force"
    rests = (blocks.Paragraph(assumed, "Rests on:", link=_ASSUMPTIONS),) if count else ()
    head = (badge, blocks.Paragraph(left, "Scope:"), *missing, *rests)
    return blocks.Document(f"{name} amendments", head, body, (blocks.Small((left,)),))


def _about(report: Report) -> Iterator[blocks.Bulleted]:
    """What stands behind the report; the assumptions counted."""
    for name, lines in assurance_parts(report.assurance):
        if lines is report.assurance.assumptions:
            yield blocks.Bulleted(f"{name}: {len(lines)}", lines, anchor=_ASSUMPTIONS)
        else:
            yield blocks.Bulleted(name, lines)


def _versions(report: Report, full: bool) -> tuple[str, ...]:
    versions = (report.base, *(account.version for account in report.accounts))
    return tuple(version_words(version, full=full) for version in versions)


def _not_analysed(report: Report) -> tuple[blocks.Paragraph, ...]:
    told = "; ".join(report.assurance.not_analysed)
    return (blocks.Paragraph(f"{told}.", "Not analysed:"),) if told else ()


def _lines(report: Report, form: Form) -> Iterator[blocks.Block]:
    """The changes and all findings in short, then those to be mended at length, then what stands behind them."""
    if not report.accounts:
        yield _part(report, f"{report.base.name} by itself", report.base_conflicts)
    for account in report.accounts:
        shown = tuple(_sections(report, account, form, _ORDER[:_FIRST]))
        yield blocks.Part(account.headline, counted(account.conflicts), shown)
    if report.accounts and report.together:
        yield _part(report, "Together", report.together)
    told = told_all(report, report.conflicts())
    if report.assurance.not_analysed:
        apart = form == "text" and bool(report.accounts)
        yield blocks.Paragraph(f"Not analysed: {'; '.join(report.assurance.not_analysed)}.", apart=apart)
    if form == "short" and any(one.proves for one in told):
        yield blocks.Paragraph(f"Proved means {PROVED}.")
    yield blocks.Findings(tuple(one for one in told if one.to_mend), at_length=True)
    for account in report.accounts:
        yield from _sections(report, account, form, _ORDER[_FIRST:])


def _text_foot(report: Report, form: Form) -> Iterator[blocks.Block]:
    if form == "short":
        return
    told = []
    for name, lines in assurance_parts(report.assurance):
        if lines is report.assurance.assumptions:
            told.append(blocks.Paragraph(f"{len(lines)}, told with --format md, html or docx", f"{name}:"))
        elif name != "Not analysed":
            told.append(blocks.Paragraph("; ".join(lines), f"{name}:"))
    told.append(blocks.Paragraph(f"{report.scope[:1].upper()}{report.scope[1:]}. {NOT_DECIDED_HERE}", style="aside"))
    yield blocks.Section("", tuple(told))
    yield blocks.Small(
        tuple(version_words(v) for v in (report.base, *(account.version for account in report.accounts)))
    )


def _parts(report: Report, form: Form) -> Iterator[blocks.Block]:
    """The base by itself, each amendment, and all of them together."""
    together = "Together" if form == "md" else "The amendments together"
    if report.base_conflicts:
        yield _part(report, f"{report.base.name} by itself", report.base_conflicts, "base")
    for number, account in enumerate(report.accounts, start=1):
        anchor = f"a{number}"
        shown = tuple(_sections(report, account, form, _ORDER, anchor))
        yield blocks.Part(account.headline, counted(account.conflicts), shown, tone_of(account.conflicts), anchor)
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


def _sections(
    report: Report, account: Account, form: Form, names: Sequence[str], anchor: str = ""
) -> Iterator[blocks.Block]:
    for name in names:
        title, make = _SECTIONS[name]
        shown = () if name in _LEFT_OUT[form] else tuple(make(_Of(report, account, form)))
        if name == "findings" and form != "docx":
            yield from shown
        elif shown:
            title = _TEXT_TITLES.get(form, title) if name == "text" else title
            yield blocks.Section(title, shown, f"{anchor}-{name}", account.version.name, open=name == "summary")


def _findings(of: _Of) -> Iterator[blocks.Block]:
    if of.account.conflicts:
        yield blocks.Findings(tuple(told_all(of.report, of.account.conflicts)))


def _meaning(of: _Of) -> Iterator[blocks.Block]:
    """Who gains and who loses, by criterion; tests that become needed; the items that changed."""
    if of.form == "html":
        yield blocks.Paragraph(
            f"{of.account.version.name}: {relation_words(of.account.comparison.overall)}.", style="strong"
        )
    yield from _meant(of.account.comparison)
    if told := closing(of.account.comparison):
        yield blocks.Paragraph(told, style="aside" if of.form == "html" else "")


def _meant(comparison: Comparison, name: str = "") -> Iterator[blocks.Block]:
    for heading, lines in parts(comparison):
        if lines:
            if heading or name:
                yield blocks.Heading(heading or name)
            yield blocks.Labelled(tuple(lines))


def _summary(of: _Of) -> Iterator[blocks.Block]:
    if of.account.summary:
        rows = tuple(_row(row, of.form) for row in of.account.summary)
        words = tuple(block for row in of.account.summary for block in _row_in_words(row))
        yield blocks.Table(SUMMARY_HEADS, rows, SUMMARY_SHARES, style="summary", in_words=words)


def _row(row: SummaryRow, form: Form) -> tuple[str | tuple[Segment, ...], ...]:
    """A row of the summary of changes; where cells have colours, with what differs marked."""
    cells = summary_cells(row)
    if form != "html":
        return cells
    segments = redline(row.previous, row.new)
    old = tuple(segment for segment in segments if segment.kind != "inserted")
    new = tuple(segment for segment in segments if segment.kind != "deleted")
    return (cells[0], old, new, *cells[3:])


def _row_in_words(row: SummaryRow) -> Iterator[blocks.Block]:
    lines = (
        ("effect", row.effect),
        ("witness", row.witness),
        ("rationale", row.rationale),
        ("reason", row.reason),
        ("participants", ", ".join(row.participants)),
    )
    yield blocks.Redline(redline(row.previous, row.new), row.section)
    yield blocks.Labelled(tuple((label, text) for label, text in lines if text), _COLUMN)


def _text(of: _Of) -> Iterator[blocks.Block]:
    """The criteria whose words changed; as lines only those that the summary of changes does not show."""
    shown = {row.section.partition(" ")[0] for row in of.account.summary} if of.form == "text" else ()
    manifest = of.account.manifest
    by = ("hn2301_asp", None) if manifest is None else (manifest.id, manifest.date)
    for clause in of.account.clauses:
        if clause.before != clause.after and clause.criterion not in shown:
            clean = "(no longer stands in the protocol)" if clause.after is None else clause.after
            segments = redline(clause.before or "", clause.after or "")
            yield blocks.Redline(segments, clause.criterion, clause.title, clean, *by)


def _clean(of: _Of) -> Iterator[blocks.Block]:
    for block in _text(of):
        if isinstance(block, blocks.Redline):
            yield blocks.Heading(block.name, block.title)
            yield blocks.Paragraph(block.clean)


def _witnesses(of: _Of) -> Iterator[blocks.Block]:
    """Every witness of the account: of eligibility's two sides, and of the findings."""
    overall = of.account.comparison.overall
    told = [("gains eligibility", overall.gains.witness), ("loses eligibility", overall.loses.witness)]
    told += [(f"{conflict.code} {conflict.where}", conflict.witness) for conflict in of.account.conflicts]
    rows = tuple(_witness(of, witness) for of, witness in told if witness is not None)
    if rows:
        caption = "Each is the typical patient, but for the facts named."
        yield blocks.Table(("Of", "But", of.report.base.name, of.account.version.name), rows, caption=caption)


def _witness(of: str, witness: Witness) -> tuple[str | tuple[blocks.Fact, ...], ...]:
    facts = tuple(
        blocks.Fact(change.label, change.here, change.typical) for change in (*witness.changes, *witness.results)
    )
    before = _verdict(witness.before, witness.blocked_before)
    return of, facts or "nothing", before, _verdict(witness.after, witness.blocked_after)


def _verdict(verdict: str, blocked: Sequence[str]) -> str:
    return f"{verdict}: {listed(blocked)}" if blocked else verdict


def _boundaries(of: _Of) -> Iterator[blocks.Block]:
    if of.account.boundaries:
        names = (of.report.base.name, of.account.version.name)
        rows = tuple((*boundary_cells(b), b.witness.before, b.witness.after) for b in of.account.boundaries)
        words: list[blocks.Block] = []
        for boundary in of.account.boundaries:
            threshold, position, value, patient = boundary_cells(boundary)
            words.append(blocks.Paragraph(f"{threshold}, {position}: {value}: {boundary.witness.outcome(*names)}"))
            words.append(blocks.Paragraph(patient, style="aside"))
        yield blocks.Table((*BOUNDARY_HEADS, *names), rows, in_words=tuple(words))


def _roster(of: _Of) -> Iterator[blocks.Block]:
    if words := roster_words(of.account):
        yield blocks.Paragraph(f"{words}.")
    if of.account.roster:
        told: list[blocks.Block] = []
        for one in of.account.roster:
            blocked = f", blocked by {listed(one.blocked_after)}" if one.blocked_after else ""
            told.append(blocks.Paragraph(f"{one.patient} ({one.status}): {one.before}, would be {one.after}{blocked}"))
        rows = tuple((c.patient, c.status, c.before, c.after, listed(c.blocked_after)) for c in of.account.roster)
        heads = ("Participant", "Status", of.report.base.name, of.account.version.name, "Blocked by")
        yield blocks.Table(heads, rows, in_words=tuple(told))


def _cohort(of: _Of) -> Iterator[blocks.Block]:
    if of.account.cohort is not None:
        rows = tuple((name, str(before), str(after)) for name, before, after in cohort_rows(of.account.cohort))
        people = f"f {of.account.cohort.patients} patients"
        words = blocks.Table((f"o{people}", "before", "after"), rows)
        yield blocks.Table(
            (f"O{people}", of.report.base.name, of.account.version.name), rows, style="narrow", in_words=(words,)
        )


def _says(of: _Of) -> Iterator[blocks.Block]:
    if lines := tuple(manifest_lines(of.account.manifest)):
        yield blocks.Labelled(lines)


#: The sections of an account: their titles, and what stands in them.
_SECTIONS: dict[str, tuple[str, Callable[[_Of], Iterator[blocks.Block]]]] = {
    "findings": ("Findings", _findings),
    "summary": ("Summary of changes", _summary),
    "meaning": ("What it means", _meaning),
    "text": ("Redline", _text),
    "clean": ("Clean text", _clean),
    "witnesses": ("Witnesses", _witnesses),
    "boundaries": ("Boundary patients", _boundaries),
    "roster": ("Roster", _roster),
    "cohort": ("Cohort, an estimate", _cohort),
    "says": ("What the amendment says of itself", _says),
}


def comparison_document(comparison: Comparison, form: Form) -> blocks.Document:
    """Two versions compared, as a format shows it."""
    told_title, told, rests = title(comparison), closing(comparison), tuple(grounds(comparison))
    versions = tuple(version_words(v, full=form == "html") for v in (comparison.base, comparison.amended))
    body = [*_meant(comparison, "Eligibility" if form == "html" else "")]
    if told:
        body.append(blocks.Paragraph(told, style="aside" if form == "html" else "", apart=True))
    if form == "text":
        body.append(blocks.Section("", tuple(blocks.Paragraph(text, f"{label}:") for label, text in rests)))
    else:
        body.append(blocks.Labelled(rests))
    foot = (blocks.Small(versions),)
    if form == "html":
        names = f"{comparison.base.name} and {comparison.amended.name} compared"
        return blocks.Document(names, (blocks.Paragraph(f"{told_title}."),), (blocks.Part("", "", tuple(body)),), foot)
    return blocks.Document(told_title, (), tuple(body), foot)
