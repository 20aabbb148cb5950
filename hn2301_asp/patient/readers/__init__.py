"""Reading a file of patients: raw records with their places, from JSON, JSON Lines, YAML, CSV, TSV and XLSX.

Readers say what was written and where, and what cannot be read. They must not know the
vocabulary or units; of field names they know `patient_id` only, to name the patient in places.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

from hn2301_asp.patient.readers.files import fail, require_file
from hn2301_asp.patient.readers.identity import Identifies, covered, nobody
from hn2301_asp.patient.readers.records import RawRecord, Reading, Rejection
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.limits import MAX_CSV_BYTES
from hn2301_asp.source.text import quoted

__all__ = ["SUFFIXES", "RawRecord", "Reading", "Rejection", "read"]

_MODULES: Final = {
    ".json": "json_file",
    ".yaml": "yaml_file",
    ".yml": "yaml_file",
    ".csv": "csv_file",
    ".tsv": "csv_file",
    ".xlsx": "xlsx_file",
    ".jsonl": "jsonl_file",
    ".ndjson": "jsonl_file",
}
_WORKBOOK: Final = ".xlsx"
SUFFIXES: Final = tuple(_MODULES)
_HINTS: Final = {
    ".xls": "open it in the spreadsheet program and save it as .xlsx",
    ".xlsm": "save it as .xlsx, without macros",
    ".ods": "save it as .xlsx",
    ".parquet": "`hn2301 screen` reads it, with `--explain ID` for single patients; here save it as .csv",
    ".txt": "rename it to .csv or .tsv if it is a table",
}
_NOBODY: Final = {True: "no row below the header is filled", False: "the list is empty"}


def read(
    path: Path | str, sheet: str | None = None, identifies: Identifies = nobody, kind: str | None = None
) -> Reading:
    """The records of a file in their order, and the rows that cannot be screened: at least one of either.

    The suffix says the format, or ``kind`` in its place; ``sheet`` names the worksheet of a workbook. Only the
    format's own module is imported, when it is needed. A file without a patient is refused in every format: it is
    far more often the wrong file, sheet or export than a list that is meant to be empty. ``identifies``
    tells which headings say who somebody is: what stands below them is in no message, and rejects no row.

    Raises:
        InputError: the file as a whole cannot be used; carries all that was found by then.
    """
    path = Path(path)
    require_file(path, MAX_CSV_BYTES)
    suffix = kind or path.suffix.lower()
    if suffix not in _MODULES:
        not_read(path, SUFFIXES)
    module: Any = import_module(f"{__name__}.{_MODULES[suffix]}")
    if sheet is not None and suffix != _WORKBOOK:
        help = "only workbooks (.xlsx) are read with `--sheet`"
        fail("xlsx-sheet", f"a `{suffix}` file has no sheets", str(path), help)
    try:
        reading: Reading = module.read(path, identifies, *([sheet] if suffix == _WORKBOOK else []))
    except InputError as error:
        raise InputError(covered(error.findings, path, identifies)) from None
    if not reading.records and not reading.rejected:
        what = "the file" if reading.sheet is None else f"the sheet {quoted(reading.sheet)}"
        raise InputError([nobody_in(str(path), reading.is_table, what), *reading.notes])
    return reading


def not_read(path: Path, known: Sequence[str]) -> NoReturn:
    """Refuses a file by its suffix, which is none of those that are read."""
    suffix = path.suffix.lower()
    what = f"`{suffix}` files are not read" if suffix else "the file's name has no suffix"
    hint = _HINTS.get(suffix) or did_you_mean(suffix, known)
    fail("file-suffix", f"{what}; known are {one_of(known)}", str(path), hint)


def nobody_in(file: str, is_table: bool, what: str = "the file") -> Finding:
    """The finding on a file without a patient."""
    return Finding("no-patients", f"{what} holds no patient: {_NOBODY[is_table]}", Place(file=file))
