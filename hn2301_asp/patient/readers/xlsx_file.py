"""Reading records from an Excel workbook: values as stored, dates as ISO text.

Formulas are not calculated: their stored values count. Macros and links to other files are never
followed. This module must not know the vocabulary, units or field names.
"""

from __future__ import annotations

import datetime as dt
import importlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final
from zipfile import ZipFile

from hn2301_asp.patient.readers import tables
from hn2301_asp.patient.readers.files import fail, require_file
from hn2301_asp.patient.readers.records import Reading
from hn2301_asp.patient.readers.tables import CellFault, Row, column_letters, text_cell
from hn2301_asp.patient.readers.xlsx_layout import Layout, layout_of
from hn2301_asp.patient.readers.xlsx_package import check_package, corrupt
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.libraries import vouch
from hn2301_asp.source.limits import MAX_COLUMNS, MAX_DOCUMENT_BYTES
from hn2301_asp.source.text import clip, quoted

DATA_SHEET: Final = "patients"


def read(path: Path) -> Reading:
    """The records of the worksheet named `patients`, or of the first one.

    Raises:
        InputError: the file is no workbook, encrypted, or unsafe to unpack; cells are merged, or
            the header cannot be used. Rows with errors or uncalculated formulas are rejected.
    """
    require_file(path, MAX_DOCUMENT_BYTES)
    with path.open("rb") as stream, _as_corrupt(path):
        check_package(path, stream)
        rows = _rows(path, stream)
    return tables.reading(rows, str(path), ragged=False)


def _rows(path: Path, stream: BinaryIO) -> list[Row]:
    """The rows of the worksheet; cells are converted, faulty ones are faults."""
    openpyxl: Any = importlib.import_module("openpyxl")
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    sheet = _data_sheet(path, book.worksheets)
    with ZipFile(stream) as archive, archive.open(sheet._worksheet_path) as part:
        layout = layout_of(part)
    _check_layout(path, layout)
    if not layout.last_row:
        return []
    cells = sheet.iter_rows(1, layout.last_row, 1, layout.last_column)
    return [Row(number, _convert_row(number, row, layout)) for number, row in enumerate(cells, 1)]


@contextmanager
def _as_corrupt(path: Path) -> Iterator[None]:
    """Turns whatever openpyxl raises on a damaged file into one finding.

    Its warnings, and what it prints about styles, do not reach the user. Raises LibraryFailure
    where openpyxl cannot read a sound file either.
    """
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    except InputError:
        raise
    except Exception as error:  # any of a dozen kinds, from zip to XML to styles
        vouch("openpyxl", _openpyxl_works)
        corrupt(path, f"a part of it is damaged ({clip(str(error)) or type(error).__name__})")


def _openpyxl_works() -> None:
    """Reads one cell of a workbook that it wrote: what openpyxl must be able to do."""
    openpyxl: Any = importlib.import_module("openpyxl")
    book, stored = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["patient_id"])
    book.save(stored)
    sheet = openpyxl.load_workbook(stored, read_only=True, data_only=True, keep_links=False).worksheets[0]
    if [cell.value for row in sheet.iter_rows() for cell in row] != ["patient_id"]:
        raise ValueError("it does not read what it wrote")


def _data_sheet(path: Path, sheets: list[Any]) -> Any:
    if not sheets:
        fail("file-empty", "the workbook has no worksheet", str(path))
    named = [sheet for sheet in sheets if sheet.title.strip().lower() == DATA_SHEET]
    return (named or sheets)[0]


def _check_layout(path: Path, layout: Layout) -> None:
    """Refuses merged cells, and more columns than a table may have."""
    if layout.last_column > MAX_COLUMNS:
        last = column_letters(layout.last_column - 1)
        message = f"the table reaches to column {last}; at most {MAX_COLUMNS:,} columns are read"
        fail("too-many-columns", message, str(path), "empty the columns that hold no data")
    findings = [
        Finding(
            "xlsx-merged-cells",
            f"the cells {clip(cells)} are merged",
            Place(file=str(path)),
            help="unmerge them and fill in every cell: which rows the value is of cannot be known",
        )
        for cells in layout.merged_data()
    ]
    if findings:
        raise InputError(findings)


def _convert_row(number: int, cells: tuple[Any, ...], layout: Layout) -> list[object]:
    """A row's values; rows that the worksheet leaves out are blank."""
    return [
        _uncalculated(number, index)
        if (number, index + 1) in layout.uncalculated
        else _convert(cell.value, cell.data_type, number, index, percent="%" in (cell.number_format or ""))
        for index, cell in enumerate(cells)
    ]


def _convert(value: object, data_type: str, row: int, index: int, *, percent: bool) -> object:
    """A cell's value as a record has it; a cell in per cent stores a hundredth of what it shows."""
    if value is None or isinstance(value, bool):
        return value
    name = f"cell {column_letters(index)}{row}"
    if data_type == "e":
        message = f"{name} holds the error {quoted(str(value))}"
        return CellFault("xlsx-error-value", message, "correct the cell, or empty it if unknown")
    if isinstance(value, str):
        return text_cell(value)
    if percent and isinstance(value, int | float):
        return f"{Decimal(repr(value)) * 100:f} %"
    if isinstance(value, float):
        return _number(value, name)
    if isinstance(value, int):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()[: len("YYYY-MM-DD")]
    if isinstance(value, dt.time | dt.timedelta):
        message = f"{name} holds a time of day or a duration ({value})"
        advice = "spreadsheets turn a titre such as 1:80 into a time: format the column as text and type the value anew"
        return CellFault("xlsx-time", message, advice)
    return CellFault("xlsx-cell", f"{name} holds a {type(value).__name__}", "write a plain value")


def _number(value: float, name: str) -> object:
    """The number with the digits that the spreadsheet shows, whole ones as int."""
    number = Decimal(repr(value))
    if not number.is_finite():
        return CellFault("number-too-large", f"{name} holds no finite number", "correct the cell")
    return int(value) if value.is_integer() else number


def _uncalculated(row: int, index: int) -> CellFault:
    name = f"cell {column_letters(index)}{row}"
    message = f"{name} holds a formula without a calculated value"
    advice = "open the file in the spreadsheet program and save it, so that the value is stored"
    return CellFault("xlsx-formula", message, advice)
