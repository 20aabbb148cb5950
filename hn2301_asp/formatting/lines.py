"""A threshold file cut into lines of words: what stands in each, at which column, and which comment follows it.

The author's lines stay lines. This module moves nothing, and knows no column that anything should have.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from hn2301_asp.formatting.spelling import spelled
from hn2301_asp.knowledge.thresholds.statements import Statement, split
from hn2301_asp.knowledge.thresholds.syntax import words_of

_QUOTE_OR_COMMENT = re.compile(r'"[^"]*"|#[^\n]*')

_TAB: Final = 8


class Word(Struct, frozen=True):
    """A word as it is to be written, with its kind and the column at which it stood."""

    kind: str
    text: str
    column: int


class Line(Struct, frozen=True):
    """The words of a line, and the comment behind them, with its column; a line of neither is blank."""

    words: tuple[Word, ...] = ()
    comment: str = ""
    comment_column: int = 0


class Passage(Struct, frozen=True):
    """A statement's lines, and what stands behind it up to the next one: comments and blank lines."""

    kind: Literal["comments", "heading", "threshold", "definition"]
    lines: tuple[Line, ...]
    behind: tuple[Line, ...] = ()


def passages(text: str, file: str) -> Iterator[Passage]:
    """The passages of a file in their order, what stands before its heading first; raises InputError."""
    statements = list(split(text))
    first = statements[0].line if statements else text.count("\n") + 2
    yield Passage("comments", (), tuple(Line((), line.strip()) for line in text.split("\n")[: first - 1]))
    for statement in statements:
        yield _passage(statement, file)


def cells(text: str) -> int:
    """How many columns a text takes on the screen: characters of East Asia take two."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _passage(statement: Statement, file: str) -> Passage:
    text = statement.text
    starts = line_starts(text)
    comments = (found for found in _QUOTE_OR_COMMENT.finditer(text) if found.group().startswith("#"))
    parts = [(word.start_pos, word.end_pos, word.type) for word in words_of(statement, file)]
    last = parts[-1][1]
    parts += [(found.start(), found.end(), "#") for found in comments]
    lines: list[_Draft] = []
    after: list[_Draft] = []
    end = -1  # The line in which the part before ends; a quote may end below where it begins.
    columns = _Columns(text)
    for start, stop, kind in sorted(parts):
        number = bisect_right(starts, start) - 1
        into = lines if start < last or number == end else after
        if number > end:
            # Blank lines within a statement would part what belongs together; behind it they stay.
            into += [_Draft() for _ in range(number - end if into is after else 1)]
        if kind == "#":
            into[-1].comment, into[-1].comment_column = text[start:stop].rstrip(), columns.at(start)
        else:
            into[-1].words.append(Word(kind, spelled(kind, text[start:stop]), columns.at(start)))
        end = bisect_right(starts, stop) - 1
    after += [_Draft() for _ in range(len(starts) - 1 - end)]
    return Passage(statement.start, tuple(map(_line, lines)), tuple(map(_line, after)))


class _Draft:
    """A line while its words are found."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.comment, self.comment_column = "", 0


def _line(draft: _Draft) -> Line:
    return Line(tuple(draft.words), draft.comment, draft.comment_column)


class _Columns:
    """The columns of places in a text that are asked for in their order: each character is looked at once."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._column = text, 0, 0

    def at(self, place: int) -> int:
        *above, line = self._text[self._at : place].split("\n")
        first, *behind_tabs = line.split("\t")
        column = (0 if above else self._column) + cells(first)
        for part in behind_tabs:
            column += _TAB - column % _TAB + cells(part)
        self._at, self._column = place, column
        return column


def line_starts(text: str) -> list[int]:
    """Where the lines of a text begin."""
    return [0, *(found.end() for found in re.finditer(r"\n", text))]
