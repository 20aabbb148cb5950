"""Grades of the items of a list through the commands: check, facts, test, tables, explain, set and amend check."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

TEXT = "One organ with a BILAG grade of A, or two with a BILAG grade of at least B"
FILES = {
    "protocol.yaml": 'id: T\nversion: "1"\ntitle: t\nscope: none\ncriteria:\n'
    f'  - {{id: E-1, kind: exclusion, title: activity, files: e1, text: "{TEXT}"}}\n',
    "vocabulary/vocabulary.yaml": """
record: {patient_id: {kind: text}}
lists:
  organs:
    organ: {renal: {names: [kidney]}, skin: {}, joints: {}}
families:
  bilag:
    label: BILAG
    item: scored
    of: organs
    attributes:
      grade: {label: BILAG grade, grades: [E, D, C, B, A]}
typical:
  bilag: [{organ: renal, grade: C}, {organ: skin, grade: D}]
""",
    "criteria/e1.thr": "criterion E-1\n"
    'grade_a  BILAG grade of bilag = A  "BILAG grade of A"\n'
    'grade_b  BILAG grade of bilag ≥ B  "BILAG grade of at least B"\n',
    "criteria/e1.lp": '%! "One organ with a BILAG grade of A"\nmet("E-1") :- grade_a(O).\n'
    '%! "or two with a BILAG grade of at least B"\nmet("E-1") :- #count { O : grade_b(O) } >= 2.\n',
    "scenarios/all.yaml": """
- scenario: one B, and another organ just below
  patient: {but: {bilag: [{organ: renal, grade: B}, {organ: skin, grade: C}]}}
  expect: {verdict: eligible, criteria: {E-1: not_met}, blocking: []}
- scenario: two B
  patient: {but: {bilag: [{organ: renal, grade: B}, {organ: skin, grade: B}]}}
  expect: {verdict: ineligible, criteria: {E-1: met}, blocking: [E-1]}
- scenario: one A
  patient: {but: {bilag: [{organ: renal, grade: A}]}}
  expect: {verdict: ineligible, criteria: {E-1: met}, blocking: [E-1]}
- scenario: one B and another organ that was scored
  patient: {but: {bilag: [{organ: renal, grade: B}, skin]}}
  expect: {verdict: undetermined, criteria: {E-1: unknown}, blocking: []}
""",
}


@pytest.fixture
def kb(folder: Path) -> str:
    for name, text in FILES.items():
        file = folder / "kb" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return "kb"


def test_nothing_is_found_and_every_case_of_the_limits_is_exercised(run: Run, kb: str) -> None:
    assert run("check", "--kb", kb).out.strip() == "0 findings, 0 remarks"
    done = run("test", "--kb", kb)
    assert (done.code, done.out.strip()) == (0, "4 scenarios: 4 passed, 0 failed")


def test_a_limit_that_is_not_the_quotes_is_found(run: Run, kb: str, folder: Path) -> None:
    file = folder / "kb/criteria/e1.thr"
    file.write_text(file.read_text(encoding="utf-8").replace("≥ B  ", "≥ C  "), encoding="utf-8")
    assert "another" in run("check", "--kb", kb).out


def test_the_dictionary_and_tables_know_the_grades(run: Run, kb: str, folder: Path) -> None:
    told = " ".join(run("facts", "--kb", kb).out.split())
    assert "bilag.ITEM.grade" in told
    (folder / "t.csv").write_text(
        "patient_id,bilag,bilag.kidney.grade,bilag.skin.grade\nA,renal;skin,B,b\nB,renal,B,\nC,renal;skin,B,\n",
        encoding="utf-8",
    )
    said = run("screen", "t.csv", "--kb", kb, "--format", "csv").out.split("\n")
    assert [line.split(",")[1] for line in said[1:4]] == ["ineligible", "eligible", "undetermined"]


def test_what_would_help_is_told_by_grades(run: Run, kb: str, folder: Path) -> None:
    (folder / "p.yaml").write_text("bilag: [{organ: renal, grade: B}, {organ: skin, grade: A}]\n", encoding="utf-8")
    (folder / "kb/vocabulary/handling.yaml").write_text("bilag: {kind: chart, effort: 3}\n", encoding="utf-8")
    for shape in ("text", "json", "html"):
        told = run("explain", "p.yaml", "--kb", kb, "--format", shape).out
        assert "skin" in told
        assert "E < D" not in told
        assert "E &lt; D" not in told
    told = " ".join(run("explain", "p.yaml", "--kb", kb).out.split())
    assert "if found in the chart, BILAG grade of skin < B (now A)" in told


def test_an_amendment_of_a_grade_is_written_and_checked(run: Run, kb: str, folder: Path) -> None:
    done = run("amend", "set", "E-1", "grade_b", "≥ C", "--base", kb, "--in", "kb/amendments/A01_lower")
    assert done.code == 0, done.err
    assert "BILAG grade of at least [-B-]{+C+}" in done.out
    told = " ".join(run("amend", "check", "kb/amendments/A01_lower").out.split())
    assert "A01 lowers BILAG grade of BILAG from ≥ B to ≥ C" in told
    assert "nobody gains (proved)" in told
    assert "undecided" not in told
