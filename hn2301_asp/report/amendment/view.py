"""What a page on amendments shows, as plain data for its templates. Decides nothing."""

from __future__ import annotations

from msgspec import Struct

from hn2301_asp.amendment.model import Report
from hn2301_asp.comparison.model import Comparison
from hn2301_asp.report.amendment.account_view import AccountView, Lines, PartView, account_view, part_view, tone_of
from hn2301_asp.report.amendment.comparison import closing, grounds, parts, title
from hn2301_asp.report.amendment.words import (
    NOT_DECIDED_HERE,
    SUMMARY_HEADS,
    assurance_parts,
    base_name,
    counted,
    version_words,
)


class Page(Struct, frozen=True):
    """A whole report."""

    title: str
    counts: str
    tone: str
    scope: str
    left: str
    before: str
    not_analysed: tuple[str, ...]
    base: PartView | None
    accounts: tuple[AccountView, ...]
    together: PartView | None
    summary_heads: tuple[str, ...]
    assurance: tuple[tuple[str, tuple[str, ...]], ...]
    digests: tuple[str, ...]


class ComparisonPage(Struct, frozen=True):
    """A comparison: headings with labelled lines."""

    title: str
    heading: str
    parts: tuple[tuple[str, Lines], ...]
    closing: str
    grounds: Lines
    digests: tuple[str, ...]


def page(report: Report) -> Page:
    """What the page of a report shows."""
    versions = (report.base, *(account.version for account in report.accounts))
    return Page(
        title=f"{base_name(report)} amendments",
        counts=counted(report.conflicts()),
        tone=tone_of(report.conflicts()),
        scope=report.scope,
        left=NOT_DECIDED_HERE,
        before=report.base.name,
        not_analysed=report.assurance.not_analysed,
        base=part_view(report, "base", report.base.name, f"{report.base.name} by itself", report.base_conflicts)
        if report.base_conflicts
        else None,
        accounts=tuple(account_view(report, account, f"a{at}") for at, account in enumerate(report.accounts, start=1)),
        together=part_view(report, "together", "together", "The amendments together", report.together)
        if report.together
        else None,
        summary_heads=SUMMARY_HEADS,
        assurance=tuple(assurance_parts(report.assurance)),
        digests=tuple(version_words(version, full=True) for version in versions),
    )


def comparison_page(comparison: Comparison) -> ComparisonPage:
    """What the page of a comparison shows."""
    return ComparisonPage(
        title=f"{comparison.base.name} and {comparison.amended.name} compared",
        heading=title(comparison),
        parts=tuple((heading or "Eligibility", tuple(lines)) for heading, lines in parts(comparison) if lines),
        closing=closing(comparison),
        grounds=tuple(grounds(comparison)),
        digests=tuple(version_words(v, full=True) for v in (comparison.base, comparison.amended)),
    )
