"""Rows that cannot be screened: all told or counted, whatever batch and file they stand in, and none is screened."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from hn2301_asp.source.limits import MAX_ERRORS_SHOWN
from hn2301_asp.tables.ids import Seen, digests_of

from .conftest import Run, Written, rows_of

MANY = 320


def table(**bad: object) -> pl.DataFrame:
    """Patients of whom some have another value: `row5` says the one of the fifth."""
    ages = ["34"] * MANY
    for name, value in bad.items():
        ages[int(name.removeprefix("row")) - 1] = str(value)
    return pl.DataFrame({"patient_id": [f"P-{number}" for number in range(1, MANY + 1)], "age": ages})


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_one_bad_row_in_a_late_batch_stops_all(run: Run, written: Written, kind: str, form: str) -> None:
    name = written(table(row300="old"), f"a.{kind}")
    done = run("screen", name, "-o", f"out.{form}")
    row = 301 if kind == "csv" else 300
    assert (done.code, done.out, Path(f"out.{form}").exists()) == (2, "", False)
    assert done.err == (
        f"error[value] `old` is no number\n  at {name}, row {row}, patient P-300, field age\n"
        "  help: write age as a number in `year` or `month`\n\n"
        "1 of 320 rows cannot be screened, so none was; --keep-going screens the others\n"
    )
    assert [path for path in Path().iterdir() if path.name.endswith(".part")] == []


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_keep_going_leaves_out_bad_rows_and_both_of_a_pair(run: Run, written: Written, kind: str, form: str) -> None:
    frame = table(row300="old")
    ids = frame["patient_id"].to_list()
    ids[310] = ids[10]  # In another batch, and in the second file too.
    name = written(frame.with_columns(patient_id=pl.Series(ids)), f"a.{kind}")
    second = written(pl.DataFrame({"patient_id": ["Q-1", "P-3"], "age": ["34", "34"]}), f"b.{kind}")
    done = run("screen", name, second, "-o", f"out.{form}", "--keep-going", "--rejected", "left.txt")
    assert (done.code, done.out, done.err) == (2, "", "322 rows: 317 screened, 5 left out\n")
    found = [row[0] for row in rows_of(f"out.{form}")]
    assert found == [*(one for one in ids if one not in ("P-300", "P-11", "P-3")), "Q-1"]
    first = 2 if kind == "csv" else 1
    assert re.findall(r"error\[(.*?)\].*\n  at (.*)\n", Path("left.txt").read_text(encoding="utf-8")) == [
        ("duplicate-id", f"{name}, row {2 + first}, patient P-3, field patient_id"),
        ("duplicate-id", f"{name}, row {10 + first}, patient P-11, field patient_id"),
        ("value", f"{name}, row {299 + first}, patient P-300, field age"),
        ("duplicate-id", f"{name}, row {310 + first}, patient P-11, field patient_id"),
        ("duplicate-id", f"{second}, row {1 + first}, patient P-3, field patient_id"),
    ]


def test_a_file_given_twice_has_every_patient_twice(run: Run, written: Written) -> None:
    name = written(table().head(2), "a.csv")
    done = run("screen", name, name)
    assert (done.code, done.err.count("stands twice"), "4 of 4 rows" in done.err) == (2, 4, True)


def test_of_many_bad_rows_the_first_are_told_and_all_are_counted(run: Run, written: Written) -> None:
    frame = table().with_columns(age=pl.Series([*["old"] * 150, *["34"] * 20, *["-1"] * 150]))
    done = run("screen", written(frame, "a.csv"))
    assert done.code == 2
    assert done.err.count("error[value]") == MAX_ERRORS_SHOWN
    assert done.err.endswith(
        "and 100 more in a.csv: 100 of value\n\n"
        "300 of 320 rows cannot be screened, so none was; --keep-going screens the others\n"
    )


def test_a_fault_of_a_whole_column_is_not_looked_at_row_by_row(
    run: Run, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hn2301_asp.tables.frames

    monkeypatch.setattr(hn2301_asp.tables.frames, "_LOOKED_AT", 250)
    done = run("screen", written(table().rename({"age": "age[kg]"}), "a.parquet"), "-o", "out.parquet")
    assert (done.code, Path("out.parquet").exists()) == (2, False)
    assert done.err.endswith(
        "and 50 more in a.parquet: 50 of value\n\nand 70 more rows in a.parquet that are not understood\n\n"
        "320 of 320 rows cannot be screened, so none was; --keep-going screens the others\n"
    )


def test_a_broken_line_is_one_bad_row(run: Run, tmp_path: Path) -> None:
    lines = ['{"patient_id": "P-1", "age": 34}', "", '{"patient_id": "P-2", "age": 3', "[1]", '{"age": NaN}']
    Path("a.jsonl").write_text("\n".join([*lines, '{"patient_id": "P-6", "age": 1, "age": 2}']), encoding="utf-8")
    done = run("screen", "a.jsonl", "--format", "csv", "--keep-going")
    assert done.code == 2
    assert [line.partition(",")[0] for line in done.out.splitlines()] == ["patient", "P-1"]
    assert re.findall(r"error\[(.*?)\].*\n  at (.*)\n", done.err) == [
        ("json-syntax", "a.jsonl, row 3"),
        ("not-a-record", "a.jsonl, row 4"),
        ("json-not-a-number", "a.jsonl, row 5"),
        ("json-duplicate-key", "a.jsonl, row 6"),
    ]
    assert done.err.endswith("5 rows: 1 screened, 4 left out\n")


def test_a_file_that_is_cut_off_is_told_with_what_the_others_lack(run: Run, written: Written) -> None:
    whole = Path(written(table(), "a.parquet")).read_bytes()
    Path("cut.parquet").write_bytes(whole[: len(whole) // 2])
    done = run("screen", written(table(row300="old"), "b.csv"), "cut.parquet", "--keep-going")
    assert (done.code, done.out) == (2, "")
    assert re.findall(r"error\[(.*?)\]", done.err) == ["file-corrupt", "value"]
    assert "the file cannot be read as Parquet" in done.err


def test_a_decimal_comma_far_down_makes_a_number_unclear(run: Run, written: Written) -> None:
    """What one row says of the whole file is known only once all were looked at."""
    frame = table().with_columns(ast=pl.Series(["2.020", *["10"] * (MANY - 2), "0,8"]))
    frame.write_csv("a.csv", separator=";")
    done = run("screen", "a.csv", "--keep-going", "--format", "csv")
    assert (done.code, done.err.splitlines()[0]) == (2, "error[value] `2.020` can be 2020 or 2.020")
    assert (done.err.splitlines()[-1], len(done.out.splitlines())) == ("320 rows: 319 screened, 1 left out", MANY)


def test_a_table_whose_rows_have_no_names_is_refused(run: Run, written: Written) -> None:
    done = run("screen", written(pl.DataFrame({"age": [34]}), "a.parquet"))
    message = "error[missing-id] the table has no column patient_id, which its rows need"
    assert (done.code, done.err) == (2, f"{message}\n  at a.parquet\n\n")


def test_a_table_of_a_database_is_named_where_there_are_several(run: Run, written: Written) -> None:
    import duckdb

    name = written(table().head(3), "a.duckdb")
    with duckdb.connect(name) as connection:
        connection.execute("create table others as select * from patients limit 2")
    done = run("screen", name)
    assert (done.code, done.err) == (
        2,
        "error[table] the database has 2 tables\n  at a.duckdb\n"
        "  help: name one with --table: `others`, `patients`\n\n",
    )
    named = run("screen", name, "--table", "others", "--format", "csv")
    assert (named.code, len(named.out.splitlines())) == (0, 3)
    assert "did you mean `others`" in run("screen", name, "--table", "other").err


def test_what_a_database_would_read_elsewhere_is_not_read(run: Run, written: Written) -> None:
    """A view of a stranger's database could name any file of this machine."""
    import duckdb

    Path("secret.csv").write_text("patient_id,age\nP-1,34\n", encoding="utf-8")
    with duckdb.connect("a.duckdb") as connection:
        connection.execute("create view patients as select * from read_csv('secret.csv')")
    done = run("screen", "a.duckdb")
    assert (done.code, done.out, "P-1" in done.err) == (2, "", False)
    assert done.err.startswith("error[file-corrupt] the file cannot be read as DuckDB")


def test_digests_that_are_the_same_are_found_and_no_others() -> None:
    seen = Seen()
    seen.add(digests_of([str(number) for number in range(5_000)]))
    assert seen.twice() == frozenset()
    seen.add(digests_of(["77", None, "x"]))
    assert seen.twice() == frozenset({digests_of(["77"])})
    assert sum(len(part) * part.itemsize for part in seen.parts) == 5_002 * 8


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_rows_that_say_nothing_under_an_unknown_heading_are_kept(run: Run, written: Written, form: str) -> None:
    frame = pl.DataFrame({"patient_id": [*"ABC"], "age": ["34"] * 3, "wieght": [None, "60", None]})
    done = run("screen", written(frame, "a.parquet"), "-o", f"out.{form}", "--keep-going")
    assert (done.code, done.err.splitlines()[-1]) == (2, "3 rows: 2 screened, 1 left out")
    assert "a.parquet, row 2, patient B, field wieght" in done.err
    assert [row[0] for row in rows_of(f"out.{form}")] == ["A", "C"]
