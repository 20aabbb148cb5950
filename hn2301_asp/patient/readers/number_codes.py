"""The number format codes of a spreadsheet, taken apart: sections, conditions, and what stands in each.

The codes are those of ECMA-376-1, 18.8.31. This module must not know what a number becomes by them,
nor cells, fields or units.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Final, Literal

from hn2301_asp.source.private import Private

Kind = Literal["literal", "digit", "point", "comma", "percent", "slash", "exponent", "general", "text", "date"]

_TOKEN: Final = re.compile(
    r"""
      "(?P<quoted>[^"]*)"
    | \\(?P<escaped>.)
    | _(?P<gap>.)
    | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General)
    | (?P<exponent>E[+-])
    | (?P<halves>AM/PM|A/P|上午/下午)
    | (?P<digit>[0#?])
    | (?P<sign>[.,%/@;])
    | (?P<date>y+|m+|d+|h+|s+|e+|g+|b+|a{3,4})
    | (?P<plain>[^A-Za-z"\\\[\]*_])
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SIGNS: Final[dict[str, Kind]] = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "text"}
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)", re.ASCII)
_CURRENCY: Final = re.compile(r"\$([^-]*)(?:-[0-9A-Fa-f]*)?")
_ELAPSED: Final = re.compile(r"h+|m+|s+", re.IGNORECASE)
_LOOKS: Final = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|(?:DB|Nat)Num\d+)", re.IGNORECASE
)
_TESTS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "=": eq,
    "<>": ne,
}
_MOST: Final = 4


class Unreadable(ValueError):
    """A format code that is not understood, or that shows something which cannot be taken for the value."""


class Token(Private, frozen=True):
    """One piece of a section: a placeholder, a sign, letters of a date, or text shown as it stands."""

    kind: Kind
    text: str


class Section(Private, frozen=True):
    """One of the parts between semicolons. ``condition`` says for which numbers it is, where it says so."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None

    def fits(self, number: Decimal) -> bool:
        """Whether the number meets the section's own condition."""
        return self.condition is None or _TESTS[self.condition[0]](number, self.condition[1])

    def has(self, *kinds: Kind) -> bool:
        return any(token.kind in kinds for token in self.tokens)


@lru_cache(maxsize=1024)
def sections_of(code: str) -> tuple[Section, ...]:
    """The sections of a format code, from one to four; raises Unreadable."""
    found: list[list[Token]] = [[]]
    conditions: list[tuple[str, Decimal] | None] = [None]
    at = 0
    while at < len(code):
        match = _TOKEN.match(code, at)
        if match is None:
            raise Unreadable("is not understood")
        at = match.end()
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        if text == ";" and kind == "sign":
            found.append([])
            conditions.append(None)
        elif kind == "bracket" and (test := _CONDITION.fullmatch(text)):
            conditions[-1] = (test[1], Decimal(test[2]))
        elif (token := _token(str(kind), text)) is not None:
            found[-1].append(token)
    if len(found) > _MOST:
        raise Unreadable("has more than four sections")
    return tuple(Section(tuple(tokens), test) for tokens, test in zip(found, conditions, strict=True))


def section_for(number: Decimal, sections: Sequence[Section]) -> tuple[Section | None, bool]:
    """The section that shows a number (None: as General), and whether it shows it without its sign."""
    numeric = list(sections)
    if len(numeric) == _MOST or (numeric[-1].has("text") and not numeric[-1].has("digit")):
        numeric.pop()
    if not numeric:
        return None, False
    if any(section.condition for section in numeric):
        return _conditional(number, numeric), False
    if len(numeric) == 1 or number > 0:
        return numeric[0], False
    if number < 0:
        return numeric[1], True
    return numeric[2 if len(numeric) > 2 else 0], False


def text_section(sections: Sequence[Section]) -> Section | None:
    """The section that shows a text; None where a text is shown as it is."""
    last = sections[-1]
    return last if len(sections) == _MOST or last.has("text") else None


def _conditional(number: Decimal, numeric: Sequence[Section]) -> Section:
    """The first section whose condition the number meets; one without a condition is for the others.

    Where the first of three has a condition and the second none, the second is for negative numbers.
    """
    first, *others = numeric
    if first.fits(number):
        return first
    if len(others) > 1 and others[0].condition is None and number >= 0:
        others = others[1:]
    for section in others:
        if section.fits(number):
            return section
    raise Unreadable("has no section for this number")


def _token(kind: str, text: str) -> Token | None:
    if kind in ("quoted", "escaped", "plain"):
        return Token("literal", text)
    if kind == "gap":
        return Token("literal", " ")
    if kind == "fill":
        return None
    if kind == "bracket":
        return _bracket(text)
    if kind == "sign":
        return Token(_SIGNS[text], text)
    if kind == "halves":
        return Token("date", "")
    if kind in ("general", "exponent", "digit", "date"):
        return Token(kind, text.lower())  # type: ignore[arg-type]
    raise AssertionError(kind)


def _bracket(text: str) -> Token | None:
    """What stands in brackets: a colour or a kind of digits says nothing, a currency is shown."""
    if _LOOKS.fullmatch(text):
        return None
    if currency := _CURRENCY.fullmatch(text):
        return Token("literal", currency[1]) if currency[1] else None
    if _ELAPSED.fullmatch(text):
        return Token("date", text.lower())
    raise Unreadable("is not understood")
