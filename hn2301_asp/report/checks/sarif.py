"""What is found of a knowledge base as SARIF 2.1.0, with what mends it. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from hn2301_asp.report.amendment.places import shown_path
from hn2301_asp.report.patient.data import to_json
from hn2301_asp.report.writers import sarif
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.source.diagnostics import Finding, Fix, Place


def to_sarif(findings: Sequence[Finding], pages: Mapping[str, tuple[str, str]], roots: tuple[str, ...] = ()) -> str:
    """The findings as a SARIF log; the same bytes for the same findings.

    ``pages`` say of each code in a few words what it is, and on a page how it is mended; absolute paths are cut at
    ``roots``.
    """
    codes = sorted({_id(finding) for finding in findings})
    slugs = {_id(finding): finding.code for finding in findings}
    rules = [_rule(code, slugs[code], pages.get(slugs[code])) for code in codes]
    results = [_result(finding, codes.index(_id(finding)), roots) for finding in findings]
    return to_json(sarif.log(rules, results, {}))


def _rule(code: str, slug: str, told: tuple[str, str] | None) -> dict[str, Any]:
    rule = {**sarif.rule(code, told[0] if told else None), "name": printable(slug)}
    return {**rule, "help": {"text": told[1].rstrip()}} if told else rule


def _id(finding: Finding) -> str:
    return finding.number or finding.code


def _result(finding: Finding, index: int, roots: tuple[str, ...]) -> dict[str, Any]:
    said = f"{finding.said.who} says “{finding.said.words}”" if finding.said else ""
    parts = [finding.message, said, f"help: {finding.help}" if finding.help else ""]
    result: dict[str, Any] = {
        "ruleId": printable(_id(finding)),
        "ruleIndex": index,
        "level": sarif.LEVELS[finding.severity],
        "message": sarif.message(". ".join(part.rstrip(". ") for part in parts if part) + "."),
        "locations": _locations((finding.place,), roots),
    }
    if finding.related:
        result["relatedLocations"] = _locations(finding.related, roots)
    if finding.fix:
        result["fixes"] = [_fix(finding.fix, roots)]
    return result


def _locations(places: Sequence[Place], roots: tuple[str, ...]) -> list[dict[str, Any]]:
    found = (sarif.physical(one, None if one.file is None else shown_path(one.file, roots)) for one in places)
    return [one for one in found if one]


def _fix(fix: Fix, roots: tuple[str, ...]) -> dict[str, Any]:
    """The edits, file by file."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        region = {"startLine": edit.line, "startColumn": edit.column}
        deleted = {**region, "endLine": edit.end_line, "endColumn": edit.end_column}
        one = {"deletedRegion": deleted, "insertedContent": {"text": _whole(edit.replacement)}}
        changes.setdefault(shown_path(edit.file, roots), []).append(one)
    return {
        "description": sarif.message(fix.title),
        "artifactChanges": [
            {"artifactLocation": {"uri": quote(printable(file))}, "replacements": ones}
            for file, ones in changes.items()
        ],
    }


def _whole(text: str) -> str:
    """A text as it is to be written, but for halves of signs, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
