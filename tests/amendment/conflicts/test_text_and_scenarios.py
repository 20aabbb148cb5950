"""Words that do not follow the rules: quotes, texts, old numbers, scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.checking import conflicts_of
from hn2301_asp.amendment.conflicts.am35_golden_scenario import find
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.version import version_of
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.scenarios.load import load_scenarios
from hn2301_asp.versions.opened import Opened
from tests.amendment.conflicts.small_amendments import Desk
from tests.amendment.conflicts.small_cases import Edit, case_of, edited, found, told

RULE: Edit = ("criteria/in3_organs.thr", "Hb ≥ 80 g/L    ", "Hb ≥ 90 g/L    ")
QUOTE: Edit = ("criteria/in3_organs.thr", '"Hb ≥80g/L"', '"Hb ≥90g/L"')
TEXT: Edit = ("protocol.yaml", "Hb ≥80g/L", "Hb ≥90g/L")
LYMPHOCYTES: tuple[Edit, ...] = (
    ("criteria/in3_organs.thr", "ALC ≥ 0.8", "ALC ≥ 0.9"),
    ("criteria/in3_organs.thr", "ALC ≥0.8", "ALC ≥0.9"),
    ("protocol.yaml", "ALC ≥0.8", "ALC ≥0.9"),
)


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ((RULE,), "the quote says `≥80g/L`, the threshold says `≥ 90 g/L`: another number"),
        ((RULE, QUOTE), "“Hb ≥90g/L” does not stand in the text of IN-3"),
        ((QUOTE, TEXT), "the quote says `≥90g/L`, the threshold says `≥ 80 g/L`: another number"),
        ((TEXT,), "“Hb ≥80g/L” does not stand in the text of IN-3"),
        ((RULE, QUOTE, TEXT), None),
    ],
)
def test_quote_text_and_rule_go_together(edits: tuple[Edit, ...], message: str | None) -> None:
    assert told("AM42", *edits) == ([] if message is None else [("IN-3", message)])


def test_a_rule_taken_out_under_a_text_that_stays_is_found() -> None:
    gone = "with_hydroxychloroquine :- current(hydroxychloroquine), reading(in4_hydroxychloroquine, now).\n"
    other = ("readings.yaml", "default: used", "default: now")
    (conflict,) = found("AM42", ("criteria/in4_treatment.lp", gone, gone.replace("current", "used")), before=(other,))
    assert (conflict.where, conflict.message) == (
        "IN-4",
        "the rule of IN-4 changed and its text did not: "
        f"`{gone.replace('current', 'used').strip()}` was `{gone.strip()}`",
    )


FILES = ("protocol.yaml", "criteria/ex1_pregnancy.lp")
EXCLUDED = "Pregnant participants are excluded"


def test_a_number_that_changed_in_text_and_quote_alone_is_found() -> None:
    before = tuple((file, EXCLUDED, f"{EXCLUDED} for 6 months") for file in FILES)
    after = tuple((file, "for 6 months", "for 12 months") for file in FILES)
    assert told("AM42", *after, before=before) == [
        ("EX-1", "the text of EX-1 says `≥ 12 month` instead of `≥ 6 month`, and no rule changed")
    ]


def test_a_number_in_words_that_are_not_encoded_may_change() -> None:
    phrase = '    kind: exclusion\n    not_encoded:\n      - {phrase: "for 6 months", why: later}\n'
    before = (
        ("protocol.yaml", EXCLUDED, f"{EXCLUDED} for 6 months"),
        ("protocol.yaml", "    kind: exclusion\n", phrase),
    )
    assert told("AM42", ("protocol.yaml", "for 6 months", "for 12 months"), before=before) == []


def test_a_reading_chosen_otherwise_leaves_the_text_as_it_is() -> None:
    assert told("AM42", ("readings.yaml", "default: used", "default: now")) == []


def test_another_limit_that_still_asks_for_the_old_number_is_found() -> None:
    second: tuple[Edit, ...] = (
        ("criteria/in1_age.thr", "", 'alc_at_entry  ALC ≥ 0.8 ×10^9/L  because "the same as later"\n'),
        ("criteria/in1_age.lp", "adult, within_age_limit", "adult, within_age_limit, alc_at_entry"),
    )
    assert told("AM43", *LYMPHOCYTES, before=second) == [
        ("alc_at_entry", "IN-1 still asks for ALC ≥ 0.8 ×10^9/L, though IN-3 asks for ALC ≥ 0.9 ×10^9/L now")
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("lymphocytes (ALC of 0.8 or more)", ["“ALC of 0.8 or more” still stands in the title of IN-4"]),
        ("ALC from 800 on", []),
        ("at least 0.8 mg of steroids; ALC", []),
        ("ALC above 0.85", []),
        ("ALC of 0.8 mg", []),
    ],
)
def test_the_old_number_counts_with_its_unit_and_quantity_only(title: str, expected: list[str]) -> None:
    before = ("protocol.yaml", "title: treatment", f'title: "{title}"')
    messages = [message.split(", though")[0] for _, message in told("AM43", *LYMPHOCYTES, before=(before,))]
    assert messages == expected


def test_the_decision_of_an_assumption_counts_where_another_part_of_it_names_the_quantity() -> None:
    assumed = "assumptions:\n  A01: {criteria: [IN-3], phrase: lymphocytes (ALC), decision: no fewer than 0.8 count, "
    before = ("readings.yaml", "assumptions: {}", assumed + "reason: a guess, status: assumed}")
    messages = [message.split(", though")[0] for _, message in told("AM43", *LYMPHOCYTES, before=(before,))]
    assert messages == ["“no fewer than 0.8 count” still stands in the decision of assumption A01"]


def test_words_that_the_amendment_wrote_may_name_the_old_number() -> None:
    new = ("protocol.yaml", "title: treatment", 'title: "treatment (ALC was 0.8)"')
    assert told("AM43", *LYMPHOCYTES, new) == []


def scenarios(conflicts: tuple[Conflict, ...]) -> list[tuple[str, str, str]]:
    every = [one for conflict in conflicts for one in (conflict, *conflict.follows)]
    return [(c.group, c.where, c.message) for c in every if c.code == "AM35"]


def test_a_flip_in_a_declared_criterion_is_only_to_be_known(desk: Desk) -> None:
    edits = {file: [edit[1:] for edit in LYMPHOCYTES if edit[0] == file] for file, _, _ in LYMPHOCYTES}
    for intent, group, more in (
        ("narrows", "know", ""),
        ("clarifies", "declare", ", of which “clarifies” is declared"),
        (None, "declare", ", of which nothing is declared"),
    ):
        said = f"intent: {{IN-3: {intent}}}\n" if intent else ""
        report = desk.report(desk.amendment("A01", edits, more=said))
        told = f"the scenario “an ALC of 0.85 is enough” flips through IN-3{more}"
        assert scenarios(report.accounts[0].conflicts) == [(group, "IN-3", told)]


def test_a_scenario_whose_record_contradicts_itself_now_flips_through_no_criterion() -> None:
    impossible = ("background.lp", "", "\n%! because nobody has so few\n:- sex(female), not alc_adequate.\n")
    assert scenarios(conflicts_of(case_of(*LYMPHOCYTES, impossible))) == [
        ("declare", "scenarios", "the scenario “an ALC of 0.85 is enough” becomes contradictory")
    ]


def test_a_scenario_that_was_taken_out_or_brought_up_to_date_does_not_flip() -> None:
    file = "scenarios/whole_patients.yaml"
    scenario = case_of().version.opened.files.texts[file].split("- scenario")[2]
    updated = scenario.replace("eligible, blocking: []", "ineligible, blocking: [IN-3]")
    assert scenarios(conflicts_of(case_of(*LYMPHOCYTES, (file, f"- scenario{scenario}", "")))) == []
    assert scenarios(conflicts_of(case_of(*LYMPHOCYTES, (file, scenario, updated)))) == []


def test_scenarios_that_no_longer_fit_the_version_are_said_to() -> None:
    file = "scenarios/whole_patients.yaml"
    wrong = (file, "{alc: 0.85}}\n  expect: {verdict: eligible", "{alc: 0.85}}\n  expect: {verdict: elligible")
    assert [(g, w) for g, w, _ in scenarios(conflicts_of(case_of(*LYMPHOCYTES, wrong)))] == [("mend", "scenarios")]


def test_an_expectation_that_the_amendment_rewrites_and_does_not_meet_is_found() -> None:
    file = "scenarios/whole_patients.yaml"
    wrong = (file, "0.85}}\n  expect: {verdict: eligible, blocking: []", "0.85}}\n  expect: {verdict: ineligible")
    for edits in ((wrong,), (wrong, RULE, QUOTE, TEXT)):
        assert scenarios(conflicts_of(case_of(*edits))) == [
            ("mend", "scenarios", "the scenario “an ALC of 0.85 is enough” does not come out as the amendment writes")
        ]


def test_a_typical_patient_who_is_made_ineligible_is_told(desk: Desk) -> None:
    found = desk.alone(desk.amendment("A01", {"vocabulary/typical.yaml": [("alc: 1.2", "alc: 0.5")]}), "AM35")
    assert [(c.group, c.where, c.message) for c in found] == [
        ("mend", "alc", "the typical patient is ineligible: IN-3 is not met")
    ]


ORGANS = "criteria/in7_organ_function"
IMPOSSIBLE = "\n%! because this is only tried here\n:- lactating, not pregnant.\n"


@pytest.mark.parametrize(
    "edit",
    [
        (f"{ORGANS}.thr", "ALC ≥ 0.8", "ALC ≥ 1.0"),
        (f"{ORGANS}.lp", "clearance_adequate, not fluid_assistance.", "clearance_adequate."),
        ("criteria/in3_corticosteroids.thr", "≥ 7.5 mg", "≥ 15 mg"),
        ("readings.yaml", "default: either", "default: both"),
        ("background.lp", "", IMPOSSIBLE),
        ("vocabulary/quantities.yaml", "", "# nothing"),
    ],
)
def test_those_scenarios_flip_that_come_out_otherwise_when_they_are_screened(edit: Edit) -> None:
    files = read_files(Path(shipped_knowledge_base()))
    case = Case(version_of(Opened(files, "1")), version_of(Opened(edited(files, edit), "A")))
    flipped = []
    for scenario in load_scenarios(files, case.before.knowledge_base):
        was, now = (v.verdict(scenario.record, readings=scenario.readings) for v in (case.before, case.protocol))
        if now not in (was, scenario.expected.verdict):
            flipped.append(f"“{scenario.sentence}” expects {scenario.expected.verdict}, and is {now}")
    notes = [note for conflict in find(case) for note in conflict.notes]
    told = [text.partition(", blocked")[0].partition(", under")[0] for name, text in notes if name == "scenario"]
    assert len(told) + sum(int(text.split()[0]) for name, text in notes if name == "more") == len(flipped)
    assert set(told) <= set(flipped)
    assert bool(flipped) == (edit[2] != "# nothing")
