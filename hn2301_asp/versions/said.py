"""Everything that a version says in words, by what it is said of, with its place.

Which words matter is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from hn2301_asp.knowledge.model import ASSUMPTIONS, READINGS
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.kept import once
from hn2301_asp.source.yaml_places import compose, entry, span

PROTOCOL, VOCABULARY = "protocol.yaml", "vocabulary/"
#: What a reading, an assumption, or an entry of the vocabulary says in words.
_SPOKEN = frozenset({"phrase", "question", "why", "decision", "reason", "note", "label", "title", "text", "scope"})
#: Keys that only gather entries.
_SECTIONS = frozenset({"criteria", "readings", "assumptions", "record", "choices", "facts", "families", "doses"})


class Said(Struct, frozen=True):
    """Some words: what they are said of (``where``), as which part of it, and their place in the version's files."""

    where: str
    part: str
    text: str
    place: Place


def said(files: Mapping[str, str]) -> Iterator[Said]:
    """Titles, texts, what is not encoded, readings, assumptions, labels and notes, in the order of the files."""
    for file, text in files.items():
        if file in (PROTOCOL, READINGS, ASSUMPTIONS) or file.startswith(VOCABULARY):
            yield from _said(file, text)


def _said(file: str, text: str) -> tuple[Said, ...]:
    """What one file says, kept: versions share most of their files."""

    def made() -> tuple[Said, ...]:
        root = compose(text)
        return () if root is None else tuple(_in(root, (), file, text.split("\n")))

    return once(tuple[Said, ...], ("said", file, text), made)


def _in(node: Any, path: tuple[str, ...], file: str, lines: list[str]) -> Iterator[Said]:
    """What is said below a node; an entry of a list is called by its id, where it has one."""
    if isinstance(node.value, str):
        if path and (path[-1] in _SPOKEN or "values" in path[:-1]):
            yield Said(_of(path), path[-1], node.value, span(node, lines, file))
        return
    for number, child in enumerate(node.value):
        if isinstance(child, tuple):
            yield from _in(child[1], (*path, child[0].value), file, lines)
        else:
            found = entry(child, "id")
            name = found[1].value if found is not None else str(number)
            yield from _in(child, (*path, str(name)), file, lines)


def _of(path: tuple[str, ...]) -> str:
    """What words are said of: a criterion, a reading, an assumption, an entry of the vocabulary."""
    names = [step for step in path[:-1] if step not in _SECTIONS]
    return names[0] if names else path[0]
