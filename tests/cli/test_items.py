"""Attributes of items and washouts through the commands: check, facts, test, explain, set and amend check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import small_base
from tests.items_base import DRUGS, FACTS, UNITS

from .conftest import Run

TEXT = (
    "At least two drugs used for at least 3 months each, the last dose not within 5 half-lives or 12 weeks before "
    "infusion, whichever is longer"
)
FILES = {
    **{name: text for name, text in small_base.TEXTS.items() if not name.startswith("scores/")},
    "vocabulary/units.yaml": UNITS,
    "vocabulary/drugs.yaml": DRUGS,
    "vocabulary/quantities.yaml": "{}\n",
    "vocabulary/facts.yaml": FACTS.replace("choices: {size: {values: [big, small]}}", "choices: {}")
    .replace("facts: {f: {}, g: {}, exact: {}}", "facts: {}")
    .replace("      dose: {unit: mg, label: dose}\n", "")
    .replace("record: {", "record: {patient_id: {kind: text}, "),
    "vocabulary/typical.yaml": "used: [{drug: mmf, months: 12}, {drug: azathioprine, months: 8}, "
    "{drug: rituximab, months: 4, last: 200 days}]\n",
    "vocabulary/handling.yaml": "used: {kind: chart, effort: 3}\n",
    "readings.yaml": "readings: {}\nassumptions: {}\n",
    "background.lp": "",
    "protocol.yaml": 'id: T\nversion: "1"\ntitle: t\nscope: none\ncriteria:\n'
    f'  - {{id: C-1, kind: inclusion, title: t, files: all, text: "{TEXT}"}}\n',
    "criteria/all.thr": 'criterion C-1\nused_long  duration of used ≥ 3 months  "for at least 3 months each"\n'
    "not_washed  last dose of used (targeted) within longer of 5 half-lives or 12 weeks before infusion "
    'negates "not within 5 half-lives or 12 weeks before infusion, whichever is longer"\n',
    "criteria/all.lp": '%! "At least two drugs used"\n'
    "two_long :- #count { S : used_long(D), substance(D, S) } >= 2.\n"
    '%! "the last dose"\nmet("C-1") :- two_long, not unwashed.\n\n'
    "%! because a drug that is not washed out is enough\nunwashed :- not_washed(D).\n",
    "scenarios/all.yaml": """
- scenario: one drug for too short a time
  patient: {but: {used.mmf.months: 2, used.rituximab.months: 1}}
  expect: {verdict: ineligible, criteria: {C-1: not_met}, blocking: [C-1]}
- scenario: exactly as long as the half-lives
  patient: {but: {used.rituximab.last: 100 days}}
  expect: {verdict: ineligible, criteria: {C-1: not_met}, blocking: [C-1]}
- scenario: a day longer
  patient: {but: {used.rituximab.last: 101 days}}
  expect: {verdict: eligible, criteria: {C-1: met}, blocking: []}
- scenario: a day shorter
  patient: {but: {used.rituximab.last: 99 days}}
  expect: {verdict: ineligible, criteria: {C-1: not_met}, blocking: [C-1]}
- scenario: another list
  patient: {but: {used: [{drug: mmf, months: 3}, azathioprine]}}
  expect: {verdict: undetermined, criteria: {C-1: unknown}, blocking: []}
- scenario: a last dose that is not known
  patient: {but: {used: [{drug: mmf, months: 4}, {drug: azathioprine, months: 3}, rituximab]}}
  expect: {verdict: undetermined, criteria: {C-1: unknown}, blocking: []}
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
    assert (done.code, done.out.strip()) == (0, "6 scenarios: 6 passed, 0 failed")


def test_the_dictionary_tells_each_attribute_once(run: Run, kb: str) -> None:
    told = run("facts", "--kb", kb).out
    assert told.count("used.ITEM.months") == 1
    assert "or the date itself, YYYY-MM-DD" in told
    header = run("facts", "--kb", kb, "--template", "csv").out
    assert "used.azathioprine.months[month],used.azathioprine.last[day]" in header
    program = run("facts", "--kb", kb, "--lp").out
    assert program.endswith("used_long(D) :- used(D), _used_long(D).\nnot_washed(D) :- used(D), _not_washed(D).\n")


def test_a_change_speaks_of_the_item(run: Run, kb: str, folder: Path) -> None:
    (folder / "p.yaml").write_text(
        "used: [{drug: mmf, months: 7}, {drug: azathioprine, months: 2}]\n", encoding="utf-8"
    )
    told = " ".join(run("explain", "p.yaml", "--kb", kb).out.split())
    assert "azathioprine (duration of azathioprine 2 months, needs ≥ 3 months)" in told
    assert "if found in the chart, duration of azathioprine ≥ 3 months (now 2 months)" in told
    assert "drugs used: also one of rituximab, belimumab, of which duration and last dose count too" in told
    assert "Enough to rule the patient out: drugs used and duration of azathioprine together" in told


def test_a_table_tells_of_items_in_its_columns(run: Run, kb: str, folder: Path) -> None:
    table = "patient_id,used,used.mmf.months[month],used.azathioprine.months,used.rituximab.last,infusion_date\n"
    rows = (
        "A,mmf;azathioprine,7,3 months,,\nB,mmf;azathioprine;rituximab,7,3 months,2025-01-10,2025-03-01\nC,mmf,7,,,\n"
    )
    (folder / "t.csv").write_text(table + rows, encoding="utf-8")
    said = run("screen", "t.csv", "--kb", kb, "--format", "csv").out.split("\n")
    assert [line.split(",")[1] for line in said[1:4]] == ["eligible", "ineligible", "ineligible"]


def test_an_amendment_of_a_limit_on_items_is_written_and_checked(run: Run, kb: str) -> None:
    done = run("amend", "set", "C-1", "used_long", "≥ 4", "--base", kb, "--in", "kb/amendments/A01_longer")
    assert done.code == 0, done.err
    told = " ".join(run("amend", "check", "kb/amendments/A01_longer").out.split())
    assert "A01 raises duration of drugs used from ≥ 3 to ≥ 4 months" in told
    assert "narrows C-1 and eligibility; nobody gains (proved) [AM02]" in told
    assert "undecided" not in told
