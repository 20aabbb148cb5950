"""XLSX: values as the spreadsheet stores them, and how bad cells and files are refused."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from hn2301_asp.patient.readers import RawRecord, Reading, read
from hn2301_asp.source.diagnostics import Place

from .helpers import put, refusal_of, rejections_of, values_of
from .workbooks import SHEET, altered, blank, fill, with_part, workbook

SHARED_STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<si><t>sex</t></si><si><r><t>fe</t></r><r><t>male </t></r></si></sst>"
)
SHARED_STRINGS_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
CORRUPT_HELP = "  help: open it in the spreadsheet program, and save it anew as .xlsx\n"


def test_a_worksheet_row_is_a_record_with_its_row() -> None:
    path = workbook((" patient_id ", "age"), ("P-1", 34), (), (1002.0, None))
    assert read(path) == Reading(
        (
            RawRecord(
                {"patient_id": "P-1", "age": 34},
                Place(file="patients.xlsx", row=2, patient="P-1"),
            ),
            RawRecord(
                {"patient_id": 1002, "age": None},
                Place(file="patients.xlsx", row=4, patient="1002"),
            ),
        ),
        (),
        is_table=True,
        custom="open",
        sheet="Sheet",
    )


def test_cells_come_with_the_digits_the_spreadsheet_shows() -> None:
    cells: dict[object, object] = {
        34: 34,
        2.0: 2,
        0.1: Decimal("0.1"),
        80.65: Decimal("80.65"),
        True: True,
        " yes ": "yes",
        "  ": None,
        "1:80": "1:80",
        "007": "007",
        "<5": "<5",
    }
    [values] = values_of(workbook([f"f{i}" for i in range(len(cells))], list(cells)))
    assert list(values.values()) == list(cells.values())
    assert [type(value) for value in values.values()] == [type(value) for value in cells.values()]


def test_texts_are_read_from_the_list_that_excel_shares_among_cells() -> None:
    path = workbook(("age",), ("x",))
    for text, index in (("age", 0), ("x", 1)):
        old = f't="inlineStr"><is><t>{text}</t></is>'
        altered(path, SHEET, old, f't="s"><v>{index}</v>')
    with_part(path, "xl/sharedStrings.xml", SHARED_STRINGS.encode())
    altered(path, "[Content_Types].xml", "</Types>", SHARED_STRINGS_TYPE + "</Types>")
    assert values_of(path) == [{"sex": "female"}]


def test_dates_become_iso_text_without_their_time() -> None:
    row = (dt.date(2025, 3, 1), dt.datetime(2025, 3, 1), dt.datetime(2025, 3, 1, 14, 30))
    [values] = values_of(workbook(("a", "b", "c"), row))
    assert values == {"a": "2025-03-01", "b": "2025-03-01", "c": "2025-03-01"}


def test_dates_counted_from_1904_are_the_same_dates() -> None:
    book = blank()
    book.epoch = dt.datetime(1904, 1, 1)
    fill(book, [("a",), (dt.date(2025, 3, 1),)])
    book.save("patients.xlsx")
    assert values_of("patients.xlsx") == [{"a": "2025-03-01"}]


def test_a_formula_counts_with_its_stored_value_which_may_be_empty() -> None:
    path = workbook(("a", "b"), ("=1.5*2", 1), ("=B2", 2))
    altered(path, SHEET, "<f>1.5*2</f><v />", "<f>1.5*2</f><v>3.5</v>")
    altered(path, SHEET, "<f>B2</f><v />", "<f>B2</f><v></v>")
    altered(path, SHEET, '<c r="A3">', '<c r="A3" t="str">')
    assert values_of(path) == [{"a": Decimal("3.5"), "b": 1}, {"a": None, "b": 2}]


def test_every_formula_that_was_never_calculated_rejects_its_row() -> None:
    path = workbook(("patient_id", "age", "anc"), ("P-1", "=30+4", "=1"), ("P-2", 35, 1))
    altered(path, SHEET, "<v />", "")
    advice = "open the file in the spreadsheet program and save it, so that the value is stored"
    assert rejections_of(path) == "".join(
        f"error[xlsx-formula] cell {cell} holds a formula without a calculated value\n"
        f"  at patients.xlsx, row 2, patient P-1, field {field}\n  help: {advice}\n"
        for cell, field in (("B2", "age"), ("C2", "anc"))
    )
    assert [record.place.row for record in read(path).records] == [3]


def test_every_error_value_rejects_its_row() -> None:
    path = workbook(("patient_id", "age"), ("P-1", "#N/A"), ("P-2", "#REF!"), ("P-3", 34))
    assert rejections_of(path) == (
        "error[xlsx-error-value] cell B2 holds the error `#N/A`\n"
        "  at patients.xlsx, row 2, patient P-1, field age\n"
        "  help: correct the cell, or empty it if unknown\n"
        "error[xlsx-error-value] cell B3 holds the error `#REF!`\n"
        "  at patients.xlsx, row 3, patient P-2, field age\n"
        "  help: correct the cell, or empty it if unknown\n"
    )


def test_a_titre_that_the_spreadsheet_made_a_time_rejects_its_row() -> None:
    path = workbook(("patient_id", "ana_titre_ever"), ("P-1", dt.time(1, 20)))
    assert rejections_of(path) == (
        "error[xlsx-time] cell B2 holds a time of day or a duration (01:20:00)\n"
        "  at patients.xlsx, row 2, patient P-1, field ana_titre_ever\n"
        "  help: spreadsheets turn a titre such as 1:80 into a time: "
        "format the column as text and type the value anew\n"
    )


def test_a_date_that_no_calendar_has_rejects_its_row() -> None:
    path = workbook(("a",), (dt.date(2025, 3, 1),))
    altered(path, SHEET, "<v>45717</v>", "<v>99999999</v>")
    assert rejections_of(path) == (
        "error[xlsx-date] cell A2 holds 99999999, which is no date of the calendar\n"
        "  at patients.xlsx, row 2, field a\n"
        "  help: format the cell as `yyyy-mm-dd`, or type the date as text: 2024-09-30, 2024-09 or 2024\n"
    )


def test_a_number_that_is_not_finite_rejects_its_row() -> None:
    path = altered(workbook(("a",), (1.5,)), SHEET, "<v>1.5</v>", "<v>1e999</v>")
    assert rejections_of(path) == (
        "error[number-too-large] cell A2 holds no finite number\n"
        "  at patients.xlsx, row 2, field a\n"
        "  help: correct the cell\n"
    )


def test_a_cell_that_is_too_long_rejects_its_row() -> None:
    path = workbook(("patient_id", "site"), ("P-1", "x" * 10_001))
    assert rejections_of(path) == (
        "error[field-too-long] the cell holds a text longer than 10,000 characters\n"
        "  at patients.xlsx, row 2, patient P-1, field site\n"
        "  help: give the value only, not a whole document\n"
    )


def test_merged_cells_among_the_data_are_all_reported() -> None:
    book = blank()
    fill(book, [("patient_id", "age", "anc"), ("P-1", 34, 1), ("P-2", None, 2), ("P-3", 36, 3)])
    for cells in ("A4:B4", "B2:B3", "F1:G9", "A9:B9"):
        book.worksheets[0].merge_cells(cells)
    book.save("patients.xlsx")
    help = "unmerge them and fill in every cell: which rows the value is of cannot be known"
    assert refusal_of("patients.xlsx") == "".join(
        f"error[xlsx-merged-cells] the cells {cells} are merged\n  at patients.xlsx\n  help: {help}\n"
        for cells in ("B2:B3", "A4:B4")
    )


def test_columns_of_the_same_name_and_values_without_a_name_are_refused() -> None:
    assert refusal_of(workbook(("age", "anc", "age"), (1, 2, 3))) == (
        "error[duplicate-column] columns A and C are both named `age`\n"
        "  at patients.xlsx, row 1\n"
        "  help: rename or remove one of them\n"
    )
    assert refusal_of(workbook(("age",), (34, 1.5))) == (
        "error[empty-header] column B has values but no name in the header\n"
        "  at patients.xlsx, row 2\n"
        "  help: name the column or empty it\n"
    )


def test_more_columns_than_a_table_may_have_are_refused() -> None:
    book = blank()
    book.worksheets[0]["A1"] = "age"
    book.worksheets[0]["XFD2"] = 1
    book.save("patients.xlsx")
    assert refusal_of("patients.xlsx") == (
        "error[too-many-columns] the table reaches to column XFD; "
        "at most 2,000 columns are read\n"
        "  at patients.xlsx\n"
        "  help: empty the columns that hold no data\n"
    )


def test_an_empty_worksheet_has_no_header() -> None:
    assert refusal_of(workbook()) == ("error[file-empty] the table has no header\n  at patients.xlsx\n")


def test_a_text_file_named_xlsx_is_no_workbook() -> None:
    assert refusal_of(put("patients.xlsx", "age\n34\n")) == (
        "error[xlsx-corrupt] the file is not a readable workbook: it is not a whole zip archive\n"
        "  at patients.xlsx\n" + CORRUPT_HELP
    )


def test_a_workbook_that_was_cut_off_is_refused() -> None:
    data = workbook(("age",), (34,)).read_bytes()
    assert "it is not a whole zip archive" in refusal_of(put("cut.xlsx", data[: len(data) // 2]))


def test_an_archive_of_something_else_is_refused() -> None:
    with zipfile.ZipFile("patients.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "it is a zip archive of something else" in refusal_of("patients.xlsx")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_damaged_parts_are_refused_without_a_traceback(part: str) -> None:
    path = altered(workbook(("age",), ("x",)), part, ">", "")
    assert refusal_of(path).startswith("error[xlsx-corrupt] the file is not a readable workbook: ")


def test_a_workbook_with_a_password_is_refused() -> None:
    assert refusal_of(put("patients.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))) == (
        "error[xlsx-encrypted] "
        "the workbook is protected by a password, or is of the old .xls kind\n"
        "  at patients.xlsx\n"
        "  help: save it as .xlsx without a password\n"
    )


def test_an_archive_that_unpacks_to_far_more_than_its_size_is_refused() -> None:
    path = with_part(workbook(("age",), (34,)), "xl/media/a.bin", bytes(20_000_000))
    assert refusal_of(path).startswith("error[xlsx-too-large] the workbook unpacks to ")
    assert "times its size, as no real one does\n" in refusal_of(path)


def test_an_archive_that_unpacks_to_more_than_500_megabytes_is_refused_by_its_directory() -> None:
    path = with_part(workbook(("age",), (34,)), "xl/media/a.bin", b"x" * 1_234_567)
    size = (1_234_567).to_bytes(4, "little")
    data = path.read_bytes()
    path.write_bytes(data.replace(size, (600_000_000).to_bytes(4, "little")))
    assert refusal_of(path) == (
        "error[xlsx-too-large] the workbook unpacks to 601 MB; at most 500 MB are read\n"
        "  at patients.xlsx\n"
        "  help: split it into several, or save it as CSV\n"
    )


def test_entities_in_a_workbook_are_refused() -> None:
    path = altered(workbook(("age",), (34,)), SHEET, "<worksheet", "<!DOCTYPE x><worksheet")
    assert "its part xl/worksheets/sheet1.xml declares entities" in refusal_of(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="3"', '<row r="99999999999"'),
        ('<row r="3"', '<row r="1"'),
        ('<c r="A3"', '<c r="A2"'),
        ('<c r="A3"', '<c r="?"'),
    ],
)
def test_rows_and_cells_in_impossible_places_are_refused(old: str, new: str) -> None:
    path = altered(workbook(("age",), (34,), (35,)), SHEET, old, new)
    assert refusal_of(path).startswith("error[xlsx-corrupt] the file is not a readable workbook: ")


def test_no_warning_of_the_workbook_library_reaches_the_user(
    recwarn: pytest.WarningsRecorder,
) -> None:
    path = workbook(("a",), (dt.date(2025, 3, 1),))
    read(altered(path, SHEET, "<v>45717</v>", "<v>99999999</v>"))
    assert list(recwarn) == []


def test_nothing_the_workbook_library_prints_reaches_the_user(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = workbook(("age",), (34,))
    altered(path, "xl/styles.xml", 'name="Normal" xfId="0"', 'name="Normal" xfId="9"')
    assert refusal_of(path) == (
        "error[xlsx-corrupt] the file is not a readable workbook: "
        "a part of it is damaged (list index out of range)\n"
        "  at patients.xlsx\n" + CORRUPT_HELP
    )
    assert capsys.readouterr() == ("", "")


def test_a_workbook_is_closed_after_reading() -> None:
    path = workbook(("age",), (34,))
    read(path)
    path.unlink()
    assert not Path("patients.xlsx").exists()
