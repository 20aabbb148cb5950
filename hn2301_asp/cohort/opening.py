"""Tables of patients as Polars frames: of a file, its cells as they are written, or of a frame of any kind.

A file that readers of records know is read by them; a large table of texts, and Parquet, by Polars.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hn2301_asp.patient.batch import settled
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.patient.readers import nobody_in, read
from hn2301_asp.patient.readers.csv_file import separator_of
from hn2301_asp.patient.readers.files import require_file
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.libraries import installed
from hn2301_asp.source.limits import MAX_CSV_BYTES
from hn2301_asp.source.lists import counted
from hn2301_asp.source.private import Private

if TYPE_CHECKING:
    import polars as pl


class Opened(Private, frozen=True):
    """A frame of Polars, and the file that it was read from, if it was, with the number of each row in it."""

    rows: pl.DataFrame
    file: Path | None = None
    numbers: Sequence[int | None] = ()


#: A table of texts of more bytes is read by Polars.
LARGE: Final = 1_000_000
_PARQUET: Final = (".parquet", ".pq")
#: Numbers with a comma before their decimals, and such as can be read in two ways: readers tell both in one file.
_COMMA, _TWO = r"^\s*[<>=≤≥]*\s*[0-9]+,[0-9]", r"\d[.,]\d{3}(\D|$)"
#: So many rows that are not understood are named.
_MOST: Final = 20


def is_frame(path: Path) -> bool:
    """Whether a file is read as a frame: Parquet, or a large table of texts."""
    suffix = path.suffix.lower()
    large = suffix in (".csv", ".tsv") and path.is_file() and path.stat().st_size > LARGE
    return suffix in _PARQUET or (large and find_spec("polars") is not None and _separator(path) is not None)


def frame_of(
    given: Any, versions: Sequence[Screener], sheet: str | None = None, decimal: Separator | None = None
) -> Opened:
    """A frame of any kind, or a file, as a frame of Polars; raises InputError where it is neither or cannot be read."""
    for library in ("narwhals", "polars"):
        installed(library, "a cohort as a whole", "frames")
    if not isinstance(given, str | Path):
        from hn2301_asp.cohort.kinds import in_memory

        return Opened(in_memory(given))
    path = Path(given)
    found = _of_file(path) if is_frame(path) and decimal is None else None
    return _of_records(path, versions, sheet, decimal) if found is None else found


def refuse_unread(errors: pl.Series, path: Path, numbers: Sequence[int | None]) -> None:
    """Raises InputError where rows of a file are not understood: the first of them, and how many there are.

    ``errors`` say of each row what is wrong with it, ``numbers`` which row of the file it is.
    """
    rows = errors.is_not_null().arg_true().to_list()
    told = [Finding("row", str(errors[row]), Place(str(path), row=numbers[row])) for row in rows[:_MOST]]
    if len(rows) > _MOST:
        told.append(Finding("rows", f"{counted(len(rows) - _MOST, 'more row')} not understood", Place(str(path))))
    if told:
        raise InputError(told)


def _separator(path: Path) -> str | None:
    """What stands between the cells of a table of texts; None where commas stand before decimals."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        found = separator_of(lines.readline())
    return None if found == ";" else found


def _of_file(path: Path) -> Opened | None:
    """A file as Polars reads it; None where its numbers must be read with all others in view."""
    import polars as pl

    require_file(path, MAX_CSV_BYTES if path.suffix.lower() not in _PARQUET else 1 << 62)
    try:
        if path.suffix.lower() in _PARQUET:
            return _with_rows(Opened(whole := pl.read_parquet(path), path, range(1, len(whole) + 1)))
        frame = pl.read_csv(path, separator=_separator(path) or ",", infer_schema=False, quote_char='"')
    except pl.exceptions.PolarsError as error:
        said = str(error).partition("\n")[0]
        raise InputError(Finding("table", f"the table cannot be read: {said}", Place(str(path)))) from None
    texts = frame.with_columns(pl.all().str.strip_chars())
    texts = texts.with_columns(pl.when(pl.all().str.len_chars() > 0).then(pl.all()))
    unclear = texts.select(
        pl.any_horizontal(pl.all().str.contains(_COMMA).any()) & pl.any_horizontal(pl.all().str.contains(_TWO).any())
    )
    if unclear.item():
        return None
    filled = texts.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    # The first row is the header.
    return _with_rows(Opened(texts.filter(filled), path, [row + 2 for row in filled.arg_true().to_list()]))


def _with_rows(found: Opened) -> Opened:
    """The same; raises InputError where there is no row."""
    if not len(found.rows):
        raise InputError(nobody_in(str(found.file), is_table=True))
    return found


def _of_records(path: Path, versions: Sequence[Screener], sheet: str | None, decimal: Separator | None) -> Opened:
    """A file as the readers of records read it."""
    import polars as pl

    elsewhere = {spelling for version in versions for spelling in version.names}

    def identifies(column: str) -> bool:
        return column not in elsewhere and any(v.knowledge_base.vocabulary.identifies(column) for v in versions)

    reading = read(path, sheet, identifies)
    for version in versions:
        reading = settled(reading, version.knowledge_base.vocabulary, version.names, decimal)
    if refused := [finding for _, findings in reading.rejected for finding in findings]:
        raise InputError(refused)
    columns = dict.fromkeys(name for record in reading.records for name in record.values)
    cells = {name: [record.values.get(name) for record in reading.records] for name in columns}
    rows = pl.DataFrame(
        {
            name: pl.Series(own, dtype=pl.String if all(c is None or isinstance(c, str) for c in own) else pl.Object)
            for name, own in cells.items()
        }
    )
    return Opened(rows, path, [record.place.row for record in reading.records])
