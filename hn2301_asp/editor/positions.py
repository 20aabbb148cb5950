"""Lines and columns as editors count them, and changes of a text.

Here a line ends at a line feed and a column counts characters, both from 1, as in a `Place`; an editor counts from 0,
and in units of the encoding that was agreed on. This module knows no file and no protocol.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

Encoding = Literal["utf-8", "utf-16", "utf-32"]

#: Editors end a line at these, and at nothing else: not at a form feed, nor at Unicode's separators.
_END = re.compile(r"\r\n|\n|\r")


class Position(Struct, frozen=True, order=True):
    """A place between two characters, as an editor counts."""

    line: int
    character: int


class Change(Struct, frozen=True):
    """A text in the place of what stood between two positions; of the whole text where there are none."""

    text: str
    start: Position | None = None
    end: Position | None = None


def changed(text: str, changes: Sequence[Change], encoding: Encoding) -> str:
    """A text after changes, each of what the one before left; what lies beyond the text is its end."""
    for change in changes:
        if change.start is None or change.end is None:
            text = change.text
            continue
        start, end = (offset_of(text, position, encoding) for position in (change.start, change.end))
        text = text[: min(start, end)] + change.text + text[max(start, end) :]
    return text


def offset_of(text: str, position: Position, encoding: Encoding) -> int:
    """How many characters stand before a position; one beyond its line is the line's end."""
    starts = [0, *(found.end() for found in _END.finditer(text))]
    if position.line >= len(starts):
        return len(text)
    start = starts[max(position.line, 0)]
    end = _END.search(text, start)
    line = text[start : end.start() if end else len(text)]
    return start + characters(line, position.character, encoding)


def characters(line: str, units: int, encoding: Encoding) -> int:
    """How many whole characters of a line so many units are."""
    if encoding == "utf-32" or (line.isascii()):
        return max(0, min(units, len(line)))
    count = 0
    for number, character in enumerate(line):
        if count >= units:
            return number
        count += _width(character, encoding)
    return len(line)


def units(line: str, encoding: Encoding) -> int:
    """How many units the characters of a line are."""
    if encoding == "utf-32" or line.isascii():
        return len(line)
    return sum(_width(character, encoding) for character in line)


def _width(character: str, encoding: Encoding) -> int:
    code = ord(character)
    if encoding == "utf-16":
        return 2 if code > 0xFFFF else 1
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


def as_read(text: str) -> str:
    """The text of a buffer as its file would be read: line feeds alone, no mark before it, no half of a character."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.removeprefix("\ufeff").replace("\r\n", "\n")
