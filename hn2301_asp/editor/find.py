"""Which name stands at a place, where it is defined, and everywhere that mentions it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from hn2301_asp.editor.names import Mention, Names, Symbol
from hn2301_asp.editor.snapshot import Snapshot
from hn2301_asp.source.diagnostics import Place

#: A name as it stands in any of the files; the id of a criterion may hold a hyphen or a dot.
_WORD = re.compile(r"[^\W_](?:[\w.-]*\w)?|\w+")


def mention_at(snapshot: Snapshot, file: str, line: int, column: int) -> Mention | None:
    """What is named at a column of a line (both from 1), the narrowest where several are; a name's end counts."""
    found = [mention for mention in snapshot.mentions(file) if _covers(mention.place, line, column)]
    return min(found, key=lambda mention: len(mention.spelt), default=None)


def symbol_of_word(names: Names, line: str, column: int, file: str) -> tuple[Symbol, int, int] | None:
    """What the word at a column names by itself, with where it begins and ends: for a file that is broken now."""
    for found in _WORD.finditer(line):
        if found.start() < column <= found.end() + 1:
            symbol = _alone(names, found.group(), file)
            return None if symbol is None else (symbol, found.start() + 1, found.end() + 1)
    return None


def _alone(names: Names, word: str, file: str) -> Symbol | None:
    found = names.atom(word)
    if found is None and word in names.known.readings:
        found = Symbol("reading", word)
    if found is None and word in names.criteria:
        found = Symbol("criterion", word)
    if found is None:
        found = names.field(names.fields.get(word, word)) or names.item(word) or names.class_of(word)
    if found is None and file.endswith(".thr") and (quantity := names.phrases.get(word.lower())) is not None:
        found = Symbol("quantity", quantity)
    return found


def _covers(place: Place, line: int, column: int) -> bool:
    return place.line == line and (place.column or 0) <= column <= (place.end_column or 0)


def definitions(symbol: Symbol, layers: Iterable[Snapshot]) -> list[Place]:
    """Where a symbol is defined, by absolute paths: in the first of the layers that defines it."""
    for snapshot in layers:
        if found := [place for mention, place in _of(symbol, snapshot) if mention.defines]:
            return found
    return []


def references_to(symbol: Symbol, layers: Iterable[Snapshot], *, defined: bool = True) -> list[Place]:
    """Everywhere that mentions a symbol, by absolute paths."""
    found = (one for snapshot in layers for one in _of(symbol, snapshot))
    return list(dict.fromkeys(place for mention, place in found if defined or not mention.defines))


def _of(symbol: Symbol, snapshot: Snapshot) -> Iterator[tuple[Mention, Place]]:
    for file in snapshot.texts:
        for mention in snapshot.mentions(file):
            if mention.symbol == symbol:
                yield mention, replace(mention.place, file=snapshot.home.path(file))
