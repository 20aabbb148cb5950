"""20,000 rows of all facts on every engine, in every spelling of columns and units: each as its record alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import duckdb
import polars as pl
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from tests.bench.opponents import table
from tests.cohort.rows import alone
from tests.cohort.spark import sessions, spark
from tests.conftest import Sample

#: Tables of so many rows each: together 20,000, of which a tenth to a fifth of each column is missing in the second.
_ROWS = 10_000
_MISSING = (0.05, 0.15)
Table = tuple[pl.DataFrame, Sequence[tuple[Any, ...]]]

#: A frame of Polars as one of another kind, judged, and the answers back on Polars.
ENGINES: Mapping[str, Callable[[Protocol, pl.DataFrame], Any]] = {
    "polars": lambda protocol, frame: protocol.screen_frame(frame),
    "lazy": lambda protocol, frame: protocol.screen_frame(frame.lazy()).collect(),
    "pandas": lambda protocol, frame: pl.from_pandas(protocol.screen_frame(frame.to_pandas())),
    "pyarrow": lambda protocol, frame: pl.from_arrow(protocol.screen_frame(frame.to_arrow())),
    "duckdb": lambda protocol, frame: protocol.screen_frame(duckdb.from_arrow(frame.to_arrow())).pl(),
}


@pytest.fixture(scope="module")
def tables(protocol: Protocol, sample: Sample) -> Sequence[Table]:
    """Tables with what `screen` says of each row, in which no row is refused."""
    found = []
    for seed, missing in enumerate(_MISSING):
        frame = table.frame(max(sample(_ROWS), 400), seed=40 + seed, missing=missing, ids=True)
        records = (
            {name: value for name, value in row.items() if value is not None} for row in frame.iter_rows(named=True)
        )
        expected = [alone(protocol, record) for record in records]
        found.append((frame, expected))
    assert {row[0] for _, rows in found for row in rows} == {"eligible", "ineligible", "undetermined"}
    return found


def told(protocol: Protocol, answers: pl.DataFrame) -> list[tuple[Any, ...]]:
    ids = [criterion.id for criterion in protocol.knowledge_base.criteria]
    return answers.select(pl.col("verdict", *ids, "blocking").cast(pl.String)).rows()


def respelt(vocabulary: Vocabulary, frame: pl.DataFrame, number: int) -> pl.DataFrame:
    """The same table with other names of its columns: `__` for the point, another spelling of each unit."""
    spellings: dict[str, list[str]] = {}
    for spelling, unit in vocabulary.unit_names.items():
        spellings.setdefault(unit, []).append(spelling)

    def name(column: str) -> str:
        head, bracket, unit = column.partition("[")
        others = spellings.get(unit.rstrip("]"), [])
        unit = f"{others[number % len(others)]}]" if others else unit
        return (head.replace(".", "__") if number % 2 else head) + bracket + unit

    return frame.rename({column: name(column) for column in frame.columns})


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_says_of_each_row_what_its_record_says(
    protocol: Protocol, tables: Sequence[Table], engine: str
) -> None:
    for frame, expected in tables:
        assert told(protocol, ENGINES[engine](protocol, frame)) == expected


@pytest.mark.parametrize("number", range(1, 5))
def test_every_spelling_of_columns_and_units_says_the_same(
    protocol: Protocol, tables: Sequence[Table], number: int
) -> None:
    engines = list(ENGINES.values())
    for frame, expected in tables:
        other = respelt(protocol.knowledge_base.vocabulary, frame, number)
        assert other.columns != frame.columns
        assert told(protocol, engines[number](protocol, other)) == expected


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        yield from sessions(patch)


@spark
def test_spark_says_of_each_row_what_its_record_says(protocol: Protocol, tables: Sequence[Table], session: Any) -> None:
    for frame, expected in tables:
        spread = session.createDataFrame(respelt(protocol.knowledge_base.vocabulary, frame, 1).to_arrow())
        answers = pl.from_arrow(protocol.screen_frame(spread.repartition(3)).toArrow())
        assert isinstance(answers, pl.DataFrame)
        by_id = dict(zip(frame["patient_id"], expected, strict=True))
        assert told(protocol, answers) == [by_id[name] for name in answers["patient_id"]]
