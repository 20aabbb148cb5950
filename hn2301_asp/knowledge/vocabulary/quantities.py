"""Quantities from their YAML file: units, recording steps and ranges, exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import Quantity, Room
from hn2301_asp.knowledge.vocabulary.units import Units
from hn2301_asp.source.entries import Source, codes, flag, labels, optional, text, texts

_AMOUNT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(.*?)\s*$")
_KEYS = (
    "label",
    "names",
    "unit",
    "also",
    "step",
    "possible",
    "plausible",
    "bare",
    "counted",
    "agrees_within",
    "completed",
    "since",
    "never",
    "ever",
    "uln",
    "room",
    "codes",
    "note",
    "hidden",
    "source",
)


def read_quantities(source: Source, units: Units) -> dict[str, Quantity]:
    """The quantities by their name; what cannot be read is reported."""
    return source.read("quantity", source.data(), _KEYS, lambda name, entry: _quantity(name, entry, units))


def _quantity(name: str, entry: Mapping[str, Any], units: Units) -> Quantity:
    unit = _declared(text(entry, "unit"), units)
    factors = {unit: Fraction(1)}
    for spelling, conversion in entry.get("also", {}).items():
        other = _declared(spelling, units)
        factors[other] = units.factor(other, unit, optional(conversion, "per"))
    step = _AMOUNT.match(text(entry, "step"))
    if not step or not step.group(2) or not Fraction(step.group(1)):
        raise ValueError(f"`{entry['step']}` is no recording step such as `0.1 mg/dL`")
    step_unit = units.known(step.group(2))
    if step_unit not in factors:
        raise ValueError(f"the step's unit `{step.group(2)}` is not one of the quantity's units")
    room = entry.get("room")
    return Quantity(
        name=name,
        label=text(entry, "label"),
        unit=unit,
        units=factors,
        step=Fraction(step.group(1)) * factors[step_unit],
        possible=_range(entry["possible"]),
        plausible=_range(entry["plausible"]),
        names=texts(entry, "names"),
        bare_number=entry.get("bare") != "error",
        # What is completed is whole by that: years of age, days.
        counted=flag(entry, "counted") or flag(entry, "completed"),
        completed=flag(entry, "completed"),
        never=flag(entry, "never"),
        ever=optional(entry, "ever"),
        since=text(entry["since"], "date") if "since" in entry else None,
        uln=optional(entry, "uln"),
        agrees_within=_share(text(entry, "agrees_within")) if "agrees_within" in entry else None,
        room=Room(text(room, "measured"), text(room, "when")) if room else None,
        hidden=optional(entry, "hidden"),
        codes=codes(entry),
        note=optional(entry, "note"),
        labels=labels(entry),
    )


def _share(written: str) -> Fraction:
    found = _AMOUNT.match(written)
    if not found or found.group(2) != "%":
        raise ValueError(f"`{written}` is no share such as `2 %`")
    return Fraction(found.group(1)) / 100


def _declared(spelling: str, units: Units) -> str:
    unit = units.known(spelling)
    if unit is None:
        raise ValueError(f"unit `{spelling}` is not declared in units.yaml")
    return unit


def _range(pair: Any) -> tuple[Fraction, Fraction]:
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(n, int | Decimal) for n in pair):
        raise ValueError("a range is written as two numbers, such as [0, 100]")
    low, high = Fraction(pair[0]), Fraction(pair[1])
    if low > high:
        raise ValueError(f"the range {pair[0]} to {pair[1]} is empty")
    return low, high
