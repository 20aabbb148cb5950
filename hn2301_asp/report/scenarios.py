"""The outcomes of scenarios as lines: failures first, then what nothing exercises, then the counts."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.report.writers.lines import Line
from hn2301_asp.scenarios.model import Outcome, Report
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.lists import counted


def scenario_lines(report: Report) -> Iterator[Line]:
    """Every failure with its place and what differs, and every gap with the place of what is untried."""
    for outcome in report.failures:
        yield from _failure(outcome)
        yield []
    for gap in report.uncovered:
        yield [("not exercised ", "bold yellow"), (gap.text, ""), (f"  {_where(gap.place)}", "dim")]
    if report.uncovered:
        yield []
    counts = f"{counted(len(report.outcomes), 'scenario')}: {report.passed} passed, {report.failed} failed"
    uncovered = f"; {counted(len(report.uncovered), 'gap')} in coverage" if report.uncovered else ""
    yield [(counts + uncovered, "bold red" if report.failed else "bold green")]


def _failure(outcome: Outcome) -> Iterator[Line]:
    yield [("failed ", "bold red"), (outcome.scenario.sentence, "bold")]
    yield [(f"  at {_where(outcome.scenario.place)}", "dim")]
    for difference in outcome.differences:
        yield [(f"  {difference}", "")]
    for finding in outcome.refused:
        field = f" ({finding.place.field})" if finding.place.field else ""
        yield [(f"  the record is refused: {finding.message}{field}", "")]
        if finding.help:
            yield [(f"    help: {finding.help}", "dim")]


def _where(place: Place) -> str:
    return f"{place.file}:{place.line}" if place.line else str(place)
