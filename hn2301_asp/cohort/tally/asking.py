"""A summary of a table as it is asked for: read, screened under a declared index date, counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import polars as pl

from hn2301_asp.cohort.columns.identity import Name
from hn2301_asp.cohort.frames import screened
from hn2301_asp.cohort.tally.counts import tally_all
from hn2301_asp.cohort.tally.figures import figures, suppressed
from hn2301_asp.cohort.tally.index import IndexDate, declared, marked
from hn2301_asp.cohort.tally.next_patients import next_patients
from hn2301_asp.cohort.tally.told import Figures, Waiting
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError

#: A table as it was read, and what was found of it.
Pair = tuple[pl.DataFrame, pl.DataFrame]


def judged(
    screener: Screener,
    table: pl.DataFrame,
    index: IndexDate,
    readings: Mapping[str, str] | None = None,
    twice: Collection[Name] | None = None,
) -> Pair:
    """A table and what is found of it under an index date; ``twice`` are those who stand twice in the whole of it."""
    asked = declared(screener, table, index)
    return table, marked(screened(screener, asked.table, readings, twice, explain=True), asked.wrong)


def summarised(
    screener: Screener, pairs: Iterable[Pair], index: IndexDate, least: int | None = None, patients: int = 0
) -> tuple[Figures, tuple[Waiting, ...]]:
    """The numbers of tables in turn, and so many of the patients to work on next; only counts are kept of each table.

    Raises InputError where small counts are to stay hidden and patients to be named.
    """
    if least is not None and least < 1:
        raise ValueError(f"the smallest count that is told is {least}; from 1 on it can be told")
    if least is not None and patients:
        message = "where small counts stay hidden no patient is named"
        raise InputError(Finding("min-cell", message, help="leave out either of the two"))
    waiting: tuple[Waiting, ...] = ()

    def watched() -> Iterator[Pair]:
        nonlocal waiting
        for table, told in pairs:
            waiting = next_patients(screener, table, told, patients, waiting) if patients else ()
            yield table, told

    found = tally_all(screener, watched(), index)
    return figures(found) if least is None else suppressed(found, least), waiting
