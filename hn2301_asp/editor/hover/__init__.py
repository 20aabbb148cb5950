"""What is told of the thing at a place: one module for each kind of things."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hn2301_asp.editor.cards import Card
from hn2301_asp.editor.hover.atoms import criterion_card, predicate_card
from hn2301_asp.editor.hover.readings import assumption_card, meaning_card, reading_card
from hn2301_asp.editor.hover.scenarios import Touching
from hn2301_asp.editor.hover.thresholds import threshold_card
from hn2301_asp.editor.hover.vocabulary import (
    attribute_card,
    class_card,
    field_card,
    item_card,
    unit_card,
    value_card,
)
from hn2301_asp.editor.hover.world import World
from hn2301_asp.editor.names import Kind, Symbol

__all__ = ["Touching", "World", "card"]

_CARDS: Mapping[Kind, Callable[[Symbol, World], Card | None]] = {
    "threshold": threshold_card,
    "predicate": predicate_card,
    "criterion": criterion_card,
    "reading": reading_card,
    "meaning": meaning_card,
    "assumption": assumption_card,
    "item": item_card,
    "class": class_card,
    "value": value_card,
    "attribute": attribute_card,
    "unit": unit_card,
    "fact": field_card,
    "choice": field_card,
    "family": field_card,
    "quantity": field_card,
    "record": field_card,
    "doses": field_card,
}


def card(symbol: Symbol, world: World) -> Card | None:
    """What is told of a symbol; None where nothing is known of it."""
    make = _CARDS.get(symbol.kind)
    return make(symbol, world) if make is not None else None
