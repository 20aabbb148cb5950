"""Numbers as people write them, with the sign that stands before their decimals.

`2.020` and `1,020` can be thousands or decimals. A comma so written is never guessed. A point is the
decimal sign of records, programs and comma-separated files; in a file whose decimal sign may be the
comma it is as unclear as a comma is, until the file's decimal separator is declared. This module
must not know quantities, units or fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final, Literal

from hn2301_asp.patient.problems import ValueProblem, shown
from hn2301_asp.patient.readers.records import Custom
from hn2301_asp.source.limits import MAX_EXPONENT
from hn2301_asp.source.patterns import later

#: The decimal separator that somebody declares.
Separator = Literal["point", "comma"]

#: How a number's text is to be read: as declared, by custom (None), or as unclear where it can mean two things.
Reading = Literal["point", "comma", "unclear"] | None

SEPARATORS: Final[tuple[Separator, ...]] = ("point", "comma")

#: A comparator, the digits of a number, and its unit.
NUMBER: Final = later(
    r"(?P<op><=|>=|=<|=>|≤|≥|<|>)?\s*"
    r"(?P<number>[+−-]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d+\b)?)\s*(?P<unit>.*)$",
    re.DOTALL,
)
_TWO_WAYS: Final = later(r"[1-9]\d{0,2}([.,])\d{3}")
_POINT: Final = later(r"\d*\.\d+|[1-9]\d{0,2}(,\d{3})+\.\d+|[1-9]\d{0,2}(,\d{3}){2,}")
_COMMA: Final = later(r"\d*,\d+|[1-9]\d{0,2}(\.\d{3})+,\d+")
_MANY_POINTS: Final = later(r"[1-9]\d{0,2}(\.\d{3}){2,}")
_POWER: Final = later(r"([+-]?)(\d+(?:[.,]\d+)?|[.,]\d+)[eE]([+-]?\d+)")
_HELP: Final = "write digits and a decimal point"


def two_ways(text: str) -> bool:
    """Whether the number in a text can be thousands or have decimals, as `2.020` and `<1,020 U/L`."""
    found = NUMBER.match(text.strip())
    return found is not None and _TWO_WAYS.fullmatch(found["number"].lstrip("+−-")) is not None


def is_clear(texts: Iterable[str], custom: Custom) -> bool:
    """Whether `2.020` is 2.02 in a file, by what stands in it for certain and by the custom of its kind.

    A comma for certain (`0,8`) makes it unclear in every file. A file whose fields are separated by
    semicolons leaves the comma to decimals: there it stays unclear. Where the kind of file says
    nothing, a point for certain (`0.8`) makes it clear.
    """
    certain = False
    for text in texts:
        found = NUMBER.match(text.strip())
        digits = found["number"].lstrip("+−-") if found else ""
        if not digits or _TWO_WAYS.fullmatch(digits):
            continue
        if _COMMA.fullmatch(digits):
            return False
        certain = certain or _POINT.fullmatch(digits) is not None
    return custom == "point" or (custom == "open" and certain)


def exact(text: str, reading: Reading = None) -> Fraction:
    """The number that the digits say; raises ValueProblem where that is none, or could be two."""
    if text.isdecimal():
        return Fraction(int(text))
    whole, point, decimals = text.partition(".")
    # Three decimals can be thousands, and no digit may be missing before a sign.
    if point and decimals.isdecimal() and len(decimals) != 3 and (whole.isdecimal() or not whole):
        return Fraction(int(whole + decimals), 10 ** len(decimals))
    if power := _POWER.fullmatch(text):
        return _power(text, *power.groups())
    if text.startswith("−"):
        return -exact(text[1:], reading)
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    if found := _TWO_WAYS.fullmatch(digits):
        if reading == "unclear" or (reading is None and found[1] == ","):
            raise _unclear(text, digits, reading)
        return Fraction(sign + _settled(digits, reading))
    if re.fullmatch(r"\d+|\d*\.\d+", digits):
        return Fraction(sign + digits)
    if _COMMA.fullmatch(digits):
        return Fraction(sign + digits.replace(".", "").replace(",", "."))
    if _POINT.fullmatch(digits) or (reading == "comma" and _MANY_POINTS.fullmatch(digits)):
        return Fraction(sign + digits.replace("." if reading == "comma" and "," not in digits else ",", ""))
    raise ValueProblem(f"`{shown(text)}` is no number", _HELP)


def definite(text: str, reading: Reading) -> str:
    """The text with its number so that nobody can read it in two ways, where the separator is declared."""
    if reading is None:
        return text
    found = NUMBER.match(text)
    if found is None or not two_ways(text):
        return text
    start, end = found.span("number")
    return text[:start] + _settled(text[start:end], reading) + text[end:]


def _settled(digits: str, reading: Reading) -> str:
    """Digits that could be read in two ways, with a decimal point or nothing for their sign."""
    sign = "," if "," in digits else "."
    return digits.replace(sign, "." if sign == ("," if reading == "comma" else ".") else "")


def _power(text: str, sign: str, digits: str, exponent: str) -> Fraction:
    """A number with a power of ten; its digits are never grouped, so that their sign is the decimal one."""
    if len(exponent) > len(str(MAX_EXPONENT)) + 1 or abs(int(exponent)) > MAX_EXPONENT:
        raise ValueProblem(f"the power of ten of `{shown(text)}` is larger than any measurement's", _HELP)
    return Fraction(sign + digits.replace(",", ".")) * Fraction(10) ** int(exponent)


def _unclear(text: str, digits: str, reading: Reading) -> ValueProblem:
    whole, decimals = re.split("[.,]", digits)
    fewer = decimals.rstrip("0")
    plain = f"{whole}.{decimals}0" if len(fewer) == len(decimals) else f"{whole}.{fewer}".removesuffix(".")
    help = f"write `{whole}{decimals}` or `{plain}`, or declare the separator: `screen --decimal comma`, or `point`"
    if reading is None:
        help = "write a decimal point, and no sign between thousands"
    return ValueProblem(f"`{text}` can be {whole}{decimals} or {whole}.{decimals}", help)
