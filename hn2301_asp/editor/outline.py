"""What a file defines, in its order: the items that people amend, and the sentences of scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from hn2301_asp.editor.mentions.yaml_scalars import words_of
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.versions.definitions import CONTENT
from hn2301_asp.versions.items import HEADING, defines_quantity, items_of


class Entry(Struct, frozen=True):
    """One thing that a file defines, with the line where it begins and what it stands in."""

    name: str
    kind: Literal["threshold", "definition", "rule", "scenario", "section", "entry"]
    place: Place
    detail: str = ""


def entries(file: str, text: str) -> tuple[Entry, ...]:
    """The outline of a file; what cannot be cut has none."""
    try:
        return tuple(_entries(file, text))
    except InputError:
        return ()


def _entries(file: str, text: str) -> Iterator[Entry]:
    lines = text.split("\n")
    if file.startswith("scenarios/"):
        for word in words_of(file, text):
            if len(word.path) == 2 and word.path[1] == "scenario" and not word.key:
                yield Entry(word.text, "scenario", word.place)
        return
    for item in items_of(file, text):
        if item.name in (HEADING, CONTENT) or not item.body:
            continue
        number = _first(item.body_line, item.body.split("\n"), file)
        line = lines[number - 1]
        place = Place(file, number, 1, len(line) + 1, line)
        if file.endswith(".thr"):
            kind: Literal["threshold", "definition"] = "definition" if defines_quantity(line) else "threshold"
            if not line.startswith(("criterion", "score", "background", "guardrails")):
                yield Entry(item.name, kind, place, " ".join(line.split())[len(item.name) :].strip())
        elif file.endswith(".lp"):
            yield Entry(item.name, "rule", place)
        else:
            yield Entry(item.name, "entry", place, item.group or "")


def _first(line: int, body: list[str], file: str) -> int:
    """The line of an item's own text, behind the comments above it."""
    sign = "%" if file.endswith(".lp") else "#"
    for number, text in enumerate(body):
        if text.strip() and not text.lstrip().startswith(sign):
            return line + number
    return line
