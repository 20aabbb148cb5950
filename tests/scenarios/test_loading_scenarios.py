"""Scenario files: what a good one becomes, and what is said of a bad one."""

from __future__ import annotations

import pytest

from hn2301_asp.scenarios.model import Expected
from hn2301_asp.source.diagnostics import InputError, render

GOOD = """\
- scenario: a woman who is old enough
  patient:
    but: {age: 18, current.prednisone: yes}
    without: [current]
  readings: {in4_targeted: yes}
  expect: {verdict: eligible, criteria: {IN-1: met}, blocking: []}
"""


def entry(expect: str = "{verdict: eligible}", patient: str = "{}", readings: str | None = None) -> str:
    lines = ["- scenario: a", f"  patient: {patient}", f"  expect: {expect}"]
    return "\n".join(lines if readings is None else [*lines[:2], f"  readings: {readings}", lines[2]])


#: What is wrong, a malformed sample, the message that it gives, and the line that it names.
LIST = "the file must hold one list of scenarios"
KEYS = "a scenario must hold `scenario`, `patient`, `readings`, `expect`, `confirmed`"
TWICE = "- scenario: a\n  scenario: b"
NO_EXPECT = "- scenario: a\n  patient: {}"
NO_PATIENT = "- scenario: a\n  expect: {verdict: eligible}"
NO_SENTENCE = "- patient: {}\n  expect: {verdict: eligible}"
NUMBER = entry().replace("scenario: a", "scenario: 7")
MISTYPED = entry().replace("patient", "pateint")
BOTH = "{but: {'serum_creatinine[mg/dL]': 1}, without: [serum_creatinine]}"
CONTRADICTION = "{verdict: contradictory, criteria: {IN-1: met}}"
DOSE = "{verdict: contradictory, clash: [dose.prednisone]}"
WITHOUT = "\n    without:\n      - age\n      - agee"
BAD = [
    ("a file that holds no list", "scenario: a", LIST, 1),
    ("a file that holds nothing", "# nothing yet", LIST, None),
    ("two documents", "- scenario: a\n---\n- scenario: b", LIST, 1),
    ("an entry that is a text", "- a sentence", KEYS, 1),
    ("an unknown key", MISTYPED, "`pateint` is not known in a scenario", 2),
    ("no patient", NO_PATIENT, "`patient` is missing in a scenario", 1),
    ("no expectation", NO_EXPECT, "`expect` is missing in a scenario", 1),
    ("no sentence", NO_SENTENCE, "`scenario` is missing in a scenario", 1),
    ("a sentence that is none", NUMBER, "`scenario` must be a sentence that says what should be true", 1),
    ("no verdict", entry("{blocking: []}"), "`verdict` is missing in `expect`", 3),
    ("an unknown verdict", entry("{verdict: elligible}"), "`elligible` is not a value of `verdict`", 3),
    ("no criterion", entry("{verdict: eligible, criteria: {IN-9: met}}"), "`IN-9` is not known in `criteria`", 3),
    ("an unknown status", entry("{verdict: eligible, criteria: {IN-1: yes}}"), "`yes` is not a value of `IN-1`", 3),
    ("blocking that is no list", entry("{verdict: ineligible, blocking: IN-1}"), "`blocking` must be a list", 3),
    ("blocking by no criterion", entry("{verdict: ineligible, blocking: [in-1]}"), "`in-1` is not a criterion", 3),
    (
        "a clash without a contradiction",
        entry("{verdict: eligible, clash: [age]}"),
        "a record that is eligible cannot have a `clash`",
        3,
    ),
    ("criteria of a contradiction", entry(CONTRADICTION), "a record that is contradictory has no `criteria`", 3),
    ("a clash of no fact", entry("{verdict: contradictory, clash: [sexx]}"), "`sexx` is not a fact of a record", 3),
    ("a clash of one dose", entry(DOSE), "`dose.prednisone` is not a fact of a record", 3),
    ("an unknown reading", entry(readings="{in3_cup: always}"), "`in3_cup` is not known in `readings`", 3),
    ("an unknown value", entry(readings="{in3_cap: alone}"), "`alone` is not a value of the reading `in3_cap`", 3),
    (
        "a whole patient with changes",
        entry(patient="{whole: {}, but: {age: 3}}"),
        "`but` changes the typical patient and cannot stand beside `whole`",
        2,
    ),
    ("changes of no fields", entry(patient="{but: [age]}"), "`but` must hold fields of a record and their values", 2),
    ("no list", entry(patient="{without: age}"), "`without` must be a list of the typical patient's fields", 2),
    ("taking away what is not there", entry(patient=WITHOUT), "the typical patient has no field `agee`", 5),
    (
        "taking away what is changed",
        entry(patient=BOTH),
        "`serum_creatinine` stands under `but` and under `without`",
        2,
    ),
    ("a key that stands twice", TWICE, "`scenario` is written twice in one mapping", 2),
]


def test_a_scenario_varies_the_typical_patient_and_is_found_at_its_line(read, protocol):
    (scenario,) = read("# first a comment\n" + GOOD)
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    del typical["current"]
    assert scenario.record == {**typical, "age": 18, "current.prednisone": True}
    assert scenario.readings == {"in4_targeted": "yes"}
    assert scenario.expected == Expected("eligible", {"IN-1": "met"}, (), None)
    assert (scenario.sentence, str(scenario.place)) == ("a woman who is old enough", "scenarios/0.yaml:2:3")


def test_a_whole_patient_is_taken_as_it_stands(read):
    (scenario,) = read("- scenario: a\n  patient: {whole: {age: 3}}\n  expect: {verdict: undetermined}")
    assert scenario.record == {"age": 3}


def test_what_a_scenario_does_not_expect_may_be_anything(read):
    (scenario,) = read("- scenario: a\n  patient: {}\n  expect: {verdict: eligible}")
    assert scenario.expected == Expected("eligible", {}, None, None)


def test_another_spelling_of_a_field_replaces_the_typical_value(read):
    text = "- scenario: a\n  patient: {but: {'hemoglobin[g/dL]': 9}}\n  expect: {verdict: eligible}"
    (scenario,) = read(text)
    assert {name for name in scenario.record if name.startswith("hemoglobin")} == {"hemoglobin[g/dL]"}


def test_a_comparator_stands_beside_the_typical_value(read):
    (scenario,) = read("- scenario: a\n  patient: {but: {'anc[operator]': '<'}}\n  expect: {verdict: eligible}")
    assert {name for name in scenario.record if name.startswith("anc")} == {"anc", "anc[operator]"}


@pytest.mark.parametrize(("text", "message", "line"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_malformed_scenario_is_a_finding_at_its_line(read, text, message, line):
    with pytest.raises(InputError) as error:
        read(text)
    (finding,) = error.value.findings
    assert (finding.message, finding.place.line) == (message, line)
    assert finding.place.file == "scenarios/0.yaml"


def test_a_mistyped_key_has_the_nearest_name_and_a_caret(read):
    with pytest.raises(InputError) as error:
        read("- scenario: a\n  patient: {}\n  expect: {verdict: eligible, blokcing: []}")
    assert render(error.value.findings[0]) == (
        "error[scenario-key] `blokcing` is not known in `expect`\n"
        "  at scenarios/0.yaml:3:31\n"
        "      expect: {verdict: eligible, blokcing: []}\n"
        "                                  ^^^^^^^^\n"
        "  help: did you mean `blocking`?"
    )


def test_a_sentence_that_stands_twice_names_both_places(read):
    one = "- scenario: one sentence\n  patient: {}\n  expect: {verdict: eligible}\n"
    two = "- scenario: One  sentence\n  patient: {}\n  expect: {verdict: eligible}\n"
    with pytest.raises(InputError) as error:
        read(one, two)
    (finding,) = error.value.findings
    assert (finding.code, str(finding.place)) == ("scenario-duplicate", "scenarios/1.yaml:1:3")
    assert [str(place) for place in finding.related] == ["scenarios/0.yaml:1:3"]


def test_all_findings_of_all_files_are_collected(read):
    with pytest.raises(InputError) as error:
        read("- scenario: a\n  patient: {butt: {}}\n  expect: {}\n- scenario: b\n", "- {")
    assert [finding.code for finding in error.value.findings] == [
        "scenario-key",
        "scenario-missing",
        "scenario-missing",
        "scenario-missing",
        "yaml-syntax",
    ]
