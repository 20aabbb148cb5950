"""A criterion's text cut where quotes begin and end, so that they can be marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from hn2301_asp.source.quotes import locate


class Piece(Struct, frozen=True):
    """A piece of text; ``marks`` are the quotes (counted from 1) it belongs to, ``ends`` those ending here."""

    text: str
    marks: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def marked(text: str, quotes: Sequence[Sequence[str]]) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """The text in pieces, and the quotes that do not stand in it. Each entry is one rule's quotes."""
    spans: list[tuple[int, int, int]] = []
    absent = []
    last: dict[int, int] = {}
    for number, group in enumerate(quotes, start=1):
        for quote in group:
            found = locate(quote, text)
            if found is None:
                absent.append(quote)
            for start, end in found or ():
                spans.append((start, end, number))
                last[number] = max(last.get(number, 0), end)
    cuts = sorted({0, len(text), *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    pieces = []
    for start, end in pairwise(cuts):
        marks = tuple(dict.fromkeys(n for a, b, n in spans if a <= start and end <= b))
        pieces.append(Piece(text[start:end], marks, tuple(n for n in marks if last[n] == end)))
    return tuple(pieces), tuple(absent)
