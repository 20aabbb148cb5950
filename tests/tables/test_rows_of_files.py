"""Every command that reads a table calls a row by the same number, and none takes a table without a row."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from hn2301_asp.cohort import opening

from .conftest import Run, Written

#: Commands that read a table otherwise than row by row, or as visits.
COMMANDS = {
    "visits": ("screen", "FILE", "--summary", "-", "--index-date", "first"),
    "relax": ("relax", "FILE"),
}


def asked(name: str, file: str) -> list[str]:
    return [{"FILE": file}.get(word, word) for word in COMMANDS[name]]


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "parquet"])
def test_a_row_has_one_number_in_all_messages(run: Run, written: Written, kind: str) -> None:
    ages = ["34", "old", "34", "young"]
    file = written(pl.DataFrame({"patient_id": [*"ABCD"], "age": ages}), f"a.{kind}")
    rows = re.findall(r"at (a\.\w+, row \d+)", run("screen", file).err)
    assert len(rows) == 2
    for name in COMMANDS:
        assert re.findall(r"at (a\.\w+, row \d+)", run(*asked(name, file)).err) == rows, name


@pytest.mark.parametrize("name", [*COMMANDS])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_without_a_row_is_an_error(run: Run, written: Written, name: str, kind: str) -> None:
    schema = {"patient_id": pl.String, "age": pl.String}
    done = run(*asked(name, written(pl.DataFrame(schema=schema), f"a.{kind}")))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error[no-patients] the file holds no patient")


def test_blank_rows_of_a_large_table_count(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGE", 10)
    Path("a.csv").write_text("patient_id,age\n\nA,34\n,\nB,old\n", encoding="utf-8")
    rows = re.findall(r"at (a\.\w+, row \d+)", run("screen", "a.csv").err)
    assert rows == ["a.csv, row 5"]
    assert re.findall(r"at (a\.\w+, row \d+)", run(*asked("relax", "a.csv")).err) == rows
