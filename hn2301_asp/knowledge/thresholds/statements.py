"""A threshold file cut into statements, and places within them.

A statement starts in the first column; lines that begin with a blank continue it. This module
knows no grammar: it sees lines, quotes and comments only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct

from hn2301_asp.source.diagnostics import Place

Start = Literal["heading", "threshold", "definition"]

_QUOTE_OR_COMMENT = re.compile(r'"[^"]*(?:"|\Z)|#[^\n]*')
_DEFINES = re.compile(r"(?<![<>])=")


class Statement(Struct, frozen=True):
    """A statement's text, the line it starts in, and what kind of statement it looks like."""

    text: str
    line: int
    start: Start


class Positions:
    """Places within one statement of a file."""

    def __init__(self, file: str, statement: Statement) -> None:
        self.file = file
        self.statement = statement
        self.lines = statement.text.split("\n")

    def between(self, start: int, end: int) -> Place:
        """The place from one offset in the statement to another, cut at the end of the line."""
        text = self.statement.text
        line = text.count("\n", 0, start)
        column = start - (text.rfind("\n", 0, start) + 1) + 1
        last = min(column + max(1, end - start), max(len(self.lines[line]), column) + 1)
        return Place(self.file, self.statement.line + line, column, last, self.lines[line])

    def token(self, token: Any) -> Place:
        """The place of a token of the parser."""
        return self.between(token.start_pos, token.end_pos)

    def tree(self, tree: Any) -> Place:
        """The place of all that a node of the parser's tree covers."""
        return self.between(tree.meta.start_pos, tree.meta.end_pos)


def split(text: str) -> Iterator[Statement]:
    """The statements of a file; the first is its heading."""
    first = True
    for lines, number in _blocks(text):
        block = "\n".join(lines)
        bare = without_quotes(block)
        defines = "[" in bare and _DEFINES.search(bare)
        yield Statement(block, number, "heading" if first else "definition" if defines else "threshold")
        first = False


def without_quotes(text: str) -> str:
    """The text with blanks in the place of its quotes and comments, open quotes included."""
    return _QUOTE_OR_COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def without_comments(text: str) -> str:
    """The text without its comments, and without the blanks and lines at its end."""
    return _QUOTE_OR_COMMENT.sub(lambda found: found.group() if found.group().startswith('"') else "", text).rstrip()


def _blocks(text: str) -> Iterator[tuple[list[str], int]]:
    block: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        comment = stripped.startswith("#")
        if block and (not stripped or comment or line[0].isspace()):
            block.append(line)
        elif stripped and not comment:
            if block:
                yield block, start
            block, start = [line], number
    if block:
        yield block, start
