"""Records that a change makes contradictory, or refuses, and those that it takes again: each with both verdicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hn2301_asp.amendment.asking import check_amendments
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.screening import screen
from hn2301_asp.source.diagnostics import InputError
from tests.amendment.conflicts.small_amendments import Desk
from tests.conftest import Edit

QUANTITIES = "vocabulary/quantities.yaml"
FACTS = "vocabulary/facts.yaml"
ORGANS = "criteria/in3_organs.thr"
CLEARANCE = "creatinine_clearance: {label: creatinine clearance,"

#: The edits of the small protocol; each finding's group, words, and the verdicts of its witness.
SMALL: dict[str, tuple[dict[str, Sequence[tuple[str, str]]], list[tuple[str, str, str | None, str | None]]]] = {
    "a constraint is new": (
        {
            "background.lp": [
                (
                    ":- sex(male), pregnant.",
                    ":- sex(male), pregnant.\n\n%! because a rule\n:- gilbert_syndrome, pregnant.",
                )
            ]
        },
        [
            (
                "declare",
                "finds a contradiction in a record that was judged: now taken to hold of everybody: a rule",
                "ineligible",
                "contradictory",
            )
        ],
    ),
    "a constraint is gone": (
        {"background.lp": [(":- sex(male), pregnant.", "")]},
        [
            (
                "declare",
                "judges a record that contradicted itself: no longer taken to hold of everybody: a man is not pregnant",
                "contradictory",
                "ineligible",
            )
        ],
    ),
    "a constraint is written otherwise": (
        {"background.lp": [(":- sex(male), pregnant.", ":- pregnant, sex(male).")]},
        [],
    ),
    "a given clearance may differ from the formula": (
        {QUANTITIES: [(CLEARANCE, f"{CLEARANCE} agrees_within: 5 %,")]},
        [
            (
                "declare",
                "judges a record that contradicted itself: creatinine clearance as it is given may differ from what "
                "follows by 5 %, was 0 %",
                "contradictory",
                "undetermined",
            )
        ],
    ),
    "the formula is another": (
        {ORGANS: [("0.85 if female", "0.742 if female")]},
        [
            (
                "declare",
                f"{does} a record that {was}: creatinine clearance follows otherwise from what else is given",
                *verdicts,
            )
            for does, was, verdicts in (
                ("finds a contradiction in", "was judged", ("eligible", "contradictory")),
                ("judges", "contradicted itself", ("contradictory", "ineligible")),
            )
        ],
    ),
    "a limit of what follows moved": (
        {ORGANS: [("clearance ≥ 50", "clearance ≥ 60")]},
        [
            (
                "know",
                "records that give creatinine clearance twice, as such and from age, weight and serum creatinine, "
                "contradict themselves now where only one of the two is ≥ 60 mL/min, and no longer because only one "
                "of the two is ≥ 50 mL/min",
                "eligible",
                "contradictory",
            )
        ],
    ),
    "a limit of what has one source moved": ({ORGANS: [("ALC ≥ 0.8", "ALC ≥ 1.0")]}, []),
    "a range is narrower": (
        {QUANTITIES: [("possible: [1, 400]", "possible: [20, 400]")]},
        [
            (
                "declare",
                "refuses a record that was judged: weight is possible from 20 to 400 kg, was 1 to 400",
                "ineligible",
                "refused",
            )
        ],
    ),
    "a range is wider": (
        {QUANTITIES: [("possible: [10, 300]", "possible: [10, 350]")]},
        [
            (
                "declare",
                "judges a record that was refused: Hb is possible from 10 to 350 g/L, was 10 to 300",
                "refused",
                "eligible",
            )
        ],
    ),
    "a choice has one value more": (
        {FACTS: [("values: [female, male]", "values: [female, male, intersex]")]},
        [
            (
                "declare",
                "judges a record that was refused: sex has other values: female, male, intersex",
                "refused",
                "eligible",
            )
        ],
    ),
    "points of a score are others": (
        {"scores/activity.yaml": [("rash: {weight: 2", "rash: {weight: 3")]},
        [
            ("declare", f"{does} a record that {was}: {label} adds up other points: rash 3", *verdicts)
            for label, verdict_there in (("activity score", "eligible"), ("clinical activity", "ineligible"))
            for does, was, verdicts in (
                ("finds a contradiction in", "was judged", ("ineligible", "contradictory")),
                ("judges", "contradicted itself", ("contradictory", verdict_there)),
            )
        ],
    ),
    "a limit of a score's total moved": (
        {"criteria/in2_activity.thr": [("activity score ≥ 6", "activity score ≥ 7")]},
        [
            (
                "know",
                "records that give activity score twice, as such and from its activity items, contradict themselves "
                "now where only one of the two is ≥ 7 points, and no longer because only one of the two is ≥ 6 points",
                "undetermined",
                "contradictory",
            )
        ],
    ),
}


def told(conflicts: Sequence[Conflict]) -> list[tuple[str, str, str | None, str | None]]:
    witnesses = [conflict.witness for conflict in conflicts]
    return [
        (c.group, c.message, w.before if w else None, w.after if w else None)
        for c, w in zip(conflicts, witnesses, strict=True)
    ]


@pytest.mark.parametrize("case", SMALL)
def test_what_makes_records_unusable_is_told_with_one_of_them(desk: Desk, case: str) -> None:
    edits, expected = SMALL[case]
    assert told(desk.alone(desk.amendment("A01", edits), "AM46")) == expected


def test_people_whom_one_version_takes_to_be_impossible_are_outside_the_proofs(desk: Desk) -> None:
    amendment = desk.amendment(
        "A01",
        {
            "background.lp": [
                (":- sex(male), pregnant.", ":- sex(male), pregnant.\n\n%! because nobody has it\n:- gilbert_syndrome.")
            ]
        },
    )
    assert [c.message for c in desk.alone(amendment, "AM01")] == [
        "changes no answer of anybody (proved), though it writes constraint otherwise"
    ]
    assert told(desk.alone(amendment, "AM46")) == [
        (
            "declare",
            "finds a contradiction in a record that was judged: now taken to hold of everybody: nobody has it",
            "eligible",
            "contradictory",
        )
    ]


def test_a_range_that_leaves_the_typical_patient_out_is_told_alone(desk: Desk) -> None:
    edits = {
        QUANTITIES: [("possible: [1, 400], plausible: [30, 200]", "possible: [70, 400], plausible: [70, 200]")],
        "criteria/in2_activity.thr": [("activity score ≥ 6", "activity score ≥ 7")],
    }
    found = desk.alone(desk.amendment("A01", edits), "AM46")
    assert [(c.where, w.text, w.before, w.after) for c in found if (w := c.witness) is not None] == [
        ("weight", "the typical patient, but nothing else is known, weight 60 kg", "undetermined", "refused"),
        (
            "activity",
            "the typical patient, but nothing else is known, activity score 7 points, activity items arthritis, rash",
            "undetermined",
            "contradictory",
        ),
    ]


def test_a_formula_that_gives_the_same_numbers_is_proved_to(desk: Desk) -> None:
    other = "weight [kg] × (140 − age [year]) × (0.85 if female else 1) / (serum creatinine [mg/dL] × 72)"
    edits = {
        ORGANS: [
            ("(140 − age [year]) × weight [kg] / (72 × serum creatinine [mg/dL]) × (0.85 if female else 1)", other)
        ]
    }
    assert desk.alone(desk.amendment("A01", edits), "AM46") == []


def test_a_limit_between_the_same_whole_numbers_moves_none(desk: Desk) -> None:
    edits = {"criteria/in2_activity.thr": [("activity score ≥ 6", "activity score > 5.5")]}
    assert desk.alone(desk.amendment("A01", edits), "AM46") == []


#: The edits of the shipped protocol; where the finding stands, its group, and the verdicts.
SHIPPED: dict[str, tuple[list[Edit], list[tuple[str, str, str, str]]]] = {
    "a date need not follow birth any more": (
        [(FACTS, "label: date of consent, not_before: birth_date,", "label: date of consent,")],
        [("consent_date", "declare", "refused", "eligible")],
    ),
    "a value may be observed after screening": (
        [
            (
                FACTS,
                "observed: {not_before: birth_date, not_after: screening_date}",
                "observed: {not_before: birth_date}",
            )
        ],
        [("observed", "declare", "refused", "eligible")],
    ),
    "an age from a birth date beside one that is given": (
        [("criteria/in1_age_and_diagnosis.thr", "age ≤ 69", "age ≤ 65")],
        [("age", "know", "eligible", "contradictory")],
    ),
    "a dose beside the equivalent that is given": (
        [("criteria/in3_corticosteroids.thr", "equivalent ≤ 30", "equivalent ≤ 25")],
        [("prednisone_equivalent", "know", "eligible", "contradictory")],
    ),
    "a time between two whole days beside its date": (
        [("criteria/in2_standard_treatment.thr", "unchanged dose ≥ 2 weeks", "unchanged dose > 13 days")],
        [("dose_stable_duration", "know", "ineligible", "contradictory")],
    ),
    "a total that no record can give": (
        [("criteria/in6_disease_activity.thr", "immunologic SLEDAI-2K > 0 points", "immunologic SLEDAI-2K > 1 points")],
        [],
    ),
    "a given clearance may differ by more": (
        [(QUANTITIES, "agrees_within: 2 %", "agrees_within: 5 %")],
        [("creatinine_clearance", "declare", "contradictory", "undetermined")],
    ),
    "a given clearance may differ by less": (
        [(QUANTITIES, "agrees_within: 2 %", "agrees_within: 1 %")],
        [("creatinine_clearance", "declare", "undetermined", "contradictory")],
    ),
    "items of a classification count otherwise": (
        [("scores/eular_acr_2019.yaml", "fever: {weight: 2", "fever: {weight: 9")],
        [
            ("eular_acr_2019", "declare", "ineligible", "contradictory"),
            ("eular_acr_2019", "declare", "contradictory", "eligible"),
        ],
    ),
}


@pytest.fixture
def found(tmp_path: Path, shipped: KnowledgeBaseFiles) -> Callable[[Sequence[Edit]], list[Conflict]]:
    """What the class finds on an edit of the shipped knowledge base."""

    def find(edits: Sequence[Edit]) -> list[Conflict]:
        texts = dict(shipped.texts)
        for file, before, after in edits:
            assert before in texts[file], (file, before)
            texts[file] = texts[file].replace(before, after)
        for file, text in texts.items():
            path = tmp_path / "kb" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        report = check_amendments(shipped_knowledge_base(), [tmp_path / "kb"])
        return [conflict for conflict in report.accounts[0].conflicts if conflict.code == "AM46"]

    return find


@pytest.mark.parametrize("case", SHIPPED)
def test_what_makes_records_of_the_shipped_protocol_unusable_is_told(
    found: Callable[[Sequence[Edit]], list[Conflict]], edited: Callable[..., Protocol], case: str
) -> None:
    edits, expected = SHIPPED[case]
    conflicts = found(edits)
    witnesses = [conflict.witness for conflict in conflicts if conflict.witness is not None]
    assert [(c.where, c.group, w.before, w.after) for c, w in zip(conflicts, witnesses, strict=True)] == expected
    for witness in witnesses:
        assert (verdict(edited(), witness.record), verdict(edited(*edits), witness.record)) == (
            witness.before,
            witness.after,
        )


def test_a_limit_that_moved_is_told_in_both_directions_each_with_a_record(
    found: Callable[[Sequence[Edit]], list[Conflict]],
) -> None:
    (conflict,) = found([("criteria/in1_age_and_diagnosis.thr", "age ≤ 69", "age ≤ 75")])
    assert conflict.message == (
        "records that give age twice, as such and from date of birth, contradict themselves now where only one of the "
        "two is ≤ 75 years, and no longer because only one of the two is ≤ 69 years"
    )
    assert conflict.witness is not None
    assert (conflict.witness.before, conflict.witness.after) == ("ineligible", "contradictory")
    ((label, text),) = conflict.notes
    assert (label, text) == (
        "another",
        "the typical patient, but age 70 years, screening date 2025-03-10, date of birth 1956-03-10: "
        "contradictory under 1.0, eligible under 1.0",
    )


def verdict(version: Protocol, record: object) -> str:
    try:
        patient = version.patient(record)  # type: ignore[arg-type]
    except InputError:
        return "refused"
    return screen(version.space, patient, version.knowledge_base.default_readings()).verdict
