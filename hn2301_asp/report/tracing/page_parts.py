"""What the page of a matrix is made of, as plain data for its template; and how its parts are linked."""

from __future__ import annotations

import re

from markupsafe import Markup
from msgspec import Struct

#: Signs that an id and a link to it cannot hold as they are.
_STRANGE = re.compile(r"[^A-Za-z0-9._:/-]")


class Chip(Struct, frozen=True):
    """A short link behind a phrase: to a reading or an assumption that is about it."""

    text: str
    anchor: str
    told: str


class Piece(Struct, frozen=True):
    """A span in the running text, with the blank behind it; ``number`` is empty where it says nothing alone."""

    text: str
    blank: str
    kind: str
    number: str
    anchor: str
    told: str
    chips: tuple[Chip, ...]


class Named(Struct, frozen=True):
    """Something that is linked to: what it is called, and what is said of it."""

    name: str
    anchor: str
    told: str = ""


class Entry(Struct, frozen=True):
    """What encodes a numbered phrase, and what rests on it."""

    number: str
    anchor: str
    back: str
    words: str
    kind: str
    thresholds: tuple[Named, ...]
    rules: tuple[Named, ...]
    readings: tuple[Named, ...]
    assumptions: tuple[Named, ...]
    excuses: tuple[str, ...]
    guardrails: tuple[Named, ...]
    amendments: tuple[Named, ...]
    touched: str


class Tried(Struct, frozen=True):
    """Scenarios of one kind: how many, and their names where they are few."""

    told: str
    scenarios: tuple[Named, ...]
    more: str


class Card(Struct, frozen=True):
    """A threshold or a rule as it is written, with the words that it quotes and who tries it."""

    anchor: str
    title: str
    source: str
    place: str
    quotes: tuple[str, ...]
    because: tuple[str, ...]
    tried: tuple[Tried, ...]


class CriterionView(Struct, frozen=True):
    """One criterion's part of the page."""

    id: str
    anchor: str
    title: str
    kind: str
    shares: str
    touched: str
    scope: tuple[Named, ...]
    pieces: tuple[Piece, ...]
    entries: tuple[Entry, ...]
    paraphrased: tuple[Named, ...]
    thresholds: tuple[Card, ...]
    rules: tuple[Card, ...]
    picture: Markup
    size: str
    links: tuple[str, ...]


class Row(Struct, frozen=True):
    """A row of a table under an anchor; cells may be links."""

    anchor: str
    cells: tuple[str | tuple[Named, ...], ...]


class Register(Struct, frozen=True):
    """A table of the page's end; ``folded`` where it is long."""

    anchor: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    folded: bool = False


class View(Struct, frozen=True):
    """The whole page."""

    title: str
    name: str
    verdict: str
    complete: bool
    shares: Register
    characters: str
    legend: tuple[str, ...]
    criteria: tuple[CriterionView, ...]
    beside: tuple[Card, ...]
    registers: tuple[Register, ...]
    gaps: tuple[tuple[str, str], ...]
    foot: str


def anchor(kind: str, name: str) -> str:
    """An id that no other thing of the page has: names differ in their signs too."""
    return f"{kind}-{_STRANGE.sub(lambda sign: f'~{ord(sign[0]):x}~', name)}"
