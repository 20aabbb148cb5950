"""What a file defines, in its order."""

from __future__ import annotations

from hn2301_asp.editor.outline import entries
from hn2301_asp.editor.snapshot import Snapshot


def test_thresholds_and_formulas_with_what_they_say(shipped: Snapshot) -> None:
    file = "criteria/in7_organ_function.thr"
    found = entries(file, shipped.texts[file])
    assert [one.name for one in found][:2] == ["anc_adequate", "alc_adequate"]
    assert (found[-1].name, found[-1].kind) == ("creatinine clearance", "definition")
    assert found[1].detail == 'ALC ≥ 0.8 ×10^9/L "ALC ≥0.8×10^9/L"'


def test_rules_scenarios_and_entries(shipped: Snapshot) -> None:
    texts = shipped.texts
    rules = entries("criteria/in7_organ_function.lp", texts["criteria/in7_organ_function.lp"])
    assert [one.name for one in rules][:3] == ['met("IN-7")', "bone_marrow", "no_support"]
    assert all((one.place.text or "").startswith(one.name.partition("(")[0]) for one in rules)
    scenarios = entries("scenarios/in7_organ_function.yaml", texts["scenarios/in7_organ_function.yaml"])
    assert scenarios[0].name == "an ANC of exactly 1.5 is enough"
    readings = entries("readings.yaml", texts["readings.yaml"])
    assert "readings.in7_support" in {one.name for one in readings}


def test_a_broken_file_has_no_outline_and_harms_nobody() -> None:
    assert entries("readings.yaml", "a: [") == ()
    assert entries("criteria/x.lp", "") == ()
