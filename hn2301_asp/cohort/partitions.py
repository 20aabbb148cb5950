"""The partitions of a Spark DataFrame: each is screened where it lies, by the same engine as a frame in memory.

The driver sends the knowledge base as data; a worker makes a protocol of it once, whatever it is asked about. What
the rows say is never collected, but for who stands twice. Spark's own expressions would save nothing: a query of them
that is not exact takes as long (`tests/bench/spark.py`).
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Any, Final

import polars as pl

from hn2301_asp.cohort.batches import names
from hn2301_asp.cohort.columns.identity import Name, named
from hn2301_asp.cohort.frames import screened
from hn2301_asp.screener import Screener
from hn2301_asp.solver.shipped import packed, unpacked

#: A table, or a batch of one, as Arrow holds it.
Table = Any
#: So many rows of a partition are judged at once: a worker has little memory of its own.
_ROWS: Final = 131_072


def screened_partitions(
    screener: Screener, frame: Any, readings: Mapping[str, str] | None, *, explain: bool = False
) -> Any:
    """What ``screened`` says of a DataFrame of PySpark, as another one that is worked out when it is asked for.

    Where the table names its patients they are counted at once: one aggregation of that column. Raises InputError
    where a heading is not understood.
    """
    blank = _on_polars(frame.limit(0).toArrow())
    answers = screened(screener, blank, readings, explain=explain)
    written = blank.columns
    about = [name for name in answers.columns if name in written]
    schema = type(frame.schema)([frame.schema[written.index(name)] for name in about])
    for name in answers.columns[len(about) :]:
        schema.add(name, "string")
    data = packed(screener.knowledge_base, screener.space.circuit)
    numbered = frame.toDF(*map(_place, range(len(written))))  # A heading with a point in it cannot be asked for.
    twice: list[Name] = []
    if (naming := names(screener, blank, about)) is not None:
        own = numbered.select(*(_place(written.index(name)) for name in about))
        twice = _twice(own, partial(_named, data, about), naming.width)
    return numbered.mapInArrow(
        partial(_judged, data, written, about, dict(readings or {}), twice, explain=explain), schema
    )


def _place(number: int) -> str:
    """How a column is called on its way."""
    return f"c{number}"


def _twice(frame: Any, naming: Any, width: int) -> list[Name]:
    """Those who stand twice, over all partitions."""
    places, schema = [_place(number) for number in range(width)], type(frame.schema)()
    for place in places:
        schema.add(place, "string")
    counted = frame.mapInArrow(naming, schema).groupBy(*places).count()
    return [tuple(row[place] for place in places) for row in counted.filter("count > 1").collect()]


@lru_cache(maxsize=4)
def _screener(data: bytes) -> Screener:
    """The protocol that was sent: made once in each worker."""
    return Screener(*unpacked(data))


def _named(data: bytes, about: Sequence[str], batches: Iterable[Table]) -> Iterator[Table]:
    """Whom each row names, without those who name nobody."""
    for table in _gathered(batches, about):
        found = names(_screener(data), _on_polars(table), about)
        if found is not None:
            found = named(found)
            found.columns = [_place(number) for number in range(found.width)]
            yield from _as_text(found).to_batches()


def _judged(
    data: bytes,
    written: Sequence[str],
    about: Sequence[str],
    readings: Mapping[str, str],
    twice: Iterable[Name],
    batches: Iterable[Table],
    *,
    explain: bool,
) -> Iterator[Table]:
    """The answers of a partition's rows, behind its columns about the record as they are."""
    known = frozenset(twice)
    for table in _gathered(batches, written):
        answers = _as_text(screened(_screener(data), _on_polars(table), readings, known, explain=explain).drop(about))
        for name in reversed(about):
            answers = answers.add_column(0, table.schema.field(name), table[name])
        yield from answers.to_batches()


def _gathered(batches: Iterable[Table], written: Sequence[str]) -> Iterator[Table]:
    """Spark's batches as fewer larger ones, under their own headings."""
    pa = importlib.import_module("pyarrow")

    waiting: list[Table] = []
    for batch in chain(batches, [None]):
        waiting += [] if batch is None else [batch]
        if waiting and (batch is None or sum(map(len, waiting)) >= _ROWS):
            yield pa.Table.from_batches(waiting).rename_columns(list(written))
            waiting = []


def _on_polars(table: Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _as_text(frame: pl.DataFrame) -> Table:
    """A table of plain texts: Spark knows neither words of a list nor large texts."""
    pa = importlib.import_module("pyarrow")

    return frame.cast(pl.String).to_arrow().cast(pa.schema([(name, pa.string()) for name in frame.columns]))
