"""One cell of a worksheet as a value: what the spreadsheet shows counts, but for its rounding.

Units, per cent signs, comparators and how exactly a date is known stand in a cell's number format.
A number has 15 significant digits, as a spreadsheet shows and computes it. This module must not
know the vocabulary, units or field names.
"""

from __future__ import annotations

import datetime as dt
import importlib
from decimal import Decimal
from typing import Any, Final

from hn2301_asp.patient.readers.number_codes import Unreadable
from hn2301_asp.patient.readers.number_places import plain_number
from hn2301_asp.patient.readers.number_shown import shown_as, text_shown_as
from hn2301_asp.patient.readers.tables import CellFault, column_letters, text_cell
from hn2301_asp.source.text import quoted

GENERAL: Final = "General"
_FORMAT_HELP: Final = "format the cell as `General` and type what it shows, or type it as text"
_DATE_HELP: Final = "format the cell as `yyyy-mm-dd`, or type the date as text: 2024-09-30, 2024-09 or 2024"
_TIME_HELP: Final = (
    "spreadsheets turn a titre such as 1:80 into a time: format the column as text and type the value anew"
)

# Formats of East Asian editions that a file names by number only. Number 31 is a whole date in each
# of them; what the others show depends on the language of the program (ECMA-376-1, 18.8.30).
_WHOLE_DATE: Final = 31
_OF_A_LANGUAGE: Final = frozenset({*range(27, 37), *range(50, 59)})


def format_of(cell: Any) -> str | None:
    """The number format code of a cell; None where it depends on the language of the program."""
    number: int = cell.style_array.numFmtId
    if number == _WHOLE_DATE:
        return "yyyy-mm-dd"
    return None if number in _OF_A_LANGUAGE else cell.number_format or GENERAL


def convert(value: object, data_type: str, code: str | None, name: str, epoch: dt.datetime) -> object:
    """A cell's value as a record has it: a text, number, yes or no, None, or a fault.

    ``code`` is its number format, ``name`` its name for people. Beside a number that the display
    rounds stands what is shown.
    """
    if value is None or isinstance(value, bool):
        return value
    if data_type == "e":
        message = f"{name} holds the error {quoted(str(value))}"
        return CellFault("xlsx-error-value", message, "correct the cell, or empty it if unknown")
    if code is None:
        message = f"{name} has a number format that shows something else in each language of the program"
        return CellFault("xlsx-format", message, _DATE_HELP)
    try:
        if isinstance(value, str):
            return text_cell(text_shown_as(value, code) if value.strip() else value)
        if isinstance(value, int | float):
            return _number(value, code, name, epoch)
        if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
            return _date(value, code, name)
    except Unreadable as problem:
        held = plain_number(_exact(value)) if isinstance(value, int | float) else str(value)
        message = f"{name} holds {quoted(held)}, and its number format {quoted(code)} {problem}"
        return CellFault("xlsx-format", message, _DATE_HELP if "date" in str(problem) else _FORMAT_HELP)
    return CellFault("xlsx-cell", f"{name} holds a {type(value).__name__}", "write a plain value")


def _exact(value: int | float) -> Decimal:
    """The number with the 15 significant digits that a spreadsheet keeps; whole numbers as they are."""
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")


def _number(value: int | float, code: str, name: str, epoch: dt.datetime) -> object:
    number = _exact(value)
    if not number.is_finite():
        return CellFault("number-too-large", f"{name} holds no finite number", "correct the cell")
    shown = shown_as(number, code)
    if shown.date is not None:
        return _day_number(value, code, name, epoch)
    found: object = number if number != int(number) else int(number)
    if shown.text is not None:
        found = _text(shown.text)
    if shown.rounded is None:
        return found
    return {**(found if isinstance(found, dict) else {"value": found}), "shown": shown.rounded}


def _text(text: str) -> object:
    """A shown text; its decimal sign is a point, whatever those are that people typed in the file."""
    return {"value": text, "decimal": "point"} if "." in text else text


def _day_number(value: int | float, code: str, name: str, epoch: dt.datetime) -> object:
    """The date, or time of day, that a number in a date format is."""
    try:
        date = importlib.import_module("openpyxl.utils.datetime").from_excel(value, epoch)
    except (ValueError, OverflowError):
        message = f"{name} holds {plain_number(_exact(value))}, which is no date of the calendar"
        return CellFault("xlsx-date", message, _DATE_HELP)
    return _date(date, code, name)


def _date(value: dt.datetime | dt.date | dt.time | dt.timedelta, code: str, name: str) -> object:
    """A date as exactly as it is shown: the day, or the month or year alone."""
    exactness = shown_as(Decimal(1), code).date
    if exactness == "time" or not isinstance(value, dt.date):
        message = f"{name} holds a time of day or a duration ({value})"
        return CellFault("xlsx-time", message, _TIME_HELP)
    return value.isoformat()[
        : {"year": len("YYYY"), "month": len("YYYY-MM")}.get(exactness or "day", len("YYYY-MM-DD"))
    ]


def uncalculated(row: int, index: int) -> CellFault:
    """The fault of a formula whose value was never worked out."""
    message = f"{cell_name(row, index)} holds a formula without a calculated value"
    advice = "open the file in the spreadsheet program and save it, so that the value is stored"
    return CellFault("xlsx-formula", message, advice)


def cell_name(row: int, index: int) -> str:
    """A cell's name for people; the first column has index 0."""
    return f"cell {column_letters(index)}{row}"
