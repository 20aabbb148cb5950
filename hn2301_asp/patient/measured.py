"""What the value of a quantity comes to: its fact, its evidence, and what is to be remarked on it.

A number means the same in every record, so that single cells are remembered: nothing of what stands beside
them, and none with a date or a source. This module knows no record.
"""

from __future__ import annotations

from datetime import tzinfo
from decimal import Decimal

from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.patient.digest import written
from hn2301_asp.patient.fields import RawField
from hn2301_asp.patient.lookups import Lookups, Measured, remember
from hn2301_asp.patient.model import Fact, Remark
from hn2301_asp.patient.plain import PLAIN, scale_of
from hn2301_asp.patient.values import amount

#: The code of a remark that a spreadsheet shows a number rounded.
ROUNDED = "rounded-display"
#: The types of which a value is remembered: single numbers, and texts of them.
_CELLS = frozenset({str, int, float, Decimal})


def measured(quantity: Quantity, raw: RawField, known: Lookups, zone: tzinfo | None) -> Measured:
    """What a value comes to; raises ValueProblem where it is not understood."""
    value = raw.value
    kind = type(value)
    if kind not in _CELLS:
        return _made(quantity, raw, known, zone)
    # The text says every digit: `2.50` is the number `2.5`, and is given otherwise.
    text = value if isinstance(value, str) else str(value)
    cell = (quantity.name, kind, text, raw.unit, raw.operator)
    found = known.amounts.get(cell)
    if found is None:
        found = _plain(quantity, text, raw, known) or _made(quantity, raw, known, zone)
        remember(known.amounts, cell, found, f"{text}{raw.unit}")
    return found


def _plain(quantity: Quantity, text: str, raw: RawField, known: Lookups) -> Measured | None:
    """What a plain number comes to; None where it is none, or there is something to be said of it."""
    plain = PLAIN.fullmatch(text) if raw.operator is None else None
    if plain is None:
        return None
    whole, decimals, unit = plain.groups()
    key = (quantity.name, unit, raw.unit)
    scale = known.scales.get(key)
    if scale is None and key not in known.scales:
        scale = scale_of(quantity, known.vocabulary, unit, raw.unit)
        remember(known.scales, key, scale, f"{unit}{raw.unit}")
    values = None if scale is None else scale.values(whole, decimals or "")
    if scale is None or values is None:
        return None
    name = quantity.name
    fact = Fact(name, quantity.label, text + scale.suffix, values, quantity.unit, given_unit=scale.unit)
    return Measured(fact, (name, name, values), (), written(name, raw.value, raw.unit), None)


def _made(quantity: Quantity, raw: RawField, known: Lookups, zone: tzinfo | None) -> Measured:
    found = amount(raw.value, quantity, known.vocabulary, raw.unit, raw.operator, zone)
    fact = Fact(
        quantity.name,
        quantity.label,
        found.as_given,
        found.values,
        quantity.unit,
        date=found.date,
        source=found.source,
        given_unit=found.unit,
        otherwise=found.otherwise,
    )
    remarks = []
    if found.remark and found.code:
        text = f"{quantity.label} {found.as_given}: {found.remark}"
        remarks.append(Remark(found.code, text, (quantity.name,)))
    if found.shown is not None:
        # The spreadsheet shows less of a number than it holds: the number counts.
        text = f"{quantity.label} {found.as_given}: the spreadsheet shows {found.shown}; its rounding does not count"
        remarks.append(Remark(ROUNDED, text, (quantity.name,)))
    said = written(quantity.name, raw.value, raw.unit, raw.operator)
    return Measured(fact, (quantity.name, quantity.name, found.values), tuple(remarks), said, found.days)
