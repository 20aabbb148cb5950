"""The scenarios of a knowledge base that is being written: those that fail, at their sentences."""

from __future__ import annotations

from pathlib import Path

from hn2301_asp.editor.trying import tried
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.loader import load
from hn2301_asp.scenarios.run import run_all
from tests.editor.conftest import snapshot_of

FILE = "criteria/1.2_pressure.thr"


def higher(root: Path) -> str:
    return (root / FILE).read_text(encoding="utf-8").replace("≥ 140", "≥ 150")


def test_whoever_does_not_get_what_is_expected_is_told_as_a_run_of_what_is_saved_tells(pressure: Path) -> None:
    assert tried(snapshot_of(pressure), lambda: False).findings == ()
    snapshot = snapshot_of(pressure, **{FILE.replace("/", "__"): higher(pressure)})
    found = tried(snapshot, lambda: False)
    assert all("got ineligible" in one.message or "1.2" in one.message.partition("got")[2] for one in found.findings)
    assert {(one.code, one.number) for one in found.findings} == {("scenario-failed", "KB123")}
    (pressure / FILE).write_text(higher(pressure), encoding="utf-8")
    failures = run_all(read_files(pressure), load(pressure), coverage=False).failures
    assert [(one.place.file, one.place.line) for one in found.findings] == [
        (str(pressure / "scenarios" / "limits.yaml"), one.scenario.place.line) for one in failures
    ]


def test_what_failed_is_told_as_long_as_the_scenarios_stand_where_they_stood(pressure: Path) -> None:
    unsaved = {FILE.replace("/", "__"): higher(pressure)}
    found = tried(snapshot_of(pressure, **unsaved), lambda: False)
    assert found.told(snapshot_of(pressure, **unsaved)) == found.findings != ()
    moved = "# a line\n" + (pressure / "scenarios" / "limits.yaml").read_text(encoding="utf-8")
    assert found.told(snapshot_of(pressure, **{"scenarios__limits.yaml": moved})) == ()


def test_nobody_is_tried_where_rules_cannot_be_read_or_nobody_waits(pressure: Path) -> None:
    broken = snapshot_of(pressure, **{"criteria__1.2_pressure.lp": "met("})
    assert tried(broken, lambda: False).findings == ()
    assert tried(snapshot_of(pressure, **{FILE.replace("/", "__"): higher(pressure)}), lambda: True).findings == ()
