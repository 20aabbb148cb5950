"""What a record would say if its drugs without a name came in by one of the vocabulary's doors.

Nothing is decided here: whether a drug comes in by a door is a question to the investigator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from hn2301_asp.knowledge.vocabulary.model import Family, Item, Vocabulary
from hn2301_asp.patient.fields import raw_fields
from hn2301_asp.patient.items import field_named, is_known, split_field, written_items
from hn2301_asp.patient.problems import ValueProblem


def unknown_names(record: Mapping[str, Any], vocabulary: Vocabulary, names: Mapping[str, str]) -> dict[str, Family]:
    """The names in a record that no item has, each with the family with a door in which it stands."""
    found: dict[str, Family] = {}
    for name, family in _unknown(record, vocabulary, names):
        found.setdefault(name, family)
    return found


def _unknown(
    record: Mapping[str, Any], vocabulary: Vocabulary, names: Mapping[str, str]
) -> Iterator[tuple[str, Family]]:
    for spelling, value in raw_fields(record, vocabulary):
        prefix, item = split_field(spelling)
        family = vocabulary.families.get(prefix)
        if family is None or not doors_of(family):
            continue
        if item and field_named(spelling, names) is None and not is_known(family, item):
            yield item, family
        elif not item:
            try:
                yield from ((str(raw), family) for raw in written_items(family, value) if not is_known(family, raw))
            except ValueProblem:
                return


def doors_of(family: Family) -> tuple[Item, ...]:
    return tuple(item for item in family.items.values() if item.door)


def through(vocabulary: Vocabulary, door: str, written: tuple[str, ...]) -> Vocabulary:
    """The vocabulary in which some names are names of a door."""
    families = dict(vocabulary.families)
    for name, family in families.items():
        if (item := family.items.get(door)) is not None:
            named = replace(item, names=(*item.names, *written))
            families[name] = replace(family, items={**family.items, door: named})
    return replace(vocabulary, families=families)
