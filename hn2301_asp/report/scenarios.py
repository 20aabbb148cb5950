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
        yield from failure_lines(outcome)
        yield []
    for gap in report.uncovered:
        yield [("not exercised ", "bold yellow"), (gap.text, ""), (f"  {where(gap.place)}", "dim")]
    if report.uncovered:
        yield []
    uncovered = f"; {counted(len(report.uncovered), 'gap')} in coverage" if report.uncovered else ""
    yield [(summary(report) + uncovered, "bold red" if report.failed else "bold green")]


def summary(report: Report) -> str:
    """How many scenarios passed and failed, and how many nobody has read."""
    counts = f"{counted(len(report.outcomes), 'scenario')}: {report.passed} passed, {report.failed} failed"
    unread = f"; {len(report.unconfirmed)} not confirmed by anybody yet" if report.unconfirmed else ""
    return counts + unread


def failure_lines(outcome: Outcome) -> Iterator[Line]:
    """A scenario that failed, with its place and what differs."""
    yield [("failed ", "bold red"), (outcome.scenario.sentence, "bold")]
    yield [(f"  at {where(outcome.scenario.place)}", "dim")]
    for difference in outcome.differences:
        yield [(f"  {difference}", "")]
    for finding in outcome.refused:
        field = f" ({finding.place.field})" if finding.place.field else ""
        yield [(f"  the record is refused: {finding.message}{field}", "")]
        if finding.help:
            yield [(f"    help: {finding.help}", "dim")]


def where(place: Place) -> str:
    """The file and the line of a place."""
    return f"{place.file}:{place.line}" if place.line else str(place)
