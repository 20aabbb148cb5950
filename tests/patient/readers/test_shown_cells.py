"""XLSX: what a cell shows is what counts, but for the rounding of its display."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from .helpers import rejections_of, values_of
from .workbooks import SHEET, altered, blank

SHOWN: dict[tuple[object, str], object] = {
    (98, '0"%"'): "98%",
    (0.98, "0%"): "98 %",
    (0.985, "0.0%"): {"value": "98.5 %", "decimal": "point"},
    (132, '0" lb"'): "132 lb",
    (132, r"0\ \l\b"): "132 lb",
    (1.2, r"0.0\ \m\g\/\d\L"): {"value": "1.2 mg/dL", "decimal": "point"},
    (0.8, '"<"0.0'): {"value": "<0.8", "decimal": "point"},
    (1000, '">="0'): ">=1000",
    ("132", '@" lb"'): "132 lb",
    (80, '"1:"0'): "1:80",
    (7, "000"): "007",
    (1, '"yes";"no";"no"'): "yes",
    (5.5, "0.0_)"): Decimal("5.5"),
    (0.7 + 0.1, "General"): Decimal("0.8"),
    (0.1 + 0.2, "0.0"): Decimal("0.3"),
    (2.0000000000000004, "General"): 2,
    (45540, "yyyy-mm-dd"): "2024-09-05",
    (45540.75, "m/d/yy h:mm"): "2024-09-05",
    (45540, "mmm-yy"): "2024-09",
    (45540, r'[$-804]yyyy"年"m"月";@'): "2024-09",
    (45540, "yyyy"): "2024",
    (dt.date(2024, 9, 5), "mmm-yy"): "2024-09",
}


@pytest.mark.parametrize(("value", "code"), SHOWN)
def test_a_cell_is_read_as_it_is_shown(value: object, code: str) -> None:
    [values] = values_of(cell(value, code))
    expected = SHOWN[value, code]
    assert (values["a"], type(values["a"])) == (expected, type(expected))


def test_a_rounded_display_never_changes_the_value_and_stands_beside_it() -> None:
    assert values_of(cell(0.795, "0.0")) == [{"a": {"value": Decimal("0.795"), "shown": "0.8"}}]
    assert values_of(cell(0.795, '"<"0.0')) == [{"a": {"value": "<0.795", "decimal": "point", "shown": "<0.8"}}]
    assert values_of(cell(131.6, '0" lb"')) == [
        {"a": {"value": "131.6 lb", "decimal": "point", "shown": "132 lb"}},
    ]


REFUSED = [
    (5, "0 kg", "holds `5`, and its number format `0 kg` is not understood"),
    (5, ";;;", "holds `5`, and its number format `;;;` shows nothing of it"),
    (0, "0;-0;;@", "holds `0`, and its number format `0;-0;;@` shows nothing of it"),
    (3200, "0.0,", "holds `3200`, and its number format `0.0,` shows it in thousands"),
    ("5", ";;;", "holds `5`, and its number format `;;;` shows nothing of it"),
]


@pytest.mark.parametrize(("value", "code", "words"), REFUSED)
def test_a_format_that_is_not_understood_rejects_the_row_and_says_so(value: object, code: str, words: str) -> None:
    assert rejections_of(cell(value, code)) == (
        f"error[xlsx-format] cell A2 {words}\n"
        "  at patients.xlsx, row 2, field a\n"
        "  help: format the cell as `General` and type what it shows, or type it as text\n"
    )


def test_a_date_without_its_year_rejects_the_row() -> None:
    assert rejections_of(cell(45540, "d-mmm")) == (
        "error[xlsx-format] cell A2 holds `45540`, and its number format `d-mmm` shows a date without its year\n"
        "  at patients.xlsx, row 2, field a\n"
        "  help: format the cell as `yyyy-mm-dd`, or type the date as text: 2024-09-30, 2024-09 or 2024\n"
    )


def test_a_format_that_the_program_s_language_decides_rejects_the_row_but_a_whole_date_does_not() -> None:
    styles = '<xf numFmtId="14"'
    path = altered(cell(45540, "mm-dd-yy"), "xl/styles.xml", styles, '<xf numFmtId="57"')
    assert rejections_of(path) == (
        "error[xlsx-format] cell A2 has a number format that shows something else in each language of the program\n"
        "  at patients.xlsx, row 2, field a\n"
        "  help: format the cell as `yyyy-mm-dd`, or type the date as text: 2024-09-30, 2024-09 or 2024\n"
    )
    assert values_of(altered(path, "xl/styles.xml", '<xf numFmtId="57"', '<xf numFmtId="31"')) == [{"a": "2024-09-05"}]


def test_a_calculated_value_is_shown_as_a_typed_one() -> None:
    book = blank()
    book.worksheets[0].append(["a"])
    book.worksheets[0].append(["=0.7+0.1"])
    book.worksheets[0]["A2"].number_format = '0.0" mg/dL"'
    book.save("patients.xlsx")
    path = altered(Path("patients.xlsx"), SHEET, "<f>0.7+0.1</f><v />", "<f>0.7+0.1</f><v>0.7999999999999999</v>")
    assert values_of(path) == [{"a": {"value": "0.8 mg/dL", "decimal": "point"}}]


def cell(value: object, code: str) -> Path:
    """A workbook with one cell in a number format, under the header `a`."""
    book = blank()
    book.worksheets[0].append(["a"])
    book.worksheets[0].append([value])
    book.worksheets[0]["A2"].number_format = code
    book.save("patients.xlsx")
    return Path("patients.xlsx")
