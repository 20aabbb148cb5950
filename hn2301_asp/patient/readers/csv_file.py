"""Reading CSV and TSV: line by line, as text, in whichever of the customary spellings it comes.

The separator is a comma, a semicolon or a tab, whichever the header has most of. Who separates by
semicolons does so because the comma stands before decimals; a tab says nothing of them. This module must
not know the vocabulary, units or field names; what a row means to a table is for `tables`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

from msgspec.structs import replace

from hn2301_asp.patient.readers import tables
from hn2301_asp.patient.readers.csv_lines import (
    Lines,
    RowTooLong,
    long_field,
    opening_quote,
)
from hn2301_asp.patient.readers.files import bad_byte, encoding_of, require_file
from hn2301_asp.patient.readers.identity import Identifies
from hn2301_asp.patient.readers.records import Custom, RawRecord, Reading, Rejection
from hn2301_asp.patient.readers.tables import CellFault, Row, column_letters, text_cell
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.limits import MAX_CSV_BYTES, MAX_FIELD_CHARACTERS, MAX_ROW_CHARACTERS
from hn2301_asp.source.text import clip, shown_line

_CUSTOMS: Final[dict[str, Custom]] = {"\t": "open", ";": "comma", ",": "point"}
_SEPARATORS: Final = "".join(_CUSTOMS)
_ENCODING_HELP: Final = "save the file as `CSV UTF-8` (in Excel: Save As, `CSV UTF-8 (Comma delimited)`)"
_QUOTES_HELP: Final = 'write a quotation mark inside a quoted text twice: `""`'


def read(path: Path, identifies: Identifies) -> Reading:
    """The records of a CSV or TSV file. Cells are text or None.

    Raises:
        InputError: the file cannot be opened, is in another encoding, or its quotation marks or
            header cannot be made sense of. Rows of the wrong width are rejected singly.
    """
    require_file(path, MAX_CSV_BYTES)
    separators: list[str] = []
    reading = tables.reading(_rows(path, str(path), separators), str(path), identifies, ragged=True)
    return replace(reading, custom=_CUSTOMS[separators[0]])


def entries(path: Path, file: str, identifies: Identifies) -> Iterator[RawRecord | Rejection]:
    """The same one by one, in memory that does not grow with the file; ``file`` is what it is called in places."""
    return tables.entries(_rows(path, file, []), file, identifies, ragged=True)


def custom_of(path: Path) -> Custom:
    """The decimal sign that texts of the file have by custom, told from its header; bytes that are no text aside."""
    with path.open("rb") as stream:
        encoding = encoding_of(stream.read(4))
    with path.open(encoding=encoding, errors="replace", newline="") as handle:
        return _CUSTOMS[separator_of(Lines(handle, str(path)).first_filled())]


def _rows(path: Path, file: str, separators: list[str]) -> Iterator[Row]:
    """The rows; the separator, known from the first line on, is put on the list."""
    with path.open("rb") as stream:
        encoding = encoding_of(stream.read(4))
    try:
        with path.open(encoding=encoding, newline="") as handle:
            lines = Lines(handle, file)
            separators.append(separator_of(lines.first_filled()))
            yield from _parse(lines, separators[0])
    except UnicodeDecodeError:
        with path.open("rb") as stream:
            found = bad_byte(stream, encoding, file, _ENCODING_HELP)
        raise InputError(found) from None


def _parse(lines: Lines, separator: str) -> Iterator[Row]:
    """The rows, numbered as a spreadsheet would: a text with line breaks is in one row."""
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    header: list[object] = []
    number = 0
    while True:
        lines.begin_row()
        number += 1
        try:
            texts = next(reader)
        except StopIteration:
            return
        except RowTooLong:
            _too_long(lines, number, header, separator)
        except csv.Error as error:
            if "limit" in str(error):
                _too_long(lines, number, header, separator)
            _quotes(lines, number, ended="unexpected end" in str(error))
        cells = [text_cell(text) for text in texts]
        header = header if any(header) else cells
        if lines.row_lines > 1:
            cells = _unswallowed(texts, cells, len(header) - 1, separator)
        yield Row(number, cells)


def separator_of(line: str) -> str:
    """The separator that a header line uses most outside quotation marks; comma when none."""
    bare = "".join(line.split('"')[::2])
    most = max(_SEPARATORS, key=bare.count)
    return most if most in bare else ","


def _unswallowed(texts: list[str], cells: list[object], separators: int, separator: str) -> list[object]:
    """The cells, but faults for those that may hold other rows.

    Where one quotation mark is missing and another stands at the same column of a later row, the
    rows between become one cell of a row that looks whole. That cell has line breaks, and for
    each row swallowed as many separators as a row has.
    """
    fault = CellFault(
        "csv-swallowed-row",
        "the cell has line breaks and a row's separators: it may hold another row",
        "close the quotation mark that is open; a text that is meant goes on one line",
    )
    return [
        fault if 0 < separators <= text.count(separator) and len(text.splitlines()) > 1 else cell
        for text, cell in zip(texts, cells, strict=True)
    ]


def _too_long(lines: Lines, number: int, header: list[object], separator: str) -> NoReturn:
    """Refuses the file at a value so long that the end of its row cannot be trusted."""
    index = long_field(lines.row_text(), separator, MAX_FIELD_CHARACTERS)
    advice = "the rows after it were not read; shorten it"
    if lines.row_lines > 1:
        advice += f', or close the `"` that may be open since line {lines.row_start}'
    if index is None:
        message = f"the row is longer than {MAX_ROW_CHARACTERS:,} characters"
        place = Place(file=lines.file, row=number)
        raise InputError(Finding("row-too-long", message, place, help=advice))
    named = header[index] if index < len(header) else None
    field = clip(str(named)) if named else f"column {column_letters(index)}"
    message = f"the cell holds a text longer than {MAX_FIELD_CHARACTERS:,} characters"
    place = Place(file=lines.file, row=number, field=field)
    raise InputError(Finding("field-too-long", message, place, help=advice))


def _quotes(lines: Lines, number: int, *, ended: bool) -> NoReturn:
    """Refuses the file at a quotation mark after which rows cannot be told apart."""
    opened = lines.row_first()
    column = opening_quote(opened)
    place = Place(
        file=lines.file,
        line=lines.row_start,
        column=None if column is None else column + 1,
        text=shown_line(opened),
        row=number,
    )
    if ended:
        message = "a quotation mark is opened and never closed"
    elif lines.row_lines == 1:
        message = "a closing quotation mark is followed by more text"
    else:
        message = f"a quotation mark is opened, and closed in the middle of line {lines.number}"
    raise InputError(Finding("csv-quotes", message, place, help=_QUOTES_HELP))
