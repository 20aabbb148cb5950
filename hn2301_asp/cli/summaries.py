"""Summaries of what was screened: the options for them, and the files that they are written to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import click

from hn2301_asp.cli.shared import emit, emit_lines, say
from hn2301_asp.source.lists import counted
from hn2301_asp.source.private import Private

if TYPE_CHECKING:
    import polars as pl

    from hn2301_asp.cohort.tally.index import IndexDate
    from hn2301_asp.screener import Screener

    Pair = tuple[pl.DataFrame, pl.DataFrame]

#: The terminal.
_TERMINAL: Final = "-"
_SUFFIXES: Final = (".txt", ".json", ".html", ".htm", ".svg")


class Summed(Private, frozen=True):
    """What summary is asked for: where it is written, below which counts are hidden, as of which day."""

    outputs: tuple[str, ...]
    least: int | None
    index: IndexDate

    @property
    def visits(self) -> bool:
        """Whether rows of one patient are visits, so that nothing but the summary can be told of the table."""
        return self.index.kind in ("each", "first")


def summarising(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options `--summary`, `--min-cell` and `--index-date`."""
    options = {
        "--index-date": {
            "metavar": "DAY|each|first",
            "help": "With --summary: the day as of which all are judged, in place of their screening dates; or rows "
            "are visits: count each, or of each patient the first that qualifies.",
        },
        "--min-cell": {
            "type": click.IntRange(min=2),
            "metavar": "N",
            "help": "With --summary: hide counts from 1 to N-1, and what they would follow from.",
        },
        "--summary": {
            "metavar": "OUT",
            "multiple": True,
            "help": "Write how many could qualify, what each criterion costs and what is missing: to a .txt, .json, "
            ".html or .svg file, or `-` to the terminal; the patients only with -o, --format or --record.",
        },
    }
    for name, given in options.items():
        function = click.option(name, name.strip("-").replace("-", "_"), **given)(function)  # type: ignore[arg-type]
    return function


def wanted_summary(outputs: Sequence[str], min_cell: int | None, index_date: str | None) -> Summed | None:
    """What summary the options ask for; None where none is. Raises UsageError where they do not go together."""
    for name, given in (("--min-cell", min_cell), ("--index-date", index_date)):
        if given is not None and not outputs:
            raise click.UsageError(f"{name} goes with --summary")
    if not outputs:
        return None
    for output in outputs:
        if output != _TERMINAL and PurePath(output).suffix.lower() not in _SUFFIXES:
            raise click.UsageError(f"`{output}` is no name of a summary: its suffix is one of {', '.join(_SUFFIXES)}")
    from hn2301_asp.source.libraries import installed

    for library in ("narwhals", "polars"):
        installed(library, "a summary", "frames")
    from hn2301_asp.cohort.tally.index import IndexDate

    return Summed(tuple(outputs), min_cell, IndexDate.of(index_date))


def require_apart(asked: Summed, form: str, output: str | None, record: str | None) -> None:
    """Raises UsageError where a summary would stand in what programs read, or all else would be left out in silence."""
    if asked.visits:
        left_out = [name for name, given in (("-o", output), ("--record", record)) if given is not None]
        if left_out or form != "text":
            what = left_out[0] if left_out else f"--format {form}"
            raise click.UsageError(f"--index-date {asked.index.kind} goes without {what}: only the summary is written")
    elif _TERMINAL in asked.outputs and output is None and form != "text":
        raise click.UsageError(f"--summary - goes without --format {form}, or with -o: both would be one text")


class _Odd:
    """The rows that are not understood under the index date: how many, of how many, and why the first is not."""

    def __init__(self) -> None:
        self.rows = self.of = 0
        self.example = ""

    def watched(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        """The tables as they come."""
        for table, told in pairs:
            errors = told["error"].drop_nulls()
            if not self.rows and len(errors):
                self.example = errors[0]
            self.rows, self.of = self.rows + len(errors), self.of + len(told)
            yield table, told


def write_summary(protocol: Screener, pairs: Iterable[Pair], readings: Mapping[str, str], asked: Summed) -> None:
    """Writes the summary of tables that come in turn, each as it was read and what was found of it."""
    from hn2301_asp.cohort.tally.asking import summarised
    from hn2301_asp.report.cohort.data import summary_data
    from hn2301_asp.report.cohort.page import to_html, to_svg
    from hn2301_asp.report.cohort.text import summary_lines
    from hn2301_asp.report.patient.data import to_json
    from hn2301_asp.screening import check_readings

    base, odd = protocol.knowledge_base, _Odd()
    found, _ = summarised(protocol, odd.watched(pairs), asked.index, asked.least)
    if asked.index.kind == "fixed" and odd.rows:
        rows = counted(odd.of, "row")
        say(f"{odd.rows} of {rows} not counted: not understood as of {asked.index.day}, for example {odd.example}")
    for output in asked.outputs:
        suffix = PurePath(output).suffix.lower()
        if suffix == ".json":
            emit(to_json(summary_data(found, base, check_readings(base, readings))), output)
        elif suffix in (".html", ".htm"):
            emit(to_html(found, base), output)
        elif suffix == ".svg":
            emit(to_svg(found, base), output)
        else:
            emit_lines(lambda width: summary_lines(found, base, width), None if output == _TERMINAL else output)
