"""The files that a user names, opened: each as its kind has it, standard input as a file of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from hn2301_asp.patient.readers import SUFFIXES, not_read, read
from hn2301_asp.patient.readers.files import fail, require_file
from hn2301_asp.patient.readers.identity import Identifies
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.limits import MAX_CSV_BYTES, MAX_TYPED_BYTES
from hn2301_asp.tables.kinds import TYPED, kind_of, sniffed
from hn2301_asp.tables.sources import Document, Lines, Source, renamed

#: What standard input is called in messages, and what stands for it.
NAME = "standard input"
STANDARD_INPUT = Path("-")
_HEAD = 65_536


class Which(Struct, frozen=True):
    """What of a file is meant: the sheet of a workbook, the table of a database, the kind of standard input."""

    sheet: str | None = None
    table: str | None = None
    kind: str | None = None


def opened_all(screener: Screener, paths: Sequence[Path], which: Which) -> list[Source | InputError]:
    """The files in their order; in the place of one that cannot be read stands why."""
    vocabulary, names = screener.knowledge_base.vocabulary, screener.names

    def identifies(column: str) -> bool:
        return column not in names and vocabulary.identifies(column)

    if [*paths].count(STANDARD_INPUT) > 1:
        fail("standard-input", "standard input can be read once only", NAME)
    found: list[Source | InputError] = []
    for path in paths:
        try:
            opened = _standard_input if path == STANDARD_INPUT else partial(_opened, path)
            found.append(opened(which, identifies))
        except InputError as error:
            found.append(error)
    return found


def _standard_input(which: Which, identifies: Identifies) -> Source:
    from hn2301_asp.tables.standard_input import Spooled

    held = Spooled(sys.stdin.buffer, NAME)
    kind = which.kind or sniffed(held.head(_HEAD), NAME)
    if kind == "duckdb":
        fail("input-format", "a DuckDB file is not read from standard input", NAME, "give it as a file")
    try:
        source = _of_kind(held.path, NAME, "csv" if kind == "tsv" else kind, which, identifies)
    except InputError as error:
        raise renamed(error, held.path, NAME) from None
    source.holds = held
    return source


def _opened(path: Path, which: Which, identifies: Identifies) -> Source:
    return _of_kind(path, str(path), kind_of(path), which, identifies)


def _of_kind(path: Path, file: str, kind: str, which: Which, identifies: Identifies) -> Source:
    if which.table is not None and kind != "duckdb":
        fail("table", f"`{file}` has no tables", file, "only databases (.duckdb) are read with `--table`")
    if kind in TYPED.values():
        require_file(path, MAX_TYPED_BYTES)
        if which.sheet is not None:
            fail("xlsx-sheet", "only workbooks have sheets", file, "only workbooks (.xlsx) are read with `--sheet`")
        from hn2301_asp.tables.typed import opened

        return opened(path, file, kind, which.table, identifies)
    if kind in ("csv", "jsonl") and which.sheet is None:
        require_file(path, MAX_CSV_BYTES)
        return Lines(path, file, kind, identifies)
    if kind == "document" and path.suffix.lower() not in SUFFIXES:
        require_file(path, MAX_TYPED_BYTES)
        not_read(path, (*SUFFIXES, *TYPED))
    return Document(read(path, which.sheet, identifies, None if kind == "document" else f".{kind}"), path, file)
