"""The amendments under `kb/amendments/`: what each is an example of, and the exact findings."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from hn2301_asp.amendment.asking import check_amendments
from hn2301_asp.amendment.model import Report
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.report.amendment.formats import finding_lines
from hn2301_asp.report.writers.lines import plain

FOLDER = shipped_knowledge_base() / "amendments"
FOLDERS = sorted(path.name for path in FOLDER.iterdir())

#: What is to be mended or declared in each example alone: nothing in a clean one.
SERIOUS = {
    "A01_lymphocytes": [],
    "A02_clinical_activity": ["AM29"],
    "A03_hemoglobin": ["AM29"],
    "A04_severe_disease": [],
    "A05_moderate_disease": [],
    "A06_renal_function": ["AM31"],
    "A07_body_size": [],
    "A08_ejection_fraction": ["AM29", "AM42"],
}


@cache
def report_on(*names: str) -> Report:
    return check_amendments(None, [FOLDER / name for name in names])


def serious(report: Report) -> list[str]:
    return sorted(conflict.code for conflict in report.conflicts() if conflict.group != "know")


def test_there_are_these_examples_and_no_others() -> None:
    assert list(SERIOUS) == FOLDERS


@pytest.mark.parametrize("name", SERIOUS)
def test_an_example_shows_what_it_is_for_and_nothing_else(name: str) -> None:
    assert serious(report_on(name)) == SERIOUS[name]
    assert report_on(name).clean is (not SERIOUS[name])


@pytest.mark.parametrize("name", SERIOUS)
def test_an_example_says_exactly_this(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"amendment/examples/{name}.txt", plain(finding_lines(report_on(name), 100)))


def test_two_examples_are_fine_alone_and_not_together(golden: Callable[[str, str], None]) -> None:
    report = report_on("A04_severe_disease", "A05_moderate_disease")
    assert [conflict.code for conflict in report.together] == ["AM37"]
    golden("amendment/examples/A04_A05.txt", plain(finding_lines(report, 100)))


def test_one_example_makes_the_clearance_redundant_by_cockcroft_and_gault() -> None:
    (found,) = [c for c in report_on("A07_body_size").conflicts() if c.code == "AM14"]
    assert found.where == "clearance_adequate"
    assert found.core == (
        "IN-1: age ≤ 69 years",
        "IN-7: weight ≥ 60 kg",
        "IN-7: serum creatinine ≤ 1.0 mg/dL",
    )


def test_the_base_alone_is_clean_but_for_three_true_remarks(golden: Callable[[str, str], None]) -> None:
    report = check_amendments(None, [])
    assert [(c.code, c.group) for c in report.conflicts()] == [("AM13", "know"), ("AM15", "know"), ("AM15", "know")]
    assert report.clean
    golden("amendment/examples/base.txt", plain(finding_lines(report, 100)))


def test_examples_state_the_base_as_it_is() -> None:
    """A change of the base makes the examples stale: their digests are then put right."""
    assert Path(FOLDER).is_dir()
    for name in FOLDERS:
        assert not [c for c in report_on(name).conflicts() if c.code == "AM41"], name
