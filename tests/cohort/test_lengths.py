"""Frames of times longer than a life: one by a range, by two fields, or held against a range, is an error too."""

from __future__ import annotations

from itertools import product

import polars as pl

from hn2301_asp.api import Protocol
from tests.cohort.rows import agreed, table_of

AGES = ("18", "<5", "<5 years", "17-20", ">60", "217 month", "unknown")
TIMES = ("> 18170.6", "100000", "6600", "<3", "7000 days", "1000 weeks", None, ">6500", "6000-7000", "never")


def test_ranges_of_times_and_ages(protocol: Protocol) -> None:
    records = [{"age": age, "days_since_growth_factor": time} for age, time in product(AGES, TIMES)]
    told = [{name: value for name, value in record.items() if value is not None} for record in records]
    found = agreed(protocol, table_of(told))
    assert found[None] > 10
    assert found["undetermined"] > 10


def test_times_that_are_given_beside_a_date(protocol: Protocol) -> None:
    ages, births = (18, 5, 40, None), ("2000-01-01", "1980", "2020-05", None)
    durations, diagnoses = (3.0, 500.0, None), ("1960-01-01", "1990", "2024-01-01", "2001-02", None)
    records = [
        {
            "age": age,
            "birth_date": birth,
            "sle_duration[month]": duration,
            "sle_diagnosis_date": diagnosis,
            "screening_date": "2025-03-01",
        }
        for age, birth, duration, diagnosis in product(ages, births, durations, diagnoses)
    ]
    assert agreed(protocol, pl.DataFrame(records))[None] > 50
