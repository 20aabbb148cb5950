"""What may be written in the other YAML files: criteria, values of readings, units, fields of typical patients."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.editor.completion.offer import Offer
from hn2301_asp.editor.completion.records import criteria, record_keys, record_values
from hn2301_asp.editor.completion.yaml_path import Spot, spot
from hn2301_asp.editor.names import Names, Symbol
from hn2301_asp.knowledge.files import MANIFEST
from hn2301_asp.knowledge.model import ASSUMPTIONS, READINGS
from hn2301_asp.knowledge.vocabulary.sections import HANDLING, QUANTITIES, SHORT_TEMPLATE, WHOLE, is_typical


def in_registers(file: str, before: str, names: Names) -> tuple[list[Offer], str]:
    """The offers, and what of them is typed already."""
    found = spot(before)
    return list(_offers(file, found, names)), found.typed


def _offers(file: str, found: Spot, names: Names) -> Iterator[Offer]:
    path = found.path
    if file in (READINGS, ASSUMPTIONS) and path[2:] == ("criteria",):
        yield from criteria(names)
    elif file == READINGS and path[:1] == ("readings",) and path[2:] == ("default",):
        known = names.known.readings.get(path[1])
        for value, meaning in known.values.items() if known is not None else ():
            yield Offer(value, meaning, "meaning", Symbol("meaning", value, path[1]))
    elif file == MANIFEST and path == ("intent",):
        yield from criteria(names)
    elif file == MANIFEST and path[:1] == ("intent",):
        yield from (Offer(word, "an intent") for word in ("broadens", "narrows", "shifts", "clarifies", "none"))
    elif file in (QUANTITIES, WHOLE) and (path[-1:] == ("unit",) or path[-1:] == ("also",)):
        yield from (Offer(unit, "a unit", "unit", Symbol("unit", unit)) for unit in sorted(names.units))
    elif is_typical(file):
        if found.key and not path:
            yield from record_keys(names)
        elif path:
            yield from record_values(path[0], path[1:], found.key, names)
    elif file == SHORT_TEMPLATE or (file == HANDLING and found.key and not path):
        yield from record_keys(names)
