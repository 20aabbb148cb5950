"""F: files that were destroyed, and what the terminal and programs got."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import hn2301_asp as hn

from .conftest import KB, edited, of, run, screened, somebody, table

ENTRY = "from hn2301_asp.cli import run; run()"


def patients(number: int = 1) -> str:
    records = [somebody(patient_id=f"P-{n}") for n in range(number)]
    Path("a.json").write_text(json.dumps(records), encoding="utf-8")
    return "a.json"


def workbook() -> str:
    from openpyxl import Workbook

    book = Workbook()
    for row in (("patient_id", "age"), ("P-1", 34)):
        book.worksheets[0].append(row)
    book.save("f.xlsx")
    return "f.xlsx"


def form() -> str:
    """A form that somebody filled in."""
    assert run("facts", "--template", "csv", "-o", "form.csv").code == 0
    with Path("form.csv").open("a", encoding="utf-8") as stream:
        stream.write("P-1,34\n")
    return "form.csv"


#: What was there before, and a command that would have written over it.
DESTROYED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "F1-output is the input": (workbook, ("screen", "f.xlsx", "-o", "f.xlsx")),
    "F1-output is the input, in JSON": (patients, ("screen", "a.json", "-o", "a.json", "--format", "json")),
    "F1-rejected is the input": (
        lambda: table("f.csv", ("patient_id", "age"), ("P-1", "old")),
        ("screen", "f.csv", "--keep-going", "--rejected", "f.csv"),
    ),
    "F1-a filled form": (form, ("facts", "--template", "csv", "-o", "form.csv")),
    "F1-two outputs": (patients, ("screen", "a.json", "--format", "json", "-o", "r.json", "--record", "r.json")),
    "F1-another file": (lambda: Path("r.txt").write_text("mine\n"), ("screen", "a.json", "-o", "r.txt")),
    "F1-the input by another name": (
        lambda: os.symlink(patients(), "b.json"),
        ("screen", "a.json", "-o", "b.json", "--format", "json"),
    ),
}


@of(*DESTROYED)
def test_a_file_that_holds_something_else_is_left_alone(case: str) -> None:
    made, words = DESTROYED[case]
    made()
    if case == "F1-another file":
        words = ("screen", patients(), *words[2:])
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


@of("F1-force")
def test_what_may_be_lost_is_lost_only_on_purpose_and_a_record_never() -> None:
    path = patients()
    Path("r.txt").write_text("mine\n", encoding="utf-8")
    assert (run("screen", path, "-o", "r.txt").code, Path("r.txt").read_text(encoding="utf-8")) == (2, "mine\n")
    assert run("screen", path, "-o", "r.txt", "--force").code == 0
    assert run("screen", path, "--record", "r.json").code == 0
    kept = Path("r.json").read_bytes()
    Path("b.json").write_text(json.dumps(somebody(patient_id="P-9")), encoding="utf-8")
    assert run("screen", "b.json", "--record", "r.json", "--force").code == 2
    assert run("screen", path, "-o", "r.json", "--force").code == 2
    assert Path("r.json").read_bytes() == kept


@of("F2-another one")
def test_a_run_says_which_knowledge_base_is_in_use_where_another_stands_beside_the_caller() -> None:
    edited("kb", ("criteria/in7_organ_function.thr", "SpO2 on room air ≥ 92 %", "SpO2 on room air ≥ 93 %"))
    done = run("screen", patients())
    assert done.code == 0
    assert "in use is the knowledge base " in done.err
    assert "--kb kb" in done.err


@of("F2-finding")
def test_findings_on_the_knowledge_base_in_use_are_named_in_one_line() -> None:
    edited("kb", ("criteria/in7_organ_function.thr", "SpO2 on room air ≥ 92 %", "SpO2 on room air ≥ 93 %"))
    done = run("screen", patients(), "--kb", "kb")
    assert (done.code, done.err) == (
        0,
        "the knowledge base in use has 1 finding: quote-mismatch; see `hn2301 check --kb kb`\n",
    )


@of("F2-install")
def test_the_readme_s_own_install_makes_an_edit_count() -> None:
    text = (KB.parent / "README.md").read_text(encoding="utf-8")
    assert "pip install -e ." in text
    assert "pip install .\n" not in text


def wait_until_busy(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Waits until a process has worked for so long, however slow the machine is."""
    ticks = os.sysconf("SC_CLK_TCK")
    while process.poll() is None:
        told = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        if (int(told[11]) + int(told[12])) / ticks >= seconds:
            return
        time.sleep(0.05)


@of("F3-screening")
def test_an_interrupted_run_ends_with_130_and_leaves_nothing_half_written() -> None:
    heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    words = [sys.executable, "-c", f"{heeds}; {ENTRY}", "screen", patients(4000), "-o", "out.txt", "--record", "r.json"]
    environment = {**os.environ, "PYTHONPATH": str(KB.parent)}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    try:
        wait_until_busy(process, 1.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, out.decode(), err.decode()) == (130, "", "interrupted\n")
    assert sorted(path.name for path in Path().iterdir()) == ["a.json"]


FOREIGN: dict[str, tuple[dict[str, Any], str]] = {
    "F4-int64": ({"age": np.int64(34), "lvef": np.int32(39)}, "ineligible"),
    "F4-bool": ({"pregnant": np.bool_(True)}, "ineligible"),
    "F4-float64": ({"alc": np.float64(0.8), "anc": np.float32(1.5)}, "eligible"),
    "F4-NaN": ({"lvef": float("nan"), "age": np.nan}, "undetermined"),
    "F4-NA": ({"lvef": pd.NA, "sex": pd.NaT}, "undetermined"),
    "F4-Timestamp (as before)": (
        {"sle_duration": None, "sle_diagnosis_date": pd.Timestamp("2024-11-01")},
        "ineligible",
    ),
}


@of(*FOREIGN)
def test_values_of_numpy_and_pandas_are_those_that_they_stand_for(case: str, protocol: hn.Protocol) -> None:
    changes, verdict = FOREIGN[case]
    assert screened(somebody(**changes), protocol) == verdict


@of("F4-Series", "F4-DataFrame")
def test_a_row_of_a_table_is_a_record(case: str, protocol: hn.Protocol) -> None:
    """A whole table is no record: it is said how to go row by row."""
    records = [somebody(patient_id="P-1"), somebody(patient_id="P-2", lvef=None)]
    frame = pd.DataFrame(records)
    if case == "F4-Series":
        rows: list[Any] = [row for _, row in frame.iterrows()]
        assert [protocol.screen(row).verdict for row in rows] == ["eligible", "undetermined"]
    else:
        assert [protocol.screen(row).verdict for row in frame.to_dict("records")] == ["eligible", "undetermined"]
        with pytest.raises(hn.InputError, match="one by one"):
            protocol.screen(frame)


BEGINNINGS = {"report.html": "<!", "report.csv": "patient,", "report.json": "[", "REPORT.HTML": "<!"}


@of(*(f"F5-{name}" for name in BEGINNINGS))
def test_the_format_follows_the_suffix(case: str) -> None:
    name = case.partition("-")[2]
    assert run("screen", patients(), "-o", name).code == 0
    assert Path(name).read_text(encoding="utf-8-sig").startswith(BEGINNINGS[name])


IDS = ("{a: 1}", "[HN2301]", "{a: {b: 1}}")


@of(*(f"F6-{value}" for value in IDS))
def test_a_criterion_s_id_of_another_kind_is_a_finding(case: str) -> None:
    root = edited("kb", ("protocol.yaml", "  - id: IN-5\n", f"  - id: {case.partition('-')[2]}\n"))
    done = run("check", "--kb", str(root))
    assert (done.code, "error[internal]" in done.told, "protocol.yaml" in done.told) == (1, False, True)


WHOLE: dict[str, tuple[dict[str, Any], str]] = {
    "F7-grade": ({"dyspnea_grade": 1.5}, "error: dyspnea grade (CTCAE) of `1.5` is not a whole number"),
    "F7-grade in words": (
        {"dyspnea_grade": "0.5 grade"},
        "error: dyspnea grade (CTCAE) of `0.5 grade` is not a whole number",
    ),
    "F7-points (as before)": ({"sledai": None, "sledai_2k": "7.5"}, "error: SLEDAI-2K of `7.5` is not a whole number"),
    "F7-whole (as before)": ({"dyspnea_grade": "1.0"}, "eligible"),
}


@of(*WHOLE)
def test_a_counted_quantity_is_a_whole_number(case: str, protocol: hn.Protocol) -> None:
    changes, said = WHOLE[case]
    assert screened(somebody(**changes), protocol) == said
