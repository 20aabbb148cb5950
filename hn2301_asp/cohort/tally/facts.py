"""Which facts a table tells of how many rows: of those that the criteria rest on. What a cell says is not asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from msgspec import Struct

from hn2301_asp.cohort.columns.coding import OPERATOR
from hn2301_asp.forms.asked import fields_asked, said_by
from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary
from hn2301_asp.patient.fields import heading_of
from hn2301_asp.patient.lookups import lookups
from hn2301_asp.screener import Screener
from hn2301_asp.solver.space import Space
from hn2301_asp.source.scalars import UNKNOWN


class Completeness(Struct, frozen=True):
    """Of each fact: how many rows say something of it, and how many rows stand in tables with a column for it."""

    rows: int = 0
    told: Mapping[str, int] = {}
    could: Mapping[str, int] = {}

    def __add__(self, other: Completeness) -> Completeness:
        told, could = Counter(self.told), Counter(self.could)
        told.update(other.told)
        could.update(other.could)
        return Completeness(self.rows + other.rows, dict(told), dict(could))

    @property
    def absent(self) -> tuple[str, ...]:
        """The facts that no table has a column for."""
        return tuple(fact for fact, rows in self.could.items() if not rows)


def completeness(screener: Screener, table: pl.DataFrame) -> Completeness:
    """How many rows of a table say something of each fact, in any of the columns that tell of it.

    A cell that is empty or says that it is not known says nothing. A value that could be derived counts where it is
    written itself; of a time the date from which it is counted counts as well.
    """
    known = lookups(screener.knowledge_base.vocabulary, screener.names)
    columns: dict[str, list[str]] = {}
    for column in table.columns:
        heading = heading_of(column, known)
        if heading is not None and heading.bracket != OPERATOR:
            columns.setdefault(heading.name, []).append(column)
    asked: dict[str, pl.Expr] = {}
    could: dict[str, int] = {}
    cells = dict[str, pl.Series]()
    for fact, fields in screener.space.once(_asked).items():
        own = [column for name in fields for column in columns.get(name, ())]
        cells |= {name: _plain(table[name]) for name in own if table.schema[name] == pl.Object}
        if own:
            says = [_says(name, cells[name].dtype if name in cells else table.schema[name]) for name in own]
            asked[fact] = pl.any_horizontal(says).sum()
        if own or not _needs_no_column(fact, columns, screener):
            could[fact] = len(table) if own else 0
    if not asked:
        return Completeness(len(table), {}, could)
    found = table.lazy().with_columns(**cells).select(**asked).collect().row(0, named=True)
    return Completeness(len(table), found, could)


def _says(name: str, kind: pl.DataType) -> pl.Expr:
    """In which rows a column says something."""
    column = pl.col(name)
    if kind.is_float():
        return column.is_not_nan().fill_null(value=False)
    if kind == pl.String:
        words = column.str.strip_chars().str.to_lowercase()
        return ~words.is_in(sorted(UNKNOWN)).fill_null(value=True)
    return column.is_not_null()


def _plain(series: pl.Series) -> pl.Series:
    """Cells of several kinds as texts."""
    return pl.Series([None if value is None else str(value) for value in series.to_list()], dtype=pl.String)


def _asked(space: Space) -> dict[str, Sequence[str]]:
    """The facts that criteria rest on, each with the fields that tell of it, in the vocabulary's order."""
    vocabulary, asked = space.base.vocabulary, fields_asked(space)
    facts: dict[str, list[str]] = {}
    for field in vocabulary.fields():
        if field in asked:
            facts.setdefault(_fact(field, vocabulary), []).append(field)
    for name, quantity in vocabulary.quantities.items():
        if name in facts:
            facts[name] += _further(name, quantity, vocabulary)
    return {fact: tuple(dict.fromkeys(fields)) for fact, fields in facts.items() if fact not in vocabulary.record}


def _fact(field: str, vocabulary: Vocabulary) -> str:
    """An item of a list belongs to the list, a dose to what doses add up to."""
    prefix = field.partition(".")[0]
    if prefix in vocabulary.families:
        return prefix
    return vocabulary.doses[prefix].adds_up_to if prefix in vocabulary.doses else field


def _further(name: str, quantity: Quantity, vocabulary: Vocabulary) -> Iterable[str]:
    yield from said_by(quantity)
    if quantity.summary is not None:
        yield quantity.summary.of
    for doses in vocabulary.doses.values():
        if doses.adds_up_to == name:
            yield from (f"{doses.name}.{drug.name}" for drug in vocabulary.dosed(doses))


def _needs_no_column(fact: str, columns: Iterable[str], screener: Screener) -> bool:
    """Whether others tell of a fact that has no column: a formula, or of a score its sum or its items."""
    vocabulary = screener.knowledge_base.vocabulary
    if fact in screener.knowledge_base.thresholds.derived or fact in screener.space.ties:
        return True
    scored = [score.family for score in vocabulary.scores.values() if fact in score.totals]
    if any(column.partition(".")[0] in scored for column in columns):
        return True
    return fact in vocabulary.families and vocabulary.families[fact].score is not None
