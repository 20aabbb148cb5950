"""A table in every kind of file, and ``hn2301 screen`` in this process or for real."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from tests.bench.opponents import table
from tests.cli.conftest import Outcome, Run, folder, put, run, run_for_real

__all__ = ["Outcome", "Run", "folder", "put", "run", "run_for_real"]

#: Writes a frame to a file of a kind, and gives its name.
Written = Callable[[pl.DataFrame, str], str]


@pytest.fixture(scope="session")
def frame() -> pl.DataFrame:
    """A believable table of 300 patients: more than one batch of those that are read row by row."""
    return table.frame(300, ids=True)


@pytest.fixture
def written() -> Written:
    """Writes a table into the working folder, in the spelling of the kind of file."""

    def write(frame: pl.DataFrame, name: str) -> str:
        _WRITERS[Path(name).suffix](frame, name)
        return name

    return write


def _jsonl(frame: pl.DataFrame, name: str) -> None:
    Path(name).write_text("".join(f"{json.dumps(row)}\n" for row in frame.to_dicts()), encoding="utf-8")


def _json(frame: pl.DataFrame, name: str) -> None:
    Path(name).write_text(json.dumps(frame.to_dicts()), encoding="utf-8")


def _arrow(frame: pl.DataFrame, name: str) -> None:
    found = frame.to_arrow()
    with pa.ipc.new_file(name, found.schema) as writer:
        writer.write_table(found, max_chunksize=99)


def _stream(frame: pl.DataFrame, name: str) -> None:
    found = frame.to_arrow()
    with pa.ipc.new_stream(name, found.schema) as writer:
        writer.write_table(found, max_chunksize=99)


def _duckdb(frame: pl.DataFrame, name: str) -> None:
    import duckdb

    with duckdb.connect(name) as connection:
        connection.register("shown", frame.to_arrow())
        connection.execute("create or replace table patients as select * from shown")


def _xlsx(frame: pl.DataFrame, name: str) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(frame.columns)
    for row in frame.rows():
        sheet.append([{True: "yes", False: "no"}.get(cell, cell) if isinstance(cell, bool) else cell for cell in row])
    book.save(name)


_WRITERS: dict[str, Callable[[pl.DataFrame, str], Any]] = {
    ".csv": lambda frame, name: frame.write_csv(name),
    ".tsv": lambda frame, name: frame.write_csv(name, separator="\t"),
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".json": _json,
    ".parquet": lambda frame, name: frame.write_parquet(name, row_group_size=150),
    ".arrow": _arrow,
    ".ipc": _stream,
    ".duckdb": _duckdb,
    ".xlsx": _xlsx,
}


def rows_of(name: str) -> list[tuple[str, ...]]:
    """The patient, the verdict, what blocks and the statuses in a file of answers, whatever its format."""
    if name.endswith(".parquet"):
        found = pl.read_parquet(name)
        criteria = [one for one in found.columns if one.startswith("IN-")]
        return [
            tuple(cell or "" for cell in row)
            for row in found.select("patient_id", "verdict", "blocking", *criteria).rows()
        ]
    text = Path(name).read_text(encoding="utf-8")
    if name.endswith(".csv"):
        return [
            (row["patient"], row["verdict"], row["blocking"], *(row[one] for one in row if one.startswith("IN-")))
            for row in csv.DictReader(text.splitlines())
        ]
    data = json.loads(text) if name.endswith(".json") else [json.loads(line) for line in text.splitlines()]
    return [
        (one["patient"], one["verdict"], ";".join(one["blocking"]), *(c["status"] for c in one["criteria"]))
        for one in data
    ]
