"""V: what was misread in tables, workbooks and other files."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from .conftest import (
    SCREENED,
    listed,
    of,
    run,
    somebody,
    table,
)

DECIMALS: dict[str, tuple[tuple[str, str], tuple[str, ...]]] = {
    "V4-AST": (("ast", "2.020"), ("`2.020` can be 2020 or 2.020",)),
    "V4-ANC": (("anc", "3.200 /uL"), ("`3.200` can be 3200 or 3.200",)),
    "V4-comma (as before)": (("anc", "1,020 /uL"), ("`1,020` can be 1020 or 1.020",)),
}


@of(*DECIMALS)
def test_a_point_before_three_digits_is_ambiguous_in_a_file_with_decimal_commas(case: str) -> None:
    (field, written), told = DECIMALS[case]
    done = run("screen", table("a.csv", ("patient_id", field, "alc"), ("P-1", written, "0,795"), separator=";"))
    assert done.code == 2
    assert all(text in done.err for text in told), done.err


@of("V4-0.795")
def test_a_number_below_one_is_never_ambiguous_and_a_declaration_makes_any_definite() -> None:
    first, second = listed(table("a.csv", ("patient_id", "alc"), ("P-1", "0.795"), ("P-2", "0,8"), separator=";"))
    assert [c["status"] for c in first["criteria"]][6] == "not_met"
    assert second["borderline"] == ["alc"]
    path = table("b.csv", ("patient_id", "anc"), ("P-1", "3.200 /uL"), separator=";")
    assert run("screen", path).code == 2
    assert "missed" not in run("screen", path, "--decimal", "comma").out
    assert "3.200 /uL" in run("screen", path, "--decimal", "point").out


def cell(value: object, number_format: str, field: str, **changed: object) -> str:
    """A workbook of the typical patient, in which a cell has a format of its own."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    record = {**somebody(**changed), "screening_date": datetime.date.fromisoformat(SCREENED)}
    told = {name: ";".join(v) if isinstance(v, list) else v for name, v in record.items() if name != field}
    row = {"patient_id": "P-1", field: value, **told}
    sheet.append(list(row))
    sheet.append(list(row.values()))
    sheet.cell(row=2, column=2).number_format = number_format
    book.save("a.xlsx")
    return "a.xlsx"


#: A cell's value and format, its field, and what the account shows of it.
SHOWN: dict[str, tuple[Any, str, str, str]] = {
    "V6-per cent": (98, '0"%"', "spo2", "SpO2 on room air 98%"),
    "V6-pounds": (132, '0" lb"', "weight", "creatinine clearance about 93.66 mL/min"),
    "V6-15 digits": (0.7 + 0.1, "0.0", "alc", "ALC 0.8"),
    "V6-a difference": (1.2 - 0.4, "0.00", "alc", "needed ≥ 0.8 ×10^9/L; exactly at the limit"),
    "V16-below": (0.8, '"<"0.0', "alc", "ALC <0.8"),
    "V16-above": (1600, '">"0" /uL"', "anc", "ANC >1600 /uL"),
}


@of(*SHOWN)
def test_what_a_cell_shows_counts(case: str) -> None:
    value, number_format, field, told = SHOWN[case]
    done = run("explain", cell(value, number_format, field), "--patient", "P-1")
    assert done.code == 0, done.err
    assert told in done.told
    assert "0.000000" not in done.told


#: A day typed as `2024-09` or `2024`, what a spreadsheet shows of it, and the status of IN-2 by it.
PERIODS: dict[str, tuple[str, str, str]] = {
    "V17-month": ("2024-09-01", "mmm-yy", "2024-09"),
    "V17-year": ("2024-01-01", "yyyy", "2024"),
}


@of(*PERIODS)
def test_a_date_cell_is_as_exact_as_it_is_shown(case: str) -> None:
    day, number_format, told = PERIODS[case]
    path = cell(datetime.date.fromisoformat(day), number_format, "sle_diagnosis_date", sle_duration=None)
    (found,) = listed(path)
    assert [c["status"] for c in found["criteria"] if c["id"] == "IN-2"] == ["unknown"]
    assert f"diagnosis {told}" in run("explain", path).told


def book(**sheets: list[tuple[object, ...]]) -> str:
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    made.save("b.xlsx")
    return "b.xlsx"


ONE = [("patient_id", "age"), ("P-1", 70)]
TWO = [("patient_id", "age"), ("P-2", 34)]


@of("V7-cover")
def test_the_sheet_with_patients_is_found_and_the_others_are_named() -> None:
    done = run("screen", book(Cover=[("Screening log",)], Data=ONE))
    assert (done.code, "P-1" in done.out, "`Cover`" in done.err) == (0, True, True)


@of("V7-two sheets")
def test_of_two_sheets_with_patients_one_is_asked_for() -> None:
    path = book(Site1=ONE, Site2=TWO)
    done = run("screen", path)
    assert (done.code, done.out) == (2, "")
    assert all(word in done.err for word in ("`Site1`", "`Site2`", "--sheet"))
    (found,) = listed(path, "--sheet", "Site2")
    assert found["patient"] == "P-2"


@of("V7-no patient")
def test_a_workbook_without_a_patient_is_an_error() -> None:
    assert run("screen", book(Cover=[("Screening log",)], Data=[("id", "age"), ("P-1", 70)])).code == 2


#: A count of neutrophils below the limit, in every file that can hold it.
WRITTEN = {
    "V18-JSON (as before)": ("a.json", '{"patient_id": "P-1", "anc": 12e-1}'),
    "V18-JSON, quoted": ("a.json", '{"patient_id": "P-1", "anc": "12e-1"}'),
    "V18-JSON, quoted with a point": ("a.json", '{"patient_id": "P-1", "anc": "0.12e1"}'),
    "V18-YAML": ("a.yaml", "patient_id: P-1\nanc: 12e-1\n"),
    "V18-YAML with a point (as before)": ("a.yaml", "patient_id: P-1\nanc: 0.12e1\n"),
    "V18-YAML, quoted": ("a.yaml", "patient_id: P-1\nanc: '1.2e0'\n"),
    "V18-CSV": ("a.csv", "patient_id,anc\nP-1,12E-1\n"),
}


@of(*WRITTEN)
def test_a_power_of_ten_is_read_by_one_rule(case: str) -> None:
    name, text = WRITTEN[case]
    Path(name).write_text(text, encoding="utf-8")
    (found,) = listed(name)
    (leaf,) = [leaf for leaf in found["margins"] if leaf["fact"] == "anc"]
    assert (found["blocking"], leaf["margin"]) == (["IN-7"], "0.3 ×10^9/L")


AS_IT_STANDS = {
    "V19-list": ("a.yaml", "current: [prednisone, no]", "`no` is not known among the current drugs"),
    "V19-id": ("a.yaml", "patient_id: no", "`no` is no text"),
    "V19-id, yes": ("a.yaml", "patient_id: Yes", "`Yes` is no text"),
    "V19-number (as before)": ("a.yaml", "age: off", "`off` is no number"),
    "V19-JSON": ("a.json", '{"current": ["prednisone", false]}', "`false` is not known among the current drugs"),
}


@of(*AS_IT_STANDS)
def test_a_message_shows_what_stands_in_the_file(case: str) -> None:
    name, text, told = AS_IT_STANDS[case]
    Path(name).write_text(text, encoding="utf-8")
    done = run("screen", name)
    assert (done.code, told in done.err) == (2, True), done.err
