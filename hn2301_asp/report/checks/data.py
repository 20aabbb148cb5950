"""What is found of a knowledge base as plain data, for programs. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from hn2301_asp.report.amendment.places import shown_path
from hn2301_asp.source.diagnostics import Finding, Place


def findings_data(findings: Sequence[Finding], roots: tuple[str, ...] = ()) -> dict[str, Any]:
    """The findings and how many they are; absolute paths are cut at ``roots``, what is not there is null."""
    serious = sum(finding.severity != "remark" for finding in findings)
    return {
        "findings": [_finding(finding, roots) for finding in findings],
        "counts": {"findings": serious, "remarks": len(findings) - serious},
    }


def _finding(finding: Finding, roots: tuple[str, ...]) -> dict[str, Any]:
    fix = finding.fix
    edits = [{**_fields(edit), "file": shown_path(edit.file, roots)} for edit in fix.edits] if fix else []
    return {
        "number": finding.number,
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "place": _place(finding.place, roots),
        "related": [_place(place, roots) for place in finding.related],
        "says": _fields(finding.said) if finding.said else None,
        "help": finding.help,
        "fix": {"title": fix.title, "safe": fix.safe, "edits": edits} if fix else None,
    }


def _place(place: Place, roots: tuple[str, ...]) -> dict[str, Any]:
    data = {name: found for name, found in _fields(place).items() if found is not None}
    return {**data, "file": shown_path(place.file, roots)} if place.file is not None else data


def _fields(value: Struct) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__struct_fields__}
