"""The form as an Excel workbook: cells with formats, choices and notes; no macro, no formula.

The same bytes for the same form: nothing in the file tells when it was made.
"""

from __future__ import annotations

import datetime
import importlib
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hn2301_asp.forms.columns import Column
from hn2301_asp.forms.dictionary import Entry
from hn2301_asp.forms.dictionary_words import allowed
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.libraries import required

#: Rows that have drop-downs: more patients than one form will hold.
LAST_ROW: Final = 2000
#: A sheet of a workbook has no longer title.
_TITLE: Final = 31
#: The choices of a cell are no longer together.
_LIST: Final = 255
_MADE: Final = datetime.datetime(2000, 1, 1)
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_DATE, _TEXT = "yyyy-mm-dd", "@"


def workbook(form: Sequence[Column], vocabulary: Vocabulary) -> bytes:
    """The workbook with the sheets ``patients`` (the form), ``dictionary``, and one of each list, such as ``drugs``.

    Raises LibraryFailure where openpyxl cannot write it.
    """
    with required("openpyxl"):
        return _written(form, vocabulary)


def _written(form: Sequence[Column], vocabulary: Vocabulary) -> bytes:
    openpyxl: Any = importlib.import_module("openpyxl")
    book = openpyxl.Workbook()
    patients = book.active
    patients.title = "patients"
    _form(patients, form)
    rows = [_row(column) for column in form]
    _table(book.create_sheet("dictionary"), ("field", "label", "unit", "allowed values", "note"), rows)
    for of in dict.fromkeys(item.listed_in for item in vocabulary.drugs.values()):
        _table(book.create_sheet(of[:_TITLE]), ("name", "label", "class", "also written"), _items(vocabulary, of))
    properties = book.properties
    properties.creator = "hn2301"
    properties.created = properties.modified = _MADE
    return _saved(book)


def _form(sheet: Any, form: Sequence[Column]) -> None:
    """One header row; each column with its format, its choices and a note on its header."""
    styles: Any = importlib.import_module("openpyxl.styles")
    comments: Any = importlib.import_module("openpyxl.comments")
    choices: dict[tuple[str, ...], Any] = {}
    for number, column in enumerate(form, 1):
        cell = _text(sheet, 1, number, column.header)
        cell.font = styles.Font(bold=True)
        cell.number_format = _TEXT
        cell.comment = comments.Comment(_note(column), "hn2301", height=120, width=320)
        letters = cell.column_letter
        sheet.column_dimensions[letters].width = max(12, len(column.header) + 2)
        if (cell_format := _format(column.entry)) is not None:
            sheet.column_dimensions[letters].number_format = cell_format
        if (words := _choices(column.entry)) is not None:
            choices.setdefault(words, _validation(words)).add(f"{letters}2:{letters}{LAST_ROW}")
    for validation in choices.values():
        sheet.add_data_validation(validation)
    sheet.freeze_panes = "B2"


def _note(column: Column) -> str:
    lines = [column.entry.label, _allowed(column), *column.entry.of_whom, column.entry.note]
    return "\n".join(line for line in lines if line)


def _allowed(column: Column) -> str:
    return allowed(column.entry, "see the sheet `{}`", column.unit)


def _format(entry: Entry) -> str | None:
    """The cells' format: text stays as it is typed; a titre must not become a time of day."""
    if entry.kind == "date":
        return _DATE
    return _TEXT if entry.kind in ("text", "list") or entry.units == ("1:x",) else None


def _choices(entry: Entry) -> tuple[str, ...] | None:
    if entry.kind == "yes/no":
        return ("yes", "no")
    if entry.kind != "choice":
        return None
    told = tuple(entry.called.get(value, value) for value in entry.values)
    # A list of choices has commas between them, and no more than so many letters.
    return entry.values if any(sign in word for word in told for sign in ',"') or len(",".join(told)) > _LIST else told


def _validation(words: Sequence[str]) -> Any:
    validation: Any = importlib.import_module("openpyxl.worksheet.datavalidation")
    return validation.DataValidation(
        type="list",
        formula1=f'"{",".join(words)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="not understood",
        error=f"choose {' or '.join(words)}; leave the cell empty if it is not known",
    )


def _row(column: Column) -> tuple[str, ...]:
    entry = column.entry
    note = "; ".join(filter(None, (*entry.of_whom, entry.note)))
    return (column.header, entry.label, column.unit or "", _allowed(column), note)


def _items(vocabulary: Vocabulary, of: str) -> Iterator[tuple[str, ...]]:
    for item in vocabulary.drugs.values():
        if item.listed_in == of:
            yield item.name, item.label, item.drug_class, ", ".join(item.names)


def _table(sheet: Any, header: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
    """A sheet to read: a bold, frozen header and wrapped texts."""
    styles: Any = importlib.import_module("openpyxl.styles")
    widths = {"allowed values": 70, "note": 50, "label": 40}
    for row, texts in enumerate([header, *rows], 1):
        for number, text in enumerate(texts, 1):
            cell = _text(sheet, row, number, text)
            cell.alignment = styles.Alignment(wrap_text=True, vertical="top")
            cell.font = styles.Font(bold=row == 1)
    for number, title in enumerate(header, 1):
        sheet.column_dimensions[sheet.cell(row=1, column=number).column_letter].width = widths.get(title, 30)
    sheet.freeze_panes = "A2"


def _text(sheet: Any, row: int, column: int, text: str) -> Any:
    """A cell with a text; one that begins with `=` stays a text."""
    cell = sheet.cell(row=row, column=column)
    if text:
        cell.value, cell.data_type = text, "s"
    return cell


def _saved(book: Any) -> bytes:
    """The workbook's bytes. Saved by openpyxl's writer itself: its ``save`` stamps the time."""
    writer: Any = importlib.import_module("openpyxl.writer.excel")
    stamped = io.BytesIO()
    writer.ExcelWriter(book, ZipFile(stamped, "w", ZIP_DEFLATED)).save()
    plain = io.BytesIO()
    with ZipFile(stamped) as parts, ZipFile(plain, "w") as archive:
        for part in parts.infolist():
            entry = ZipInfo(part.filename, _EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, parts.read(part))
    return plain.getvalue()
