"""What a worksheet's XML tells that openpyxl does not: how far it reaches, which cells are
merged, and which hold a formula that nobody has calculated.

Reads the part as a stream, once. This module must not know values, headers or field names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, Final
from xml.parsers import expat

from hn2301_asp.source.limits import MAX_XLSX_ROWS

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_CHUNK: Final = 1 << 16
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Unbelievable(ValueError):
    """The worksheet says something that no spreadsheet program writes."""


@dataclass(slots=True)
class Layout:
    """A worksheet's extent (first and last row, and last column, with content, from 1) and its odd cells."""

    first_row: int = 0
    last_row: int = 0
    last_column: int = 0
    merged: list[str] = field(default_factory=list)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)

    def merged_data(self) -> list[str]:
        """The merged ranges that reach into the rows and columns with content, from the top."""
        corners = sorted((position(cells.partition(":")[0]), cells) for cells in self.merged)
        return [cells for (row, column), cells in corners if row <= self.last_row and column <= self.last_column]


def layout_of(part: IO[bytes]) -> Layout:
    """The layout of a worksheet from its XML part.

    Raises:
        Unbelievable: rows out of order or beyond the last possible one, or a malformed reference.
        xml.parsers.expat.ExpatError: the part is not XML.
    """
    scan = _Scan()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    while chunk := part.read(_CHUNK):
        parser.Parse(chunk)
    parser.Parse(b"", True)
    return scan.layout


def position(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a cell's name such as `C5`."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise Unbelievable(f"there is no cell {reference[:20]}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


class _Scan:
    """Follows the elements of a worksheet part."""

    def __init__(self) -> None:
        self.layout = Layout()
        self._row = 0
        self._column = 0
        self._formula = self._value = self._inside = self._empty_text = False

    def text(self, data: str) -> None:
        """A stored value is one with text in it, or an empty text that says that it is one."""
        self._value = self._value or (self._inside and bool(data.strip()))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_MAIN)
        if name == "c":
            self._cell(attributes.get("r"))
            self._empty_text = attributes.get("t") == "str"
        elif name == "v":
            self._inside, self._value = True, self._empty_text
        elif name == "is":
            self._value = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "mergeCell":
            self.layout.merged.append(attributes["ref"])

    def end(self, tag: str) -> None:
        if tag.removeprefix(_MAIN) == "v":
            self._inside = False
        if tag.removeprefix(_MAIN) == "c" and (self._value or self._formula):
            layout = self.layout
            layout.first_row = layout.first_row or self._row
            layout.last_row = self._row
            layout.last_column = max(layout.last_column, self._column)
            if not self._value:
                layout.uncalculated.add((self._row, self._column))

    def _begin_row(self, number: str | None) -> None:
        row = int(number) if number else self._row + 1
        if not self._row < row <= MAX_XLSX_ROWS:
            raise Unbelievable(f"row {row} follows row {self._row}")
        self._row, self._column = row, 0

    def _cell(self, reference: str | None) -> None:
        self._formula = self._value = False
        if reference is None:
            self._column += 1
            return
        row, self._column = position(reference)
        if row != self._row:
            raise Unbelievable(f"cell {reference} stands in row {self._row}")
