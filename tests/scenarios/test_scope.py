"""Scenarios of a protocol of three arms: each begins with whoever is typical of its arm."""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.api import load
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.scenarios.model import Report
from hn2301_asp.scenarios.run import run_all
from tests import arms_base

#: Five joints of somebody with lupus: nothing is shown of the limit on joints.
ELSEWHERE = """
- scenario: somebody with lupus is not asked for joints
  patient: {but: {arm: lupus, swollen_joints: 5}}
  expect: {verdict: eligible, criteria: {IN-4: not_applicable}}
"""


def ran(folder: Path, scenarios: str | None = None) -> Report:
    root = arms_base.written(folder, **({} if scenarios is None else {"scenarios/arms.yaml": scenarios}))
    return run_all(read_files(root), load(root))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return ran(tmp_path_factory.mktemp("arms"))


def test_whoever_is_typical_of_an_arm_is_varied_by_naming_the_arm(shipped: Report) -> None:
    assert [outcome.passed for outcome in shipped.outcomes] == [True] * 5
    records = [dict(outcome.scenario.record) for outcome in shipped.outcomes]
    assert [record.get("arm") for record in records] == ["lupus", "SSc", "sclerosis", "arthritis", None]
    assert [record["age"] for record in records] == [34, 51, 51, 47, 34]


def test_another_status_than_expected_is_told_by_its_word(tmp_path: Path) -> None:
    report = ran(tmp_path, ELSEWHERE.replace("not_applicable", "met"))
    [outcome] = report.outcomes
    assert not outcome.passed
    assert [str(one) for one in outcome.differences if "IN-4" in str(one)]


def test_what_does_not_apply_to_a_patient_shows_nothing_of_its_limits_and_rules(
    shipped: Report, tmp_path: Path
) -> None:
    def gaps(report: Report) -> set[tuple[str, str, str]]:
        return {(gap.kind, gap.name, gap.lacks) for gap in report.uncovered}

    joints, rule = ("threshold", "swollen", "outside"), ("rule", 'met("IN-4")', "blocks")
    assert gaps(shipped).isdisjoint({joints, rule})
    assert {joints, rule} <= gaps(ran(tmp_path, ELSEWHERE))
