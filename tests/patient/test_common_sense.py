"""What cannot be true of anybody's dates and times, and what is only unusual."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from hn2301_asp.patient.common_sense import most_of
from hn2301_asp.patient.model import Patient

Record = dict[str, Any]
BORN: Record = {"birth_date": "1990-05-05", "screening_date": "2025-03-10"}
WRONG = "\n  help: one of the two is wrong: both stand in the record"

IMPOSSIBLE: list[tuple[Record, str, str]] = [
    (
        {**BORN, "sle_diagnosis_date": "1989-12-01"},
        "sle_diagnosis_date",
        "date of the SLE diagnosis 1989-12-01 lies before the date of birth 1990-05-05",
    ),
    (
        {**BORN, "standard_treatment_start_date": "1989"},
        "standard_treatment_start_date",
        "start of the stable standard treatment 1989 lies before the date of birth 1990-05-05",
    ),
    (
        {"birth_date": "1990-05-05", "last_transfusion_date": "1990-05-04"},
        "last_transfusion_date",
        "last transfusion 1990-05-04 lies before the date of birth 1990-05-05",
    ),
    (
        {"age": 20, "sle_duration": "400 months"},
        "sle_duration",
        "SLE duration 400 months is longer than age 20 years allows",
    ),
    (
        {"age": 20, "sle_duration": "21 years"},
        "sle_duration",
        "SLE duration 21 years is longer than age 20 years allows",
    ),
    (
        {"age": "<21", "sle_duration": ">=21 years"},
        "sle_duration",
        "SLE duration >=21 years is longer than age <21 years allows",
    ),
    (
        {**BORN, "sle_duration": "420 months"},
        "sle_duration",
        "SLE duration 420 months is longer than date of birth 1990-05-05 allows",
    ),
    (
        {"birth_date": "2004-06-10", "screening_date": "2025-03-10", "sle_duration": "251 months"},
        "sle_duration",
        "SLE duration 251 months is longer than date of birth 2004-06-10 allows",
    ),
    (
        {"screening_date": "2025-03-10", "dose.prednisone": {"value": 7.5, "unit": "mg/d", "date": "2025-03-11"}},
        "dose.prednisone",
        "prednisone (daily oral dose) of 2025-03-11 was observed after the screening date 2025-03-10",
    ),
    (
        {**BORN, "dose.prednisone": {"value": 7.5, "unit": "mg/d", "date": "1985"}},
        "dose.prednisone",
        "prednisone (daily oral dose) of 1985 was observed before the date of birth 1990-05-05",
    ),
    (
        {"age": 20, "sle_diagnosis_date": "2004-03-10", "screening_date": "2025-03-10"},
        "sle_diagnosis_date",
        "date of the SLE diagnosis 2004-03-10 is longer than age 20 years allows",
    ),
    (
        {"age": 20, "standard_treatment_duration": "1096 weeks"},
        "standard_treatment_duration",
        "time on the stable standard treatment 1096 weeks is longer than age 20 years allows",
    ),
    (
        {"age": 20, "days_since_transfusion": 7671},
        "days_since_transfusion",
        "last transfusion 7671 days is longer than age 20 years allows",
    ),
    (
        {"screening_date": "2025-03-10", "anc": {"value": 3.2, "date": "2025-03-11"}},
        "anc",
        "ANC of 2025-03-11 was observed after the screening date 2025-03-10",
    ),
    (
        {**BORN, "anc": {"value": 3.2, "date": "1989"}},
        "anc",
        "ANC of 1989 was observed before the date of birth 1990-05-05",
    ),
]


@pytest.mark.parametrize(("record", "field", "message"), IMPOSSIBLE)
def test_what_cannot_be_is_an_error_that_names_both(
    refused: Callable[[Record], str], record: Record, field: str, message: str
) -> None:
    assert refused(record) == f"error[value] {message}\n  at field {field}{WRONG}"


POSSIBLE: list[Record] = [
    {**BORN, "sle_diagnosis_date": "1990-05-05"},
    {**BORN, "sle_diagnosis_date": "1990"},
    {**BORN, "sle_diagnosis_date": "2024-01-01", "standard_treatment_start_date": "2023-01-01"},
    {"age": 20, "sle_duration": "20 years"},
    {"age": 20, "sle_duration": "251.9 months"},
    {"age": 20, "sle_duration": ">20 years"},
    {"age": ">20", "sle_duration": "400 months"},
    {"age": 20, "standard_treatment_duration": "1095 weeks"},
    {"age": 20, "days_since_transfusion": "never"},
    {"age": 20, "transfused_ever": "yes"},
    {"sle_duration": "400 months"},
    {"screening_date": "2025-03-10", "anc": {"value": 3.2, "date": "2025-03"}},
    {**BORN, "consent_date": "2025-03-10"},
]


@pytest.mark.parametrize("record", POSSIBLE)
def test_what_may_be_is_read_without_a_word(patient: Callable[[Record], Patient], record: Record) -> None:
    assert patient(record).remarks == ()


def test_consent_after_screening_is_a_remark_for_the_monitor(patient: Callable[[Record], Patient]) -> None:
    found = patient({"consent_date": "2025-03-12", "screening_date": "2025-03-10"})
    text = "date of consent 2025-03-12 lies after the screening date 2025-03-10: "
    text += "for the monitor (chart review, renewed consent)"
    assert [(r.code, r.text, r.facts) for r in found.remarks] == [("later-than-usual", text, ("consent_date",))]


def test_the_most_of_a_time_in_another_unit_is_no_less_than_the_calendar_allows() -> None:
    assert most_of(Fraction(21), "year", "month") == 252
    assert most_of(Fraction(1), "year", "day") == 366
    assert most_of(Fraction(4), "year", "day") == 1461
    assert most_of(Fraction(21), "year", "week") == Fraction(7671, 7)
    assert most_of(Fraction(2), "month", "day") == 62
    assert most_of(Fraction(56), "day", "month") == 2
    assert most_of(Fraction(2), "week", "day") == 14
