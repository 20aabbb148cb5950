"""Reading records from an Excel workbook: values as they are shown, dates as ISO text.

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
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZipFile

from msgspec.structs import replace

from hn2301_asp.patient.readers import tables
from hn2301_asp.patient.readers.files import fail, require_file
from hn2301_asp.patient.readers.identity import Identifies
from hn2301_asp.patient.readers.records import Reading
from hn2301_asp.patient.readers.tables import Row, column_letters
from hn2301_asp.patient.readers.xlsx_cells import cell_name, convert, format_of, uncalculated
from hn2301_asp.patient.readers.xlsx_layout import Layout
from hn2301_asp.patient.readers.xlsx_package import check_package, corrupt
from hn2301_asp.patient.readers.xlsx_sheets import Sheet, chosen_sheet, sheets_of
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.libraries import vouch
from hn2301_asp.source.limits import MAX_COLUMNS, MAX_DOCUMENT_BYTES
from hn2301_asp.source.text import clip


def read(path: Path, identifies: Identifies, sheet: str | None = None) -> Reading:
    """The records of the worksheet that holds the patients, or of the one named ``sheet``.

    The notes name the sheets left out.

    Raises:
        InputError: the file is no workbook, encrypted, or unsafe to unpack; no sheet or several
            could be meant; cells are merged, or the header cannot be used.
            Rows with errors, uncalculated formulas or formats that hide a value are rejected.
    """
    require_file(path, MAX_DOCUMENT_BYTES)
    with path.open("rb") as stream, _as_corrupt(path):
        check_package(path, stream)
        chosen, notes, rows = _rows(path, stream, sheet)
    reading = tables.reading(rows, str(path), identifies, ragged=False)
    return replace(reading, notes=notes, custom="open", sheet=chosen.title)


def _rows(path: Path, stream: BinaryIO, wanted: str | None) -> tuple[Sheet, tuple[Finding, ...], list[Row]]:
    """The sheet with the patients, what is left out, and its rows; faulty cells are faults."""
    openpyxl: Any = importlib.import_module("openpyxl")
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    # Its guess at which formats are dates takes `0.0\ \m\g` for one: the numbers are read as they are stored.
    book._date_formats = book._timedelta_formats = frozenset()
    with ZipFile(stream) as archive:
        sheet, notes = chosen_sheet(sheets_of(book, archive), wanted, str(path))
    layout = sheet.layout
    _check_layout(path, layout)
    if not layout.last_row:
        return sheet, notes, []
    cells = sheet.cells.iter_rows(1, layout.last_row, 1, layout.last_column)
    rows = [Row(number, _convert_row(number, row, layout, book.epoch)) for number, row in enumerate(cells, 1)]
    return sheet, notes, rows


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


def _convert_row(number: int, cells: tuple[Any, ...], layout: Layout, epoch: dt.datetime) -> list[object]:
    """A row's values; rows that the worksheet leaves out are blank."""
    return [
        uncalculated(number, index)
        if (number, index + 1) in layout.uncalculated
        else None
        if cell.value is None
        else convert(cell.value, cell.data_type, format_of(cell), cell_name(number, index), epoch)
        for index, cell in enumerate(cells)
    ]
