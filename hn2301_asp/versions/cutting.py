"""Where an item of a file begins: with the comments above it, behind the comments that open the file."""

from __future__ import annotations

from msgspec import Struct


class Start(Struct, frozen=True):
    """Where an item begins: the line, from 0, with the comments above it; ``keys`` where its name is none."""

    line: int
    name: str
    group: str | None = None
    keys: tuple[str, ...] = ()


def above(lines: list[str], line: int, floor: int, comment: str, column: int | None = None) -> int:
    """The line in which what stands above a line begins: its comments, and blank lines before them.

    ``floor`` is the first line that may belong to it; ``column`` the deepest that a comment may begin.
    """
    while line > floor:
        before = lines[line - 1]
        bare = before.strip()
        indent = len(before) - len(before.lstrip())
        if bare and not (bare.startswith(comment) and (column is None or indent <= column)):
            break
        line -= 1
    return line


def after_heading(lines: list[str], comment: str) -> int:
    """The line behind the comments that open a file, where a blank line follows them; else 0."""
    own = (line.startswith(comment) and not line.startswith("%!") for line in lines)
    end = next((number for number, is_comment in enumerate(own) if not is_comment), len(lines))
    return end if end < len(lines) and not lines[end].strip() else 0
