"""What can be done about each fact, from its YAML file: kinds of change, efforts and margins, exactly.

The file is optional. What it says of a field is checked against the vocabulary, which stands already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

from hn2301_asp.knowledge.vocabulary.model import ChangeKind, Handling, Vocabulary
from hn2301_asp.source.diagnostics import did_you_mean
from hn2301_asp.source.entries import Source, optional, text, texts
from hn2301_asp.source.lists import listed

_AMOUNT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(\S.*?)\s*$")
_SHARE = "%"
_KINDS: dict[str, ChangeKind] = {kind: kind for kind in get_args(ChangeKind)}
_KEYS = ("kind", "effort", "resets", "margin", "note")


def read_handling(source: Source, vocabulary: Vocabulary) -> dict[str, Handling]:
    """How each field is handled, by its name, and what is said of a kind of change; what cannot be read is reported."""
    known = {*_handled(vocabulary), *_KINDS}
    timed = [quantity.name for quantity in vocabulary.quantities.values() if quantity.since]

    def make(name: str, entry: Mapping[str, Any]) -> Handling:
        if name in vocabulary.record:
            timed_from = [q.name for q in vocabulary.quantities.values() if name in (q.since, q.to)]
            help = f"say it of what is counted from it: {listed([f'`{q}`' for q in timed_from], 'or')}"
            source.report(f"`{name}` is not handled by itself", name, help=help if timed_from else None)
        elif name not in known:
            source.report(f"`{name}` is no field of a record", name, help=did_you_mean(name, sorted(known)))
        kind = text(entry, "kind")
        if kind not in _KINDS:
            help = did_you_mean(kind, _KINDS) or f"kinds are {', '.join(_KINDS)}"
            source.report(f"`{kind}` is no kind of change", name, "kind", help=help)
        for reset in (resets := texts(entry, "resets")):
            if reset not in timed:
                message = f"`{reset}` is no time that is counted from a date"
                source.report(message, name, "resets", help=did_you_mean(reset, timed))
        if name in _KINDS and name != kind:
            source.report(f"`{name}` is of the kind `{name}`", name, "kind")
        given = optional(entry, "margin") if name in known else None
        margin, relative = _margin(source, name, given, vocabulary)
        return Handling(_KINDS.get(kind, "fixed"), _effort(entry), resets, margin, relative, optional(entry, "note"))

    return source.read("handling of", source.data(), _KEYS, make)


def _handled(vocabulary: Vocabulary) -> Iterator[str]:
    """What can be handled: fields that are facts, families and doses as a whole.

    Dates and fields about the record itself follow the time that is counted from them.
    """
    yield from (field for field in vocabulary.fields() if field not in vocabulary.record)
    yield from vocabulary.doses


def _effort(entry: Mapping[str, Any]) -> Fraction:
    effort = entry.get("effort", 1)
    if isinstance(effort, bool) or not isinstance(effort, int | Decimal) or effort <= 0:
        raise ValueError("`effort` must be a number above 0")
    return Fraction(effort)


def _margin(source: Source, name: str, given: str | None, vocabulary: Vocabulary) -> tuple[Fraction | None, bool]:
    """The margin, and whether it is a share of the value; it is none where it was reported."""
    if given is None:
        return None, False
    if (quantity := vocabulary.quantities.get(name)) is None:
        source.report(f"`{name}` is no quantity: it has no margin", name, "margin")
        return None, False
    if quantity.grades:
        source.report(f"`{name}` has grades: they have no margin", name, "margin")
        return None, False
    found = _AMOUNT.match(given)
    if not found or not Fraction(found.group(1)):
        help = f"a margin is written as `3 %` or `1 {quantity.unit}`"
        source.report(f"`{given}` is no margin", name, "margin", help=help)
        return None, False
    amount, spelling = Fraction(found.group(1)), found.group(2)
    unit = vocabulary.unit(spelling)
    # Where % is the quantity's own unit, a margin in it is an amount like any other.
    if unit is not None and unit in quantity.units:
        return amount * quantity.units[unit], False
    if spelling == _SHARE and quantity.unit in vocabulary.offsets:
        message = f"`{given}` is a share of the value, and `{quantity.unit}` counts from a zero of its own"
        source.report(message, name, "margin", help=f"write it in {quantity.unit}")
        return None, False
    if spelling == _SHARE and amount < 100:
        return amount / 100, True
    understood = ", ".join(f"`{u}`" for u in quantity.units)
    message = (
        f"a margin of `{given}` is more than the value" if spelling == _SHARE else f"`{spelling}` is no unit of it"
    )
    source.report(message, name, "margin", help=f"a margin is a share in `{_SHARE}`, or an amount in {understood}")
    return None, False
