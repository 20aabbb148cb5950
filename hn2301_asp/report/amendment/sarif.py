"""A report on amendments as SARIF 2.1.0, which code hosts and editors show beside the lines. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from hn2301_asp.__about__ import __version__
from hn2301_asp.amendment.model import Conflict, Report
from hn2301_asp.report.amendment.findings import told
from hn2301_asp.report.amendment.places import roots_of, shown_path
from hn2301_asp.report.amendment.words import PROVED
from hn2301_asp.report.patient.data import to_json
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.source.diagnostics import Place, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "remark": "note"}


def to_sarif(report: Report, titles: Mapping[str, str] | None = None) -> str:
    """The findings as a SARIF log; the same bytes for the same report.

    ``titles`` say in a few words what each code is.
    """
    conflicts = report.conflicts()
    codes = sorted({conflict.code for conflict in conflicts})
    driver = {
        "name": "hn2301_asp",
        "version": __version__,
        "rules": [_rule(code, (titles or {}).get(code)) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, conflict, codes) for conflict in conflicts],
        "properties": {
            "scope": printable(report.scope),
            "proved": {
                "means": PROVED,
                "readings": {printable(name): printable(value) for name, value in report.assurance.readings.items()},
                "background": [printable(text) for text in report.assurance.background],
            },
            "notAnalysed": [printable(text) for text in report.assurance.not_analysed],
            "clean": report.clean,
        },
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, title: str | None) -> dict[str, Any]:
    described = {} if title is None else {"shortDescription": _message(title)}
    told = f"`hn2301 explain-code {code}` says what this is, why it matters and how it is mended."
    return {"id": printable(code), **described, "help": _message(told)}


def _result(report: Report, conflict: Conflict, codes: list[str]) -> dict[str, Any]:
    """One finding. Nothing undecided passes: it keeps its level, and says what it is."""
    roots = roots_of(report)
    where = {
        "logicalLocations": [{"fullyQualifiedName": printable(conflict.where or conflict.amendment or conflict.code)}]
    }
    result: dict[str, Any] = {
        "ruleId": printable(conflict.code),
        "ruleIndex": codes.index(conflict.code),
        "level": _LEVELS[conflict.severity],
        "message": _message(". ".join(part.rstrip(". ") for part in _said(report, conflict)) + "."),
        "locations": [{**_physical(conflict.place, roots), **where}],
        "partialFingerprints": {"finding/v1": printable(f"{conflict.amendment}:{conflict.code}:{conflict.where}")},
        "suppressions": [],
    }
    if conflict.was is not None and conflict.was.file is not None:
        before = {**_physical(conflict.was, roots), "message": _message(f"as in {report.base.name}")}
        result["relatedLocations"] = [before]
    if conflict.accepted is not None:
        result["suppressions"] = [{"kind": "external", "justification": printable(conflict.accepted)}]
    properties: dict[str, Any] = {"group": conflict.group, "amendment": printable(conflict.amendment)}
    if conflict.undecided:
        properties["undecided"] = True
    if conflict.follows:
        properties["follows"] = [printable(text) for text in told(report, conflict).follows]
    return {**result, "properties": properties}


def _said(report: Report, conflict: Conflict) -> Iterator[str]:
    one = told(report, conflict)
    yield f"undecided: {one.message}" if conflict.undecided else one.message
    for label, text in one.notes:
        if label != "accepted":
            yield f"{label}: {text}"
    if one.mend:
        yield f"mend: {one.mend}"


def _physical(place: Place, roots: tuple[str, ...]) -> dict[str, Any]:
    if place.file is None:
        return {}
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(printable(shown_path(place.file, roots)))}}
    if place.line is not None:
        region: dict[str, Any] = {"startLine": place.line}
        if place.column is not None:
            region["startColumn"] = place.column
            region["endColumn"] = place.end_column or place.column + 1
        if place.text is not None:
            region["snippet"] = {"text": printable(place.text.rstrip("\n"))}
        physical["region"] = region
    return {"physicalLocation": physical}


def _message(text: str) -> dict[str, str]:
    """A message: what SARIF would read as a link or a placeholder is escaped."""
    escaped = printable(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return {"text": escaped.replace("{", "{{").replace("}", "}}")}
