"""Text made safe for Markdown, so that no words of a file become markup, links or mentions."""

from __future__ import annotations

import re

from hn2301_asp.report.writers.lines import printable

_SIGNS = re.compile(r"([\\`*_\[\]#|~$])")
#: An empty comment inside: what stands around it is no address, calls nobody and names no issue.
_ADDRESS = re.compile(r"(?i)(?P<head>:(?=//)|@|\bwww(?=\.)|#(?=\d))")


def md(text: str) -> str:
    """Text for one line of Markdown behind a lead, or for one cell of a table."""
    pieces = _ADDRESS.split(printable(text))
    return "".join(_signs(piece) + ("<!-- -->" if number % 2 else "") for number, piece in enumerate(pieces))


def _signs(text: str) -> str:
    html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SIGNS.sub(r"\\\1", html)
