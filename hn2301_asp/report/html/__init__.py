"""Reports on patients as one HTML file each: read offline, printed on one page a patient, nothing loaded."""

from __future__ import annotations

from collections.abc import Sequence

from hn2301_asp.report.html.view import languages, page
from hn2301_asp.report.writers.page import fill
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.source.diagnostics import Finding, InputError, Place, one_of


def to_html(protocol: Screener, results: Sequence[Explained], language: str = "en") -> str:
    """The report of some patients: the same bytes for the same results.

    ``language`` adds the labels that the knowledge base has in it; raises InputError where it has none.
    """
    known = languages(protocol.knowledge_base)
    if language not in known:
        message = f"the knowledge base names nothing in the language `{language}`"
        raise InputError(Finding("language", message, Place(), help=f"its languages are {one_of(known)}"))
    return fill("report.html.j2", script="list.js", page=page(protocol, results, language))
