"""Whom rows name, in columns of every type: what is no name is told of the row, in whatever is written."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from .conftest import Run, Written, rows_of

AGES = ["34", "34", "34"]

#: A column of names, those of them that are names, and the rows that a summary counts.
COLUMNS = {
    "bytes": (pl.Series([b"A", b"\xff", None], dtype=pl.Binary), []),
    "lists": (pl.Series([["A"], ["B"], None], dtype=pl.List(pl.String)), []),
    "days": (pl.Series([datetime.date(2025, 1, 1), None, None], dtype=pl.Date), []),
    "whole floats": (pl.Series([1.0, 2.0**53 - 1, None]), ["1", "9007199254740991"]),
    "floats without all digits": (pl.Series([1.0, 1e16, 123456789012345678.0]), ["1"]),
    "floats of 32 bits": (pl.Series([1.5, 16777216.0, 3.0], dtype=pl.Float32), ["16777216", "3"]),
}


@pytest.mark.parametrize("name", [*COLUMNS])
def test_what_is_no_name_is_the_same_in_all_that_is_written(run: Run, written: Written, name: str) -> None:
    series, names = COLUMNS[name]
    file = written(pl.DataFrame({"patient_id": series, "age": AGES}), "a.parquet")
    told = []
    for form in ("csv", "parquet"):
        done = run("screen", file, "-o", f"out.{form}", "--keep-going", "--summary", "-")
        assert [row[0] for row in rows_of(f"out.{form}")] == names
        assert f"{len(names)} {'row' if len(names) == 1 else 'rows'} assessed" in done.out
        told.append((done.code, done.out, done.err))
    assert told[0] == told[1]


@pytest.mark.parametrize("name", [*COLUMNS])
def test_single_rows_are_found_whatever_type_names_them(run: Run, written: Written, name: str) -> None:
    series, names = COLUMNS[name]
    file = written(pl.DataFrame({"patient_id": series, "age": AGES}), "a.parquet")
    wanted = names[-1] if names else "A"
    done = run("screen", file, "-o", "out.csv", "--keep-going", "--explain", wanted)
    assert done.code == 2
    assert done.out.startswith(f"{wanted}   cannot be decided yet") == bool(names)


def test_one_patient_is_one_whatever_type_names_him(run: Run, written: Written) -> None:
    """A number with a missing one beside it is a float in pandas, and a text elsewhere."""
    first = written(pl.DataFrame({"patient_id": [1.0, 2.0], "age": ["34", "34"]}), "a.parquet")
    second = written(pl.DataFrame({"patient_id": ["1", "3"], "age": ["34", "34"]}), "b.parquet")
    done = run("screen", first, second, "-o", "out.parquet", "--keep-going", "--summary", "-")
    assert [row[0] for row in rows_of("out.parquet")] == ["2", "3"]
    assert "2 rows assessed" in done.out
    assert "2 not understood" in done.out
