"""Invented patients, one for each situation that an account must put into words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Record = dict[str, Any]

#: Changes to the typical patient (None: not known), and the readings in force, by situation.
CHANGES: dict[str, tuple[Record, dict[str, str]]] = {
    "eligible": ({"patient_id": "P-101", "screening_date": "2025-03-10"}, {}),
    "blocked_by_two_criteria_with_alternatives": (
        {
            "patient_id": "P-102",
            "screening_date": "2025-03-10",
            "current": ["prednisone", "hydroxychloroquine", "belimumab"],
            "prednisone_equivalent": None,
            "dose": {"prednisone": "5 mg/d"},
            "total_bilirubin": {"value": 41, "unit": "umol/L", "date": "2025-03-08"},
        },
        {},
    ),
    "too_few_immunosuppressants": (
        {
            "patient_id": "P-103",
            "used_adequately": ["mycophenolate_mofetil", "mycophenolic_acid", "belimumab", "prednisone"],
        },
        {},
    ),
    "missing_facts": (
        {
            "patient_id": "P-104",
            "age": None,
            "eular_acr_2019": None,
            "disease_active": None,
            "disease_relapsed": None,
            "used_adequately": {"hydroxychloroquine": "yes"},
            "alt_uln": None,
            "lvef": None,
            "spo2_on_room_air": None,
            "lactating": None,
        },
        {},
    ),
    "clearance_by_formula": (
        {
            "patient_id": "P-105",
            "screening_date": "2025-03-10",
            "age": None,
            "birth_date": "1962-01-30",
            "weight": "107 lb",
            "serum_creatinine": {"value": 106, "unit": "umol/L", "date": "2025-03-09"},
            "fluid_assistance": "yes",
        },
        {},
    ),
    "above_the_upper_limit_of_normal": (
        {
            "patient_id": "P-106",
            "alt": "2.5 ukat/L",
            "ast": 88,
            "inr": 2.4,
            "aptt": 60,
            "aptt_uln": 37,
        },
        {},
    ),
    "on_oxygen": ({"patient_id": "P-107", "spo2": 95, "spo2_on_room_air": "no", "dyspnea_grade": 2}, {}),
    "on_oxygen_and_low": ({"patient_id": "P-108", "spo2": 91, "spo2_on_room_air": "no"}, {}),
    "cannot_all_hold_together": (
        {"patient_id": "P-109", "age": None, "serum_creatinine": "1.80 mg/dL"},
        {},
    ),
    "depends_on_readings": (
        {
            "patient_id": "P-110",
            "current": ["prednisone", "hydroxychloroquine"],
            "prednisone_equivalent": "5 mg/d",
            "inr": 2.4,
            "days_since_transfusion": 5,
        },
        {},
    ),
    "other_reading_in_force": (
        {"patient_id": "P-111", "inr": 2.4, "used_adequately": ["azathioprine", "methotrexate"]},
        {"in7_coagulation": "both", "in4_hydroxychloroquine": "required"},
    ),
    "contradictory": (
        {
            "patient_id": "P-112",
            "screening_date": "2025-03-10",
            "serum_creatinine": "1.51 mg/dL",
            "creatinine_clearance": {"value": 81, "date": "2025-03-09"},
        },
        {},
    ),
    "pregnant_man": ({"patient_id": "P-113", "sex": "male", "pregnant": "yes"}, {}),
    "parts_within_parts": (
        {
            "patient_id": "P-114",
            "sledai": None,
            "sledai_2k": 7,
            "total_bilirubin": "2.5 mg/dL",
            "gilbert_syndrome": None,
            "days_since_transfusion": 3,
            "support_needed": None,
            "days_since_growth_factor": None,
            "growth_factor_ever": "yes",
        },
        {"in7_support": "needed"},
    ),
    "known_in_part": (
        {
            "patient_id": "P-115",
            "screening_date": "2025-03-10",
            "alc": "<=0.8",
            "hemoglobin": "<8.5 g/dL",
            "sle_duration": None,
            "sle_diagnosis_date": "2024-09",
            "dose_stable_duration": None,
            "last_dose_change_date": "2025-03-01",
            "current": ["betamethasone", "hydroxychloroquine"],
            "prednisone_equivalent": None,
            "dose": {"betamethasone": "1 mg/d"},
        },
        {},
    ),
    "classified_by_items": (
        {
            "patient_id": "P-116",
            "eular_acr_2019": None,
            "ana_titre_ever": "1:320",
            "eular_acr": ["oral_ulcers", "leukopenia", "low_c3_or_low_c4"],
        },
        {},
    ),
    "active_by_serology_only": (
        {"patient_id": "P-117", "sledai": ["rash", "low_complement", "increased_dna_binding"], "low_complement": "no"},
        {},
    ),
    "limits_themselves": (
        {
            "patient_id": "P-118",
            "age": 70,
            "total_bilirubin": "2.0 mg/dL",
            "days_since_growth_factor": 7,
            "pregnant": "yes",
            "contraception_willing": "no",
        },
        {},
    ),
    "settled_by_other_facts": (
        {
            "patient_id": "P-119",
            "age": None,
            "creatinine_clearance": 60,
            "serum_creatinine": "1.74 mg/dL",
            "ast": 751,
            "ast_uln": None,
        },
        {},
    ),
    "parts_of_one_criterion_clash": ({"patient_id": "P-120", "sledai": None, "sledai_2k_clinical": 3}, {}),
    "score_of_single_items": (
        {
            "patient_id": "P-123",
            "sledai": {"arthritis": "yes", "rash": "no", "fever": "no", "low_complement": "no"},
            "dyspnea_grade": 2,
        },
        {},
    ),
    "dose_without_equivalence": (
        {
            "patient_id": "P-124",
            "current": ["budesonide", "prednisone", "hydroxychloroquine"],
            "prednisone_equivalent": None,
            "dose": {"prednisone": 5, "budesonide": "3 mg/d"},
        },
        {},
    ),
    "dose_below_a_limit": (
        {
            "patient_id": "P-125",
            "current": ["prednisone"],
            "prednisone_equivalent": None,
            "dose": {"prednisone": "<7.5"},
            "days_since_transfusion": None,
            "transfused_ever": "yes",
            "days_since_growth_factor": "2 weeks",
        },
        {},
    ),
    "without_a_screening_date": (
        {
            "patient_id": "P-121",
            "sex": "other",
            "serum_creatinine": "1.6 mg/dL",
            "sle_duration": None,
            "sle_diagnosis_date": "2019-06-01",
            "gilbert_syndrome": "yes",
            "total_bilirubin": "3.5 mg/dL",
            "current": {"prednisone": "yes", "azathioprine": "no"},
            "prednisone_equivalent": None,
        },
        {},
    ),
}


def situations(typical: Mapping[str, Any]) -> dict[str, tuple[Record, dict[str, str]]]:
    """The record and the readings of every situation, and a record that says nothing."""
    told = {name: ({**typical, **changes}, readings) for name, (changes, readings) in CHANGES.items()}
    return {**told, "nothing_recorded": ({"patient_id": "P-122"}, {})}


NAMES = (*CHANGES, "nothing_recorded")


def without_digests(text: str) -> str:
    """An account without digests, which change with every edit of the knowledge base."""
    return re.sub(r"kb [0-9a-f]{12}   input [0-9a-f]{12}$", "kb …   input …", text, flags=re.MULTILINE)
