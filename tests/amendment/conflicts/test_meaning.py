"""What is said of the meaning of a change: corner cases of the classes AM01 to AM06."""

from __future__ import annotations

from tests.amendment.conflicts.small_amendments import Desk

ORGANS = "criteria/in3_organs.thr"
RULES = "criteria/in3_organs.lp"


def test_an_amendment_without_a_changed_file_is_said_to_change_none(desk: Desk) -> None:
    found = desk.alone(desk.amendment("A01", {}), "AM01")
    assert [c.message for c in found] == ["changes no file of 1.0: there is nothing to compare"]


def test_layout_alone_is_called_layout(desk: Desk) -> None:
    found = desk.alone(
        desk.amendment("A01", {RULES: [("bilirubin_acceptable :- ", "bilirubin_acceptable   :- ")]}), "AM01"
    )
    assert [c.message for c in found] == ["changes no answer of anybody: it edits only layout"]


def test_a_rule_written_otherwise_is_proved_to_change_nothing(desk: Desk) -> None:
    split = (
        'met("IN-3") :- alc_adequate, hemoglobin_adequate,',
        'blood :- alc_adequate, hemoglobin_adequate.\nmet("IN-3") :- blood,',
    )
    found = desk.alone(desk.amendment("A01", {RULES: [split]}), "AM01")
    assert [c.message for c in found] == [
        "changes no answer of anybody (proved), though it writes the rule of IN-3 and blood otherwise"
    ]


def test_a_flip_that_lets_patients_in_is_a_flip_too(desk: Desk) -> None:
    found = desk.alone(desk.amendment("A01", {ORGANS: [("bilirubin < 2.0", "bilirubin ≤ 2.0")]}), "AM03")
    assert [(c.where, c.message) for c in found] == [
        ("IN-3", "broadens IN-3, but only the cut point itself moved: total bilirubin exactly 2.0 mg/dL")
    ]


def test_a_flip_beside_a_moved_limit_in_the_same_criterion_is_none(desk: Desk) -> None:
    edits = {ORGANS: [("bilirubin < 2.0", "bilirubin ≤ 2.0"), ("ALC ≥ 0.8", "ALC ≥ 1.0")]}
    assert desk.alone(desk.amendment("A01", edits), "AM03") == []


def test_directions_are_told_by_criterion(desk: Desk) -> None:
    edits = {
        ORGANS: [("ALC ≥ 0.8", "ALC ≥ 1.0")],
        "criteria/in2_activity.thr": [("activity score ≥ 6 points", "activity score ≥ 5 points")],
    }
    found = desk.alone(desk.amendment("A01", edits), "AM02")
    assert [c.message for c in found] == ["narrows IN-3, broadens IN-2 and shifts eligibility"]


def test_a_change_is_masked_by_the_criteria_that_hide_it(desk: Desk) -> None:
    edits = {
        ORGANS: [
            ("\ncreatinine clearance [", 'young   age ≤ 75 years   because "the formula"\n\ncreatinine clearance [')
        ],
        RULES: [("clearance_adequate.", "clearance_adequate, young.")],
    }
    found = desk.alone(desk.amendment("A01", edits), "AM04")
    assert [(c.where, c.notes[-1]) for c in found] == [("IN-3", ("IN-1", "age"))]


def test_a_test_that_nothing_hangs_on_any_more_is_idle(desk: Desk) -> None:
    edits = {RULES: [("alc_adequate, hemoglobin_adequate,", "alc_adequate,")]}
    found = desk.alone(desk.amendment("A01", edits), "AM06")
    assert [(c.where, c.message) for c in found] == [
        (
            "hemoglobin",
            "needs a test no longer: without Hb the typical patient was undetermined and is now eligible",
        )
    ]
