"""Which worksheet of a workbook holds the patients: the one with their column, or the one asked for.

Where several could be meant it is asked, and what is left out is named. The one field name known
is `patient_id`; this module must not know values, the vocabulary or units.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from zipfile import ZipFile

from hn2301_asp.patient.readers.files import fail
from hn2301_asp.patient.readers.records import PATIENT_FIELD
from hn2301_asp.patient.readers.xlsx_layout import Layout, layout_of
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.private import Private
from hn2301_asp.source.text import clip, quoted

_DATA_SHEET: Final = "patients"
_LOOKED_AT: Final = 100
_ASK: Final = "name the one that is meant with `--sheet NAME`; a cohort beside a roster: `--cohort-sheet NAME`"
_OTHER: Final = "to read another sheet, name it with `--sheet NAME`"


class Sheet(Private, frozen=True):
    """A worksheet, how far it reaches, and whether its first row that is not blank names patients."""

    title: str
    cells: Any
    layout: Layout
    has_patients: bool
    hidden: bool


def sheets_of(book: Any, archive: ZipFile) -> tuple[Sheet, ...]:
    """The worksheets of a workbook, in their order."""
    found = []
    for worksheet in book.worksheets:
        with archive.open(worksheet._worksheet_path) as part:
            layout = layout_of(part)
        header = _first_row(worksheet, layout)
        named = any(isinstance(cell, str) and cell.strip() == PATIENT_FIELD for cell in header)
        found.append(Sheet(worksheet.title, worksheet, layout, named, worksheet.sheet_state != "visible"))
    return tuple(found)


def chosen_sheet(sheets: Sequence[Sheet], wanted: str | None, file: str) -> tuple[Sheet, tuple[Finding, ...]]:
    """The sheet with the patients, and a remark that names the others on which something stands.

    Raises InputError where none is, or several could be meant.
    """
    if not sheets:
        fail("file-empty", "the workbook has no worksheet", file)
    sheet = _wanted(sheets, wanted, file) if wanted is not None else _found(sheets, file)
    return sheet, _left_out(sheet, [other for other in sheets if other is not sheet and other.layout.last_row], file)


def _first_row(worksheet: Any, layout: Layout) -> tuple[object, ...]:
    """The values of the first row that is not blank; one that holds nothing but spaces is."""
    if not layout.last_row:
        return ()
    last = min(layout.last_row, layout.first_row + _LOOKED_AT)
    rows = worksheet.iter_rows(layout.first_row, last, 1, layout.last_column, values_only=True)
    return next((row for row in rows if any(value is not None and str(value).strip() for value in row)), ())


def _wanted(sheets: Sequence[Sheet], wanted: str, file: str) -> Sheet:
    name = wanted.strip()
    exact = [sheet for sheet in sheets if sheet.title.strip() == name]
    alike = exact or [sheet for sheet in sheets if sheet.title.strip().lower() == name.lower()]
    if len(alike) == 1:
        return alike[0]
    titles = [clip(sheet.title) for sheet in sheets]
    hint = did_you_mean(name, titles) or f"its sheets are {one_of(titles)}"
    raise InputError(Finding("xlsx-sheet", f"the workbook has no sheet {quoted(name)}", Place(file), help=hint))


def _found(sheets: Sequence[Sheet], file: str) -> Sheet:
    """The only sheet that can be meant; one that is hidden is not shown, and has to be asked for."""
    filled = [sheet for sheet in sheets if sheet.layout.last_row and not sheet.hidden]
    with_patients = [sheet for sheet in filled if sheet.has_patients]
    candidates = with_patients or filled
    named = [sheet for sheet in candidates if sheet.title.strip().lower() == _DATA_SHEET]
    if len(named or candidates) == 1:
        return (named or candidates)[0]
    if not candidates and len(sheets) == 1:
        return sheets[0]
    titles = one_of([clip(sheet.title) for sheet in candidates or sheets])
    if with_patients:
        message = f"several sheets have a column `{PATIENT_FIELD}`: {titles}"
    else:
        message = f"no sheet has a column `{PATIENT_FIELD}` in its first row; there are {titles}"
    raise InputError(Finding("xlsx-sheet", message, Place(file), help=_ASK))


def _left_out(sheet: Sheet, others: Sequence[Sheet], file: str) -> tuple[Finding, ...]:
    if not others:
        return ()
    words = [f"{quoted(other.title)}{_about(other)}" for other in others]
    message = f"only the sheet {quoted(sheet.title)} is read; left out: {', '.join(words)}"
    return (Finding("xlsx-sheets-left-out", message, Place(file=file), severity="remark", help=_OTHER),)


def _about(sheet: Sheet) -> str:
    """What is worth saying of a sheet that is left out."""
    said = ["hidden"] * sheet.hidden + [f"has a column `{PATIENT_FIELD}` too"] * sheet.has_patients
    return f" ({', '.join(said)})" if said else ""
