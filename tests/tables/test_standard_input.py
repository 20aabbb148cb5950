"""Standard input is a file like any other: told from how it begins, read twice, and found by nobody."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import polars as pl
import pytest

from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.tables.kinds import sniffed
from tests.cli.conftest import command, environment

from .conftest import Outcome, Run, Written


def given(name: str, *words: str) -> Outcome:
    """What a command makes of a file that it is given as its standard input."""
    with open(name, "rb") as stream:
        done = subprocess.run(
            command("screen", "-", *words), stdin=stream, capture_output=True, env=environment({}), check=False
        )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("kind", ["csv", "jsonl", "json", "parquet", "arrow", "ipc", "xlsx"])
def test_standard_input_is_told_from_its_beginning(run: Run, written: Written, frame: pl.DataFrame, kind: str) -> None:
    name = written(frame.head(20), f"a.{kind}")
    assert given(name, "--format", "csv") == run("screen", name, "--format", "csv")


def test_a_fault_of_standard_input_is_told_with_its_row(written: Written) -> None:
    for kind in ("csv", "json", "parquet"):
        name = written(pl.DataFrame({"patient_id": ["P-1", "P-2"], "age": ["34", "old"]}), f"a.{kind}")
        done = given(name)
        row = 3 if kind == "csv" else 2
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(
            f"error[value] `old` is no number\n  at standard input, row {row}, patient P-2, field age\n"
        )


def test_what_it_is_can_be_said(written: Written) -> None:
    Path("one").write_text("patient_id\nP-1\n", encoding="utf-8")
    silent = given("one")
    assert (silent.code, silent.out) == (2, "")
    assert silent.err == (
        "error[input-format] what it is cannot be told from `patient_id`\n"
        "  at standard input\n  help: say it with --input-format\n\n"
    )
    assert given("one", "--input-format", "csv").code == 0


def test_nothing_of_it_is_left_behind(written: Written, frame: pl.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("kept").mkdir()
    monkeypatch.setenv("TMPDIR", str(Path("kept").resolve()))
    assert given(written(frame.head(3), "a.csv"), "--format", "csv").code == 0
    assert os.listdir("kept") == []


def test_a_database_is_no_stream(written: Written, frame: pl.DataFrame) -> None:
    done = given(written(frame.head(3), "a.duckdb"))
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        "error[input-format] a DuckDB file is not read from standard input",
    )


def test_nothing_is_no_table() -> None:
    Path("nothing").write_bytes(b"")
    done = given("nothing")
    assert (done.code, done.err) == (2, "error[file-empty] nothing stands there\n  at standard input\n\n")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"patient_id,age\nP-1,3\n", "csv"),
        (b"\xef\xbb\xbfpatient_id;age\n", "csv"),
        (b'"patient_id"\tage\n', "csv"),
        (b"patient_id: P-1\nage: 3\n", "yaml"),
        (b"- patient_id: P-1\n", "yaml"),
        (b'{"patient_id": "P-1"}\n{"patient_id": "P-2"}\n', "jsonl"),
        (b'{"patient_id": "P-1"}\n', "json"),
        (b'{\n  "patient_id": "P-1"\n}\n', "json"),
        (b"[\n]", "json"),
        (b"PAR1....", "parquet"),
        (b"........DUCK", "duckdb"),
    ],
)
def test_how_a_kind_begins(head: bytes, kind: str) -> None:
    assert sniffed(head, "x") == kind


def test_what_begins_like_none_is_told() -> None:
    with pytest.raises(InputError, match="cannot be told from"):
        sniffed(b"hello", "x")
