"""A proof holds for every record that can be read: in other units, between steps, through dates and doses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.comparison.comparer import Comparer
from tests.conftest import Edit

ORGANS = "criteria/in7_organ_function.thr"
DOSES = "criteria/in3_corticosteroids.thr"
HISTORY = "criteria/in2_standard_treatment.thr"

#: The edit, how the new version relates to the old one, and a record of which the two say otherwise.
CASES: dict[str, tuple[Edit, str, Mapping[str, Any] | None]] = {
    "a limit in another unit (P1)": (
        (ORGANS, "total bilirubin < 2.0 mg/dL", "total bilirubin < 34 umol/L"),
        "narrower",
        {"total_bilirubin": "34.1 umol/L"},
    ),
    "a duration from a date (P2)": (
        (HISTORY, "SLE duration ≥ 6 months", "SLE duration > 5 months"),
        "broader",
        {"sle_duration": None, "sle_diagnosis_date": "2024-09-20", "screening_date": "2025-03-10"},
    ),
    "a dose through its equivalent (P3)": (
        (
            "criteria/in3_corticosteroids.thr",
            "prednisone equivalent ≥ 7.5 mg/day",
            "prednisone equivalent > 7.25 mg/day",
        ),
        "broader",
        {
            "prednisone_equivalent": None,
            "current": ["methylprednisolone", "hydroxychloroquine"],
            "dose.methylprednisolone": "5.9 mg/d",
        },
    ),
    "a finer decimal (P4)": ((ORGANS, "LVEF ≥ 40 %", "LVEF > 39 %"), "broader", {"lvef": "39.5 %"}),
    "a finer unit (P5)": ((ORGANS, "ALC ≥ 0.8 ×10^9/L", "ALC > 0.79 ×10^9/L"), "broader", {"alc": "795 /uL"}),
    "the limit of a formula (P7)": (
        (ORGANS, "creatinine clearance ≥ 50 mL/min", "creatinine clearance > 50 mL/min"),
        "narrower",
        {"age": 32, "serum_creatinine": "1.53 mg/dL"},
    ),
    "completed years in months (P8)": (
        ("criteria/in1_age_and_diagnosis.thr", "age ≥ 18 years", "age ≥ 210 months"),
        "equivalent",
        None,
    ),
    "a ratio, by less than anybody records": (
        (ORGANS, "INR ≤ 1.5 × ULN", "INR < 1.5 × ULN"),
        "narrower",
        {"inr": 1.8, "inr_uln": 1.2, "aptt": 90},
    ),
    "points between whole ones": (
        ("criteria/in6_disease_activity.thr", "SLEDAI-2K ≥ 6 points", "SLEDAI-2K > 5.5 points"),
        "equivalent",
        None,
    ),
    "a grade between two": ((ORGANS, "dyspnea ≤ 1 grade", "dyspnea < 1.5 grade"), "equivalent", None),
    "days, of which none lies between": (
        (ORGANS, "last transfusion within 7 days", "last transfusion within 7.5 days"),
        "equivalent",
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_difference_is_found_wherever_somebody_who_can_be_read_is_judged_otherwise(
    edited: Callable[..., Protocol], case: str
) -> None:
    edit, relation, record = CASES[case]
    before, after = edited(), edited(edit)
    overall = Comparer([before, after]).comparison(0, 1).overall
    assert (overall.relation, overall.gains.undecided, overall.loses.undecided) == (relation, None, None)
    if record is not None:
        typical = {**before.knowledge_base.vocabulary.typical, **record}
        somebody = {name: value for name, value in typical.items() if value is not None}
        verdicts = [version.verdict(somebody) for version in (before, after)]
        assert verdicts == (["ineligible", "eligible"] if relation == "broader" else ["eligible", "ineligible"])


def test_completed_years_in_months_say_what_they_mean_in_effect(edited: Callable[..., Protocol]) -> None:
    """P8: 210 months of completed years are 18 years."""
    from hn2301_asp.amendment.case import Case, Version
    from hn2301_asp.amendment.catalogue import by_code
    from hn2301_asp.versions.opened import Opened

    versions = []
    for protocol, name in ((edited(), "1.0"), (edited(CASES["completed years in months (P8)"][0]), "A01")):
        assert protocol.files is not None
        versions.append(Version(Opened(protocol.files, name), name, protocol, ()))
    (found,) = by_code()["AM21"].find(Case(versions[0], versions[1]))
    assert dict(found.notes)["in effect"] == "≥ 18 years"
