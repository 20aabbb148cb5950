"""Showing pieces of a file in messages: shortened, harmless to a terminal, with their place.

This module must not know any format, vocabulary, unit or field name.
"""

from __future__ import annotations

from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.limits import MAX_DEPTH, MAX_QUOTED_CHARACTERS, MAX_SHOWN_LINE


def clip(value: str, limit: int = MAX_QUOTED_CHARACTERS) -> str:
    """The value on one line, cut to ``limit`` characters, control characters made visible."""
    head = value[:limit] if len(value) <= limit else value[: limit - 1] + "…"
    return head if head.isprintable() else _printable(head)


def quoted(value: str) -> str:
    """The user's words in backticks, clipped."""
    return f"`{clip(value)}`"


def shown_line(line: str) -> str | None:
    """A source line fit to be shown above a caret, or None when it is too long for that."""
    line = line.rstrip("\r\n")
    return None if len(line) > MAX_SHOWN_LINE else _printable(line)


def at_offset(file: str, text: str, offset: int, width: int = 1, *, near: bool = False) -> Place:
    """The place of a character of the text, with its line; ``near``: of a line too long for that, what stands there."""
    start = text.rfind("\n", 0, offset) + 1
    stop = text.find("\n", offset)
    column = offset - start + 1
    line = shown_line(text[start : len(text) if stop < 0 else stop])
    return Place(
        file=file,
        line=text.count("\n", 0, start) + 1,
        column=column,
        end_column=column + width,
        text=line,
        near=clip(text[offset : offset + MAX_QUOTED_CHARACTERS], 40) or None if near and line is None else None,
    )


def megabytes(size: int) -> str:
    """A size for people: whole megabytes, rounded up so that an excess stays visible."""
    return f"{-(-size // 1_000_000):,} MB"


def _printable(text: str) -> str:
    """The text with every control character replaced by one visible character."""
    return "".join(mark if mark.isprintable() else " " if mark == "\t" else "�" for mark in text)


def too_deep(language: str, place: Place) -> Finding:
    """The finding for lists and objects within one another beyond the bound."""
    message = f"lists and objects stand more than {MAX_DEPTH} deep within one another"
    advice = "a record needs four levels at most: check that this is the right file"
    return Finding(f"{language}-too-deep", message, place, help=advice)
