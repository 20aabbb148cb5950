"""Words replaced at their places in a text, with its lines kept as they are.

This module knows strings only: no file, no quote, no criterion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

_WORD = re.compile(r"\S+")
#: Lines of a folded text are broken here, unless the author's own are longer.
_WIDTH = 120


class Edit(Struct, frozen=True, order=True):
    """What stands from ``start`` to ``end`` of a text, replaced by ``new``."""

    start: int
    end: int
    new: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits, which do not overlap; edits that are equal count once."""
    result, at = [], 0
    for edit in sorted(set(edits)):
        if edit.start < at:
            raise ValueError("two edits overlap")
        result += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join(result) + text[at:]


def overlap(edits: Iterable[Edit]) -> bool:
    """Whether two different edits touch the same words."""
    ordered = sorted(set(edits))
    return any(
        one.end > other.start or (one.start, one.end) == (other.start, other.end) for one, other in pairwise(ordered)
    )


def flatten(raw: str) -> tuple[str, list[int]]:
    """The words with single blanks between them, and where each character of that stands."""
    flat, origin = "", []
    for found in _WORD.finditer(raw):
        if flat:
            flat += " "
            origin.append(found.start() - 1)
        flat += found.group()
        origin += range(found.start(), found.end())
    return flat, origin


def in_raw(edits: Iterable[Edit], raw: str, offset: int = 0) -> list[Edit]:
    """Edits of the flattened words as edits of the text they stand in, which begins at ``offset``."""
    _, origin = flatten(raw)
    end = origin[-1] + 1 if origin else 0
    return [
        Edit(
            offset + (origin[edit.start] if edit.start < len(origin) else end),
            offset + (origin[edit.end - 1] + 1 if edit.end > edit.start else origin[edit.start]),
            edit.new,
        )
        for edit in edits
    ]


def rewrapped(old: str, new: str) -> str:
    """The lines of an edited folded text: one that became too long passes its last words to the next."""
    before = old.split("\n")
    width = max(_WIDTH, *(len(line) for line in before))
    lines = new.split("\n")
    first = next((line for line in before if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    number = 0
    while number < len(lines):
        if len(lines[number]) > width and lines[number] not in before:
            kept, moved = _broken(lines[number], width)
            lines[number] = kept
            if moved and number + 1 < len(lines) and lines[number + 1].strip():
                lines[number + 1] = f"{indent}{moved} {lines[number + 1].strip()}"
            elif moved:
                lines.insert(number + 1, indent + moved)
        number += 1
    return "\n".join(lines)


def _broken(line: str, width: int) -> tuple[str, str]:
    """A line cut at the last blank that lets it fit, and the words behind it."""
    own = len(line) - len(line.lstrip())
    at = line.rfind(" ", own + 1, width + 1)
    return (line[:at], line[at + 1 :]) if at > 0 else (line, "")
