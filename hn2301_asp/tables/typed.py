"""Typed tables in files: Parquet, Arrow and DuckDB, in batches of frames, each gone through anew.

A batch has a bounded number of cells, whatever the file's own parts are. What a library says of a broken file is told.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from hn2301_asp.patient.foreign import plain_record
from hn2301_asp.patient.readers.files import fail
from hn2301_asp.patient.readers.identity import Identifies
from hn2301_asp.patient.readers.records import PATIENT_FIELD, Custom, RawRecord, patient_of
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.libraries import installed
from hn2301_asp.source.limits import MAX_BATCH_CELLS, MAX_COLUMNS
from hn2301_asp.tables.sources import Entry, state_of

if TYPE_CHECKING:
    import polars as pl

    RecordBatch = Any

#: So many rows are in a batch at most, where it is judged as a whole, and where its rows are records.
WHOLE: Final = 262_144
_SINGLY: Final = 16_384
_NAMES: Final = {"parquet": "Parquet", "arrow": "Arrow", "duckdb": "DuckDB"}


class Typed:
    """A typed table: its columns, and its rows in batches."""

    is_table = True
    custom: Custom | None = None
    notes: tuple[Finding, ...] = ()
    holds: object = None

    def __init__(self, path: Path, file: str, kind: str, table: str | None, identifies: Identifies) -> None:
        self.path, self.file, self.kind, self.table, self.identifies = path, file, kind, table, identifies
        self._state = state_of(path)
        with self._blamed():
            self.columns = self._columns()
        if len(self.columns) > MAX_COLUMNS:
            message = f"the table has {len(self.columns):,} columns; at most {MAX_COLUMNS:,} are read"
            fail("too-many-columns", message, file)
        if PATIENT_FIELD not in self.columns:
            fail("missing-id", f"the table has no column {PATIENT_FIELD}, which its rows need", file)
        twice = [name for number, name in enumerate(self.columns) if name in self.columns[:number]]
        if twice:
            fail("duplicate-column", f"two columns are named `{twice[0]}`", file, "rename or remove one of them")

    def unchanged(self) -> bool:
        return state_of(self.path) == self._state

    def frames(self, size: int = WHOLE) -> Iterator[pl.DataFrame]:
        """The rows, so many at a time at most."""
        import polars as pl

        size = max(1, min(size, MAX_BATCH_CELLS // max(len(self.columns), 1)))
        with self._blamed():
            for batch in _BATCHES[self.kind](self.path, size, self.table):
                for start in range(0, batch.num_rows, size):
                    found = pl.from_arrow(batch.slice(start, size))
                    assert isinstance(found, pl.DataFrame)
                    yield found

    def entries(self) -> Iterator[Entry]:
        """The rows as records."""
        number = 0
        for frame in self.frames(_SINGLY):
            for record in records_of(frame, self.identifies):
                number += 1
                yield self.entry(record, number)

    def entries_named(self, ids: Collection[str]) -> Iterator[Entry]:
        """Those rows of which the patient has one of these names, with an attempt or without."""
        import polars as pl

        start = 0
        people = [*ids, *(name.rpartition(", attempt ")[0] for name in ids)]
        for frame in self.frames():
            names = frame[PATIENT_FIELD]
            # What is neither text nor an integer may be called otherwise than its text says: all such are looked at.
            told = names.dtype.is_integer() or names.dtype in (pl.String, pl.Categorical, pl.Enum)
            chosen = pl.repeat(value=True, n=len(frame), eager=True)
            if told:
                chosen = names.cast(pl.String).str.strip_chars().is_in(people)
            for row, record in zip(
                chosen.arg_true().to_list(), records_of(frame.filter(chosen), self.identifies), strict=True
            ):
                yield self.entry(record, start + row + 1)
            start += len(frame)

    def entry(self, record: dict[str, Any], number: int) -> Entry:
        """A row as a record; the first one has the number 1."""
        place = Place(file=self.file, row=number)
        try:
            values = plain_record(record, place)
        except InputError as error:
            return place, error.findings
        return RawRecord(values, replace(place, patient=patient_of(values.get(PATIENT_FIELD))))

    def _columns(self) -> list[str]:
        return _COLUMNS[self.kind](self.path, self.table)

    @contextmanager
    def _blamed(self) -> Iterator[None]:
        """Within it what a library says of the file is a finding on it."""
        try:
            yield
        except InputError:
            raise
        except Exception as error:
            if type(error).__module__.partition(".")[0] not in _LIBRARIES and not isinstance(error, OSError):
                raise
            said = " ".join(str(error).split())[:300] or type(error).__name__
            message = f"the file cannot be read as {_NAMES[self.kind]}: {said}"
            raise InputError(Finding("file-corrupt", message, Place(self.file))) from None


#: How a message of an Arrow stream begins, and how the stream ends.
_GOES_ON: Final = b"\xff\xff\xff\xff"
_END: Final = _GOES_ON + bytes(4)
_LIBRARIES: Final = ("pyarrow", "duckdb", "_duckdb", "polars")


def opened(path: Path, file: str, kind: str, table: str | None, identifies: Identifies) -> Typed:
    """A typed table; raises InputError where the libraries for it are not installed, or it cannot be read."""
    what = f"reading {_NAMES[kind]}"
    for library in ("polars", "numpy", "pyarrow"):
        installed(library, what, "frames")
    if kind == "duckdb":
        installed("duckdb", what, "duckdb")
    return Typed(path, file, kind, table, identifies)


def records_of(frame: pl.DataFrame, identifies: Identifies) -> Iterator[dict[str, Any]]:
    """The rows of a frame as records, without what is empty; a float of 32 bits stays one: its digits are its own."""
    import numpy as np
    import polars as pl

    columns = []
    for series in frame.iter_columns():
        if identifies(series.name):
            continue
        values: Sequence[Any] = series.to_list()
        if series.dtype in (pl.Float32, pl.Float16):
            kind = np.float32 if series.dtype == pl.Float32 else np.float16
            values = [None if value is None else kind(value) for value in values]
        columns.append((series.name, values))
    for row in range(len(frame)):
        yield {name: value for name, values in columns if (value := values[row]) is not None}


def _parquet(path: Path) -> Any:
    pq: Any = import_module("pyarrow.parquet")
    # Not all of a group of rows at once, of which a file may have one only.
    return pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20, memory_map=False)


def _parquet_batches(path: Path, size: int, _: str | None) -> Iterator[RecordBatch]:
    with _parquet(path) as file:
        yield from file.iter_batches(batch_size=size)


def _parquet_columns(path: Path, _: str | None) -> list[str]:
    with _parquet(path) as file:
        return [*file.schema_arrow.names]


def _arrow(path: Path) -> Any:
    pa: Any = import_module("pyarrow")
    source = pa.memory_map(str(path))
    try:
        return pa.ipc.open_file(source)
    except pa.ArrowInvalid:
        source.seek(0)
        found = pa.ipc.open_stream(source)
    _require_end(path)
    return found


def _require_end(path: Path) -> None:
    """Refuses a stream without its end mark, of which whole batches may lack: as it is read, nobody would know."""
    with path.open("rb") as stream:
        marked = stream.read(len(_GOES_ON)) == _GOES_ON  # Streams of before 2019 have no such marks.
        stream.seek(-len(_END), os.SEEK_END)
        ended = stream.read() == _END
    if marked and not ended:
        message, help = (
            "the Arrow stream has no end mark: rows may lack",
            "the file may have been cut off: get a complete copy",
        )
        fail("file-corrupt", message, str(path), help)


def _arrow_batches(path: Path, _size: int, _: str | None) -> Iterator[RecordBatch]:
    reader = _arrow(path)
    many = getattr(reader, "num_record_batches", None)
    batches = iter(reader) if many is None else (reader.get_batch(number) for number in range(many))
    for batch in batches:
        batch.validate(full=True)  # It is taken as it lies: what points outside of it must not be followed.
        yield batch


def _arrow_columns(path: Path, _: str | None) -> list[str]:
    return [*_arrow(path).schema.names]


@contextmanager
def _duckdb(path: Path, table: str | None) -> Iterator[Any]:
    """A query of the table of a database, which can reach no other file."""
    import duckdb

    with path.open("rb") as stream:
        if stream.read(15) == b"SQLite format 3":
            fail("file-corrupt", "this is a database of SQLite", str(path), "copy the table into a DuckDB file")
    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
    }
    with duckdb.connect(str(path), read_only=True, config=settings) as connection:
        query = "select table_name from information_schema.tables order by table_name"
        names = [name for (name,) in connection.execute(query).fetchall()]
        chosen = table if table is not None else names[0] if len(names) == 1 else None
        if chosen is None:
            message = f"the database has {len(names)} tables"
            fail("table", message, str(path), f"name one with --table: {one_of(names)}" if names else None)
        if chosen not in names:
            help = did_you_mean(chosen, names) or f"its tables are {one_of(names)}"
            fail("table", f"the database has no table `{chosen}`", str(path), help)
        quoted = chosen.replace('"', '""')
        yield connection.sql(f'select * from "{quoted}"')


def _duckdb_batches(path: Path, size: int, table: str | None) -> Iterator[RecordBatch]:
    with _duckdb(path, table) as found:
        yield from found.to_arrow_reader(size)


def _duckdb_columns(path: Path, table: str | None) -> list[str]:
    with _duckdb(path, table) as found:
        return [column[0] for column in found.description]


_BATCHES: Final[dict[str, Callable[[Path, int, str | None], Iterator[RecordBatch]]]] = {
    "parquet": _parquet_batches,
    "arrow": _arrow_batches,
    "duckdb": _duckdb_batches,
}
_COLUMNS: Final[dict[str, Callable[[Path, str | None], list[str]]]] = {
    "parquet": _parquet_columns,
    "arrow": _arrow_columns,
    "duckdb": _duckdb_columns,
}
