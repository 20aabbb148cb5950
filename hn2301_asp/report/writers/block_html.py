"""Blocks as one HTML file: nothing is loaded, nothing from a file is markup. Knows nothing of what they say."""

from __future__ import annotations

from hn2301_asp.report.writers.blocks import Document


def document_html(document: Document, skip: str) -> str:
    """A report as one page; the same bytes for the same report. ``skip`` says what is skipped to."""
    from hn2301_asp.report.writers.page import fill

    return fill("blocks.html.j2", "blocks.css", page=document, skip=skip)
