"""What a report shows: the same things that the account in text says."""

from __future__ import annotations

import datetime
from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.explanation.answers.answers import Nearest, Plan
from hn2301_asp.report.html import to_html
from hn2301_asp.report.html.blocked import marked
from hn2301_asp.report.html.view import PatientView, page
from hn2301_asp.report.writers.palette import PALETTE, SHAPE_ON, TEXT_ON, contrast

from .fixtures import FIRST, NO_ANSWERS, answered, examples, screened


def _views(protocol: Protocol, language: str = "en") -> dict[str, PatientView]:
    found = page(protocol, list(examples(protocol).values()), language)
    return {patient.name: patient for patient in found.patients}


def test_a_quote_is_marked_in_its_text() -> None:
    text = "Liver: ALT and AST fine, bilirubin <2.0mg/dL. Kidney: CrCl fine."
    pieces, absent = marked(text, [["bilirubin … <2.0mg/dL"], ["Kidney: CrCl fine"]])
    assert "".join(piece.text for piece in pieces) == text
    assert absent == ()
    assert [(p.text, p.marks, p.ends) for p in pieces if p.marks] == [
        ("bilirubin", (1,), ()),
        ("<2.0mg/dL", (1,), (1,)),
        ("Kidney: CrCl fine", (2,), (2,)),
    ]


def test_quotes_of_two_rules_may_overlap() -> None:
    pieces, _ = marked("one two three", [["one two"], ["two three"]])
    assert [(p.text, p.marks, p.ends) for p in pieces] == [
        ("one ", (1,), ()),
        ("two", (1, 2), (1,)),
        (" three", (2,), (2,)),
    ]


def test_a_quote_that_is_not_in_the_text_is_said_to_be_absent() -> None:
    pieces, absent = marked("one two", [["three"]])
    assert [(p.text, p.marks) for p in pieces] == [("one two", ())]
    assert absent == ("three",)


def test_the_verdict_and_every_criterion_are_shown(protocol: Protocol) -> None:
    view = _views(protocol)["P-014"]
    assert (view.verdict, view.tone) == ("ineligible", "bad")
    assert view.summary == "Meets 6 of 8 inclusion criteria; blocked by IN-2, IN-7"
    assert view.screened == "2025-03-10"
    assert [(c.id, c.sign, c.word) for c in view.cells if c.word != "met"] == [
        ("IN-2", "✕", "not met"),
        ("IN-7", "✕", "not met"),
    ]
    assert len(view.cells) == 8


def test_what_blocks_stands_with_its_words_and_strip(protocol: Protocol) -> None:
    second, seventh = _views(protocol)["P-014"].criteria
    assert (second.id, seventh.id) == ("IN-2", "IN-7")
    assert [p.text for p in second.text if p.marks] == ["with the dosage stabilized for 2 weeks"]
    (rule,) = seventh.rules
    assert rule.place.startswith("kb/criteria/in7_organ_function.lp:")
    bilirubin, gilbert = rule.because
    assert bilirubin.has == "total bilirubin 41 umol/L (about 2.40 mg/dL) on 2025-03-08"
    assert bilirubin.needs == "needed: < 2.0 mg/dL, that is < 34.2 umol/L; missed by 6.8 umol/L"
    assert bilirubin.strip is not None
    assert (gilbert.joint, gilbert.has, gilbert.strip) == ("or", "documented Gilbert syndrome: no", None)


def test_what_is_open_is_not_said_to_block(protocol: Protocol) -> None:
    view = _views(protocol)["P-022"]
    assert [c.is_open for c in view.criteria] == [True, True]
    assert [c.word for c in view.cells if c.id in ("IN-6", "IN-7")] == ["open", "open"]
    mixed = _views(protocol)["P-023"].criteria[1]
    assert [(rule.name, rule.is_open) for rule in mixed.rules] == [("kidney", False), ("lung", True)]


def test_a_contradictory_record_assesses_nothing(protocol: Protocol) -> None:
    view = _views(protocol)["P-024"]
    assert {c.word for c in view.cells} == {"not assessed"}
    assert [(row.label, row.told) for row in view.clash] == [("sex", "male"), ("pregnant", "yes")]
    assert view.clash_because == "A man is neither pregnant nor lactating"


def test_what_would_help_says_whose_it_is_and_when(protocol: Protocol) -> None:
    views = _views(protocol)
    first, second = views["P-014"].advice.plans
    assert first.when == "Would meet all 8 from 15 Mar 2025 if these facts held"
    assert [(c.label, c.kind, c.given, c.needed) for c in first.changes] == [
        ("time since the last dose change", "with time", "9 days", "≥ 2 weeks"),
        ("total bilirubin", "on repeat", "41 umol/L", "< 2.0 mg/dL, that is < 34.2 umol/L"),
    ]
    assert second.changes[1].kind == "if found in the chart"
    (undated,) = views["P-023"].advice.plans
    assert undated.when == "Would meet all 8, 14 days after screening at the earliest, if these facts held"
    assert undated.changes[0].notes == ("this restarts the count: time since the last dose change, needed ≥ 2 weeks",)
    assert undated.conditions == ("SpO2 on room air: ≥ 92 %",)
    assert views["P-023"].advice.more_plans
    why = "Neither time nor another measurement changes this"
    assert views["P-023"].advice.obstacles.startswith(f"weight and age (IN-7). {why}")


def test_what_to_obtain_next_says_what_each_outcome_means(protocol: Protocol) -> None:
    advice = _views(protocol)["P-022"].advice
    first, last = advice.steps
    assert [(o.value, o.follows) for o in first.outcomes] == [
        ("yes", "IN-7 met"),
        ("no", "IN-7 not met, stop here"),
    ]
    assert last.outcomes[0].follows == "IN-6 met, meets all criteria"
    assert advice.not_needed == ("APTT (needed if “INR or APTT ≤1.5×ULN” is read as “both must be within”)", "ANA")
    assert advice.settles == ("documented Gilbert syndrome and clinical SLEDAI-2K together",)
    assert advice.next == "documented Gilbert syndrome"


def test_values_at_a_limit_are_said_to_be_there(protocol: Protocol) -> None:
    advice = _views(protocol)["P-014"].advice
    assert advice.borderline == ("ALC 0.8 10*9/L, needed ≥ 0.8 ×10^9/L: exactly at the limit",)
    rows = {row.label: row for column in advice.margins for row in column}
    assert len(advice.margins) == 2
    assert all(row.strip is not None for row in rows.values())
    assert [(limit.needs, limit.margin, limit.close) for limit in rows["ALC"].limits] == [
        ("≥ 0.8 ×10^9/L", "on the limit", True)
    ]
    assert [limit.needs for limit in rows["age"].limits] == ["≥ 18 years", "≤ 69 years"]
    assert rows["ALT"].value == "22 U/L, 0.55 × ULN"
    assert advice.blocking == ("last dose change", "total bilirubin and documented Gilbert syndrome together")


def test_other_readings_and_those_in_force_are_shown(protocol: Protocol) -> None:
    view = _views(protocol)["P-015"]
    (other,) = view.others
    assert (other.follows, other.choice) == ("IN-7 not met (coagulation), ineligible", "in7_coagulation=both")
    assert len(view.readings) == len(protocol.knowledge_base.readings)
    found = page(protocol, [], "en")
    assert len(found.base.assumptions) == len(protocol.knowledge_base.assumptions)
    assert to_html(protocol, []).count("<td>default</td>") == len(found.base.readings)


def test_labels_in_a_second_language_stand_beside_the_first(protocol: Protocol) -> None:
    results = list(examples(protocol).values())
    plain, second = page(protocol, results, "en"), page(protocol, results, "zh")
    ids = [criterion.id for criterion in protocol.knowledge_base.criteria]
    assert {plain.title_of(name) for name in ids} == {None}
    assert all(second.title_of(name) for name in ids)
    (bilirubin, _), (same, _) = (view.patients[0].criteria[1].rules[0].because for view in (second, plain))
    assert bilirubin == same
    assert bilirubin.fact == "total_bilirubin"
    assert second.label(bilirubin.fact) == protocol.knowledge_base.vocabulary.label("total_bilirubin", "zh")
    assert plain.label(bilirubin.fact) is None


def test_a_patient_without_answers_has_no_advice(protocol: Protocol) -> None:
    assert _views(protocol)["P-024"].advice.plans == ()


def test_the_palette_can_be_read_by_all() -> None:
    for text, ground in TEXT_ON:
        assert contrast(PALETTE[text], PALETTE[ground]) >= 4.5, (text, ground)
    for shape, ground in SHAPE_ON:
        assert contrast(PALETTE[shape], PALETTE[ground]) >= 3, (shape, ground)
    assert contrast("#000000", "#ffffff") == 21


def test_own_answers_are_shown_without_saying_twice_what_blocks(protocol: Protocol) -> None:
    found = page(protocol, list(screened(protocol).values()), "en")
    views = {patient.name: patient for patient in found.patients}
    ineligible, eligible, open_ = views["P-014"].advice, views["P-015"].advice, views["P-022"].advice
    assert ineligible.soonest == "Would meet all 8 from 15 Mar 2025 if the named facts held"
    assert all(row.met for column in ineligible.margins for row in column)
    assert (eligible.plans, eligible.soonest, eligible.no_help) == ((), "", False)
    assert eligible.margins
    assert [plan.changes for plan in open_.plans] == [()]
    assert open_.plans[0].conditions
    assert open_.soonest == ""
    assert open_.steps
    assert views["P-024"].advice.margins == ()


def test_where_nothing_helps_it_is_said(protocol: Protocol) -> None:
    (view,) = page(protocol, [answered(screened(protocol)["P-014"], NO_ANSWERS)], "en").patients
    assert view.advice.no_help
    assert view.advice.plans == ()


def test_an_eligible_patient_is_told_until_when(protocol: Protocol) -> None:
    plan = Plan((), (), Fraction(0), 0, FIRST, datetime.date(2025, 9, 1), "birth_date")
    answers = replace(NO_ANSWERS, nearest=Nearest((plan,)))
    (view,) = page(protocol, [answered(screened(protocol)["P-015"], answers)], "en").patients
    assert view.advice.lasts == "Meets them until 1 Sep 2025 (because of age), if nothing else changes."
