"""What a record tells of the items of a family, each as a field of its own.

``used: [{drug: D, months: 7}]`` is the list ``[D]`` and ``used.D.months: 7``. This
module knows no value and no other name of an item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import Family


def holds_more(value: object) -> bool:
    """Whether a value holds fields of its own, or is a list of which some item does."""
    if isinstance(value, list | tuple):
        return any(isinstance(entry, Mapping) for entry in value)
    return isinstance(value, Mapping)


def unfolded(field: str, value: Any, family: Family) -> Iterator[tuple[str, object]]:
    """The fields of a family's list, or of a mapping of its items; ``field`` is how the record spells the family."""
    if isinstance(value, Mapping):
        for item, inner in value.items():
            yield from of_item(f"{field}.{item}", inner, family)
        return
    yield field, [named(entry, family) for entry in value]
    for entry in value:
        if (key := _naming(entry, family)) is not None:
            yield from (
                (f"{field}.{entry[key]}.{attribute}", inner) for attribute, inner in entry.items() if attribute != key
            )


def of_item(field: str, value: object, family: Family) -> Iterator[tuple[str, object]]:
    """The field of one item, or those of its attributes: `D: {months: 7}`."""
    if family.attributes and isinstance(value, Mapping):
        yield from ((f"{field}.{attribute}", inner) for attribute, inner in value.items())
    else:
        yield field, value


def named(entry: Any, family: Family) -> Any:
    """The item that an entry of a list names; the entry itself where it tells nothing more, or names none."""
    key = _naming(entry, family)
    return entry if key is None else entry[key]


def _naming(entry: Any, family: Family) -> str | None:
    """What names the item in an entry of a list that tells more of it."""
    if not family.attributes or not isinstance(entry, Mapping):
        return None
    return next((key for key in family.keys if isinstance(entry.get(key), str)), None)
