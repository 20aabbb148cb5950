"""What is found of a knowledge base as workflow commands, which GitHub shows beside the lines of a change.

Whatever stands in a knowledge base is escaped: a line of a log that begins with `::` is a command.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hn2301_asp.report.amendment.places import shown_path
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.source.diagnostics import Finding, Place, Severity

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "remark": "notice"}


def to_github(findings: Iterable[Finding], roots: tuple[str, ...] = ()) -> str:
    """One command for each finding, a line each."""
    return "".join(f"{_command(finding, roots)}\n" for finding in findings)


def _command(finding: Finding, roots: tuple[str, ...]) -> str:
    place, title = finding.place, f"{finding.number} {finding.code}" if finding.number else finding.code
    where = ",".join(f"{name}={_property(str(value))}" for name, value in (*_where(place, roots), ("title", title)))
    return f"::{_COMMANDS[finding.severity]} {where}::{_data(_lines(finding, roots))}"


def _where(place: Place, roots: tuple[str, ...]) -> Iterator[tuple[str, str | int]]:
    if place.file is None:
        return
    yield "file", shown_path(place.file, roots)
    if place.line is not None:
        yield "line", place.line
        if place.column is not None:
            yield from (("endLine", place.line), ("col", place.column))
            yield "endColumn", place.end_column or place.column + 1


def _lines(finding: Finding, roots: tuple[str, ...]) -> Iterator[str]:
    yield finding.message
    for place in finding.related:
        if place.file is not None:
            yield f"see {shown_path(place.file, roots)}" + (f":{place.line}" if place.line is not None else "")
    if finding.said:
        yield f"{finding.said.who} says “{finding.said.words}”"
    if finding.help:
        yield f"help: {finding.help}"


def _data(lines: Iterable[str]) -> str:
    return "%0A".join(printable(line).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return printable(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
