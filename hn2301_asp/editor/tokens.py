"""Which kind of name stands where in a file, for an editor that colours names by their meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hn2301_asp.editor.names import Kind, Mention
from hn2301_asp.editor.positions import Encoding, units

#: The protocol's own words for the kinds of names, in the order in which they are numbered.
LEGEND: Sequence[str] = (
    "variable",
    "function",
    "property",
    "enumMember",
    "class",
    "namespace",
    "type",
    "interface",
    "macro",
)
_TYPES: Mapping[Kind, str] = {
    "threshold": "variable",
    "predicate": "function",
    "fact": "property",
    "choice": "property",
    "family": "property",
    "attribute": "property",
    "quantity": "property",
    "record": "property",
    "doses": "property",
    "value": "enumMember",
    "item": "enumMember",
    "meaning": "enumMember",
    "class": "class",
    "score": "class",
    "criterion": "namespace",
    "unit": "type",
    "reading": "interface",
    "assumption": "interface",
    "built-in": "macro",
}


def tokens(mentions: Sequence[Mention], encoding: Encoding) -> list[int]:
    """Five numbers for each name: lines and columns from the one before, length, type, no modifier."""
    found: list[int] = []
    line, column = 0, 0
    for number, start, length, kind in sorted(set(_spans(mentions, encoding))):
        if number == line and found and start < column + found[-3]:
            continue  # It lies within the one before: `current` and the item behind it are apart.
        found += (number - line, start - column if number == line else start, length, LEGEND.index(kind), 0)
        line, column = number, start
    return found


def _spans(mentions: Sequence[Mention], encoding: Encoding) -> Iterator[tuple[int, int, int, str]]:
    for mention in mentions:
        place = mention.place
        if place.line is None or place.column is None or place.end_column is None or place.text is None:
            continue
        start = units(place.text[: place.column - 1], encoding)
        length = units(place.text[: place.end_column - 1], encoding) - start
        yield place.line - 1, start, length, _TYPES[mention.symbol.kind]
