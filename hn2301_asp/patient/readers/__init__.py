"""Reading a file of patients: raw records with their places, from JSON, YAML, CSV, TSV and XLSX.

Readers say what was written and where, and what cannot be read. They must not know the
vocabulary or units; of field names they know `patient_id` only, to name the patient in places.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Final

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
}
_WORKBOOK: Final = ".xlsx"
SUFFIXES: Final = tuple(_MODULES)
_HINTS: Final = {
    ".xls": "open it in the spreadsheet program and save it as .xlsx",
    ".xlsm": "save it as .xlsx, without macros",
    ".ods": "save it as .xlsx",
    ".jsonl": "put its records into one list `[{…}, {…}]` in a .json file",
    ".parquet": "save it as .csv, or screen it in Python, as a frame (`protocol.screen_frame`)",
    ".txt": "rename it to .csv or .tsv if it is a table",
}
_NOBODY: Final = {True: "no row below the header is filled", False: "the list is empty"}


def read(path: Path | str, sheet: str | None = None, identifies: Identifies = nobody) -> Reading:
    """The records of a file in their order, and the rows that cannot be screened: at least one of either.

    The suffix says the format; ``sheet`` names the worksheet of a workbook. Only the format's own
    module is imported, when it is needed. A file without a patient is refused in every format: it is
    far more often the wrong file, sheet or export than a list that is meant to be empty. ``identifies``
    tells which headings say who somebody is: what stands below them is in no message, and rejects no row.

    Raises:
        InputError: the file as a whole cannot be used; carries all that was found by then.
    """
    path = Path(path)
    require_file(path, MAX_CSV_BYTES)
    suffix = path.suffix.lower()
    if suffix not in _MODULES:
        what = f"`{suffix}` files are not read" if suffix else "the file's name has no suffix"
        known = f"known are {one_of(SUFFIXES)}"
        hint = _HINTS.get(suffix) or did_you_mean(suffix, SUFFIXES)
        fail("file-suffix", f"{what}; {known}", str(path), hint)
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
        message = f"{what} holds no patient: {_NOBODY[reading.is_table]}"
        raise InputError([Finding("no-patients", message, Place(file=str(path))), *reading.notes])
    return reading
