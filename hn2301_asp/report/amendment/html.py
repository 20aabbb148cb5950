"""Reports on amendments and comparisons as one HTML file each: nothing is loaded, nothing from a file is markup."""

from __future__ import annotations

from hn2301_asp.amendment.model import Report
from hn2301_asp.comparison.model import Comparison


def to_html(report: Report) -> str:
    """The report as one page; the same bytes for the same report."""
    from hn2301_asp.report.amendment.view import page
    from hn2301_asp.report.html.render import fill

    return fill("amendments.html.j2", "amendments.css", page=page(report))


def comparison_html(comparison: Comparison) -> str:
    """A comparison as one page."""
    from hn2301_asp.report.amendment.view import comparison_page
    from hn2301_asp.report.html.render import fill

    return fill("comparison.html.j2", "amendments.css", page=comparison_page(comparison))
