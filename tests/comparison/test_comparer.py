"""What differs in meaning between the shipped knowledge base and edits of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.comparison.comparer import Comparer, compare
from hn2301_asp.comparison.model import Side
from hn2301_asp.report.amendment.meaning import closing
from hn2301_asp.report.amendment.words import change_lines
from tests.conftest import Edit

IN1 = "criteria/in1_age_and_diagnosis.thr"
IN6 = "criteria/in6_disease_activity.thr"
IN7 = "criteria/in7_organ_function.thr"
RULES7 = "criteria/in7_organ_function.lp"

Told = tuple[str, list[str]]


def told(side: Side) -> Told | None:
    """A side of a difference: its witness and its boxes; None where nobody is on it."""
    assert side.undecided is None
    return None if side.witness is None else (side.witness.text, [box.text for box in side.boxes])


# The edit; the relation; who gains; who loses.
CASES: dict[str, tuple[list[Edit], str, Told | None, Told | None]] = {
    "a limit is raised": (
        [(IN7, "ALC ≥ 0.8", "ALC ≥ 1.0")],
        "narrower",
        None,
        ("the typical patient, but ALC 0.99 ×10^9/L", ["ALC 0.80–0.99 ×10^9/L"]),
    ),
    "both ends of a range move": (
        [(IN1, "age ≤ 69", "age ≤ 75"), (IN1, "age ≥ 18", "age ≥ 21")],
        "shifted",
        ("the typical patient, but age 70 years", ["age 70–75 years"]),
        ("the typical patient, but age 20 years", ["age 18–20 years"]),
    ),
    "a score's part is asked to be higher": (
        [(IN6, "clinical SLEDAI-2K ≥ 4", "clinical SLEDAI-2K ≥ 6")],
        "narrower",
        None,
        (
            "the typical patient, but arthritis 4 + low complement 2 + increased DNA binding 2"
            " → SLEDAI-2K 8, clinical SLEDAI-2K 4",
            ["clinical SLEDAI-2K 4–5 points (all of them with immunologic SLEDAI-2K > 0 points)"],
        ),
    ),
    "a derived quantity's limit moves": (
        [(IN7, "clearance ≥ 50", "clearance ≥ 60")],
        "narrower",
        None,
        (
            "the typical patient, but serum creatinine 1.26 mg/dL (creatinine clearance about 59.59 mL/min)",
            ["creatinine clearance ≥ 50 mL/min and < 60 mL/min"],
        ),
    ),
    "only the cut point of a derived quantity moves": (
        [(IN7, "clearance ≥ 50", "clearance > 50")],
        "narrower",
        None,
        (
            "the typical patient, but age 32 years, serum creatinine 1.53 mg/dL (creatinine clearance 50 mL/min)",
            ["creatinine clearance exactly 50 mL/min"],
        ),
    ),
    "a formula changes under its name": (
        [(IN7, "0.85 if female", "0.8 if female")],
        "narrower",
        None,
        (
            "the typical patient, but serum creatinine 1.42 mg/dL"
            " (creatinine clearance (as amended) about 49.77 mL/min)",
            ["creatinine clearance (as amended) < 50 mL/min"],
        ),
    ),
    "an exception is taken away": (
        [(IN7, "bilirubin < 3.0", "bilirubin < 2.0")],
        "narrower",
        None,
        (
            "the typical patient, but total bilirubin 2 mg/dL, documented Gilbert syndrome yes",
            ["total bilirubin 2.0–2.9 mg/dL (all of them with documented Gilbert syndrome)"],
        ),
    ),
    "a phrase is read otherwise": (
        [("readings.yaml", "default: either", "default: both")],
        "narrower",
        None,
        (
            "the typical patient, but APTT 55.6 s",
            [
                "APTT > 1.5 × ULN (all of them with INR ≤ 1.5 × ULN)",
                "INR > 1.5 × ULN (all of them with APTT ≤ 1.5 × ULN)",
            ],
        ),
    ),
    "a limit moves between two recordable values": ([(IN1, "age ≤ 69", "age < 70")], "equivalent", None, None),
    "a rule is written otherwise": (
        [(RULES7, "lung :- dyspnea_mild, saturation_adequate.", "lung :- saturation_adequate, dyspnea_mild.")],
        "equivalent",
        None,
        None,
    ),
    "an implied condition is added": (
        [
            (
                RULES7,
                "cardiac :- ejection_adequate.",
                "cardiac :- ejection_adequate, disease_active.\ncardiac :- ejection_adequate, not disease_active.",
            )
        ],
        "equivalent",
        None,
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_told_by_who_gains_and_who_loses(
    case: str, protocol: Protocol, edited: Callable[..., Protocol]
) -> None:
    edits, relation, gains, loses = CASES[case]
    found = compare(protocol, edited(*edits)).overall
    assert (found.relation, told(found.gains), told(found.loses)) == (relation, gains, loses)


def test_the_opposite_comparison_tells_the_opposite(protocol: Protocol, edited: Callable[..., Protocol]) -> None:
    other = edited(*CASES["both ends of a range move"][0])
    there, back = compare(protocol, other).overall, compare(other, protocol).overall
    assert told(there.gains) == told(back.loses)
    assert told(there.loses) == told(back.gains)


def test_only_criteria_that_change_are_told_apart(protocol: Protocol, edited: Callable[..., Protocol]) -> None:
    found = compare(protocol, edited(*CASES["an exception is taken away"][0]))
    assert {name: change.relation for name, change in found.criteria.items() if change.relation != "equivalent"} == {
        "IN-7": "narrower"
    }


def test_a_change_that_another_criterion_hides_changes_the_criterion_only(
    protocol: Protocol, edited: Callable[..., Protocol]
) -> None:
    """Nobody with a corticosteroid dose of 0 passes IN-2's standard treatment by an NSAID alone: IN-3 asks for more."""
    file = "criteria/in2_standard_treatment.lp"
    found = compare(protocol, edited((file, "standard(D) :- class(D, (nsaid; ", "standard(D) :- class(D, (")))
    assert (found.overall.relation, found.criteria["IN-2"].relation) == ("equivalent", "narrower")


def test_a_test_that_becomes_necessary_is_told(protocol: Protocol, edited: Callable[..., Protocol]) -> None:
    found = compare(protocol, edited(("readings.yaml", "default: either", "default: both")))
    assert [(need.fact, need.before, need.after) for need in found.new_tests] == [
        (fact, "eligible", "undetermined") for fact in ("inr", "inr_uln", "aptt", "aptt_uln")
    ]


def test_a_typical_patient_whose_verdict_changes_shows_no_test_to_be_idle(
    protocol: Protocol, edited: Callable[..., Protocol]
) -> None:
    found = compare(protocol, edited((RULES7, "clearance_adequate, not fluid_assistance", "fluid_assistance")))
    assert (found.new_tests, found.idle_tests) == ((), ())


def test_a_drug_that_only_one_version_knows_lets_somebody_in(
    protocol: Protocol, edited: Callable[..., Protocol]
) -> None:
    """Under the version that does not know the drug, the list is closed without it."""
    drug = "  other_immunosuppressant:"
    found = compare(protocol, edited(("vocabulary/drugs.yaml", drug, f"  voclosporin: {{}}\n{drug}")))
    assert {name: change.relation for name, change in found.criteria.items() if change.relation != "equivalent"} == {
        "IN-2": "broader",
        "IN-3": "broader",
        "IN-4": "broader",
    }
    assert (found.overall.relation, found.overall.gains.undecided, found.overall.loses.nobody) == (
        "broader",
        None,
        True,
    )


def test_a_score_s_new_weights_leave_another_score_alone(protocol: Protocol, edited: Callable[..., Protocol]) -> None:
    """The classification is that of the typical patient: nothing has to be said of its items."""
    weights = ("scores/sledai_2k.yaml", "lupus_headache: {weight: 8", "lupus_headache: {weight: 4")
    found = compare(protocol, edited(weights)).overall
    assert (found.relation, told(found.loses)) == (
        "narrower",
        (
            "the typical patient, but lupus headache 8 → SLEDAI-2K 8, clinical SLEDAI-2K 8, "
            "SLEDAI-2K (as amended) 4, clinical SLEDAI-2K (as amended) 4",
            ["SLEDAI-2K (as amended) < 6 points (all of them with immunologic SLEDAI-2K ≤ 0 points)"],
        ),
    )


def test_an_equivalence_of_doses_that_changes_is_not_said_to_be_compared(
    protocol: Protocol, edited: Callable[..., Protocol]
) -> None:
    file, before = "vocabulary/drugs.yaml", "methylprednisolone: {equals_5mg_prednisone: 4"
    found = compare(protocol, edited((file, before, before[:-1] + "5")))
    assert closing(found) == (
        "Same meaning in both (proved): IN-1, IN-2, IN-3, IN-4, IN-5, IN-6, IN-7, IN-8; "
        "Not compared: how a record's methylprednisolone is read"
    )


def test_where_all_who_pass_change_it_is_said_under_which_version(
    protocol: Protocol, edited: Callable[..., Protocol]
) -> None:
    contrary = (RULES7, "clearance_adequate, not fluid_assistance", "clearance_adequate, fluid_assistance")
    found = compare(protocol, edited(contrary)).overall
    assert [text for label, text in change_lines(found, "1.0", "A01") if label != "witness"] == [
        "everybody who passes under A01",
        "everybody who passes under 1.0",
    ]


def test_several_versions_share_what_means_the_same(protocol: Protocol, edited: Callable[..., Protocol]) -> None:
    """Where rules mean the same they are one atom: nothing has to be asked."""
    other = edited(*CASES["a limit is raised"][0])
    one, two = Comparer([protocol, other]).joined.sides
    assert [name for name, atom in one.passes.items() if two.passes[name] != atom] == ["IN-7"]
