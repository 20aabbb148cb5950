"""The smallest knowledge base, four files: every command works, and what is missing is said where it is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import Put, Run

FILES = {
    "protocol.yaml": """
id: TINY
version: "1"
title: a tiny trial
criteria:
  - id: 5.1.1
    kind: inclusion
    title: blood pressure
    text: Age of at least 18 years, and a systolic blood pressure of at least 140 mmHg. No pregnancy.
""",
    "criteria/5.1.1.thr": """criterion 5.1.1

adult          age ≥ 18 years                       "Age of at least 18 years"
hypertensive   systolic blood pressure ≥ 140 mmHg   "systolic blood pressure of at least 140 mmHg"
""",
    "criteria/5.1.1.lp": """%! because every part must hold
met("5.1.1") :- adult, hypertensive, not_excluded.

%! "No pregnancy."
not_excluded :- not pregnant.
""",
    "vocabulary/vocabulary.yaml": """
facts:
  pregnant: {}
quantities:
  age: {label: age, unit: years, step: 1 years, counted: true, possible: [0, 130], plausible: [18, 90]}
  sbp: {label: systolic blood pressure, unit: mmHg, step: 1 mmHg, possible: [20, 400], plausible: [80, 220]}
""",
}
PATIENTS = "patient_id,age,sbp,pregnant\nA,40,150,no\nB,40,130,no\nC,40,150,\n"


@pytest.fixture(autouse=True)
def tiny(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / "tiny" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "tiny" / name).write_text(text, encoding="utf-8")
    return folder / "tiny"


def data(text: str) -> Any:
    return json.loads(text)


def test_it_is_checked(run: Run) -> None:
    outcome = run("check", "--kb", "tiny")
    assert (outcome.code, outcome.out) == (0, "0 findings, 0 remarks\n")


def test_patients_are_screened(run: Run, put: Put) -> None:
    outcome = run("screen", put("p.csv", PATIENTS), "--kb", "tiny", "--format", "json")
    assert [(one["patient"], one["verdict"], one["scope"]) for one in data(outcome.out)] == [
        ("A", "eligible", "1 inclusion criterion"),
        ("B", "ineligible", "1 inclusion criterion"),
        ("C", "undetermined", "1 inclusion criterion"),
    ]


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_a_patient_is_explained(run: Run, put: Put, form: str) -> None:
    outcome = run("explain", put("p.csv", PATIENTS), "--patient", "B", "--kb", "tiny", "--format", form)
    assert outcome.code == 0
    assert ("systolic blood pressure" in outcome.out) or (form == "json" and "sbp" in outcome.out)
    assert "HN2301" not in outcome.out


def test_a_file_of_the_working_folder_is_named_without_a_folder(
    run: Run, put: Put, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny)
    shown = run("explain", put("p.csv", PATIENTS), "--patient", "B", "--kb", ".").out
    assert "5.1.1 blood pressure   criteria/5.1.1.lp:2" in shown


def test_what_can_be_done_is_not_said_and_told_so(run: Run, put: Put) -> None:
    outcome = run("explain", put("p.csv", PATIENTS), "--patient", "B", "--kb", "tiny")
    assert "The knowledge base does not say what can be\n  done about any fact." in outcome.out


def test_nothing_that_is_not_there_has_a_heading(run: Run) -> None:
    shown = run("facts", "--kb", "tiny").out
    assert [line for line in shown.splitlines() if line[:1].strip()] == ["About the record", "Quantities", "Yes or no"]
    assert run("facts", "--kb", "tiny", "--template", "csv").out == "patient_id,age[years],sbp[mmHg],pregnant\n"
    assert yaml.safe_load(run("facts", "--kb", "tiny", "--template", "yaml").out.split("---")[0]) == []
    assert "{adult}.\n{hypertensive}.\n{pregnant}.\n" in run("facts", "--kb", "tiny", "--lp").out
    refused = run("facts", "--kb", "tiny", "--template", "csv", "--short")
    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        "error[kb-missing] there is no short form in this knowledge base",
    )


def test_without_scenarios_all_is_unexercised(run: Run) -> None:
    outcome = run("test", "--kb", "tiny")
    assert outcome.code == 1
    assert outcome.out.endswith("0 scenarios: 0 passed, 0 failed; 12 gaps in coverage\n")


def test_a_scenario_tells_a_whole_patient(run: Run, tiny: Path) -> None:
    (tiny / "scenarios").mkdir()
    scenario = "- scenario: a pressure of 140\n  patient: {whole: {age: 40, sbp: 140, pregnant: no}}\n"
    expected = "  expect: {verdict: eligible, criteria: {5.1.1: met}}\n"
    (tiny / "scenarios" / "all.yaml").write_text(scenario + expected, encoding="utf-8")
    outcome = run("test", "--kb", "tiny", "--no-coverage")
    assert (outcome.code, outcome.out) == (0, "1 scenario: 1 passed, 0 failed\n")


def test_an_amendment_is_written_and_checked(run: Run) -> None:
    folder = "tiny/amendments/A01_pressure"
    assert run("amend", "set", "5.1.1", "hypertensive", "≥ 150 mmHg", "--base", "tiny", "--in", folder).code == 0
    outcome = run("amend", "check", folder, "--format", "json")
    (account,) = data(outcome.out)["accounts"]
    loses = account["comparison"]["overall"]["loses"]["witness"]
    # Nobody is typical: the patient is told whole, in the middle of what is plausible but for what decides.
    assert loses["text"] == "somebody with age 54 years, systolic blood pressure 149 mmHg, pregnant no"
    assert loses["record"] == {"age": 54, "sbp": 149, "pregnant": False}
    assert account["comparison"]["overall"]["gains"]["nobody"] is True
    assert [one["witness"]["record"]["sbp"] for one in account["boundaries"]] == [149, 150, 151]
    for form in ("text", "md", "html", "sarif"):
        shown = run("amend", "check", folder, "--format", form)
        assert shown.code == 1, shown.err  # It gives no rationale yet.
        assert "the typical patient" not in shown.out
        assert "(typical" not in shown.out


def test_an_edited_copy_is_drafted_as_an_amendment_and_compared(run: Run, tiny: Path, folder: Path) -> None:
    for name, text in FILES.items():
        (folder / "edited" / name).parent.mkdir(parents=True, exist_ok=True)
        changed = text.replace("18 years", "21 years").replace("[18, 90]", "[18, 95]")
        (folder / "edited" / name).write_text(changed, encoding="utf-8")
    written = run("amend", "draft", "edited", "--base", "tiny", "-o", "tiny/amendments/A02_age")
    assert written.code == 0, written.err
    vocabulary = (tiny / "amendments/A02_age/vocabulary/vocabulary.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(vocabulary).keys() == {"quantities"}
    assert "sbp" not in vocabulary
    compared = run("compare", "tiny", "tiny/amendments/A02_age")
    assert "loses     age 18–20 years" in compared.out
    assert "somebody with age 20 years, systolic blood pressure 150 mmHg, pregnant no" in compared.out


def test_a_base_without_amendments_is_checked_alone(run: Run) -> None:
    outcome = run("amend", "check", "--base", "tiny")
    assert outcome.code == 0
    assert "guard-rail" not in outcome.out
