"""Values of other Python libraries as plain ones: numpy's scalars, pandas' missing values and rows.

They are known by what they can do, so that no such library is needed or imported. A missing number
(NaN, NA, NaT) is unknown; a Series is a record. This module must not know fields or units.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any

from msgspec.structs import replace

from hn2301_asp.patient.problems import shown
from hn2301_asp.source.bounds import field_problem
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.scalars import Answer

#: Whole floats up to here are exact; pandas makes such of integers where one of a column is missing.
_EXACT = 2**53
_PLAIN = frozenset({str, bool, int, Decimal, Fraction, Answer})
#: Kinds of values that are plain whatever they hold.
_SURE = frozenset({*_PLAIN, type(None)} - {Decimal})
_MIDNIGHT = "T00:00:00"


def plain_record(record: Any, place: Place) -> Mapping[str, Any]:
    """The record with plain values; raises InputError where it is a table, or no mapping of fields."""
    if isinstance(record, Mapping):
        if problem := field_problem(record):
            raise InputError(Finding("value", problem[1], replace(place, field=shown(problem[0]))))
        fields: Mapping[str, Any] = plain(record)
        return fields
    if hasattr(record, "columns"):
        message = f"a {type(record).__name__} is a table of patients, not one record"
        raise InputError(Finding("no-record", message, place, help=_row_by_row(record)))
    if hasattr(record, "index") and callable(getattr(record, "items", None)):
        return {key: plain(value) for key, value in record.items()}
    kind = type(record).__name__
    raise InputError(Finding("no-record", f"a record is a mapping of fields, not a {kind}", place))


def plain(value: Any) -> Any:
    """A value as Python has it; what is none of those known here, or plain already, stays the very same.

    A float's digits are the shortest that give it, in its own precision. Whole floats are integers.
    """
    if value is None or type(value) in _PLAIN:
        return None if isinstance(value, Decimal) and value.is_nan() else value
    if isinstance(value, Mapping):
        unsure = [(key, inner) for key, inner in value.items() if type(inner) not in _SURE]
        inside = [plain(inner) for _, inner in unsure]
        if all(new is old for new, (_, old) in zip(inside, unsure, strict=True)):
            return value
        others = {key: new for new, (key, _) in zip(inside, unsure, strict=True)}
        return {key: others.get(key, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        if _SURE.issuperset(map(type, value)):
            return value
        inside = [plain(inner) for inner in value]
        return value if all(new is old for new, old in zip(inside, value, strict=True)) else inside
    if _is_missing(value):
        return None
    if type(value).__name__ == "Period":
        return str(value)
    if hasattr(value, "dtype"):
        return _of_array(value)
    return _of_number(value)


def _row_by_row(frame: Any) -> str:
    """How to go through a table, as the library of the table has it."""
    known = {"iter_rows": "frame.iter_rows(named=True)", "to_pylist": "frame.to_pylist()"}
    rows = next((words for name, words in known.items() if hasattr(frame, name)), 'frame.to_dict("records")')
    return f"screen its rows one by one: `[protocol.screen(row) for row in {rows}]`"


def _is_missing(value: Any) -> bool:
    """Whether a value is NaN, NaT or NA: not equal to itself, or a missing value by name."""
    if type(value).__name__ in ("NAType", "NaTType"):
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError, ArithmeticError):
        return False


def _of_array(value: Any) -> Any:
    """A numpy scalar as the value it holds; an array, or a Series in a field, as a list."""
    if getattr(value, "ndim", 0):
        return [plain(inner) for inner in value.tolist()]
    kind = getattr(value.dtype, "kind", None)
    if kind == "M":
        text = str(value)
        return text.partition("T")[0] if text.partition(".")[0].endswith(_MIDNIGHT) else text
    if kind == "f":
        # Digits in its own precision: a 32-bit 0.8 is 0.8, and not 0.800000011920929.
        return _of_number(Decimal(str(value)))
    return plain(value.item()) if kind in ("b", "i", "u", "U") else value


def _of_number(value: Any) -> Any:
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if (
        isinstance(value, float | Decimal)
        and math.isfinite(value)
        and -_EXACT <= value <= _EXACT
        and value == int(value)
    ):
        return int(value)
    if isinstance(value, str):
        return str(value)
    return value
