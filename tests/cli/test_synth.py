"""`hn2301 synth`: synthetic patients in every format, and what keeps them from being made."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.source import libraries

from .conftest import Run


def test_its_help_says_that_nobody_is_in_it(run: Run) -> None:
    words = " ".join(run("synth", "--help").out.split())
    assert "Make N synthetic patients: invented" in words
    assert "no real person is in them" in words


def test_without_more_it_prints_the_short_form_as_csv(run: Run) -> None:
    done = run("synth", "30", "--seed", "4")
    assert (done.code, done.err) == (0, "")
    header, *rows = csv.reader(io.StringIO(done.out))
    assert ",".join(header) + "\n" == run("facts", "--template", "csv", "--short").out
    assert [row[0] for row in rows] == [f"SYNTH-{number:06d}" for number in range(1, 31)]
    assert run("synth", "30", "--seed", "4").out == done.out
    assert done.out.startswith(run("synth", "10", "--seed", "4").out)
    assert run("synth", "30").out == run("synth", "30", "--seed", "0").out != done.out


def test_with_all_it_has_the_columns_of_the_full_form(run: Run) -> None:
    done = run("synth", "3", "--all")
    assert done.out.splitlines(keepends=True)[0] == run("facts", "--template", "csv").out


def test_what_it_writes_can_be_screened(run: Run) -> None:
    assert run("synth", "40", "-o", "patients.csv").code == 0
    done = run("screen", "patients.csv", "--format", "csv")
    assert done.code == 0
    assert len(list(csv.reader(io.StringIO(done.out)))) == 41
    assert "contradictory" not in done.out


def _read(text: str) -> object:
    """A cell of CSV as JSON says it."""
    if text in ("yes", "no"):
        return text == "yes"
    try:
        return float(text)
    except ValueError:
        return [] if text == "none" else text.split(";") if ";" in text else text


def test_every_format_says_the_same(run: Run) -> None:
    """A list of one item is told by its field; Parquet holds lists as CSV does."""
    import pyarrow.parquet as parquet

    for name in ("a.csv", "a.jsonl", "a.parquet"):
        assert run("synth", "200", "--seed", "9", "-o", name).code == 0
    with open("a.csv", encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    lists = {"current", "used_adequately", "sledai"}
    lines = [json.loads(line) for line in Path("a.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = parquet.read_table("a.parquet").to_pylist()
    assert len(table) == len(lines) == len(rows) == 200
    for cells, record, row in zip(table, lines, rows, strict=True):
        told: dict[str, Any] = {field: _read(text) for field, text in cells.items() if text}
        told |= {field: [told[field]] for field in lists & told.keys() if isinstance(told[field], str)}
        assert told == record
        plain = {field: value for field, value in row.items() if value is not None}
        plain = {field: value.isoformat() if hasattr(value, "isoformat") else value for field, value in plain.items()}
        plain |= {f: [] if plain[f] == "none" else plain[f].split(";") for f in lists & plain.keys()}
        assert plain == record


def test_columns_of_parquet_have_the_same_kinds_however_few_the_rows_are(run: Run) -> None:
    import pyarrow.parquet as parquet

    for count in ("1", "300"):
        assert run("synth", count, "--all", "-o", f"{count}.parquet").code == 0
    schema = parquet.read_schema("1.parquet")
    assert schema == parquet.read_schema("300.parquet")
    assert schema.metadata[b"synthetic"] == b"invented: no real person is in this table"


@pytest.mark.parametrize("words", [("0",), ("-1",), ("many",), ("5", "--seed", "-1"), ("5", "--format", "xlsx")])
def test_what_is_no_number_of_patients_is_refused(run: Run, words: tuple[str, ...]) -> None:
    assert run("synth", *words).code == 2


def test_parquet_needs_a_file(run: Run) -> None:
    done = run("synth", "5", "--format", "parquet")
    assert done.code == 2
    assert "add -o patients.parquet" in done.err


def test_another_suffix_is_refused(run: Run) -> None:
    assert run("synth", "5", "-o", "a.xlsx").code == 2
    assert run("synth", "5", "--format", "csv", "-o", "a.parquet").code == 2
    assert not list(Path().iterdir())


@pytest.mark.parametrize(("library", "words"), [("numpy", ("5",)), ("pyarrow", ("5", "-o", "a.parquet"))])
def test_a_library_that_is_missing_is_named_with_how_to_get_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, library: str, words: tuple[str, ...]
) -> None:
    real = libraries.importlib.import_module

    def absent(name: str, *rest: str) -> Any:
        if name == library:
            raise ImportError(name=library)
        return real(name, *rest)

    monkeypatch.setattr(libraries.importlib, "import_module", absent)
    done = run("synth", *words)
    assert done.code == 2
    assert f"needs {library}, which is not installed" in done.err
    assert 'pip install "hn2301-asp[frames]"' in done.err


def test_a_slip_in_the_declaration_is_told_by_check_and_by_synth_and_stops_no_screening(run: Run) -> None:
    shutil.copytree(shipped_knowledge_base(), "kb", ignore=shutil.ignore_patterns("amendments"))
    file = Path("kb/vocabulary/cohort.yaml")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  lvef:\n", "  lvfe:\n"), encoding="utf-8")
    checked = run("check", "--kb", "kb")
    assert checked.code == 1
    assert "`lvfe` is no field of a record" in checked.out
    assert "did you mean `lvef`?" in checked.out
    made = run("synth", "5", "--kb", "kb")
    assert made.code == 2
    assert "`lvfe` is no field of a record" in made.err
    assert (made.out, run("facts", "--kb", "kb").code) == ("", 0)
    file.unlink()
    assert run("check", "--kb", "kb").code == 0
    assert "does not say what synthetic patients are like" in run("synth", "5", "--kb", "kb").err


def test_an_amendment_may_say_how_what_it_adds_is_drawn(run: Run) -> None:
    """Item by item, as any other file of the vocabulary."""
    shutil.copytree(shipped_knowledge_base(), "kb")
    folder = next(Path("kb/amendments").glob("A01_*"))
    (folder / "vocabulary").mkdir(exist_ok=True)
    (folder / "vocabulary" / "cohort.yaml").write_text('draw:\n  lvef: {choice: {"77": 1}}\n', encoding="utf-8")
    done = run("synth", "50", "--kb", str(folder))
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["lvef[%]"] for row in rows} == {"77", ""}, done.err
    assert {row["spo2[%]"] for row in rows} > {"97", "98"}


def test_an_amendment_that_takes_away_what_is_drawn_is_judged_and_check_tells_what_is_left(run: Run) -> None:
    shutil.copytree(shipped_knowledge_base(), "kb")
    folder = next(Path("kb/amendments").glob("A03_*"))
    manifest = folder / "amendment.yaml"
    removed = "removes: {vocabulary/drugs.yaml: [targeted.anifrolumab]}\n"
    manifest.write_text(manifest.read_text(encoding="utf-8") + removed, encoding="utf-8")
    judged = run("amend", "check", str(folder), "--short")
    assert judged.code == 1
    assert "changes the vocabulary (anifrolumab: taken out)" in " ".join(judged.out.split())
    assert "cohort.yaml" not in judged.out
    checked = run("check", "--kb", str(folder))
    assert "`anifrolumab` is no item of `current`" in checked.out
