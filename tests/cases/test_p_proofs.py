"""P: proofs that did not hold. They looked at multiples of the recording step in the canonical unit only."""

from __future__ import annotations

import re

import hn2301_asp as hn

from .conftest import KB, Edit, Record, edited, found, judged, of, run, screened, somebody

AGE = "criteria/in1_age_and_diagnosis.thr"
HISTORY = "criteria/in2_standard_treatment.thr"
DOSES = "criteria/in3_corticosteroids.thr"
ORGANS = "criteria/in7_organ_function.thr"
RULES = "criteria/in7_organ_function.lp"

#: The edit, how the new version relates to the old one, and somebody of whom the two say otherwise.
CHANGED: dict[str, tuple[Edit, str, Record]] = {
    "P1": (
        (ORGANS, "total bilirubin < 2.0 mg/dL", "total bilirubin < 34 umol/L"),
        "narrower",
        {"total_bilirubin": "34.1 umol/L"},
    ),
    "P1-hemoglobin": ((ORGANS, "Hb ≥ 80 g/L", "Hb ≥ 4.96 mmol/L"), "broader", {"hemoglobin": "4.962 mmol/L"}),
    "P2": (
        (HISTORY, "SLE duration ≥ 6 months", "SLE duration > 5 months"),
        "broader",
        {"sle_duration": None, "sle_diagnosis_date": "2024-09-20"},
    ),
    "P2-weeks": (
        (HISTORY, "standard treatment ≥ 8 weeks", "standard treatment > 55 days"),
        "broader",
        {"standard_treatment_duration": "7.9 weeks"},
    ),
    "P3": (
        (DOSES, "prednisone equivalent ≥ 7.5 mg/day", "prednisone equivalent > 7.25 mg/day"),
        "broader",
        {
            "prednisone_equivalent": None,
            "current": ["methylprednisolone", "hydroxychloroquine"],
            "dose": {"methylprednisolone": "5.9 mg/d"},
        },
    ),
    "P3-the most": (
        (DOSES, "prednisone equivalent ≤ 30 mg/day", "prednisone equivalent < 30.25 mg/day"),
        "broader",
        {"prednisone_equivalent": "30.1 mg/d"},
    ),
    "P4": ((ORGANS, "LVEF ≥ 40 %", "LVEF > 39 %"), "broader", {"lvef": "39.5 %"}),
    "P4-saturation": ((ORGANS, "SpO2 on room air ≥ 92 %", "SpO2 on room air > 91 %"), "broader", {"spo2": 91.5}),
    "P5": ((ORGANS, "ALC ≥ 0.8 ×10^9/L", "ALC > 0.79 ×10^9/L"), "broader", {"alc": "795 /uL"}),
    "P5-neutrophils": ((ORGANS, "ANC ≥ 1.5 ×10^9/L", "ANC ≥ 1.499 ×10^9/L"), "broader", {"anc": "1499 /uL"}),
    "P7-change (as before)": (
        (ORGANS, "creatinine clearance ≥ 50 mL/min ", "creatinine clearance > 50 mL/min "),
        "narrower",
        {"age": 32, "serum_creatinine": "1.53 mg/dL"},
    ),
}


@of(*CHANGED)
def test_a_limit_moved_by_less_than_a_step_is_a_change_of_somebody(case: str) -> None:
    edit, relation, changes = CHANGED[case]
    root = edited("A01", edit)
    overall = hn.compare(KB, root).overall
    assert (overall.relation, overall.gains.undecided, overall.loses.undecided) == (relation, None, None)
    account = judged(root)
    assert account["comparison"]["overall"]["relation"] == relation
    assert (found(account["conflicts"], "AM01"), account.get("undecided", [])) == ([], [])
    verdicts = [screened(somebody(**changes), hn.load(version)) for version in (KB, root)]
    assert verdicts == (["ineligible", "eligible"] if relation == "broader" else ["eligible", "ineligible"])


@of("P4-guard-rails")
def test_a_guard_rail_that_somebody_breaks_is_not_called_kept() -> None:
    root = edited("A01", CHANGED["P4"][0])
    broken = found(judged(root)["conflicts"], "AM31")
    assert [one["where"] for one in broken] == ["guard_lvef"] or any("LVEF" in one["message"] for one in broken)
    assert "guard-rails are kept" not in run("amend", "check", "--base", str(KB), str(root)).told


@of("P6")
def test_where_another_reading_makes_a_proof_false_it_is_named_with_somebody() -> None:
    """Of the two rules only that of the other reading is made narrower: those given a growth factor gain by it."""
    narrower = "supported  :- transfused_recently, support_needed, reading(in7_support, needed)."
    root = edited("A01", (RULES, narrower.replace("transfused_recently", "support_given"), narrower))
    assert judged(root)["comparison"]["overall"]["relation"] == "equivalent"
    told = run("amend", "check", "--base", str(KB), str(root)).told.partition("Readings in force")[0]
    gains = (
        r"in7_support=needed\b.{0,8} somebody gains eligibility: the typical patient, but last growth factor \d+ days"
    )
    assert re.search(gains, told)
    given = somebody(days_since_growth_factor=2, support_needed="yes")
    readings = {"in7_support": "needed"}
    verdicts = [hn.load(version).screen(given, readings=readings).verdict for version in (KB, root)]
    assert verdicts == ["ineligible", "eligible"]


@of("P7")
def test_a_cut_point_of_a_formula_is_decided() -> None:
    (moved,) = found(judged(edited("A01", CHANGED["P7-change (as before)"][0]))["conflicts"], "AM03")
    assert (moved["undecided"], "undecided" in moved["message"]) == (False, False)
    assert "exactly 50 mL/min" in moved["message"]


@of("P8")
def test_completed_years_in_months_are_equivalent_and_say_what_they_are_in_effect() -> None:
    account = judged(edited("A01", (AGE, "age ≥ 18 years", "age ≥ 210 months")))
    assert account["comparison"]["overall"]["relation"] == "equivalent"
    (finer,) = found(account["conflicts"], "AM21")
    assert "≥ 18 years" in str(finer["notes"]) + finer["message"]


#: Limits that cannot be told apart by anybody: what is counted lies on whole numbers.
SAME: dict[str, Edit] = {
    "P8-points (as before)": (
        "criteria/in6_disease_activity.thr",
        "SLEDAI-2K ≥ 6 points",
        "SLEDAI-2K > 5.5 points",
    ),
    "P8-a week (as before)": (ORGANS, "last transfusion within 7 days", "last transfusion within 1 week"),
}


@of(*SAME)
def test_what_is_counted_has_nobody_between_two_whole_numbers(case: str) -> None:
    assert hn.compare(KB, edited("A01", SAME[case])).overall.relation == "equivalent"
