"""Reports on amendments and comparisons in the formats that people read: the same blocks, four writers."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.model import Report
from hn2301_asp.comparison.model import Comparison
from hn2301_asp.report.amendment.document import comparison_document, report_document
from hn2301_asp.report.writers.block_docx import document_docx
from hn2301_asp.report.writers.block_html import document_html
from hn2301_asp.report.writers.block_markdown import document_markdown
from hn2301_asp.report.writers.block_text import document_lines
from hn2301_asp.report.writers.lines import Line


def report_lines(report: Report, width: int) -> Iterator[Line]:
    """The findings in short; those to be mended at length; what stands behind them."""
    return document_lines(report_document(report, "text"), width)


def finding_lines(report: Report, width: int) -> Iterator[Line]:
    """The findings alone: all in short, those to be mended at length, and what the word proved means."""
    return document_lines(report_document(report, "short"), width)


def to_markdown(report: Report) -> str:
    """The report for a pull request; the same text for the same report."""
    return document_markdown(report_document(report, "md"))


def to_html(report: Report) -> str:
    """The report as one page; the same bytes for the same report."""
    return document_html(report_document(report, "html"), "findings")


def to_docx(report: Report) -> bytes:
    """The report as a document with tracked changes; raises InputError where python-docx is not installed."""
    return document_docx(report_document(report, "docx"))


def comparison_lines(comparison: Comparison, width: int) -> Iterator[Line]:
    """A comparison as lines of styled pieces."""
    return document_lines(comparison_document(comparison, "text"), width)


def comparison_markdown(comparison: Comparison) -> str:
    """A comparison as Markdown."""
    return document_markdown(comparison_document(comparison, "md"))


def comparison_html(comparison: Comparison) -> str:
    """A comparison as one page."""
    return document_html(comparison_document(comparison, "html"), "comparison")
