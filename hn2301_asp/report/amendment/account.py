"""What is shown of one amendment, as sections of blocks, and what each format has room for. No layout here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from hn2301_asp.amendment.model import Account, Report
from hn2301_asp.comparison.model import Comparison, Witness
from hn2301_asp.report.amendment.findings import told_all
from hn2301_asp.report.amendment.meaning import closing, parts
from hn2301_asp.report.amendment.words import (
    BOUNDARY_HEADS,
    SUMMARY,
    cohort_rows,
    manifest_lines,
    overall_words,
    roster_words,
)
from hn2301_asp.report.cohort.shift import shift_blocks
from hn2301_asp.report.writers import blocks
from hn2301_asp.report.writers.redline import redline
from hn2301_asp.source.lists import listed

Form = Literal["text", "short", "md", "html", "docx"]
#: What is shown of an amendment, in order: the summary of changes is read first. A terminal shows the first two of
#: every amendment, then what is to be mended at length, then the rest.
ORDER = (
    *("summary", "findings"),
    *("meaning", "text", "clean", "witnesses", "boundaries", "roster", "cohort", "says"),
)
FIRST = 2
#: What a format does not show of it; the short form shows findings alone.
_LEFT_OUT: dict[Form, tuple[str, ...]] = {
    "text": ("clean", "witnesses", "says"),
    "short": tuple(name for name in ORDER if name != "findings"),
    "md": ("clean", "witnesses", "says"),
    "html": ("clean",),
    "docx": ("witnesses",),
}
_TEXT_TITLES: dict[Form, str] = {"text": "Text", "html": "Redline and clean text"}
#: What stands below a text in the summary of changes, and where it begins, on a terminal.
_LABELS = ("effect", "witness", "rationale", "reason", "participants")
_CAPTION = "Each is the typical patient, but for the facts named."
_COLUMN = 14


class _Of(Struct, frozen=True):
    """Of which amendment, in which report and format, something is shown."""

    report: Report
    account: Account
    form: Form


def sections(
    report: Report, account: Account, form: Form, names: Sequence[str], anchor: str = ""
) -> Iterator[blocks.Block]:
    """The named sections of an account, as far as a format shows them; findings stand without a title."""
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
        yield blocks.Paragraph(f"{of.account.version.name}: {overall_words(of.account.comparison)}.", style="strong")
    yield from meant(of.account.comparison)
    if told := closing(of.account.comparison):
        yield blocks.Paragraph(told, style="aside" if of.form == "html" else "")


def meant(comparison: Comparison, name: str = "") -> Iterator[blocks.Block]:
    """Who gains and who loses, and what else differs between two versions; ``name`` is what is said of all together."""
    for heading, lines in parts(comparison):
        if lines:
            if heading or name:
                yield blocks.Heading(heading or name)
            yield blocks.Labelled(tuple(lines))


def _summary(of: _Of) -> Iterator[blocks.Block]:
    rows: list[tuple[blocks.Cell, ...]] = []
    words: list[blocks.Block] = []
    for row in of.account.summary:
        segments, touched = redline(row.previous, row.new), ", ".join(row.participants)
        old = tuple(segment for segment in segments if segment.kind != "inserted")
        new = tuple(segment for segment in segments if segment.kind != "deleted")
        rows.append((row.section, old, new, row.rationale, row.reason, row.effect, row.witness, touched or "–"))
        lines = zip(_LABELS, (row.effect, row.witness, row.rationale, row.reason, touched), strict=True)
        told = tuple((label, text) for label, text in lines if text)
        words += [blocks.Redline(segments, row.section), blocks.Labelled(told, _COLUMN)]
    if rows:
        yield blocks.Table((*SUMMARY,), (*rows,), (*SUMMARY.values(),), style="summary", in_words=tuple(words))


def _text(of: _Of) -> Iterator[blocks.Redline]:
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
        yield blocks.Heading(block.name, block.title)
        yield blocks.Paragraph(block.clean)


def _witnesses(of: _Of) -> Iterator[blocks.Block]:
    """Every witness of the account once, with all of whom it is one: of eligibility's sides, and of the findings."""
    overall = of.account.comparison.overall
    told = [("gains eligibility", overall.gains.witness), ("loses eligibility", overall.loses.witness)]
    told += [(f"{conflict.code} {conflict.where}", conflict.witness) for conflict in of.account.conflicts]
    rows: dict[tuple[blocks.Cell, ...], list[str]] = {}
    for name, witness in told:
        if witness is not None:
            rows.setdefault(_witness(witness), []).append(name)
    if rows:
        heads = ("Witness", "Of", "But", of.report.base.name, of.account.version.name)
        shown = tuple((who, "; ".join(dict.fromkeys(names)), *rest) for (who, *rest), names in rows.items())
        alone = any(witness is not None and witness.alone for _, witness in told)
        caption = "Nobody is typical: each is told whole." if alone else _CAPTION
        yield blocks.Table(heads, shown, caption=caption)


def _witness(witness: Witness) -> tuple[blocks.Cell, ...]:
    told = (*witness.changes, *witness.results)
    facts = tuple(blocks.Fact(change.label, change.here, "" if witness.alone else change.typical) for change in told)
    before = _verdict(witness.before, witness.blocked_before)
    return witness.text, facts or "nothing", before, _verdict(witness.after, witness.blocked_after)


def _verdict(verdict: str, blocked: Sequence[str]) -> str:
    return f"{verdict}: {listed(blocked)}" if blocked else verdict


def _boundaries(of: _Of) -> Iterator[blocks.Block]:
    if of.account.boundaries:
        names = (of.report.base.name, of.account.version.name)
        rows: list[tuple[str, ...]] = []
        words: list[blocks.Block] = []
        for one in of.account.boundaries:
            who = one.witness
            rows.append((one.threshold, one.position, one.shown, who.text, who.before, who.after))
            words.append(blocks.Paragraph(f"{one.threshold}, {one.position}: {one.shown}: {who.outcome(*names)}"))
            words.append(blocks.Paragraph(who.text, style="aside"))
        yield blocks.Table((*BOUNDARY_HEADS, *names), tuple(rows), in_words=tuple(words))


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
    if of.account.comparison.shift is not None:
        yield from shift_blocks(of.account.comparison.shift, of.report.base.name, of.account.version.name)


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
