"""Scenarios run, how much of the protocol they show, and those that are missing: the options of `hn2301 test`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from hn2301_asp.cli.options import is_given
from hn2301_asp.cli.shared import DONE, FOUND, emit, emit_lines, files_of

if TYPE_CHECKING:
    from hn2301_asp.scenarios.model import Report
    from hn2301_asp.screener import Screener


def covers(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options `--coverage` and `--suggest`."""
    function = click.option(
        "--suggest", is_flag=True, help="Write the missing scenarios, to be confirmed: to the terminal, or with -o."
    )(function)
    return click.option(
        "--coverage/--no-coverage",
        default=None,
        help="Count by criterion all that is shown, and what nobody can show; else gaps of limits, rules and readings.",
    )(function)


def run_scenarios(
    protocol: Screener, *, coverage: bool | None, suggest: bool, form: str | None, output: str | None
) -> int:
    """Runs the scenarios and writes what became of them; a failure or a gap is the exit code."""
    from hn2301_asp.scenarios.run import run_all

    if suggest and (coverage is not None or is_given("form")):
        raise click.UsageError("--suggest stands alone: it writes scenarios in YAML")
    report = run_all(files_of(protocol), protocol, coverage=coverage is None and not suggest)
    if suggest:
        return _suggest(protocol, report, output)
    if coverage:
        return _coverage(protocol, report, form, output)
    if form == "json":
        from hn2301_asp.report.coverage import coverage_data
        from hn2301_asp.report.patient.data import to_json

        emit(to_json(coverage_data(report, None)), output)
    else:
        from hn2301_asp.report.scenarios import scenario_lines

        emit_lines(lambda _width: scenario_lines(report), output)
    return FOUND if report.failed or report.uncovered else DONE


def _coverage(protocol: Screener, report: Report, form: str | None, output: str | None) -> int:
    from hn2301_asp.covering.measuring import measure
    from hn2301_asp.report.coverage import coverage_data, coverage_lines
    from hn2301_asp.report.patient.data import to_json

    found = measure(protocol, report.outcomes)
    if form == "json":
        emit(to_json(coverage_data(report, found)), output)
    else:
        emit_lines(lambda width: coverage_lines(report, found, width), output)
    return FOUND if report.failed or found.gaps else DONE


def _suggest(protocol: Screener, report: Report, output: str | None) -> int:
    """Writes the missing scenarios; beside a file it is told how many there are, and what is not among them."""
    from hn2301_asp.covering.suggesting import suggest
    from hn2301_asp.report.suggestions import suggested_file, suggested_lines
    from hn2301_asp.report.writers.terminal import write

    if output is not None:
        _require_new(output)
    found = suggest(protocol, report.outcomes)
    if found.scenarios:
        emit(suggested_file(found), output)
    write(suggested_lines(found, report, output), sys.stdout if output else sys.stderr)
    return FOUND if report.failed or any(one.state != "out_of_reach" for one in found.rest) else DONE


def _require_new(output: str) -> None:
    """Refuses a file that is there already, whatever it holds: scenarios are somebody's work."""
    from hn2301_asp.source.diagnostics import Finding, InputError, Place

    if PurePath(output).suffix != ".yaml":
        raise click.UsageError(f"`{output}` is not the name of a .yaml file, as scenarios are")
    if os.path.lexists(output):
        help = "give the suggestions a file of their own beside it"
        raise InputError(Finding("output", "the file is there already", Place(output), help=help))
