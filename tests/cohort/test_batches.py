"""Tables that come in batches: lazy frames of Polars, and relations of DuckDB, answered on their own connection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.cohort import batches
from hn2301_asp.source.diagnostics import InputError
from tests.bench.opponents import table


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> pl.DataFrame:
    """A table of several batches, in which some stand twice, in batches far apart, and some are not named."""
    monkeypatch.setattr(batches, "ROWS", 70)
    rows = pl.int_range(300)
    names = pl.when(rows % 130 == 9).then(pl.lit(" S1-5")).when(rows % 97 == 4).then(None).otherwise("patient_id")
    wrong = pl.when(rows.is_in([139, 200])).then(pl.lit(5_000.0)).otherwise("hemoglobin[g/L]")
    return table.frame(300, seed=1, ids=True).with_columns(names.alias("patient_id"), wrong.alias("hemoglobin[g/L]"))


def texts(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.select(pl.all().cast(pl.String)).to_dicts()


def test_batches_of_a_lazy_frame_are_one_table(protocol: Protocol, several: pl.DataFrame, tmp_path: Path) -> None:
    expected = protocol.screen_frame(several)
    assert expected["error"].null_count() == 300 - 4 - 4 - 1
    assert protocol.screen_frame(several.lazy()).collect().equals(expected)
    several.write_parquet(tmp_path / "cohort.parquet")
    assert protocol.screen_frame(pl.scan_parquet(tmp_path / "cohort.parquet")).collect().equals(expected)


def test_a_table_and_a_file_are_answered_on_the_connection_that_they_are_of(
    protocol: Protocol, several: pl.DataFrame, tmp_path: Path
) -> None:
    expected = protocol.screen_frame(several)
    several.write_parquet(tmp_path / "cohort.parquet")
    with duckdb.connect(tmp_path / "cohort.duckdb") as connection:
        connection.register("frame", several.to_arrow())
        connection.execute("CREATE TABLE cohort AS SELECT * FROM frame")
        for relation in (connection.table("cohort"), connection.read_parquet(str(tmp_path / "cohort.parquet"))):
            answers = protocol.screen_frame(relation)
            assert texts(answers.pl()) == texts(expected)
            counted = connection.sql("SELECT verdict, count(*) FROM answers GROUP BY ALL").fetchall()
            assert dict(counted) == dict(expected["verdict"].value_counts().iter_rows())
        answers.to_table("answers")
        joined = connection.sql(
            "SELECT count(*) FROM cohort JOIN answers USING (patient_id) WHERE verdict = 'eligible'"
        )
        assert joined.fetchall() == [((expected["verdict"] == "eligible").sum(),)]
        tables = connection.sql("SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views()")
        assert {name for (name,) in tables.fetchall() if "screen_frame" in name} == set()


def test_what_a_connection_does_not_allow_is_told(protocol: Protocol) -> None:
    with duckdb.connect() as connection:
        relation = connection.sql("SELECT 'A' AS patient_id, 71 AS age")
        connection.execute("SET python_enable_replacements = false")
        with pytest.raises(InputError, match="takes no frames of Python"):
            protocol.screen_frame(relation)
        connection.execute("SET python_enable_replacements = true")
        connection.execute("CREATE TABLE _answers_of_screen_frame AS SELECT 1 AS verdict")
        with pytest.raises(InputError, match="has a table `_answers_of_screen_frame` of its own"):
            protocol.screen_frame(relation)
        connection.execute("DROP TABLE _answers_of_screen_frame")
        assert protocol.screen_frame(relation).fetchall()[0][:3] == ("A", "ineligible", "not_met")


def test_a_heading_is_refused_before_any_row_is_read(protocol: Protocol) -> None:
    def never(frame: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError

    frame = pl.LazyFrame({"agee": [1]}).map_batches(never, schema={"agee": pl.Int64})
    with pytest.raises(InputError, match="agee"):
        protocol.screen_frame(frame)
    none = protocol.screen_frame(pl.LazyFrame(schema={"age": pl.Float64, "pregnant": pl.Boolean})).collect()
    assert none.height == 0
    assert none.columns[0] == "verdict"
