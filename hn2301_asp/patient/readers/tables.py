"""Tables as records: the header, rows that do not fit it, and cells that cannot be used.

CSV and spreadsheets come here as numbered rows of cells. The one field name known is
`patient_id`, to name the patient in places; this module must not know the vocabulary, units, or
how the rows were stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from hn2301_asp.patient.readers.files import fail
from hn2301_asp.patient.readers.identity import Identifies
from hn2301_asp.patient.readers.records import (
    PATIENT_FIELD,
    RawRecord,
    Reading,
    Rejection,
    patient_of,
    require_count,
)
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.limits import MAX_COLUMNS, MAX_FIELD_CHARACTERS
from hn2301_asp.source.lists import noun
from hn2301_asp.source.text import clip, quoted

_LETTERS: Final = 26


@dataclass(frozen=True, slots=True, repr=False)
class CellFault:
    """Stands in a row for a cell that cannot be used."""

    code: str
    message: str
    help: str


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """A row with its number in the spreadsheet; cells are values, None or faults."""

    number: int
    cells: list[object]


@dataclass(frozen=True, slots=True, repr=False)
class Header:
    """The columns that have names, and those that have none, by position."""

    width: int
    named: tuple[tuple[int, str], ...]
    unnamed: tuple[int, ...]


def text_cell(text: str) -> object:
    """The value of a cell of text: stripped, None when empty, a fault when too long."""
    value = text.strip()
    if len(value) > MAX_FIELD_CHARACTERS:
        message = f"the cell holds a text longer than {MAX_FIELD_CHARACTERS:,} characters"
        return CellFault("field-too-long", message, "give the value only, not a whole document")
    return value or None


def column_letters(index: int) -> str:
    """The letters over a column in a spreadsheet; the first column has index 0."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, _LETTERS)
        letters = chr(ord("A") + rest) + letters
        index -= 1
    return letters


def reading(rows: Iterable[Row], file: str, identifies: Identifies, *, ragged: bool) -> Reading:
    """The records of a table, whose first row that is not blank is the header.

    ``ragged`` says that a row may have more or fewer cells than the header, so that its cells
    cannot be matched with columns: such rows are rejected. What stands in a column that says who
    somebody is, is left out.

    Raises:
        InputError: the header cannot be used, values stand under an empty header, or the rows
            cannot be read to the end; followed by the findings of all rows rejected by then.
    """
    records: list[RawRecord] = []
    rejected: list[Rejection] = []
    try:
        for entry in entries(rows, file, identifies, ragged=ragged):
            if isinstance(entry, RawRecord):
                records.append(entry)
            else:
                rejected.append(entry)
    except InputError as error:
        findings = [finding for _, row in rejected for finding in row]
        raise InputError([*error.findings, *findings]) from None
    return Reading(tuple(records), tuple(rejected), is_table=True)


def entries(rows: Iterable[Row], file: str, identifies: Identifies, *, ragged: bool) -> Iterator[RawRecord | Rejection]:
    """The same one by one, in the order of the rows; what is wrong with the whole table may be told at its end."""
    filled = (row for row in rows if any(cell is not None for cell in row.cells))
    first = next(filled, None)
    if first is None:
        fail("file-empty", "the table has no header", file)
    header = _header(first, file)
    who = frozenset(name for _, name in header.named if identifies(name))
    headless: dict[int, int] = {}
    for count, row in enumerate(filled, start=1):
        require_count(count, file)
        if ragged and len(row.cells) != header.width:
            yield _ragged(row, header, file, named=not who)
            continue
        for index in header.unnamed:
            if row.cells[index] is not None:
                headless.setdefault(index, row.number)
        values = {name: None if name in who else row.cells[index] for index, name in header.named}
        place = Place(file=file, row=row.number, patient=patient_of(values.get(PATIENT_FIELD)))
        faults = [_cell_finding(cell, place, name) for name, cell in values.items() if isinstance(cell, CellFault)]
        yield (place, tuple(faults)) if faults else RawRecord(values, place)
    if headless:
        raise InputError(_headless(index, row, file) for index, row in headless.items())


def _header(row: Row, file: str) -> Header:
    """The header that a row spells; raises with everything that is wrong with it."""
    findings: list[Finding] = []
    first_of: dict[str, int] = {}
    unnamed: list[int] = []
    for index, cell in enumerate(row.cells):
        place = Place(file=file, row=row.number)
        name = str(cell)
        if cell is None:
            unnamed.append(index)
        elif isinstance(cell, CellFault):
            findings.append(_cell_finding(cell, place, f"column {column_letters(index)}"))
        elif first_of.setdefault(name, index) != index:
            pair = f"{column_letters(first_of[name])} and {column_letters(index)}"
            message = f"columns {pair} are both named {quoted(name)}"
            help = "rename or remove one of them"
            findings.append(Finding("duplicate-column", message, place, help=help))
    if len(first_of) > MAX_COLUMNS:
        message = f"the table has {len(first_of):,} columns; at most {MAX_COLUMNS:,} are read"
        findings = [Finding("too-many-columns", message, Place(file=file, row=row.number))]
    if findings:
        raise InputError(findings)
    named = tuple((index, name) for name, index in first_of.items())
    return Header(len(row.cells), named, tuple(unnamed))


def _ragged(row: Row, header: Header, file: str, *, named: bool) -> Rejection:
    """The rejection of a row of the wrong width; its patient is named only if surely right, and no person's name."""
    first = next((name for index, name in header.named if index == 0), None)
    patient = patient_of(row.cells[0]) if named and first == PATIENT_FIELD else None
    place = Place(file=file, row=row.number, patient=patient)
    found = len(row.cells)
    message = f"the row has {found:,} {noun(found, 'cell')}, the header has {header.width:,}"
    advice = "put a value that holds the separator in quotation marks; keep empty cells"
    return place, (Finding("csv-ragged-row", message, place, help=advice),)


def _headless(index: int, row: int, file: str) -> Finding:
    message = f"column {column_letters(index)} has values but no name in the header"
    place = Place(file=file, row=row)
    return Finding("empty-header", message, place, help="name the column or empty it")


def _cell_finding(fault: CellFault, place: Place, field: str) -> Finding:
    return Finding(fault.code, fault.message, replace(place, field=clip(field)), help=fault.help)
