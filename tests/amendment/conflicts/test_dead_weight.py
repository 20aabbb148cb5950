"""Corner cases of what cannot work and of what never decides (AM07 to AM17)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hn2301_asp.amendment.case import Case, Version
from hn2301_asp.amendment.catalogue import by_code
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.dead_branches import cases
from hn2301_asp.amendment.questions.redundancy import redundancies, where
from hn2301_asp.api import Protocol
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.conditions import Conditions
from hn2301_asp.comparison.switching import Branch, Switched
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.versions.opened import Opened
from tests.amendment.conflicts.small_amendments import Desk

Edited = Callable[..., Protocol]
ORGANS, RULES = "criteria/in7_organ_function.thr", "criteria/in7_organ_function.lp"
EXCLUSION, AGE = "criteria/ex1_pregnancy.lp", "criteria/in1_age.lp"


def on_shipped(edited: Edited, code: str, *edits: tuple[str, str, str]) -> list[Conflict]:
    """What a class finds on an amendment of the shipped protocol."""
    versions = []
    for protocol, name in ((edited(), "1.0"), (edited(*edits), "A01")):
        assert protocol.files is not None
        versions.append(Version(Opened(protocol.files, name), name, protocol, ()))
    return list(by_code()[code].find(Case(versions[0], versions[1])))


def stronger(creatinine: str) -> tuple[tuple[str, str, str], ...]:
    """Limits on weight and creatinine beside those of the bone marrow."""
    hemoglobin = 'hemoglobin_adequate        Hb ≥ 80 g/L                       "Hb ≥80g/L"\n'
    more = f'heavy weight ≥ 60 kg because "w"\nlow_creatinine serum creatinine ≤ {creatinine} mg/dL because "c"\n'
    return (
        (ORGANS, hemoglobin, hemoglobin + more),
        (RULES, "alc_adequate, hemoglobin_adequate.", "alc_adequate, hemoglobin_adequate, heavy, low_creatinine."),
    )


def test_weight_and_creatinine_make_the_clearance_redundant_which_is_proved(
    edited: Edited,
) -> None:
    found = on_shipped(edited, "AM14", *stronger("1.0"))
    assert [(c.where, c.message, c.core, c.notes) for c in found] == [
        (
            "clearance_adequate",
            "age ≤ 69 years (IN-1), weight ≥ 60 kg (IN-7) and serum creatinine ≤ 1.0 mg/dL (IN-7) already imply "
            "creatinine clearance ≥ 50 mL/min (IN-7), which therefore never decides any more (proved)",
            ("IN-1: age ≤ 69 years", "IN-7: weight ≥ 60 kg", "IN-7: serum creatinine ≤ 1.0 mg/dL"),
            (
                (
                    "proof",
                    "creatinine clearance comes down to about 50.3 mL/min: "
                    "female, age 69 years, weight 60 kg, serum creatinine 1 mg/dL",
                ),
            ),
        )
    ]


def test_at_a_corner_an_age_is_whole_and_a_weight_comes_as_near_as_it_likes(edited: Edited) -> None:
    """At 69 years, which are left out, the clearance would be below 50; at 59 kg, left out too, it is not."""
    first, second = stronger("1.0")
    open_weight = (first[0], first[1], first[2].replace("weight ≥ 60 kg", "weight > 59 kg"))
    younger = ("criteria/in1_age_and_diagnosis.thr", "age ≤ 69 years", "age < 69 years")
    (found,) = on_shipped(edited, "AM14", open_weight, second, younger)
    assert found.notes == (
        (
            "proof",
            "creatinine clearance comes down to about 50.2 mL/min: "
            "female, age 68 years, weight 59 kg, serum creatinine 1 mg/dL",
        ),
    )


def test_a_hundredth_of_creatinine_more_leaves_the_clearance_needed(edited: Edited) -> None:
    assert on_shipped(edited, "AM14", *stronger("1.01")) == []


@pytest.mark.parametrize("code", ["AM13", "AM14", "AM15"])
def test_dead_weight_of_the_base_is_not_told_of_an_amendment_that_touches_it(edited: Edited, code: str) -> None:
    listed = ("readings.yaml", "default: class", "default: listed")
    assert on_shipped(edited, code, listed) == []


def test_an_alternative_that_begins_to_decide_is_not_told(edited: Edited) -> None:
    combination = ("readings.yaml", "default: immunosuppressants", "default: with_hydroxychloroquine")
    assert on_shipped(edited, "AM15", combination) == []


def test_none_at_all_of_a_dose_is_no_sliver(edited: Edited) -> None:
    free = ("criteria/in3_corticosteroids.lp", "minimum_dose, maximum_dose.", "minimum_dose, not takes_corticosteroid.")
    assert on_shipped(edited, "AM11", free) == []


def test_one_grade_of_a_short_scale_is_no_sliver(edited: Edited) -> None:
    assert on_shipped(edited, "AM11", (ORGANS, "dyspnea ≤ 1 grade", "dyspnea ≤ 0 grade")) == []


def test_leaving_a_rule_out_by_its_switch_is_as_taking_it_out_of_the_file(
    edited: Edited, shipped: KnowledgeBaseFiles
) -> None:
    """Second opinion: every rule of a condition with several, once by the copy and once by a changed file."""
    whole = edited()
    comparer = Comparer([whole], ["1.0"])
    conditions = Conditions(comparer.search, comparer.joined.sides[0], whole.knowledge_base)
    numbers = cases(conditions)
    switched = Switched(conditions, [Branch(number) for number in numbers])
    compared = {}
    for number in numbers:
        rule = conditions.rules[number]
        file = rule.place.file or ""
        inside = next((name for name in shipped.texts if file.endswith(name)), "")
        if rule.source not in shipped.texts[inside]:
            continue  # written over two lines
        without = edited((inside, rule.source, ""))
        relation = Comparer([whole, without], ["1.0", "without"]).overall(0, 1).relation
        compared[rule.source] = (switched.idle([Branch(number)]), relation == "equivalent")
    assert len(compared) > 20
    assert {said for said, _ in compared.values()} == {True, False}
    assert [source for source, (copy, file_) in compared.items() if copy != file_] == []


def test_a_condition_is_redundant_exactly_where_taking_it_out_of_its_rule_changes_nobody(edited: Edited) -> None:
    """Second opinion: every limit of one criterion, once as one of the conditions and once by a changed file."""
    whole = edited(*stronger("1.0"))
    assert whole.files is not None
    case = Case(None, Version(Opened(whole.files, "1.0"), "1.0", whole, ()))
    redundant = {where(case, found) for found in redundancies(case)}
    text = whole.files.texts[RULES]
    thresholds = whole.knowledge_base.thresholds.thresholds
    compared = {}
    for leaf in case.conditions.leaves:
        name = case.conditions.own_name(leaf.literal)
        body = f", {name}" if f", {name}" in text else f"{name}, "
        if name in thresholds and leaf.literal > 0 and f":- {name}." not in text and body in text:
            without = edited(*stronger("1.0"), (RULES, body, ""))
            relation = Comparer([whole, without], ["1.0", "without"]).overall(0, 1).relation
            compared[name] = (name in redundant, relation == "equivalent")
    assert compared.pop("clearance_adequate") == (True, True)
    assert len(compared) > 8
    assert set(compared.values()) == {(False, False)}


def test_a_man_who_must_be_pregnant_contradicts_what_is_known_of_human_beings(desk: Desk) -> None:
    edits = {
        EXCLUSION: [("pregnant.", "not pregnant.")],
        AGE: [("adult, within_age_limit.", "adult, within_age_limit, sex(male).")],
    }
    (found,) = desk.alone(desk.amendment("A01", edits), "AM09")
    assert found.message == (
        "IN-1 and EX-1 contradict each other: sex male (IN-1) and pregnant (EX-1) cannot hold together"
    )
    assert found.notes == (("background", "a man is not pregnant"),)


def test_a_criterion_that_nobody_meets_is_the_root_and_is_no_contradiction_of_criteria(desk: Desk) -> None:
    amendment = desk.amendment("A01", {"criteria/in1_age.thr": [("age ≥ 18 years", "age ≥ 70 years")]})
    assert [c.where for c in desk.alone(amendment, "AM08")] == ["IN-1"]
    assert desk.alone(amendment, "AM09") == []


def test_of_two_conditions_that_say_the_same_one_is_told(desk: Desk) -> None:
    new = {
        "criteria/ex1_pregnancy.thr": 'criterion EX-1\n\nminor   age < 18 years   because "a child"\n',
    }
    edits = {EXCLUSION: [('met("EX-1") :- pregnant.', 'met("EX-1") :- pregnant.\nmet("EX-1") :- minor.')]}
    amendment = desk.amendment("A01", edits, new=new)
    found = [*desk.alone(amendment, "AM13"), *desk.alone(amendment, "AM14")]
    assert [(c.code, c.where, c.message) for c in found] == [
        (
            "AM13",
            "minor",
            "age ≥ 18 years (EX-1) is never the sole reason to shut somebody out: "
            "it follows from age ≥ 18 years (IN-1)",
        )
    ]


def test_a_rule_written_twice_is_told_once(desk: Desk) -> None:
    rule = "bilirubin_acceptable :- bilirubin_usual."
    amendment = desk.amendment("A01", {"criteria/in3_organs.lp": [(rule, f"{rule}\n{rule}")]})
    assert [c.message for c in desk.alone(amendment, "AM16")] == [
        f"the rule `{rule}` says the same as `{rule}`: it never decides"
    ]
