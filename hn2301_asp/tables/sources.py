"""What patients are read from: a file of any kind as entries in order, which can be gone through again.

An entry is a record, or a row that is none. Documents (JSON, YAML, workbooks) are held in memory, as their readers do;
of all else only the entries being looked at are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from msgspec.structs import replace

from hn2301_asp.patient.readers import csv_file, jsonl_file
from hn2301_asp.patient.readers.identity import Identifies, covered
from hn2301_asp.patient.readers.records import Custom, RawRecord, Reading, Rejection
from hn2301_asp.source.diagnostics import Finding, InputError, Place

#: So many rows are looked at together.
BATCH: Final = 256

Entry = RawRecord | Rejection


class Source(Protocol):
    """A file of patients.

    ``file`` is what it is called in messages and ``is_table`` whether its rows must be named; ``custom`` is the decimal
    sign of its texts by custom, None where each row is read by itself, as a typed table's is.
    """

    file: str
    is_table: bool
    custom: Custom | None
    #: What must stay as long as the source is read.
    holds: object

    @property
    def notes(self) -> tuple[Finding, ...]:
        """Remarks on the file as a whole."""
        ...

    def entries(self) -> Iterator[Entry]:
        """The entries in their order; raises InputError where the file cannot be read to its end."""
        ...

    def unchanged(self) -> bool:
        """Whether the file is the one that it was when it was opened."""
        ...


class Document:
    """A file that is held in memory whole."""

    holds: object = None

    def __init__(self, reading: Reading, path: Path, file: str) -> None:
        self.file, self.is_table = file, reading.is_table
        self.custom: Custom | None = reading.custom
        self.notes = tuple(_renamed(note, path, file) for note in reading.notes)
        both: list[Entry] = [*reading.records, *reading.rejected]
        both = sorted(both, key=_row) if reading.rejected else both
        self._entries = both if str(path) == file else [_entry(one, path, file) for one in both]

    def entries(self) -> Iterator[Entry]:
        """The entries, from memory."""
        return iter(self._entries)

    def unchanged(self) -> bool:
        return True


class Lines:
    """A file that is read line by line, anew each time: CSV, TSV and JSON Lines."""

    notes: tuple[Finding, ...] = ()
    holds: object = None

    def __init__(self, path: Path, file: str, kind: str, identifies: Identifies) -> None:
        self.path, self.file, self.identifies = path, file, identifies
        self.is_table = kind == "csv"
        self._state = state_of(path)
        self.custom: Custom | None = csv_file.custom_of(path) if self.is_table else "point"

    def entries(self) -> Iterator[Entry]:
        read = csv_file.entries if self.is_table else jsonl_file.entries
        try:
            yield from read(self.path, self.file, self.identifies)
        except InputError as error:
            raise InputError(covered(error.findings, self.path, self.identifies)) from None

    def unchanged(self) -> bool:
        return state_of(self.path) == self._state


def renamed(error: InputError, path: Path, file: str) -> InputError:
    """The same findings, of a file by what it is called."""
    return InputError([_renamed(one, path, file) for one in error.findings])


def batches(entries: Iterator[Entry], size: int = BATCH) -> Iterator[list[Entry]]:
    """The entries, some at a time."""
    while batch := list(islice(entries, size)):
        yield batch


def _renamed(finding: Finding, path: Path, file: str) -> Finding:
    return replace(finding, place=_named(finding.place, path, file))


def _named(place: Place, path: Path, file: str) -> Place:
    return replace(place, file=file) if place.file == str(path) else place


def _entry(entry: Entry, path: Path, file: str) -> Entry:
    if isinstance(entry, RawRecord):
        return replace(entry, place=_named(entry.place, path, file))
    return _named(entry[0], path, file), tuple(_renamed(one, path, file) for one in entry[1])


def _row(entry: Entry) -> int:
    place = entry.place if isinstance(entry, RawRecord) else entry[0]
    return place.row or 0


def state_of(path: Path) -> tuple[int, int]:
    state = os.stat(path)
    return state.st_size, state.st_mtime_ns
