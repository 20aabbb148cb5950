"""Numbers too long to reckon with and brackets too deep to follow, found before anything is worked out.

This module must not know any format, vocabulary, unit or field name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.limits import MAX_BRACKETS, MAX_DIGITS
from hn2301_asp.source.patterns import later
from hn2301_asp.source.scalars import Answer

_LONG: Final = later(rf"(?:[0-9][._]?){{{MAX_DIGITS + 1},}}")
_BRACKET: Final = later(r"[()\[\]{}\n]")
#: Kinds of values that are neither long nor deep.
_SHORT: Final = frozenset({str, bool, float, Answer, type(None)})
#: So many bits hold every number of so many digits.
_BITS: Final = MAX_DIGITS * 10 // 3 + 1


def text_findings(text: str, file: str, *, brackets: bool = False) -> Iterator[Finding]:
    """What of a knowledge base's text is beyond the bounds; ``brackets`` says that they nest in it."""
    for found in _LONG.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"a number of more than {MAX_DIGITS} digits"
        yield Finding("number-too-large", message, Place(file, line), help="no measurement has so many")
    depth = 0
    line = 1
    for found in _BRACKET.finditer(text) if brackets else ():
        line += found.group() == "\n"
        depth = max(depth + (found.group() in "([{") - (found.group() in ")]}"), 0)
        if depth > MAX_BRACKETS:
            message = f"brackets stand more than {MAX_BRACKETS} deep within one another"
            yield Finding("threshold-syntax" if file.endswith(".thr") else "rule-syntax", message, Place(file, line))
            return


def field_problem(record: Mapping[Any, Any]) -> tuple[object, str] | None:
    """The first field of a record that cannot be worked with, and why; None where all can."""
    unsure = [(f, value) for f, value in record.items() if type(value) not in _SHORT or type(f) not in _SHORT]
    for field, value in unsure:
        if type(field) in _SHORT and _short(value):
            continue
        if problem := value_problem((field, value)):
            return field, problem
    return None


def _short(value: object) -> bool:
    """Whether a value is a number or a flat list that needs no walk: nearly every one."""
    if type(value) is int:
        return not _too_long(value)
    return type(value) is list and _SHORT.issuperset(map(type, value))


def value_problem(value: object) -> str | None:
    """Why a value of Python's own cannot be worked with, or None; it is walked without calling itself."""
    waiting: list[tuple[object, int]] = [(value, 0)]
    while waiting:
        inner, depth = waiting.pop()
        if depth > MAX_BRACKETS:
            return f"lists and mappings stand more than {MAX_BRACKETS} deep within one another"
        if type(inner) in _SHORT:
            continue
        if isinstance(inner, list | tuple):
            waiting += [(part, depth + 1) for part in inner]
        elif isinstance(inner, Mapping):
            waiting += [(part, depth + 1) for pair in inner.items() for part in pair]
        elif _too_long(inner):
            return f"a number of more than {MAX_DIGITS} digits"
    return None


def _too_long(value: object) -> bool:
    if isinstance(value, Fraction):
        return _too_long(value.numerator) or _too_long(value.denominator)
    if isinstance(value, Decimal):
        return len(value.as_tuple().digits) > MAX_DIGITS
    return isinstance(value, int) and value.bit_length() > _BITS
