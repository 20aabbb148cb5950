"""Lists by class from their YAML: drugs, with what of each equals a dose of another, and lists of other things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import DRUGS, Drug, Equivalence, HalfLife, Reference
from hn2301_asp.knowledge.vocabulary.units import Units
from hn2301_asp.source.entries import Source, codes, flag, label, labels, optional, text, texts

#: What an item of a list is called in findings.
NOUNS, ITEM = {DRUGS: "drug"}, "item"
#: A time with its unit.
_TIME = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(\S+)")
_KEYS = (
    "label",
    "names",
    "shared",
    "door",
    "named",
    "pulsed",
    "substance",
    "codes",
    "note",
    "half_life",
)
#: How much of a drug equals a dose of another one, as the name of the key says: `equals_5mg_DRUG`.
_EQUALS = re.compile(r"equals_([0-9]+(?:\.[0-9]+)?)([A-Za-zµ]+)_([a-z][A-Za-z0-9_]*)")


def read_list(source: Source, of: str, units: Units) -> dict[str, Drug]:
    """The items of all classes of a list by their name; what cannot be read is reported."""
    found: dict[str, Drug] = {}
    entries = [*source.entries(source.data())]
    references = _references([items for _, items in entries])
    for kind, items in entries:
        source.check_name(kind, kind)
        keys = (*_KEYS, *references)
        found |= source.read(NOUNS.get(of, ITEM), items, keys, partial(_item, of, kind, references, units), kind)
    for item in found.values():
        for used in dict.fromkeys((item.name, item.substance)):
            source.check_name(used, item.drug_class, item.name)
    return found


def _references(classes: list[Mapping[str, Any]]) -> dict[str, Reference]:
    """The keys by which items of a list are compared with one of them, and what each says."""
    items = {name: item for entries in classes for name, item in entries.items() if isinstance(item, Mapping)}
    keys = dict.fromkeys(key for item in items.values() for key in item if isinstance(key, str))
    matches = [match for key in keys if (match := _EQUALS.fullmatch(key)) and match[3] in items and Fraction(match[1])]
    return {match[0]: Reference(match[0], Fraction(match[1]), match[2], match[3]) for match in matches}


def _item(
    of: str,
    drug_class: str,
    references: Mapping[str, Reference],
    units: Units,
    name: str,
    entry: Mapping[str, Any],
) -> Drug:
    compared = [key for key in references if key in entry]
    if len(compared) > 1:
        raise ValueError(f"`{compared[0]}` and `{compared[1]}`: it is compared with one dose")
    reference = references[compared[0]] if compared else None
    equals = entry[reference.key] if reference else None
    return Drug(
        name=name,
        label=label(name, entry),
        drug_class=drug_class,
        substance=optional(entry, "substance") or name,
        named=flag(entry, "named"),
        pulsed=flag(entry, "pulsed"),
        names=texts(entry, "names"),
        shared={name: _other(entry["shared"], name) for name in entry.get("shared", {})},
        door=optional(entry, "door"),
        dosed=equals is not None,
        equivalence=_equivalence(equals, reference),
        codes=codes(entry),
        note=optional(entry, "note"),
        labels=labels(entry),
        reference=reference if equals is not None else None,
        listed_in=of,
        half_life=_half_life(entry["half_life"], units) if "half_life" in entry else None,
    )


def _half_life(written: Any, units: Units) -> HalfLife:
    """A half-life with its source, both required."""
    entry: Mapping[str, Any] = written if isinstance(written, Mapping) else {}
    found = _TIME.fullmatch(str(entry.get("value", "")))
    unit = units.known(found.group(2)) if found else None
    if found is not None and unit is None:
        raise ValueError(f"`half_life`: unit `{found.group(2)}` is not declared in units.yaml")
    if not entry.keys() <= {"value", "source"} or found is None or unit is None or not Fraction(found.group(1)):
        raise ValueError("`half_life` needs a `value` such as `20 days`, and its `source`")
    return HalfLife(Fraction(found.group(1)), unit, text(entry, "source"))


def _other(shared: Mapping[str, Any], name: str) -> str:
    """What else a shared name means: a drug of the vocabulary or another thing, by its name."""
    other = text(shared, name)
    if not any(letter.isalpha() for letter in other):
        raise ValueError(f"`{name}: {other}` under `shared` must name what else it means")
    return other


def _equivalence(equals: Any, reference: Reference | None) -> Equivalence | None:
    """None where a drug has no equivalent dose, or none is known."""
    if reference is None or equals is None or equals == "none":
        return None
    ends = equals if isinstance(equals, list) else [equals, equals]
    if len(ends) != 2 or not all(isinstance(n, int | Decimal) and n > 0 for n in ends) or ends[0] > ends[1]:
        words = f"a number of {reference.unit}, two of them for a range, or none"
        raise ValueError(f"`{reference.key}` must be {words}")
    return Equivalence(Fraction(ends[0]), Fraction(ends[1]))
