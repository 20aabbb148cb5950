"""A patient's record as JSON that reads as the very same record.

JSON has neither dates nor exact decimals: they become the text that reads the same. Numbers whose
text would not surely read the same (a power of ten, a fraction, `1.500`) become an object that names their kind.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from hn2301_asp.patient.numerals import two_ways
from hn2301_asp.patient.problems import shown
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.scalars import Answer, UnusableNumber, decimal

#: Larger whole numbers lose digits in programs whose numbers are doubles.
_LARGEST: Final = 2**53
_FRACTION: Final = re.compile(r"-?[0-9]{1,100}(?:/[0-9]{1,100})?", re.ASCII)
_NUMBER: Final = re.compile(r"-?[0-9]{1,100}(?:\.[0-9]{1,100})?(?:[eE][-+]?[0-9]{1,4})?", re.ASCII)


def as_json(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as JSON data; raises InputError where a value is of a kind that no file holds."""
    return {str(name): _encoded(value, str(name)) for name, value in record.items()}


def from_json(data: Mapping[str, Any]) -> dict[str, Any]:
    """The record that ``as_json`` was given; raises InputError where the data are altered."""
    return {name: _decoded(value, name) for name, value in data.items()}


def _encoded(value: object, name: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Answer):
        return bool(value)
    if isinstance(value, int):
        return int(value) if abs(value) < _LARGEST else str(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, (Decimal, float)):
        text = str(value)
        kind = "decimal" if isinstance(value, Decimal) else "float"
        return {kind: text} if "e" in text.lower() or two_ways(text) else text
    if isinstance(value, datetime.date):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _encoded(inner, name) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encoded(inner, name) for inner in value]
    raise InputError(
        Finding(
            "record-input",
            f"a value of the kind `{type(value).__name__}` cannot be recorded",
            Place(field=shown(name)),
            help="give texts, numbers, dates, yes or no",
        )
    )


def _decoded(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_decoded(inner, name) for inner in value]
    if isinstance(value, dict):
        if len(value) == 1:
            ((kind, inner),) = value.items()
            if kind in ("decimal", "float", "fraction"):
                return _number(kind, inner, name)
        return {key: _decoded(inner, name) for key, inner in value.items()}
    return value


def _number(kind: str, text: object, name: str) -> object:
    """The number of a kind; texts that would be costly to read are refused before they are read."""
    try:
        if isinstance(text, str) and kind == "fraction" and _FRACTION.fullmatch(text):
            return Fraction(text)
        if isinstance(text, str) and kind != "fraction" and _NUMBER.fullmatch(text):
            number = decimal(text)
            if kind == "decimal":
                return number
            if math.isfinite(float(number)):
                return float(number)
    except (UnusableNumber, ZeroDivisionError):
        pass
    raise InputError(Finding("record-input", f"`{shown(text)}` is no {kind}", Place(field=shown(name))))
