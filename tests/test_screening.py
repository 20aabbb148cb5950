"""Verdicts, sentence by sentence: on the typical patient with one change, or on one fact alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import asdict

from hn2301_asp.api import Protocol, Result
from hn2301_asp.screening import Screening, judged_all, screen, screen_all
from hn2301_asp.source.diagnostics import InputError

Screened = Callable[..., Result]
Record = dict[str, Any]

NO_SLEDAI: Record = {"sledai": None}
NO_SUPPORT: Record = {"days_since_transfusion": None, "days_since_growth_factor": None}


@pytest.fixture
def typical(protocol: Protocol) -> Screened:
    """Screens the typical patient with some fields changed; None makes a fact unknown."""
    base = protocol.knowledge_base.vocabulary.typical
    return lambda changes, **readings: protocol.screen({**base, **changes}, readings=readings)


@pytest.fixture
def alone(protocol: Protocol) -> Screened:
    """Screens a record that says nothing else."""
    return lambda record, **readings: protocol.screen(record, readings=readings)


def others(result: Result) -> dict[str, tuple[str, dict[str, str]]]:
    """By other reading: the verdict, and the criteria whose status differs."""
    return {
        f"{name}={value}": (
            other.verdict,
            {criterion: status for criterion, status in other.statuses.items() if status != result.criteria[criterion]},
        )
        for other in result.screening.depends_on_reading
        for name, value in other.readings.items()
    }


def remarks(result: Result) -> list[tuple[str, str]]:
    return [(remark.code, remark.text) for remark in result.screening.remarks]


def test_the_typical_patient_meets_every_criterion_under_every_single_reading(typical: Screened) -> None:
    result = typical({})
    assert (result.verdict, result.blocking, others(result), remarks(result)) == ("eligible", (), {}, [])
    assert result.criteria == {f"IN-{number}": "met" for number in range(1, 9)}


def test_an_empty_record_is_undetermined_in_every_criterion(alone: Screened) -> None:
    result = alone({})
    assert (result.verdict, result.blocking) == ("undetermined", ())
    assert result.criteria == {f"IN-{number}": "unknown" for number in range(1, 9)}


# IN-6: linked scores


def test_a_sledai_total_of_8_alone_meets_in_6(alone: Screened) -> None:
    assert alone({"sledai_2k": 8}).criteria["IN-6"] == "met"


def test_a_sledai_total_of_7_alone_is_unknown(alone: Screened) -> None:
    assert alone({"sledai_2k": 7}).criteria["IN-6"] == "unknown"


def test_a_sledai_total_of_6_alone_is_unknown(alone: Screened) -> None:
    assert alone({"sledai_2k": 6}).criteria["IN-6"] == "unknown"


def test_a_sledai_total_of_5_alone_is_not_met(alone: Screened) -> None:
    assert alone({"sledai_2k": 5}).criteria["IN-6"] == "not_met"


def test_a_sledai_total_of_7_with_clinical_6_is_contradictory(alone: Screened) -> None:
    result = alone({"sledai_2k": 7, "sledai_2k_clinical": 6})
    assert (result.verdict, result.clash, result.criteria) == (
        "contradictory",
        ("sledai_2k", "sledai_2k_clinical"),
        {},
    )


def test_a_sledai_total_of_8_with_clinical_4_is_met_with_no_serology(alone: Screened) -> None:
    assert alone({"sledai_2k": 8, "sledai_2k_clinical": 4}).criteria["IN-6"] == "met"


def test_a_sledai_total_of_7_with_clinical_3_is_not_met(alone: Screened) -> None:
    assert alone({"sledai_2k": 7, "sledai_2k_clinical": 3}).criteria["IN-6"] == "not_met"


def test_a_sledai_total_of_7_without_immunologic_items_is_met(alone: Screened) -> None:
    record = {"sledai_2k": 7, "sledai.low_complement": "no", "sledai.increased_dna_binding": "no"}
    assert alone(record).criteria["IN-6"] == "met"


def test_two_immunologic_items_and_a_clinical_score_of_2_are_not_met(typical: Screened) -> None:
    items = ["rash", "low_complement", "increased_dna_binding"]
    assert typical({"sledai": items}).criteria["IN-6"] == "not_met"


# IN-7: bilirubin


def test_a_bilirubin_of_2_5_with_gilbert_unknown_is_unknown(typical: Screened) -> None:
    result = typical({"total_bilirubin": "2.5 mg/dL", "gilbert_syndrome": None})
    assert (result.verdict, result.criteria["IN-7"]) == ("undetermined", "unknown")


def test_a_bilirubin_of_3_0_with_gilbert_unknown_is_not_met(typical: Screened) -> None:
    result = typical({"total_bilirubin": "3.0 mg/dL", "gilbert_syndrome": None})
    assert (result.verdict, result.blocking) == ("ineligible", ("IN-7",))


def test_a_bilirubin_of_2_0_with_no_gilbert_is_not_met(typical: Screened) -> None:
    result = typical({"total_bilirubin": "2.0 mg/dL", "gilbert_syndrome": "no"})
    assert (result.verdict, result.blocking) == ("ineligible", ("IN-7",))


def test_a_bilirubin_of_2_9_with_gilbert_is_met(typical: Screened) -> None:
    assert typical({"total_bilirubin": "2.9 mg/dL", "gilbert_syndrome": "yes"}).verdict == "eligible"


@pytest.mark.parametrize("gilbert", ["yes", "no", None])
@pytest.mark.parametrize(("molar", "mass"), [("34.2 µmol/L", "2.0 mg/dL"), ("51.3 umol/L", "3.0 mg/dL")])
def test_a_bilirubin_in_umol_behaves_as_the_same_in_mg(
    typical: Screened, molar: str, mass: str, gilbert: str | None
) -> None:
    in_umol = typical({"total_bilirubin": molar, "gilbert_syndrome": gilbert})
    in_mg = typical({"total_bilirubin": mass, "gilbert_syndrome": gilbert})
    assert (in_umol.verdict, in_umol.criteria) == (in_mg.verdict, in_mg.criteria)


def test_a_bilirubin_of_34_2_umol_is_not_below_the_limit_and_34_1_is(typical: Screened) -> None:
    assert typical({"total_bilirubin": "34.2 µmol/L"}).blocking == ("IN-7",)
    assert typical({"total_bilirubin": "34.1 µmol/L"}).verdict == "eligible"


def test_a_bare_bilirubin_of_15_is_an_error(typical: Screened) -> None:
    with pytest.raises(InputError) as caught:
        typical({"total_bilirubin": 15})
    assert str(caught.value) == (
        "error[value] total bilirubin needs a unit: a bare number could be in `mg/dL` or `umol/L`\n"
        "  at field total_bilirubin\n"
        "  help: write it behind the number: `15 mg/dL` or `15 umol/L`"
    )


# IN-1: age


def test_an_age_of_69_9_is_within(typical: Screened) -> None:
    assert typical({"age": 69.9}).criteria["IN-1"] == "met"


def test_an_age_of_70_is_not(typical: Screened) -> None:
    result = typical({"age": 70})
    assert (result.verdict, result.blocking) == ("ineligible", ("IN-1",))


def test_an_age_of_18_is_within_and_17_9_is_not(typical: Screened) -> None:
    assert typical({"age": 18}).criteria["IN-1"] == "met"
    assert typical({"age": 17.9}).criteria["IN-1"] == "not_met"


# IN-3: corticosteroids


def test_prednisone_5_mg_with_mycophenolate_is_met(typical: Screened) -> None:
    result = typical({"current": ["prednisone", "mycophenolate_mofetil"], "prednisone_equivalent": "5 mg/d"})
    assert (result.verdict, result.criteria["IN-3"], others(result)) == ("eligible", "met", {})


def test_prednisone_5_mg_with_hydroxychloroquine_alone_depends_on_the_reading(typical: Screened) -> None:
    result = typical({"current": ["prednisone", "hydroxychloroquine"], "prednisone_equivalent": "5 mg/d"})
    assert (result.verdict, result.blocking) == ("ineligible", ("IN-3",))
    assert others(result) == {"in3_combination=with_hydroxychloroquine": ("eligible", {"IN-3": "met"})}


def test_prednisone_31_mg_is_not_met_in_combination_under_the_default(typical: Screened) -> None:
    result = typical({"prednisone_equivalent": 31})
    assert (result.verdict, result.blocking) == ("ineligible", ("IN-3",))
    assert others(result) == {"in3_cap=alone_only": ("eligible", {"IN-3": "met"})}


def test_a_patient_free_of_steroids_in_combination_is_met_unless_some_dose_is_asked(typical: Screened) -> None:
    result = typical({"current": ["mycophenolate_mofetil"], "prednisone_equivalent": None})
    assert result.verdict == "eligible"
    assert others(result) == {"in3_steroid_free=some_dose": ("ineligible", {"IN-3": "not_met"})}


# IN-7: coagulation


def test_an_inr_of_twice_its_limit_with_a_normal_aptt_is_met_and_depends_on_in7_coagulation(typical: Screened) -> None:
    result = typical({"inr": 2.4, "inr_uln": 1.2})
    assert (result.verdict, result.criteria["IN-7"]) == ("eligible", "met")
    assert others(result) == {"in7_coagulation=both": ("ineligible", {"IN-7": "not_met"})}


def test_an_inr_without_its_upper_limit_is_unknown_where_some_limit_would_do(typical: Screened) -> None:
    changes = {"inr": 4.5, "inr_uln": None, "aptt": 60}
    assert typical(changes).criteria["IN-7"] == "unknown"
    assert typical({**changes, "inr": 4.51}).criteria["IN-7"] == "not_met"


def test_an_inr_at_exactly_1_5_times_its_limit_is_met(typical: Screened) -> None:
    assert typical({"inr": "1.8", "inr_uln": "1.2", "aptt": 60}).criteria["IN-7"] == "met"
    assert typical({"inr": "1.81", "inr_uln": "1.2", "aptt": 60}).criteria["IN-7"] == "not_met"


# IN-7: saturation


def test_a_saturation_of_95_on_oxygen_leaves_in_7_unknown(typical: Screened) -> None:
    result = typical({"spo2": 95, "spo2_on_room_air": "no"})
    assert (result.verdict, result.criteria["IN-7"]) == ("undetermined", "unknown")


def test_a_saturation_of_91_on_oxygen_does_not(typical: Screened) -> None:
    result = typical({"spo2": 91, "spo2_on_room_air": "no"})
    assert (result.verdict, result.criteria["IN-7"]) == ("ineligible", "not_met")


def test_a_saturation_of_92_is_met_on_room_air_and_unknown_where_that_is_not_recorded(typical: Screened) -> None:
    assert typical({"spo2": 92, "spo2_on_room_air": "yes"}).criteria["IN-7"] == "met"
    assert typical({"spo2": 92, "spo2_on_room_air": None}).criteria["IN-7"] == "unknown"
    assert typical({"spo2": 91, "spo2_on_room_air": None}).criteria["IN-7"] == "not_met"


# IN-2: the last dose change


def test_a_dose_changed_13_days_ago_is_not_met(typical: Screened) -> None:
    assert typical({"dose_stable_duration": "13 days"}).blocking == ("IN-2",)


def test_a_dose_changed_14_days_ago_is(typical: Screened) -> None:
    assert typical({"dose_stable_duration": "14 days"}).verdict == "eligible"


def test_the_same_holds_of_the_date_of_the_dose_change(typical: Screened) -> None:
    dated = {"dose_stable_duration": None, "screening_date": "2025-03-10"}
    assert typical({**dated, "last_dose_change_date": "2025-02-25"}).blocking == ("IN-2",)
    assert typical({**dated, "last_dose_change_date": "2025-02-24"}).verdict == "eligible"


def test_eight_weeks_of_treatment_and_six_months_of_disease_are_enough_and_a_day_less_is_not(typical: Screened) -> None:
    dated = {"standard_treatment_duration": None, "sle_duration": None, "screening_date": "2025-03-10"}
    start, diagnosis = {"standard_treatment_start_date": "2025-01-13"}, {"sle_diagnosis_date": "2024-09-10"}
    assert typical({**dated, **start, **diagnosis}).verdict == "eligible"
    assert typical({**dated, **start, "sle_diagnosis_date": "2024-09-11"}).blocking == ("IN-2",)
    assert typical({**dated, **diagnosis, "standard_treatment_start_date": "2025-01-14"}).blocking == ("IN-2",)


# Background


def test_a_pregnant_man_is_contradictory_and_the_two_facts_are_named(typical: Screened) -> None:
    result = typical({"sex": "male", "pregnant": "yes"})
    assert (result.verdict, result.clash, result.criteria) == ("contradictory", ("sex", "pregnant"), {})


def test_a_pregnant_man_is_contradictory_on_a_record_with_nothing_else(alone: Screened) -> None:
    result = alone({"sex": "male", "pregnant": "yes"})
    assert (result.verdict, result.clash) == ("contradictory", ("sex", "pregnant"))


def test_a_man_is_asked_neither_for_pregnancy_nor_for_lactation(typical: Screened) -> None:
    changes = {"sex": "male", "pregnant": None, "lactating": None, "childbearing_potential": None}
    assert typical(changes).verdict == "eligible"


def test_without_childbearing_potential_neither_is_asked(typical: Screened) -> None:
    changes = {"pregnant": None, "lactating": None, "childbearing_potential": "no"}
    assert typical(changes).verdict == "eligible"
    assert typical({**changes, "childbearing_potential": "yes"}).criteria["IN-8"] == "unknown"


# Given and derived


CLEARANCE_80_65: Record = {"sex": "female", "age": 57, "weight": 53.5, "serum_creatinine": "0.65 mg/dL"}


def test_a_clearance_given_as_81_where_the_formula_says_80_65_is_a_remark(typical: Screened) -> None:
    result = typical({**CLEARANCE_80_65, "creatinine_clearance": 81})
    assert (result.verdict, result.criteria["IN-7"]) == ("eligible", "met")
    assert remarks(result) == [
        (
            "given-and-derived",
            "creatinine clearance is given as 81 mL/min, but is about 80.65 mL/min "
            "by Cockcroft & Gault 1976, Nephron 16:31; the given value counts",
        )
    ]


def test_a_clearance_given_beyond_all_that_a_range_of_creatinine_allows_is_a_remark(typical: Screened) -> None:
    result = typical({**CLEARANCE_80_65, "serum_creatinine": "<0.5 mg/dL", "creatinine_clearance": 81})
    assert (result.verdict, result.criteria["IN-7"]) == ("eligible", "met")
    (remark,) = [text for code, text in remarks(result) if code == "given-and-derived"]
    assert remark == (
        "creatinine clearance is given as 81 mL/min, but is about 104.85 to about 1048.45 mL/min "
        "by Cockcroft & Gault 1976, Nephron 16:31; the given value counts"
    )


def test_a_clearance_given_as_a_range_of_creatinine_allows_is_not_remarked_on(typical: Screened) -> None:
    assert remarks(typical({**CLEARANCE_80_65, "serum_creatinine": ">=0.5 mg/dL", "creatinine_clearance": 81})) == []


def test_a_clearance_given_as_the_formula_says_within_the_step_is_not_remarked_on(typical: Screened) -> None:
    assert remarks(typical({**CLEARANCE_80_65, "creatinine_clearance": "80.7"})) == []


def test_a_clearance_given_and_derived_on_two_sides_of_the_threshold_is_contradictory(typical: Screened) -> None:
    result = typical({"serum_creatinine": "1.51 mg/dL", "creatinine_clearance": 81})
    assert (result.verdict, result.clash) == (
        "contradictory",
        ("sex", "age", "weight", "serum_creatinine", "creatinine_clearance"),
    )


def test_a_duration_given_and_derived_on_two_sides_of_the_threshold_is_contradictory(typical: Screened) -> None:
    dates = {"screening_date": "2025-03-10", "last_dose_change_date": "2025-03-01"}
    result = typical({**dates, "dose_stable_duration": "3 weeks"})
    assert (result.verdict, result.clash) == ("contradictory", ("dose_stable_duration", "last_dose_change_date"))


def test_two_doses_on_two_sides_of_a_threshold_are_contradictory(typical: Screened) -> None:
    result = typical({"prednisone_equivalent": 5, "dose.prednisone": 10})
    assert (result.verdict, result.clash) == ("contradictory", ("prednisone_equivalent", "dose"))


def test_a_classification_against_its_items_is_contradictory(typical: Screened) -> None:
    result = typical({"eular_acr_2019": "yes", "ana_titre_ever": "1:40"})
    assert (result.verdict, result.clash) == ("contradictory", ("eular_acr_2019", "ana_titre_ever"))


# Exactness under what is missing


TIED: Record = {"age": None, "creatinine_clearance": 60}


def test_an_unknown_age_may_follow_from_the_clearance(typical: Screened) -> None:
    assert typical({**TIED, "serum_creatinine": "1.74 mg/dL"}).criteria["IN-1"] == "not_met"


def test_an_unknown_age_may_be_left_open_by_the_clearance(typical: Screened) -> None:
    assert typical({**TIED, "serum_creatinine": "1.51 mg/dL"}).criteria["IN-1"] == "unknown"


def test_a_clearance_that_no_age_gives_is_contradictory(typical: Screened) -> None:
    assert typical({**TIED, "serum_creatinine": "6 mg/dL"}).verdict == "contradictory"


def test_an_unknown_sex_is_open_only_where_the_clearance_differs_by_sex(typical: Screened) -> None:
    unknown = {"sex": None, "serum_creatinine": "1.6 mg/dL"}
    assert typical(unknown).criteria["IN-7"] == "unknown"
    assert typical({**unknown, "serum_creatinine": "1.2 mg/dL"}).criteria["IN-7"] == "met"
    assert typical({**unknown, "serum_creatinine": "2.0 mg/dL"}).criteria["IN-7"] == "not_met"


def test_a_formula_takes_what_two_sources_of_a_quantity_say_together(typical: Screened) -> None:
    """Of 18 years or more, born 18 years ago: 18, and not up to 120."""
    kidney = {"weight": 90, "serum_creatinine": "199 umol/L", "age": ">=18"}
    assert typical(kidney).criteria["IN-7"] == "unknown"
    born = {"birth_date": "2005-08-07", "screening_date": "2023-08-07", "sle_duration": "12 months"}
    assert typical({**kidney, **born}).criteria["IN-7"] == "met"


def test_of_an_unknown_sex_only_the_clearance_that_comes_near_agrees(typical: Screened) -> None:
    """Of a woman 49.77 mL/min, of a man 58.5: 49.7 agrees with the first, and nothing lies between the two."""
    given = {"age": 69, "weight": 45, "serum_creatinine": "67 umol/L", "creatinine_clearance": "49.7 mL/min"}
    statuses = [typical({**given, "sex": sex}).criteria["IN-7"] for sex in (None, "female")]
    assert statuses == ["not_met", "not_met"]
    # 49.8 agrees with 50.07, as of a man; of a woman the formula gives 42.3, which disagrees.
    open_sex = {"age": 53, "weight": 60, "serum_creatinine": "128 umol/L", "creatinine_clearance": "49.8 mL/min"}
    assert [typical({**open_sex, "sex": sex}).criteria["IN-7"] for sex in (None, "male")] == ["unknown", "unknown"]


def test_an_answer_by_which_the_formula_disagrees_is_excluded_and_no_other(typical: Screened) -> None:
    """Of pregnancy nothing is said: it is asked for where the sex is open, and not where she can only be a man."""
    unsaid = {"sex": None, "pregnant": None, "lactating": None, "childbearing_potential": None}
    # 50.2 and 50.07 as of a man; 42.3 as of a woman lies across the limit.
    near_one = {"age": 53, "weight": 60, "serum_creatinine": "128 umol/L", "creatinine_clearance": "50.2 mL/min"}
    assert typical({**unsaid, **near_one}).criteria["IN-8"] == "met"
    # 75.5 and 75.7 as of a man; 64 as of a woman lies on the same side of the limit.
    same_side = {"age": 34, "weight": 60, "serum_creatinine": "1.17 mg/dL", "creatinine_clearance": "75.5 mL/min"}
    assert typical({**unsaid, **same_side}).criteria["IN-8"] == "unknown"


def test_one_drug_of_two_that_is_known_leaves_in_4_unknown(typical: Screened) -> None:
    result = typical({"used_adequately": {"hydroxychloroquine": "yes"}})
    assert result.criteria["IN-4"] == "unknown"


def test_a_closed_list_with_one_drug_of_two_does_not(typical: Screened) -> None:
    assert typical({"used_adequately": ["hydroxychloroquine"]}).criteria["IN-4"] == "not_met"


def test_two_names_of_one_substance_count_once(typical: Screened) -> None:
    used = ["mycophenolate_mofetil", "mycophenolic_acid"]
    assert typical({"used_adequately": used}).blocking == ("IN-4",)


def test_a_criterion_is_unknown_though_each_completion_of_two_facts_decides_it(alone: Screened) -> None:
    # One positive finding is enough, whichever; without any the criterion fails.
    assert alone({"ana_positive": "no", "anti_dsdna_positive": "no"}).criteria["IN-5"] == "unknown"
    assert alone({"ana_positive": "no", "low_complement": "yes"}).criteria["IN-5"] == "met"
    assert (
        alone({"ana_positive": "no", "anti_dsdna_positive": "no", "low_complement": "no"}).criteria["IN-5"] == "not_met"
    )


def test_the_patient_is_ineligible_though_no_single_criterion_is_not_met(typical: Screened) -> None:
    # Adult only under 50 mL/min: the two cannot both be met, whatever the age is.
    tied = {"age": None, "serum_creatinine": "1.80 mg/dL", "creatinine_clearance": None}
    result = typical(tied)
    assert (result.verdict, result.blocking) == ("ineligible", ())
    assert (result.criteria["IN-1"], result.criteria["IN-7"]) == ("unknown", "unknown")


# Readings


def test_a_reading_that_is_not_the_default_is_in_force(typical: Screened) -> None:
    changes = {"inr": 2.4, "inr_uln": 1.2}
    result = typical(changes, in7_coagulation="both")
    assert (result.verdict, result.blocking) == ("ineligible", ("IN-7",))
    assert result.screening.readings["in7_coagulation"] == "both"
    assert others(result) == {"in7_coagulation=either": ("eligible", {"IN-7": "met"})}


def test_all_nine_readings_are_in_force_with_their_defaults(typical: Screened) -> None:
    assert dict(typical({}).screening.readings) == {
        "in2_etc": "class",
        "in3_cap": "always",
        "in3_combination": "immunosuppressants",
        "in3_targeted": "no",
        "in3_steroid_free": "waived",
        "in4_hydroxychloroquine": "counts",
        "in4_targeted": "no",
        "in7_coagulation": "either",
        "in7_support": "any",
    }


READINGS: list[tuple[str, Record, str, str, str]] = [
    ("in2_etc=listed", {"current": ["telitacicept"], "prednisone_equivalent": None}, "IN-2", "met", "not_met"),
    ("in3_cap=alone_only", {"prednisone_equivalent": 40}, "IN-3", "not_met", "met"),
    (
        "in3_combination=with_hydroxychloroquine",
        {"current": ["prednisone", "hydroxychloroquine"], "prednisone_equivalent": 5},
        "IN-3",
        "not_met",
        "met",
    ),
    (
        "in3_targeted=yes",
        {"current": ["prednisone", "belimumab"], "prednisone_equivalent": 5},
        "IN-3",
        "not_met",
        "met",
    ),
    (
        "in3_steroid_free=some_dose",
        {"current": ["azathioprine"], "prednisone_equivalent": None},
        "IN-3",
        "met",
        "not_met",
    ),
    (
        "in4_hydroxychloroquine=required",
        {"used_adequately": ["azathioprine", "methotrexate"]},
        "IN-4",
        "met",
        "not_met",
    ),
    (
        "in4_hydroxychloroquine=in_addition",
        {"used_adequately": ["hydroxychloroquine", "methotrexate"]},
        "IN-4",
        "met",
        "not_met",
    ),
    ("in4_targeted=yes", {"used_adequately": ["belimumab", "methotrexate"]}, "IN-4", "not_met", "met"),
    ("in7_coagulation=both", {"aptt": 80}, "IN-7", "met", "not_met"),
    ("in7_support=needed", {"days_since_transfusion": 7, "support_needed": "no"}, "IN-7", "not_met", "met"),
]


@pytest.mark.parametrize(("reading", "changes", "criterion", "by_default", "otherwise"), READINGS)
def test_every_reading_decides_some_patient(
    typical: Screened, reading: str, changes: Record, criterion: str, by_default: str, otherwise: str
) -> None:
    name, _, value = reading.partition("=")
    result = typical(changes)
    assert result.criteria[criterion] == by_default
    assert others(result)[reading][1][criterion] == otherwise
    assert typical(changes, **{name: value}).criteria[criterion] == otherwise


def test_every_alternative_of_every_reading_is_tried_above(protocol: Protocol) -> None:
    readings = protocol.knowledge_base.readings.values()
    alternatives = {f"{r.id}={value}" for r in readings for value in r.values if value != r.default}
    assert {row[0] for row in READINGS} == alternatives


def test_an_unknown_reading_is_an_error_with_the_nearest_name(protocol: Protocol) -> None:
    with pytest.raises(InputError) as caught:
        protocol.screen({}, readings={"in7_coagulaton": "both"})
    assert str(caught.value) == (
        "error[reading] there is no reading `in7_coagulaton`\n  help: did you mean `in7_coagulation`?"
    )


def test_a_reading_like_no_other_is_answered_with_all_of_them(protocol: Protocol) -> None:
    with pytest.raises(InputError) as caught:
        protocol.verdict({}, readings={"x": "both"})
    assert str(caught.value) == (
        "error[reading] there is no reading `x`\n"
        "  help: known are `in2_etc`, `in3_cap`, `in3_combination`, `in3_targeted`, `in3_steroid_free`, "
        "`in4_hydroxychloroquine`, `in4_targeted`, `in7_coagulation`, `in7_support`"
    )


def test_an_unknown_value_of_a_reading_is_an_error_with_its_values(protocol: Protocol) -> None:
    with pytest.raises(InputError) as caught:
        protocol.screen({}, readings={"in7_coagulation": "all", "in3_cap": "never"})
    assert str(caught.value) == (
        "error[reading] `all` is not a value of the reading `in7_coagulation`\n"
        "  help: its values are `either`, `both`\n"
        "error[reading] `never` is not a value of the reading `in3_cap`\n"
        "  help: its values are `always`, `alone_only`"
    )


def test_several_at_once_are_screened_as_each_by_itself(protocol: Protocol) -> None:
    """Those who are alike, those who contradict themselves, and those under other readings among them."""
    base, defaults = protocol.knowledge_base.vocabulary.typical, protocol.knowledge_base.default_readings()
    other = {**defaults, "in7_coagulation": "both"}
    changes: list[Record] = [{}, {}, {"alc": None}, {"age": 17}, {"sledai_2k": 7}, {"pregnant": True, "sex": "male"}]
    cases = [(protocol.patient({**base, **one}), readings) for one in changes for readings in (defaults, other)]
    found = screen_all(protocol.space, cases)
    assert {one.verdict for one in found} == {"eligible", "undetermined", "ineligible", "contradictory"}
    assert [plain(one) for one in found] == [plain(screen(protocol.space, *case)) for case in cases]
    assert judged_all(protocol.space, cases) == [(one.verdict, one.statuses) for one in found]


def plain(screening: Screening) -> dict[str, Any]:
    """All that a screening says."""
    said = asdict(screening)
    return {**said, "assumed": screening.assumed.literals, "depends": list(map(asdict, said["depends_on_reading"]))}
