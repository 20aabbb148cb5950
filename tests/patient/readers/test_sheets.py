"""XLSX: the sheet with the patients is found or asked for, and what is left out is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.patient.readers import read
from hn2301_asp.source.diagnostics import InputError, render

from .helpers import put, refusal_of
from .workbooks import blank

COVER = [("Site 12",), (None,), ("Screening log", "March")]
ONE = [("patient_id", "age"), ("P-1", 34)]
TWO = [("patient_id", "age"), ("P-2", 35)]


def book_of(state: dict[str, str] | None = None, **sheets: list[tuple[object, ...]]) -> Path:
    """A workbook with these sheets, some of them hidden."""
    book = blank()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        sheet.sheet_state = (state or {}).get(title, "visible")
        for row in rows:
            sheet.append(list(row))
    book.save("book.xlsx")
    return Path("book.xlsx")


def names(path: Path, sheet: str | None = None) -> list[object]:
    reading = read(path, sheet)
    assert reading.rejected == ()
    return [record.values["patient_id"] for record in reading.records]


def notes(path: Path, sheet: str | None = None) -> str:
    return "".join(render(note) + "\n" for note in read(path, sheet).notes)


def refused(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read(path, sheet)
    return str(caught.value)


def test_the_sheet_with_patients_is_found_behind_a_cover_which_is_named() -> None:
    path = book_of(Cover=COVER, Data=ONE, Notes=[("done",)], Empty=[])
    assert names(path) == ["P-1"]
    assert notes(path) == (
        "remark[xlsx-sheets-left-out] only the sheet `Data` is read; left out: `Cover`, `Notes`\n"
        "  at book.xlsx\n"
        "  help: to read another sheet, name it with `--sheet NAME`\n"
    )


def test_a_sheet_may_begin_further_down_or_with_spaces() -> None:
    path = book_of(Cover=COVER, Data=[(None,)] * 1000 + [(" ",), *ONE])
    assert names(path) == ["P-1"]


def test_a_cover_may_have_merged_cells() -> None:
    import openpyxl

    path = book_of(Cover=COVER, Data=ONE)
    book = openpyxl.load_workbook(path)
    book["Cover"].merge_cells("A1:C1")
    book.save(path)
    assert names(path) == ["P-1"]


def test_of_two_sheets_with_patients_one_is_asked_for() -> None:
    path = book_of(Cover=COVER, Site_1=ONE, Site_2=TWO)
    assert refusal_of(path) == (
        "error[xlsx-sheet] several sheets have a column `patient_id`: `Site 1`, `Site 2`\n"
        "  at book.xlsx\n"
        "  help: name the one that is meant with `--sheet NAME`; a cohort beside a roster: `--cohort-sheet NAME`\n"
    )
    assert names(path, "Site 2") == names(path, " site 2 ") == ["P-2"]
    assert "only the sheet `Site 2` is read; left out: `Cover`, `Site 1` (has a column `patient_id` too)" in notes(
        path, "Site 2"
    )


def test_a_sheet_named_patients_wins_and_the_other_is_named_with_its_patients() -> None:
    path = book_of(More=TWO, Patients=ONE)
    assert names(path) == ["P-1"]
    assert "only the sheet `Patients` is read; left out: `More` (has a column `patient_id` too)" in notes(path)


def test_a_hidden_sheet_is_read_only_where_it_is_asked_for() -> None:
    path = book_of({"Old": "hidden"}, Old=TWO, Data=ONE)
    assert names(path) == ["P-1"]
    assert "left out: `Old` (hidden, has a column `patient_id` too)" in notes(path)
    assert names(path, "Old") == ["P-2"]


def test_where_no_sheet_of_several_names_patients_it_is_asked() -> None:
    assert refusal_of(book_of(Cover=COVER, Data=[("Screening log",), *ONE])) == (
        "error[xlsx-sheet] no sheet has a column `patient_id` in its first row; there are `Cover`, `Data`\n"
        "  at book.xlsx\n"
        "  help: name the one that is meant with `--sheet NAME`; a cohort beside a roster: `--cohort-sheet NAME`\n"
    )


def test_a_sheet_that_is_not_there_is_an_error_with_those_that_are() -> None:
    path = book_of(Cover=COVER, Data=ONE)
    assert refused(path, "Daten") == (
        "error[xlsx-sheet] the workbook has no sheet `Daten`\n  at book.xlsx\n  help: did you mean `Data`?"
    )
    assert refused(path, "x").endswith("help: its sheets are `Cover`, `Data`")


def test_a_sheet_without_a_patient_says_so() -> None:
    path = book_of(Cover=COVER, Data=ONE[:1])
    assert refused(path) == (
        "error[no-patients] the sheet `Data` holds no patient: no row below the header is filled\n"
        "  at book.xlsx\n"
        "remark[xlsx-sheets-left-out] only the sheet `Data` is read; left out: `Cover`\n"
        "  at book.xlsx\n"
        "  help: to read another sheet, name it with `--sheet NAME`"
    )


def test_a_workbook_with_one_sheet_has_nothing_to_say_of_sheets() -> None:
    assert notes(book_of(Data=ONE)) == ""
    assert notes(book_of(Data=ONE, Sheet2=[], Sheet3=[])) == ""


def test_other_files_have_no_sheets() -> None:
    assert refused(put("a.csv", "patient_id\nP-1\n"), "Data") == (
        "error[xlsx-sheet] a `.csv` file has no sheets\n"
        "  at a.csv\n"
        "  help: only workbooks (.xlsx) are read with `--sheet`"
    )
