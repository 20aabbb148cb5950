"""A table's rows a batch at a time, as an engine hands them out: in memory are one batch, and the answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

import polars as pl

from hn2301_asp.cohort.columns.headings import read_headings
from hn2301_asp.cohort.columns.identity import TWICE, again, names_in
from hn2301_asp.cohort.frames import BLOCKING, ERROR, screened
from hn2301_asp.patient.lookups import lookups
from hn2301_asp.screener import Screener

#: So many rows are one batch: of fewer, what is worked out once for each batch weighs more.
ROWS: Final = 262_144


def in_batches(
    screener: Screener,
    blank: pl.DataFrame,
    batches: Iterable[pl.DataFrame],
    readings: Mapping[str, str] | None,
    *,
    explain: bool = False,
) -> pl.DataFrame:
    """What ``screened`` says of a table whose rows come in batches, in their order; ``blank`` is it without rows.

    Whether somebody stands twice is told when all have come. Raises InputError before the first batch is asked for.
    """
    found = [screened(screener, blank, readings, explain=explain)]
    found += (screened(screener, batch, readings, twice=(), explain=explain) for batch in _gathered(batches))
    answers = pl.concat(found)
    named = names(screener, answers, blank.columns)
    return answers if named is None else _marked(answers, again(named), {*blank.columns})


def _gathered(batches: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """An engine's batches, which may be as small as it likes, as fewer larger ones."""
    waiting: list[pl.DataFrame] = []
    for batch in batches:
        waiting.append(batch)
        if sum(map(len, waiting)) >= ROWS:
            yield pl.concat(waiting, rechunk=True)
            waiting = []
    if waiting:
        yield pl.concat(waiting, rechunk=True)


def names(screener: Screener, frame: pl.DataFrame, written: Iterable[str]) -> pl.DataFrame | None:
    """Whom each row of a frame names, which has those of a table's columns that are about the record."""
    known = lookups(screener.knowledge_base.vocabulary, screener.names)
    headings = read_headings(list(written), known, screener.space)
    return names_in(headings, {one.written: frame[one.written] for one in headings.about}, known.vocabulary)


def _marked(answers: pl.DataFrame, rows: pl.Series, about: Collection[str]) -> pl.DataFrame:
    """Answers in which some rows are of somebody who stands twice: nothing else is told of these."""
    if not rows.any():
        return answers
    told = {
        name: pl.when(rows).then(pl.lit("") if name == BLOCKING else None).otherwise(pl.col(name))
        for name in answers.columns
        if name not in about
    }
    error = pl.concat_str(pl.lit(TWICE), pl.lit("; ") + pl.col(ERROR), ignore_nulls=True)
    told[ERROR] = pl.when(rows).then(error).otherwise(pl.col(ERROR))
    return answers.with_columns(**told)
