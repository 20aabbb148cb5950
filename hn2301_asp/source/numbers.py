"""Numbers and their units for people: exact where that is short, in the singular or the plural.

This module must not know any vocabulary, unit or field name but those that have a plural or no sign.
"""

from __future__ import annotations

import math
from fractions import Fraction

#: Units that stand for a bare number.
UNSHOWN = (None, "1:x", "{INR}")
#: Units that have a plural in words.
TIMES = frozenset({"day", "week", "month", "year"})


def shown_unit(unit: str | None) -> str:
    """A unit for people: no sign for what is a bare number, and powers of ten as they are printed."""
    return "" if unit in UNSHOWN else str(unit).replace("10*", "×10^")


def with_unit(number: Fraction, unit: str, digits: int = 2) -> str:
    """A number with its unit for people: ``34 years``, ``2.5 mg/dL``."""
    return f"{format_number(number, digits)} {counted_unit(unit, one=number == 1)}".rstrip()


def counted_unit(unit: str, *, one: bool) -> str:
    """A unit that is a word, in the singular or the plural."""
    if unit == "points":
        return "point" if one else unit
    return f"{shown_unit(unit)}{'s' if unit in TIMES and not one else ''}"


def format_number(number: Fraction, digits: int = 2) -> str:
    """A number for people: exact where it has few decimals, else rounded half up to ``digits``."""
    above, below = number.as_integer_ratio()
    for places in range(5):
        scaled, rest = divmod(above * 10**places, below)
        if not rest:
            return _decimal(scaled, places)
    return "about " + _decimal(math.floor(number * 10**digits + Fraction(1, 2)), digits)


def _decimal(scaled: int, places: int) -> str:
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
