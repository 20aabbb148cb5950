"""Whom to work on next: the patients who wait for the fewest facts. Asked for by name, for it names patients."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hn2301_asp.cohort.frames import DECIDING, VERDICT
from hn2301_asp.cohort.tally.counts import facts_of
from hn2301_asp.cohort.tally.told import Waiting
from hn2301_asp.knowledge.vocabulary.model import PATIENT_ID
from hn2301_asp.patient.fields import heading_of
from hn2301_asp.patient.lookups import lookups
from hn2301_asp.screener import Screener

_NAME = "name of the row"


def next_patients(
    screener: Screener, table: pl.DataFrame, told: pl.DataFrame, most: int, before: Sequence[Waiting] = ()
) -> tuple[Waiting, ...]:
    """So many of the undetermined, those who wait for the fewest facts first, else in the order of the rows.

    Of whom no missing fact could decide is not among them. ``before`` are those of the tables before this one.
    """
    criteria = [one.id for one in screener.knowledge_base.criteria]
    asked = DECIDING in told.columns
    open_ = told.with_columns(_names(screener, table)).filter(pl.col(VERDICT) == "undetermined")
    found = [*before]
    for row in open_.select(_NAME, *([DECIDING] if asked else criteria)).iter_rows():
        waits = tuple(name for name, status in zip(criteria, row[1:], strict=False) if status == "unknown")
        facts = facts_of(row[1]) if asked else waits
        found += [Waiting(row[0] or "", facts)] if facts else []
    return tuple(sorted(found, key=lambda one: len(one.facts))[:most])


def _names(screener: Screener, table: pl.DataFrame) -> pl.Series:
    """What each row calls its patient; where the table names nobody, the number of the row."""
    known = lookups(screener.knowledge_base.vocabulary, screener.names)
    for column in table.columns:
        heading = heading_of(column, known)
        if heading is not None and heading.name == PATIENT_ID:
            names = [None if value is None else str(value) for value in table[column].to_list()]
            return pl.Series(_NAME, names, dtype=pl.String)
    return pl.Series(_NAME, [f"row {number}" for number in range(1, len(table) + 1)], dtype=pl.String)
