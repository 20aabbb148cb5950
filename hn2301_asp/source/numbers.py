"""Numbers and their units for people: exact where that is short, in the singular or the plural.

This module must not know any vocabulary, unit or field name but those that have a plural or no sign.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Literal

#: What a limit may be a multiple of: a limit of what is normal, or what was measured at the beginning.
Times = Literal["ULN", "LLN", "baseline"]
#: Units that stand for a bare number.
UNSHOWN = (None, "1:x", "{INR}")
#: Units that have a plural in words.
TIMES = frozenset({"hour", "day", "week", "month", "year"})
#: A number of so many decimals is shown as it is.
MOST_DECIMALS = 4


#: What stands between the names of grades in their scale, which is their unit: ``I < II < III < IV``.
ORDER = " < "


def grade(number: Fraction, unit: str | None) -> str | None:
    """The name of a grade, where a unit is a scale of grades."""
    if unit is None or ORDER not in unit:
        return None
    names = unit.split(ORDER)
    return names[int(number)] if number.denominator == 1 and 0 <= number < len(names) else None


def named(number: Fraction, unit: str) -> str:
    """A number without its unit, or a grade by its name."""
    return grade(number, unit) or format_number(number)


def shown_unit(unit: str | None) -> str:
    """A unit for people: no sign for a bare number and for grades, and powers of ten as they are printed."""
    return "" if unit in UNSHOWN or ORDER in str(unit) else str(unit).replace("10*", "×10^")


def with_unit(number: Fraction, unit: str, digits: int = 2) -> str:
    """A number with its unit for people: ``34 years``, ``2.5 mg/dL``."""
    return grade(number, unit) or f"{format_number(number, digits)} {counted_unit(unit, one=number == 1)}".rstrip()


def counted_unit(unit: str, *, one: bool) -> str:
    """A unit that is a word, in the singular or the plural."""
    if unit == "points":
        return "point" if one else unit
    return f"{shown_unit(unit)}{'s' if unit in TIMES and not one else ''}"


def format_number(number: Fraction, digits: int = 2) -> str:
    """A number for people: exact where it has few decimals, else rounded half up to ``digits``."""
    above, below = number.as_integer_ratio()
    for places in range(MOST_DECIMALS + 1):
        scaled, rest = divmod(above * 10**places, below)
        if not rest:
            return _decimal(scaled, places)
    return "about " + fixed(number, digits)


def fixed(number: Fraction, places: int) -> str:
    """A number with so many decimals, rounded half up."""
    return _decimal(math.floor(number * 10**places + Fraction(1, 2)), places)


def decimals(number: Fraction) -> int | None:
    """How many decimals a number has; None where it cannot be written with a decimal point."""
    rest, found = number.denominator, [0, 0]
    for place, prime in enumerate((2, 5)):
        while rest % prime == 0:
            rest //= prime
            found[place] += 1
    return max(found) if rest == 1 else None


def spanned(low: Fraction, high: Fraction, unit: str) -> str:
    """From one number to another: ``0.1 to 30 ×10^9/L``."""
    return f"{named(low, unit)} to {with_unit(high, unit)}"


def about_once(text: str) -> str:
    """A text of several numbers, with "about" before the first where it stands before any."""
    return f"about {text.replace('about ', '')}" if "about " in text else text


def _decimal(scaled: int, places: int) -> str:
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
