"""A report on amendments as SARIF 2.1.0, which code hosts and editors show beside the lines. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hn2301_asp.amendment.model import Conflict, Report
from hn2301_asp.report.amendment.findings import told
from hn2301_asp.report.amendment.places import roots_of, shown_path
from hn2301_asp.report.amendment.words import PROVED
from hn2301_asp.report.patient.data import to_json
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.report.writers.sarif import LEVELS, log, message, physical, rule
from hn2301_asp.source.diagnostics import Place


def to_sarif(report: Report, titles: Mapping[str, str] | None = None) -> str:
    """The findings as a SARIF log; the same bytes for the same report.

    ``titles`` say in a few words what each code is.
    """
    conflicts = report.conflicts()
    codes = sorted({conflict.code for conflict in conflicts})
    properties = {
        "scope": printable(report.scope),
        "proved": {
            "means": PROVED,
            "readings": {printable(name): printable(value) for name, value in report.assurance.readings.items()},
            "background": [printable(text) for text in report.assurance.background],
        },
        "notAnalysed": [printable(text) for text in report.assurance.not_analysed],
        "clean": report.clean,
    }
    rules = [rule(code, (titles or {}).get(code)) for code in codes]
    return to_json(log(rules, [_result(report, conflict, codes) for conflict in conflicts], properties))


def _result(report: Report, conflict: Conflict, codes: list[str]) -> dict[str, Any]:
    """One finding. Nothing undecided passes: it keeps its level, and says what it is."""
    roots = roots_of(report)
    where = {
        "logicalLocations": [{"fullyQualifiedName": printable(conflict.where or conflict.amendment or conflict.code)}]
    }
    result: dict[str, Any] = {
        "ruleId": printable(conflict.code),
        "ruleIndex": codes.index(conflict.code),
        "level": LEVELS[conflict.severity],
        "message": message(". ".join(part.rstrip(". ") for part in _said(report, conflict)) + "."),
        "locations": [{**_physical(conflict.place, roots), **where}],
        "partialFingerprints": {"finding/v1": printable(f"{conflict.amendment}:{conflict.code}:{conflict.where}")},
        "suppressions": [],
    }
    if conflict.was is not None and conflict.was.file is not None:
        before = {**_physical(conflict.was, roots), "message": message(f"as in {report.base.name}")}
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
    return physical(place, None if place.file is None else shown_path(place.file, roots))
