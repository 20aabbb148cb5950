"""The text of a rule file as clingo cuts it: what is a comment, what is a string, what is code.

Comments nest, and a line comment inside a block comment hides the block's end. What clingo is given has
its comments blanked, so that it reads nothing that was not seen here. This module refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

Kind = Literal["comment", "string", "open comment", "open string"]

_START = re.compile(r'%\*|%|"')
_STRING = re.compile(r'"(?:\\[n"\\]|[^"\\\n])*"')
_INSIDE = re.compile(r"%\*|\*%|%[^\n]*")


class Piece(Struct, frozen=True):
    """A comment or a string, from one offset to another; *open* ones are not closed."""

    kind: Kind
    start: int
    end: int


def pieces(text: str) -> Iterator[Piece]:
    """The comments and strings of a text in their order; what is not closed goes to the end of its line or text."""
    at = 0
    while found := _START.search(text, at):
        start = found.start()
        if found.group() == '"':
            closed = _STRING.match(text, start)
            at = closed.end() if closed else _line_end(text, start)
            yield Piece("string" if closed else "open string", start, at)
        elif found.group() == "%":
            at = _line_end(text, start)
            yield Piece("comment", start, at)
        else:
            end = _block_end(text, found.end())
            at = len(text) if end is None else end
            yield Piece("comment" if end is not None else "open comment", start, at)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _block_end(text: str, at: int) -> int | None:
    """Behind the `*%` that closes a block comment; None where none does."""
    depth = 1
    while found := _INSIDE.search(text, at):
        at = found.end()
        depth += {"%*": 1, "*%": -1}.get(found.group(), 0)
        if depth == 0:
            return at
    return None


def without_comments(text: str) -> str:
    """The text with its comments as blanks, one for each byte: places in it are those in the text."""
    return _blanked(text, strings=None, each_byte=True)


def code_only(text: str, string: str = " ") -> str:
    """The text with its comments as blanks and its strings as repeated ``string``; as many characters as before."""
    return _blanked(text, strings=string, each_byte=False)


def _blanked(text: str, strings: str | None, *, each_byte: bool) -> str:
    parts: list[str] = []
    at = 0
    for piece in pieces(text):
        letter = " " if "comment" in piece.kind else strings
        if letter is not None:
            inside = text[piece.start : piece.end]
            parts += (text[at : piece.start], _lines_of(inside, letter, each_byte=each_byte))
            at = piece.end
    return "".join([*parts, text[at:]])


def _lines_of(text: str, letter: str, *, each_byte: bool) -> str:
    lines = text.split("\n")
    return "\n".join(letter * (len(line.encode(errors="replace")) if each_byte else len(line)) for line in lines)
