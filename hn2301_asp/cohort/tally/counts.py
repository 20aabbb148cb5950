"""What is counted of a screened table: kept so that tables, batches and processes can be added. No patient is in it.

A tally keeps how many rows there are of each *pattern*: the verdict and the status of every criterion. All that is told
of verdicts and criteria follows from these (``tally_cells``), and two tallies add up whatever cut the rows apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.frames import DECIDING, VERDICT
from hn2301_asp.cohort.tally.facts import Completeness, completeness
from hn2301_asp.cohort.tally.index import EACH_ROW, IndexDate, Visits, visits_of
from hn2301_asp.knowledge.model import Kind
from hn2301_asp.screener import Screener
from hn2301_asp.source.private import Private

#: What a month or a site is called that is not known.
NOT_KNOWN: Final = ""

#: A pattern: the verdict's place in VERDICTS and each status's in STATUSES, from 1; 0 where there is none.
Pattern = bytes
#: Where somebody certainly qualifies, and where possibly: months and sites; None where nobody does.
Accrued = tuple[str | None, str | None, str, str]

_Key = TypeVar("_Key")


class Tally(Private, frozen=True, kw_only=True):
    """Counts of one or several screened tables under one protocol; ``a + b`` counts both.

    ``rows`` are all that were read, ``patterns`` those that count: where the first qualifying visit counts
    (``persons``) one of each person. ``accrual`` says where the eligible and the undetermined stand (a month, a site);
    ``missing`` how many of the undetermined wait for so many deciding facts, ``deciding`` how many wait for each, of
    the ``explained``.
    """

    criteria: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: int
    patterns: Mapping[Pattern, int]
    accrual: Mapping[Accrued, int]
    facts: Completeness
    missing: Mapping[int, int]
    deciding: Mapping[str, int]
    explained: int
    persons: bool = False
    dated: bool = False
    sited: bool = False

    def __add__(self, other: Tally) -> Tally:
        if (self.criteria, self.kinds, self.persons) != (other.criteria, other.kinds, other.persons):
            raise ValueError("tallies add up where they count the same criteria in the same way")
        return Tally(
            criteria=self.criteria,
            kinds=self.kinds,
            rows=self.rows + other.rows,
            patterns=_sum(self.patterns, other.patterns),
            accrual=_sum(self.accrual, other.accrual),
            facts=self.facts + other.facts,
            missing=_sum(self.missing, other.missing),
            deciding=_sum(self.deciding, other.deciding),
            explained=self.explained + other.explained,
            persons=self.persons,
            dated=self.dated or other.dated,
            sited=self.sited or other.sited,
        )


def _sum(one: Mapping[_Key, int], other: Mapping[_Key, int]) -> dict[_Key, int]:
    found = Counter(one)
    found.update(other)
    return dict(found)


def tally(screener: Screener, table: pl.DataFrame, told: pl.DataFrame, index: IndexDate = EACH_ROW) -> Tally:
    """The counts of one table as it was read and what was found of it (``frames.screened``), row by row.

    Where the first visit counts the tables of one person cannot be told apart and added: ``tally_all`` does that.
    """
    return tally_all(screener, [(table, told)], index)


def tally_all(
    screener: Screener, pairs: Iterable[tuple[pl.DataFrame, pl.DataFrame]], index: IndexDate = EACH_ROW
) -> Tally:
    """The counts of tables in turn, each as it was read and what was found of it; only counts are kept of each.

    Where the first qualifying visit counts, one row of each person is kept until the end.
    """
    found = [_counted(screener, None, [])]
    kept: Visits | None = None
    for table, told in pairs:
        rows = visits_of(screener, table, told.select(_counted_columns(screener, told)), index)
        facts = [completeness(screener, table)]
        if index.kind == "first":
            kept = rows if kept is None else kept + rows
            rows = rows.none()
        found = [reduce(add, [*found, _counted(screener, rows, facts, len(table))])]
    if index.kind == "first":
        found.append(_counted(screener, kept, []))
    return _of_persons(reduce(add, found), index)


def _counted_columns(screener: Screener, told: pl.DataFrame) -> list[str]:
    """The columns that are counted: nothing else is kept of a row."""
    criteria = [one.id for one in screener.knowledge_base.criteria]
    return [VERDICT, *criteria, *([DECIDING] if DECIDING in told.columns else [])]


def _of_persons(found: Tally, index: IndexDate) -> Tally:
    from msgspec.structs import replace

    return replace(found, persons=index.kind == "first")


def _counted(screener: Screener, visits: Visits | None, facts: list[Completeness], rows: int = 0) -> Tally:
    criteria = screener.knowledge_base.criteria
    names = tuple(one.id for one in criteria)
    missing, deciding, explained = _deciding(visits.told) if visits is not None else ({}, {}, 0)
    return Tally(
        criteria=names,
        kinds=tuple(one.kind for one in criteria),
        rows=rows,
        patterns={} if visits is None else _patterns(visits.told, names),
        accrual={} if visits is None else visits.accrual(),
        facts=reduce(add, facts, Completeness()),
        missing=missing,
        deciding=deciding,
        explained=explained,
        dated=visits is not None and visits.dated,
        sited=visits is not None and visits.sited,
    )


def _patterns(told: pl.DataFrame, criteria: tuple[str, ...]) -> dict[Pattern, int]:
    """How many rows there are of each verdict with each criterion's status."""
    found = told.lazy().group_by(VERDICT, *criteria).len("rows").collect()
    codes = pattern_codes(found, criteria)
    rows = [(row.tobytes(), number) for row, number in zip(codes, found["rows"].to_list(), strict=True)]
    return dict(sorted(rows))


def pattern_codes(told: pl.DataFrame, criteria: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Each row's pattern: its bytes are one."""
    return np.stack([_codes(told[name]) for name in (VERDICT, *criteria)], axis=1)


def _codes(series: pl.Series) -> Any:
    """An enumeration's words by their places, from 1; 0 where there is none."""
    return (series.to_physical().cast(pl.Int16) + 1).fill_null(0).to_numpy().astype(np.uint8)


def _deciding(told: pl.DataFrame) -> tuple[dict[int, int], dict[str, int], int]:
    """Of the undetermined: how many wait for so many deciding facts, how many for each; none where it was not asked."""
    if DECIDING not in told.columns:
        return {}, {}, 0
    texts = told.filter(pl.col(VERDICT) == "undetermined")[DECIDING].fill_null("")
    missing: Counter[int] = Counter()
    deciding: Counter[str] = Counter()
    alike = texts.value_counts(sort=False, name="rows")
    for text, rows in alike.sort(DECIDING).iter_rows():
        names = facts_of(text)
        missing[len(names)] += rows
        deciding.update(dict.fromkeys(names, rows))
    return dict(sorted(missing.items())), dict(sorted(deciding.items())), len(told)


def facts_of(text: str | None) -> tuple[str, ...]:
    """The facts that a cell of ``missing_deciding`` names, each once."""
    return tuple(dict.fromkeys(name for name in (text or "").split(";") if name))
