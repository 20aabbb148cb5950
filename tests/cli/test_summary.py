"""``hn2301 screen --summary``: to which files, with which counts, and of which visits."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.cli.summaries import wanted_summary, write_summary
from hn2301_asp.cohort.frames import screened

from .conftest import Put, Run

VISITS = "patient_id,screening_date,age\nA,2025-01-10,17\nA,2025-02-10,30\nB,2025-01-10,17\n"


def as_csv(records: Sequence[Mapping[str, object]]) -> str:
    names = list(records[0])
    rows = [",".join("" if one.get(name) is None else str(one[name]) for name in names) for one in records]
    return "\n".join([",".join(names), *rows]) + "\n"


def test_it_stands_behind_the_accounts_and_in_files_by_their_suffixes(run: Run, patients: str) -> None:
    done = run("screen", patients, "-o", "out.csv", "--summary", "-", "--summary", "s.json", "--summary", "s.html")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1] == "  could qualify  1–2: 1 is eligible for certain, 1 is undetermined"
    data = json.loads(Path("s.json").read_text(encoding="utf-8"))
    assert data["could_qualify"] == {"certain": 1, "possible": 2}
    assert (data["rows"], data["ineligible"]) == (3, 1)
    assert Path("s.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    more = run("screen", patients, "-o", "out2.csv", "--summary", "s.svg", "--summary", "s.txt")
    assert (more.code, more.out, more.err) == (0, "", "")
    assert Path("s.svg").read_text(encoding="utf-8").startswith("<svg")
    assert Path("s.txt").read_text(encoding="utf-8") == done.out
    assert Path("out.csv").read_text(encoding="utf-8") == Path("out2.csv").read_text(encoding="utf-8")


def test_patients_are_told_one_by_one_only_where_that_is_asked_for(run: Run, patients: str) -> None:
    plain, alone = run("screen", patients), run("screen", patients, "--summary", "-")
    assert alone.code == 0
    assert alone.out.startswith("HN2301 1.0: 3 rows assessed;")
    both = run("screen", patients, "--format", "text", "--summary", "-")
    assert both.out == plain.out + alone.out
    assert run("screen", patients, "--summary", "s.txt").out == ""
    assert run("screen", patients, "--summary", "s.txt", "--record", "r.json", "--who", "W", "--when", "T").out


def test_rows_that_are_not_understood_as_of_a_day_are_told(run: Run, put: Put) -> None:
    path = put("two.csv", "patient_id,screening_date,last_dose_change_date\nA,2025-02-01,2025-01-02\nB,2025-02-01,\n")
    done = run("screen", path, "--summary", "-", "--index-date", "2025-01-01")
    assert (done.code, done.out.splitlines()[0][:29]) == (0, "HN2301 1.0: 1 row assessed; 8")
    assert done.err.startswith("1 of 2 rows not counted: not understood as of 2025-01-01, for example last_dose_change")
    assert run("screen", path, "--summary", "-", "--index-date", "2025-01-02").err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--min-cell 5", "--min-cell goes with --summary"),
        ("--index-date each", "--index-date goes with --summary"),
        ("--summary s.pdf", "its suffix is one of .txt, .json, .html, .htm, .svg"),
        ("--summary s.txt --min-cell 1", "1 is not in the range"),
        ("--summary - --format json", "both would be one text"),
        ("--summary - --index-date each -o out.csv", "only the summary is written"),
        ("--summary - --index-date first --format csv", "goes without --format csv"),
    ],
)
def test_options_that_do_not_go_together_are_refused(run: Run, patients: str, words: str, said: str) -> None:
    done = run("screen", patients, *words.split())
    assert done.code == 2
    assert said in done.err


def test_an_index_date_that_is_none_is_told(run: Run, patients: str) -> None:
    done = run("screen", patients, "--summary", "-", "--index-date", "last")
    assert (done.code, done.out) == (2, "")
    assert "`last` is no index date" in done.err


def test_two_outputs_of_one_name_are_refused_and_a_file_is_not_overwritten(run: Run, patients: str, put: Put) -> None:
    same = run("screen", patients, "--summary", "a.txt", "-o", "a.txt")
    assert "two outputs of this call have one name" in same.err
    put("kept.txt", "something else\n")
    done = run("screen", patients, "-o", "out.csv", "--summary", "kept.txt")
    assert done.code == 2
    assert Path("kept.txt").read_text(encoding="utf-8") == "something else\n"
    assert not Path("out.csv").exists()
    assert run("screen", patients, "-o", "out.csv", "--summary", "kept.txt", "--force").code == 0
    lost = run("screen", patients, "--summary", patients)
    assert lost.code == 2


def test_visits_are_counted_where_that_is_said(run: Run, put: Put) -> None:
    path = put("visits.csv", VISITS)
    assert "stands twice" in run("screen", path, "--summary", "-").err
    each = run("screen", path, "--summary", "-", "--index-date", "each")
    assert (each.code, each.err) == (0, "")
    assert each.out.splitlines()[0].startswith("HN2301 1.0: 3 rows assessed;")
    first = run("screen", path, "--summary", "-", "--index-date", "first")
    assert first.out.splitlines()[0].startswith("HN2301 1.0: 2 patients assessed;")


def test_a_row_that_is_not_understood_stops_it_unless_it_is_to_be_counted(run: Run, put: Put) -> None:
    path = put("visits.csv", VISITS + "C,2025-01-10,old\n")
    done = run("screen", path, "--summary", "-", "--index-date", "first")
    assert (done.code, done.out) == (2, "")
    assert "old" in done.err
    kept = run("screen", path, "--summary", "-", "--index-date", "first", "--keep-going")
    assert "1 not understood" in kept.out


def test_small_counts_are_hidden(run: Run, protocol: Protocol, put: Put) -> None:
    typical = protocol.knowledge_base.vocabulary.typical
    fine = {name: value for name, value in typical.items() if isinstance(value, str | int | float)}
    records = [{"patient_id": f"P-{n}", **fine, "age": 70 if n < 3 else 30} for n in range(40)]
    path = put("patients.csv", as_csv(records))
    done = run("screen", path, "-o", "out.csv", "--summary", "-", "--summary", "s.json", "--min-cell", "5")
    assert done.code == 0, done.err
    data = json.loads(Path("s.json").read_text(encoding="utf-8"))
    assert data["criteria"][0]["statuses"]["not_met"] is None
    assert data["assessed"] == 40
    assert "no count from 1 to 4 is told" in done.out


def test_tables_that_come_in_turn_are_counted_together(
    protocol: Protocol, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = [
        pl.DataFrame({"patient_id": [f"{part}{n}" for n in range(4)], "age": [17, 30, 40, None]}) for part in "ab"
    ]
    asked = wanted_summary(["-"], None, None)
    assert asked is not None
    write_summary(protocol, ((table, screened(protocol, table)) for table in tables), {}, asked)
    assert capsys.readouterr().out.startswith("HN2301 1.0: 8 rows assessed;")


def of_file(run: Run, path: str, *words: str) -> dict[str, object]:
    """The summary of a file as data, without what it is of."""
    done = run("screen", path, "--force", "--summary", "s.json", *words)
    assert done.code == 0, done.err
    data: dict[str, object] = json.loads(Path("s.json").read_text(encoding="utf-8"))
    return data


def test_files_of_every_kind_have_the_same_summary(run: Run, protocol: Protocol) -> None:
    assert run("synth", "60", "-o", "patients.csv").code == 0
    frame = pl.read_csv("patients.csv", infer_schema=False)
    frame.write_parquet("patients.parquet")
    frame.write_ipc("patients.arrow")
    frame.write_ndjson("patients.jsonl")
    expected = protocol.summary(frame).to_dict()
    for suffix in ("csv", "parquet", "arrow", "jsonl"):
        assert of_file(run, f"patients.{suffix}") == expected, suffix
    fixed = protocol.summary(frame, index_date="2025-06-01").to_dict()
    assert fixed != expected
    for suffix in ("csv", "parquet"):
        assert of_file(run, f"patients.{suffix}", "--index-date", "2025-06-01") == fixed, suffix
    first = protocol.summary(frame, index_date="first").to_dict()
    for suffix in ("csv", "arrow"):
        assert of_file(run, f"patients.{suffix}", "--index-date", "first") == first, suffix
    typed = run("screen", "patients.parquet", "-o", "answers.parquet", "--summary", "t.json")
    assert (typed.code, json.loads(Path("t.json").read_text(encoding="utf-8"))) == (0, expected)


def test_rows_left_out_are_counted_apart_whichever_file_they_stand_in(run: Run, put: Put) -> None:
    one = put("one.csv", "patient_id,age\nA,30\nB,old\n")
    other = put("other.csv", "patient_id,age\nA,17\nC,40\n")
    done = run("screen", one, other, "-o", "out.csv", "--keep-going", "--summary", "s.json")
    assert done.code == 2
    data = json.loads(Path("s.json").read_text(encoding="utf-8"))
    assert (data["rows"], data["errors"], data["assessed"]) == (4, 3, 1)
    for name in ("one", "other"):
        pl.read_csv(f"{name}.csv", infer_schema=False).write_parquet(f"{name}.parquet")
    typed = run("screen", "one.parquet", "other.parquet", "-o", "o.parquet", "--keep-going", "--summary", "t.json")
    assert typed.code == 2
    same = json.loads(Path("t.json").read_text(encoding="utf-8"))
    assert (same["rows"], same["errors"], same["assessed"]) == (4, 3, 1)


def test_numbers_are_read_as_where_the_account_is_written(run: Run, put: Put) -> None:
    path = put("german.csv", "patient_id;ast;alc\nP-1;2.020;0,795\nP-2;20;0,9\n")
    data = of_file(run, path, "--decimal", "comma")
    accounts = run("screen", path, "--decimal", "comma", "--format", "json").out
    blocked = sum("IN-7" in one["blocking"] for one in json.loads(accounts))
    told = next(one for one in data["criteria"] if one["id"] == "IN-7")  # type: ignore[attr-defined]
    assert told["statuses"]["not_met"] == blocked == 1


def test_visits_are_counted_in_one_file(run: Run, put: Put) -> None:
    files = [put(name, VISITS) for name in ("a.csv", "b.csv")]
    done = run("screen", *files, "--summary", "-", "--index-date", "each")
    assert (done.code, done.out) == (2, "")
    assert "visits are counted in one file" in done.err
