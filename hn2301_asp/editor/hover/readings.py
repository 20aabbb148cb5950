"""A reading with its question and values, and an assumption with what was decided."""

from __future__ import annotations

from hn2301_asp.editor.cards import Card
from hn2301_asp.editor.hover.world import World
from hn2301_asp.editor.names import Symbol


def reading_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of a reading."""
    reading = world.known.readings.get(symbol.name)
    if reading is None:
        return None
    values = [
        (value + (" (default)" if value == reading.default else ""), meaning)
        for value, meaning in reading.values.items()
    ]
    touching = world.touching.told([reading.id])
    lines = (("question", reading.question), *values, ("why", reading.why), ("scenarios", touching))
    return Card(reading.id, f"a reading of {', '.join(reading.criteria)}", lines, (reading.phrase,))


def meaning_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of one value of a reading."""
    reading = world.known.readings.get(symbol.within)
    if reading is None or symbol.name not in reading.values:
        return None
    default = ", its default" if symbol.name == reading.default else ""
    lines = (("means", reading.values[symbol.name]), ("question", reading.question))
    return Card(symbol.name, f"a value of {reading.id}{default}", lines, (reading.phrase,))


def assumption_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of an assumption."""
    found = next((one for one in world.known.assumptions if one.id == symbol.name), None)
    if found is None:
        return None
    lines = (("decided", found.decision), ("because", found.reason), ("status", found.status))
    return Card(found.id, f"an assumption of {', '.join(found.criteria)}", lines, (found.phrase,))
