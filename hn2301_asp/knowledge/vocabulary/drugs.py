"""Drugs by class from their YAML file, with their equivalents of prednisone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import Drug, Equivalence
from hn2301_asp.source.entries import Source, codes, flag, label, labels, optional, text, texts

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
    "equals_5mg_prednisone",
)


def read_drugs(source: Source) -> dict[str, Drug]:
    """The drugs of all classes by their name; what cannot be read is reported."""
    found: dict[str, Drug] = {}
    for drug_class, drugs in source.entries(source.data()):
        source.check_name(drug_class, drug_class)
        found |= source.read("drug", drugs, _KEYS, partial(_drug, drug_class), drug_class)
    for drug in found.values():
        for used in dict.fromkeys((drug.name, drug.substance)):
            source.check_name(used, drug.drug_class, drug.name)
    return found


def _drug(drug_class: str, name: str, entry: Mapping[str, Any]) -> Drug:
    equals = entry.get("equals_5mg_prednisone")
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
        equivalence=_equivalence(equals),
        codes=codes(entry),
        note=optional(entry, "note"),
        labels=labels(entry),
    )


def _other(shared: Mapping[str, Any], name: str) -> str:
    """What else a shared name means: a drug of the vocabulary or another thing, by its name."""
    other = text(shared, name)
    if not any(letter.isalpha() for letter in other):
        raise ValueError(f"`{name}: {other}` under `shared` must name what else it means")
    return other


def _equivalence(equals: Any) -> Equivalence | None:
    """None where a drug has no equivalent dose, or none is known."""
    if equals is None or equals == "none":
        return None
    ends = equals if isinstance(equals, list) else [equals, equals]
    if len(ends) != 2 or not all(isinstance(n, int | Decimal) and n > 0 for n in ends) or ends[0] > ends[1]:
        raise ValueError("`equals_5mg_prednisone` must be a number of mg, two of them for a range, or none")
    return Equivalence(Fraction(ends[0]), Fraction(ends[1]))
