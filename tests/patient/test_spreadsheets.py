"""Patients of a workbook: facts by what the cells show, through to the verdict's words."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import Workbook

from hn2301_asp.api import Protocol
from hn2301_asp.decision.record import make_record
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.patient.batch import read_batch
from hn2301_asp.patient.model import Patient

Cells = dict[str, tuple[object, str]]


def patient_of(protocol: Protocol, folder: Path, cells: Cells) -> Patient:
    """The patient of a workbook with these cells, each with its number format."""
    book = Workbook()
    book.active.append(["patient_id", *cells])
    book.active.append(["P-1", *(value for value, _ in cells.values())])
    for column, (_, code) in enumerate(cells.values(), start=2):
        book.active.cell(2, column).number_format = code
    book.save(folder / "a.xlsx")
    batch = read_batch([folder / "a.xlsx"], protocol.knowledge_base.vocabulary, protocol.names)
    assert batch.findings == ()
    return batch.patients[0]


def test_units_per_cent_comparators_and_digits_are_those_that_are_shown(protocol: Protocol, tmp_path: Path) -> None:
    cells: Cells = {
        "lvef": (58, '0"%"'),
        "spo2": (0.98, "0%"),
        "weight": (132, '0" lb"'),
        "total_bilirubin": (1.2, '0.0" mg/dL"'),
        "hemoglobin": (1.125, '0.000" g/dL"'),
        "ana_titre_ever": (80, '"1:"0'),
        "alc": (0.7 + 0.1, "0.0"),
        "inr": (0.1 + 0.2 + 0.7, "General"),
    }
    patient = patient_of(protocol, tmp_path, {**cells, "hemoglobin": (11.125, '0.000" g/dL"')})
    numbers = {name: fact.values.number for name, fact in patient.facts.items() if fact.values is not None}
    assert numbers == {
        "lvef": 58,
        "spo2": 98,
        "weight": 132 * Fraction("0.45359237"),
        "total_bilirubin": Fraction("1.2"),
        "hemoglobin": Fraction("111.25"),
        "ana_titre_ever": 80,
        "alc": Fraction("0.8"),
        "inr": 1,
    }
    assert patient.remarks == ()


def test_a_comparator_that_is_shown_is_part_of_the_value(protocol: Protocol, tmp_path: Path) -> None:
    patient = patient_of(protocol, tmp_path, {"alc": (0.8, '"<"0.0')})
    fact = patient.facts["alc"]
    assert fact.values is not None
    assert (fact.as_given, fact.values.interval) == ("<0.8", Interval(Fraction(0), Fraction("0.8"), False, True))


@pytest.mark.parametrize(("code", "shown"), [("mmm-yy", "2024-09"), ("yyyy", "2024"), ("d.m.yyyy", "2024-09-01")])
def test_a_date_is_as_exact_as_it_is_shown(protocol: Protocol, tmp_path: Path, code: str, shown: str) -> None:
    cells: Cells = {
        "screening_date": (dt.date(2025, 3, 10), "yyyy-mm-dd"),
        "sle_diagnosis_date": (dt.date(2024, 9, 1), code),
    }
    result = protocol.screen(patient_of(protocol, tmp_path, cells))
    assert result.screening.patient.facts["sle_diagnosis_date"].as_given == shown
    # Six months before screening is 10 September 2024: a month or a year may begin before and end after it.
    history = "about 6.29 months" if shown == "2024-09-01" else "months (from"
    assert history in result.explain()


def test_a_rounded_display_is_a_remark_and_the_record_can_be_verified(protocol: Protocol, tmp_path: Path) -> None:
    cells: Cells = {"alc": (0.795, "0.0"), "dose.prednisone": (7.45, '0.0" mg/d"'), "pregnant": (0, "0")}
    patient = patient_of(protocol, tmp_path, cells)
    values = patient.facts["alc"].values
    assert values is not None
    assert values.number == Fraction("0.795")
    assert [(remark.code, remark.text) for remark in patient.remarks] == [
        ("rounded-display", "ALC 0.795: the spreadsheet shows 0.8; its rounding does not count"),
        (
            "rounded-display",
            "dose of prednisone 7.45 mg/d: the spreadsheet shows 7.5 mg/d; its rounding does not count",
        ),
    ]
    assert make_record([protocol.screen(patient)], read_files(shipped_knowledge_base()))["patients"][0]["input"][
        "alc"
    ] == {
        "value": "0.795",
        "shown": "0.8",
    }
