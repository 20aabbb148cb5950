"""Lines of styled pieces: coloured on a terminal, plain elsewhere. Knows nothing of what they say."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

Piece = tuple[str, str]
Line = list[Piece]


def plain(lines: Iterable[Line]) -> str:
    return "".join("".join(printable(text) for text, _ in line).rstrip() + "\n" for line in lines)


def printable(text: str) -> str:
    """Text without control characters and line ends: an id must not steer a terminal, or pass for a line."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


def wrapped(lead: Line, text: str, width: int, indent: str, style: str = "") -> Iterator[Line]:
    """A text behind a lead, broken into lines that begin with an indent."""
    first = sum(len(piece) for piece, _ in lead)
    pieces = textwrap.wrap(
        printable(text), max(width, 40), initial_indent=" " * first, subsequent_indent=indent, break_on_hyphens=False
    )
    for number, piece in enumerate(pieces or [""]):
        yield [*lead, (piece[first:], style)] if number == 0 else [(piece, style)]
