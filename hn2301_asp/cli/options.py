"""What the commands about patients share: how these are read and judged, and how results are written and recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from hn2301_asp.cli.outputs import keep, writes
from hn2301_asp.cli.shared import DECIMAL, KB, SHEET, emit, emit_lines, files_of
from hn2301_asp.source.lists import counted

if TYPE_CHECKING:
    from hn2301_asp.screener import Explained, Screener

READINGS = click.option(
    "--reading", "readings", metavar="ID=VALUE", multiple=True, help="Take another reading of an ambiguous phrase."
)
LANGUAGE = click.option(
    "--lang", "language", metavar="CODE", help="With --format html: also name facts and criteria in it, as in zh."
)
LIMIT = click.option(
    "--limit",
    "limit",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    help="How many sets of each kind an explanation lists at most.",
)


def asked(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of how patients are read and judged, and how that is written."""
    for option in (KB, LIMIT, READINGS, writes, LANGUAGE, DECIMAL, SHEET):
        function = option(function)
    return function


def recordable(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that record a decision."""
    options = {
        "--record": "Also write the record of the decision, with all that is needed to verify it.",
        "--who": "With --record: who decides.",
        "--when": "With --record: when, in your words; no clock is read.",
        "--meaning": "With --record: what the record is to say.",
        "--corrects": "With --record: the digest of an earlier record that this one corrects.",
    }
    for name, help in reversed(options.items()):
        metavar = {"--record": "OUT", "--corrects": "DIGEST"}.get(name, "TEXT")
        function = click.option(name, name.strip("-"), metavar=metavar, help=help)(function)
    return function


def is_given(name: str) -> bool:
    """Whether an option of the command stands on the command line."""
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def chosen(readings: Sequence[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for text in readings:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"`{text}` is not of the form ID=VALUE")
        if chosen.setdefault(name.strip(), value.strip()) != value.strip():
            raise click.UsageError(f"the reading `{name}` is given twice")
    return chosen


def write_results(
    protocol: Screener, results: Sequence[Explained], form: str, output: str | None, language: str | None = None
) -> None:
    if form == "json":
        from hn2301_asp.report.patient.data import result_data, to_json

        emit(to_json([result_data(result) for result in results]), output)
    elif form == "csv":
        from hn2301_asp.report.patient.table import to_csv

        emit(to_csv(protocol, results), output)
    elif form == "html":
        from hn2301_asp.report.html import to_html

        emit(to_html(protocol, results, language or "en"), output)
    else:
        from hn2301_asp.report.patient.text import accounts_lines

        emit_lines(lambda width: accounts_lines(results, width), output)


def require_html(form: str, language: str | None) -> None:
    if language is not None and form != "html":
        raise click.UsageError("--lang goes with --format html")


def require_record(record: str | None, made: dict[str, str | None]) -> None:
    given = [f"--{name}" for name, text in made.items() if text is not None]
    if record is None and given:
        raise click.UsageError(f"{given[0]} goes with --record")


def record_decisions(
    results: Sequence[Explained], protocol: Screener, record: str | None, made: dict[str, str | None]
) -> None:
    """Has the record of the decisions written, if one is asked for."""
    if record is None:
        return
    from hn2301_asp.decision import make_record, record_bytes

    data = make_record(results, files_of(protocol), **made)
    told = f"{counted(len(results), 'decision')} recorded, digest {data['digest']}"
    keep(record, record_bytes(data), record=True, told=told)
