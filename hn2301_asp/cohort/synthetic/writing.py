"""Synthetic patients as rows: CSV, JSON Lines, Parquet, and records for whoever screens them.

Whole columns become texts by looking numbers up, so that a million rows take seconds.
"""

from __future__ import annotations

import csv
import datetime
import importlib
import io
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

import numpy as np

from hn2301_asp.cohort.synthetic.columns import Cohort, Column

#: What every synthetic patient's id begins with.
PREFIX: Final = "SYNTH-"
_ROWS: Final = 20_000
#: What a list is written as that names nothing.
_NONE: Final = "none"
_FIRST_DAY: Final = datetime.date(1970, 1, 1)

#: A column's cells of some rows, as texts; None where nothing is recorded.
Cells = list[str | None]


def csv_lines(cohort: Cohort) -> Iterator[str]:
    """The table as CSV, some rows at a time: an empty cell is unknown, a list is `a;b`."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([column.header for column in cohort.columns])
    yield out.getvalue()
    for rows in _chunks(cohort, _plain):
        yield "".join([",".join([cell or "" for cell in row]) + "\n" for row in rows])


def jsonl_lines(cohort: Cohort) -> Iterator[str]:
    """One JSON object a line with what is recorded, some rows at a time."""
    for rows in _chunks(cohort, _json):
        yield "".join(["{" + ", ".join([cell for cell in row if cell is not None]) + "}\n" for row in rows])


def records(cohort: Cohort) -> Iterator[dict[str, Any]]:
    """Each patient as a record that can be screened: numbers exactly as they are written elsewhere."""
    for text in jsonl_lines(cohort):
        yield from (json.loads(line, parse_float=Decimal) for line in text.splitlines())


def as_bytes(parts: Iterator[str]) -> bytes:
    """All parts of a text, encoded; never held as text and as bytes at once."""
    out = io.BytesIO()
    for part in parts:
        out.write(part.encode())
    return out.getvalue()


def arrow_table(cohort: Cohort) -> Any:
    """The table for Arrow: a list is text as in CSV, and what the table is stands in its schema."""
    arrow: Any = importlib.import_module("pyarrow")
    table = arrow.table({column.header: _arrow(column, arrow) for column in cohort.columns})
    return table.replace_schema_metadata({"synthetic": "invented: no real person is in this table"})


def parquet_bytes(cohort: Cohort) -> bytes:
    """The table as Parquet; the same bytes for the same release of pyarrow, which writes its name into them."""
    parquet: Any = importlib.import_module("pyarrow.parquet")
    out = io.BytesIO()
    parquet.write_table(arrow_table(cohort), out, compression="zstd")
    return out.getvalue()


def values(column: Column) -> tuple[np.ndarray, np.ndarray]:
    """A column's values with the mask of what is recorded: numbers, truth values, days, or texts."""
    if column.sort == "answer":
        return column.numbers == 1, column.known
    if column.sort == "date":
        return column.numbers.astype("datetime64[D]"), column.known
    if column.sort == "nothing" and column.of_kind in ("quantity", "yes/no", "date"):
        kinds: dict[str, Any] = {"quantity": np.float64, "yes/no": np.bool_, "date": "datetime64[D]"}
        return np.zeros(column.rows, dtype=np.dtype(kinds[column.of_kind])), column.known
    if column.sort == "number" and not column.of_kind:
        table = np.array([float(text) for text in column.meaning] or [0.0])
        found = np.take(table, np.where(column.known, column.numbers - column.first, 0))
        return found.astype(np.int64) if column.whole else found, column.known
    texts = np.array(_texts(column, slice(None), lambda text: text), dtype=object)
    return texts, column.known


def _arrow(column: Column, arrow: Any) -> Any:
    found, known = values(column)
    kind = arrow.string() if found.dtype == object else None
    return arrow.array(found, mask=~known, type=kind)


def _chunks(cohort: Cohort, cell: Callable[[Column], Callable[[str], str]]) -> Iterator[list[tuple[str | None, ...]]]:
    """The rows of the table, some at a time."""
    written = [cell(column) for column in cohort.columns]
    tables = [_Looked(column, one) for column, one in zip(cohort.columns, written, strict=True)]
    for start in range(0, cohort.rows, _ROWS):
        part = slice(start, min(start + _ROWS, cohort.rows))
        yield list(zip(*[table.cells(part) for table in tables], strict=True))


def _texts(column: Column, part: slice, written: Callable[[str], str]) -> Cells:
    return _Looked(column, written).cells(part)


class _Looked:
    """A column of which each text is made once."""

    def __init__(self, column: Column, written: Callable[[str], str]) -> None:
        self.column, self.written = column, written
        self.table: np.ndarray | None = None
        self.first = column.first
        if column.sort in ("number", "answer", "word"):
            self.table = np.array([*map(written, column.meaning), None], dtype=object)
        elif column.sort == "date":
            days = column.numbers[column.known]
            self.first, last = (int(days.min()), int(days.max())) if len(days) else (0, -1)
            named = ((_FIRST_DAY + datetime.timedelta(day)).isoformat() for day in range(self.first, last + 1))
            self.table = np.array([*map(written, named), None], dtype=object)

    def cells(self, part: slice) -> Cells:
        column = self.column
        known = column.known[part]
        if column.sort == "nothing":
            return [None] * len(known)
        if column.sort == "id":
            return [self.written(f"{PREFIX}{number:06d}") for number in column.numbers[part].tolist()]
        if column.sort == "list":
            return self._lists(column.numbers[:, part], known)
        assert self.table is not None
        found: Cells = self.table[np.where(known, column.numbers[part] - self.first, -1)].tolist()
        return found

    def _lists(self, flags: np.ndarray, known: np.ndarray) -> Cells:
        packed = np.ascontiguousarray(np.packbits(flags, axis=0).T)
        names: dict[bytes, str] = {}
        found: Cells = []
        for row, (bits, is_known) in enumerate(zip(packed, known.tolist(), strict=True)):
            if not is_known:
                found.append(None)
                continue
            key = bits.tobytes()
            if key not in names:
                held = [item for item, holds in zip(self.column.meaning, flags[:, row], strict=True) if holds]
                names[key] = self.written(";".join(held) or _NONE)
            found.append(names[key])
        return found


def _plain(column: Column) -> Callable[[str], str]:
    """How a text stands in a cell of CSV."""

    def written(text: str) -> str:
        if not any(sign in text for sign in ',"\n\r'):
            return text
        return '"' + text.replace('"', '""') + '"'

    return written if column.sort == "word" else str


def _json(column: Column) -> Callable[[str], str]:
    """How a text stands in JSON, with the field before it."""
    name = json.dumps(column.header, ensure_ascii=False)

    def written(text: str) -> str:
        if column.sort == "answer":
            return f"{name}: {'true' if text == 'yes' else 'false'}"
        if column.sort == "list":
            return f"{name}: {json.dumps([] if text == _NONE else text.split(';'))}"
        if column.sort == "number" and not column.of_kind:
            return f"{name}: {text}"
        return f"{name}: {json.dumps(text, ensure_ascii=False)}"

    return written
