"""One thing that may be written, and how what was typed so far chooses among many."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.editor.names import Kind, Symbol
from hn2301_asp.source.diagnostics import Place


class Offer(Struct, frozen=True):
    """A text that may be written, what it is, and for which symbol it stands; ``place`` is what it replaces."""

    text: str
    detail: str
    kind: Kind | None = None
    symbol: Symbol | None = None
    place: Place = Place()


def within(found: Iterable[Offer], typed: str, place: Place) -> tuple[Offer, ...]:
    """Those of some offers that hold what was typed, each text once: those that begin so first."""
    begun = typed.casefold()
    chosen: dict[str, Offer] = {}
    for offer in found:
        if begun in offer.text.casefold():
            chosen.setdefault(offer.text, replace(offer, place=place))
    return tuple(sorted(chosen.values(), key=lambda offer: not offer.text.casefold().startswith(begun)))


def fields(names: Iterable[Symbol], detail: str) -> list[Offer]:
    """Offers of symbols by their names."""
    return [Offer(symbol.name, detail, symbol.kind, symbol) for symbol in names]
