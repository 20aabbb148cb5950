"""SARIF 2.1.0, which code hosts and editors show beside the lines: what every log of it is made of. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from hn2301_asp.__about__ import __version__
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.source.diagnostics import Place, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "remark": "note"}


def log(
    rules: Sequence[dict[str, Any]], results: Sequence[dict[str, Any]], properties: dict[str, Any]
) -> dict[str, Any]:
    """A log of one run."""
    run = {
        "tool": {"driver": {"name": "hn2301_asp", "version": __version__, "rules": list(rules)}},
        "columnKind": "unicodeCodePoints",
        "results": list(results),
        "properties": properties,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def rule(code: str, title: str | None) -> dict[str, Any]:
    """What is said of a code once, for all results of it."""
    described = {} if title is None else {"shortDescription": message(title)}
    told = f"`hn2301 explain-code {code}` says what this is, why it matters and how it is mended."
    return {"id": printable(code), **described, "help": message(told)}


def physical(place: Place, uri: str | None) -> dict[str, Any]:
    """Where something stands, in a file that is called so; nothing where there is no file."""
    if uri is None:
        return {}
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(printable(uri))}}
    if place.line is not None:
        region: dict[str, Any] = {"startLine": place.line}
        if place.column is not None:
            region["startColumn"] = place.column
            region["endColumn"] = place.end_column or place.column + 1
        if place.text is not None:
            region["snippet"] = {"text": printable(place.text.rstrip("\n"))}
        location["region"] = region
    return {"physicalLocation": location}


def message(text: str) -> dict[str, str]:
    """A message: what SARIF would read as a link or a placeholder is escaped."""
    escaped = printable(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return {"text": escaped.replace("{", "{{").replace("}", "}}")}
