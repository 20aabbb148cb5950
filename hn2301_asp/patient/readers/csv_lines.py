"""The lines of a text file, handed to a CSV parser one at a time and in bounded memory.

Keeps the text of the row being read, so that a fault can be shown. Python's own bound on fields
(`csv.field_size_limit`) is left alone, as it is shared by the whole process. This module must not
know columns, field names or values.
"""

from __future__ import annotations

import re
from typing import Final, TextIO

from hn2301_asp.patient.readers.files import nul_character
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.limits import MAX_ROW_CHARACTERS

_QUOTED_PIECES: Final = re.compile(r'"[^"]*(?:""[^"]*)*("?)')


class RowTooLong(Exception):
    """A row that is longer than any row may be; what was read of it is in `Lines.row_text`."""


class Lines:
    """An iterator over the lines of a file that remembers the row being read.

    ``number`` is the line last handed out, ``row_start`` the line on which the row began.
    """

    def __init__(self, handle: TextIO, file: str) -> None:
        self.file = file
        self.number = 0
        self.row_start = 1
        self._handle = handle
        self._ahead: list[str] = []
        self._row: list[str] = []
        self._size = 0

    def first_filled(self) -> str:
        """The first line on which anything stands, without handing it out; empty if none."""
        while line := self._handle.readline(MAX_ROW_CHARACTERS):
            self._ahead.append(line)
            if line.strip():
                return line
        return ""

    def begin_row(self) -> None:
        """Says that the next line begins a row."""
        self._row.clear()
        self._size = 0
        self.row_start = self.number + 1

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._ahead.pop(0) if self._ahead else self._handle.readline(MAX_ROW_CHARACTERS)
        if not line:
            raise StopIteration
        self.number += 1
        if "\0" in line:
            raise InputError(nul_character(self.file, self.number))
        self._row.append(line)
        self._size += len(line)
        if self._size >= MAX_ROW_CHARACTERS:
            raise RowTooLong
        return line

    @property
    def row_lines(self) -> int:
        """How many lines of the row have been handed out."""
        return len(self._row)

    def row_first(self) -> str:
        """The first line of the row."""
        return self._row[0] if self._row else ""

    def row_text(self) -> str:
        """Everything of the row that has been handed out."""
        return "".join(self._row)


def long_field(text: str, separator: str, limit: int) -> int | None:
    """The index of the first field of a row's text that exceeds ``limit``, or None."""
    field = re.compile(rf' *(?:"[^"]*(?:""[^"]*)*"?)?[^{re.escape(separator)}\r\n]*')
    position, index = 0, 0
    while position < len(text):
        match = field.match(text, position)
        if match is None or match.end() - position > limit:
            return index
        position, index = match.end() + 1, index + 1
    return None


def opening_quote(line: str) -> int | None:
    """The offset of the quotation mark that the line leaves open, or of its last quoted piece."""
    last = None
    for match in _QUOTED_PIECES.finditer(line):
        last = match.start()
        if not match[1]:
            break
    return last
