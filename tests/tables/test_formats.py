"""Every kind of file in and every format out tells the same of the same patients."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from hn2301_asp.api import Protocol

from .conftest import Run, Written, rows_of

IN = ("csv", "tsv", "jsonl", "ndjson", "json", "parquet", "arrow", "ipc", "duckdb", "xlsx")
OUT = ("csv", "jsonl", "json", "parquet")


@pytest.fixture(scope="module")
def expected(protocol: Protocol, frame: pl.DataFrame) -> list[tuple[str, ...]]:
    """What ``protocol.screen`` makes of each row."""
    found = []
    for row in frame.to_dicts():
        result = protocol.screen({name: value for name, value in row.items() if value is not None})
        found.append((row["patient_id"], result.verdict, ";".join(result.blocking), *result.criteria.values()))
    return found


@pytest.mark.parametrize("kind", IN)
def test_every_kind_of_file_says_the_same(
    run: Run, written: Written, frame: pl.DataFrame, expected: list[tuple[str, ...]], kind: str
) -> None:
    for form in ("csv", "parquet"):
        done = run("screen", written(frame, f"a.{kind}"), "-o", f"out.{form}")
        assert (done.code, done.out, done.err) == (0, "", "")
        assert rows_of(f"out.{form}") == expected


@pytest.mark.parametrize("form", OUT)
def test_every_format_says_the_same(
    run: Run, written: Written, frame: pl.DataFrame, expected: list[tuple[str, ...]], form: str
) -> None:
    few = written(frame.head(300), "a.csv")
    done = run("screen", few, "-o", f"out.{form}")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert rows_of(f"out.{form}") == expected[:300]


def test_json_lines_are_the_objects_of_json(run: Run, written: Written, frame: pl.DataFrame) -> None:
    few = written(frame.head(20), "a.csv")
    lines = run("screen", few, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(run("screen", few, "--format", "json").out)


def test_a_list_of_many_is_written_as_it_always_was(run: Run, written: Written, frame: pl.DataFrame) -> None:
    """Pieces of batches are no seams: the list is what ``json.dumps`` makes of it."""
    text = run("screen", written(frame.head(300), "a.csv"), "--format", "json").out
    assert json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n" == text


def test_parquet_tells_of_which_protocol_it_is(run: Run, written: Written, frame: pl.DataFrame) -> None:
    few = frame.head(5).with_columns(site=pl.lit("Basel"))
    assert run("screen", written(few, "a.parquet"), "--reading", "in7_coagulation=both", "-o", "out.parquet").code == 0
    found = pl.read_parquet("out.parquet")
    criteria = [f"IN-{number}" for number in range(1, 9)]
    told = ["scope", "protocol", "readings", "kb_digest"]
    assert found.columns == ["patient_id", "site", "verdict", *criteria, "blocking", *told]
    assert found["site"].to_list() == ["Basel"] * 5
    assert set(found.select(told[:3]).rows()) == {
        ("8 inclusion criteria; exclusion criteria not assessed", "HN2301 1.0", "in7_coagulation=both")
    }


def test_parquet_is_no_text(run: Run, written: Written, frame: pl.DataFrame) -> None:
    done = run("screen", written(frame.head(5), "a.csv"), "--format", "parquet")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1] == "Error: Parquet needs a file: add -o answers.parquet"


def test_a_stream_of_arrow_that_lacks_whole_batches_is_refused(run: Run) -> None:
    """Cut between two batches it reads as a shorter table: only the mark at its end tells."""
    table = pa.table({"patient_id": [f"P-{number}" for number in range(300)], "age": ["34"] * 300})
    ends, sink = [], pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        for batch in table.to_batches(max_chunksize=100):
            writer.write_batch(batch)
            ends.append(sink.tell())
    whole = sink.getvalue().to_pybytes()
    Path("a.arrow").write_bytes(whole)
    assert run("screen", "a.arrow", "--format", "csv").out.count("\n") == 301
    for end in ends:
        Path("a.arrow").write_bytes(whole[:end])
        for form in ("csv", "parquet"):
            done = run("screen", "a.arrow", "-o", f"cut.{form}", "--keep-going")
            assert (done.code, Path(f"cut.{form}").exists()) == (2, False)
            assert done.err.startswith(
                "error[file-corrupt] the Arrow stream has no end mark: rows may lack\n  at a.arrow"
            )
