"""A number under a format with places for digits: the words around it, and what its places round.

This module must not know dates, texts or how a format code is taken apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import takewhile
from typing import Final

from hn2301_asp.patient.readers.number_codes import Token, Unreadable

_NUMBER_PARTS: Final = ("digit", "point", "general", "exponent")
#: Wide enough for every number that a cell can hold, to its last digit.
_WIDE: Final = Context(prec=5000)
_GROUPING: Final = " '’\u00a0\u202f"
_MOST_DENOMINATOR_DIGITS: Final = 7


def plain_number(number: Decimal) -> str:
    """The digits of a number, without a power of ten and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def words(tokens: Sequence[Token]) -> str:
    """What stands around a number, with single spaces."""
    return " ".join(_joined(tokens).split())


def _joined(tokens: Sequence[Token]) -> str:
    return "".join(" %" if token.kind == "percent" else token.text for token in tokens)


class PlacedNumber:
    """One number under one section that has placeholders for digits."""

    def __init__(self, tokens: Sequence[Token], number: Decimal, unsigned: bool) -> None:
        tokens = _with_denominators(tokens)
        places = [at for at, token in enumerate(tokens) if token.kind in _NUMBER_PARTS]
        first, last = places[0], places[-1]
        self.before, self.inside, self.after = tokens[:first], tokens[first : last + 1], tokens[last + 1 :]
        hundreds = sum(token.kind == "percent" for token in tokens)
        if hundreds > 1:
            raise Unreadable("has more than one sign of per cent")
        self.number = _WIDE.multiply(number, Decimal(100**hundreds))
        self.unsigned = unsigned

    def shown(self) -> tuple[str | None, str | None]:
        """The unrounded number with what stands around it, and what is shown where that is another number.

        The first is None where nothing stands around it, the second where nothing is rounded.
        Raises Unreadable where what is shown cannot be taken for the number.
        """
        if (self.after and self.after[0].kind == "comma") or self._scaled():
            raise Unreadable("shows it in thousands")
        around = words((*self.before, *self.after))
        number, digits = self.number.copy_abs(), plain_number(self.number.copy_abs())
        if not number and around and all(token.kind == "digit" and token.text != "0" for token in self.inside):
            return around, None  # as the formats of accounting show a zero: `-`
        if any(token.kind == "slash" for token in self.inside):
            rounded = self._as_fraction(number)
        elif self._woven():
            digits, rounded = self._weave(number), None
        else:
            rounded = self._rounded(number)
            digits = self._padded(digits)
        if around and any(mark.isdigit() for mark in _edges(self.before, self.after)) and not self._is_exact():
            raise Unreadable("puts further digits beside it")
        sign = "-" if self.number < 0 and not self.unsigned else ""
        before, after = _joined(self.before), _joined(self.after)
        if self.unsigned:
            before, after = self._signed(before, after)
        text = " ".join(f"{sign}{before}{digits}{after}".split())
        plain = text == plain_number(self.number)
        return None if plain else text, rounded and " ".join(f"{sign}{before}{rounded}{after}".split())

    def _signed(self, before: str, after: str) -> tuple[str, str]:
        """The words around a negative number whose section has to show the sign; brackets are one."""
        before = before.strip()
        if before.startswith("(") and after.strip().startswith(")"):
            return "-" + before[1:], after.strip()[1:]
        if "-" not in before and "−" not in before:
            raise Unreadable("hides its sign")
        return before, after

    def _scaled(self) -> bool:
        """Whether a comma stands behind the last digit before the point: the number is divided by 1,000."""
        whole = list(takewhile(lambda token: token.kind not in ("point", "exponent"), self.inside))
        digits = [at for at, token in enumerate(whole) if token.kind == "digit"]
        return bool(digits) and any(token.kind == "comma" for token in whole[digits[-1] + 1 :])

    def _woven(self) -> bool:
        """Whether something other than a sign between thousands stands among the digits."""
        return any(token.kind in ("literal", "percent") and token.text not in _GROUPING for token in self.inside)

    def _is_exact(self) -> bool:
        """Whether the digits are those of a whole number, each in its place."""
        return self.number == int(self.number) and not any(
            token.kind in ("point", "exponent", "slash") for token in self.inside
        )

    def _weave(self, number: Decimal) -> str:
        """A whole number with signs among its digits, as in `00-000`; the first place takes what is left over."""
        if not self._is_exact():
            raise Unreadable("puts signs between its digits")
        rest, found = str(int(number)), ""
        first = next(at for at, token in enumerate(self.inside) if token.kind == "digit")
        for at in range(len(self.inside) - 1, -1, -1):
            token = self.inside[at]
            if token.kind == "digit":
                take = rest if at == first else rest[-1:]
                rest = rest[: len(rest) - len(take)]
                found = (take or ("0" if token.text == "0" else "")) + found
            elif token.kind != "comma":
                found = token.text + found
        return found

    def _padded(self, digits: str) -> str:
        """A whole number with the zeros before it that a format such as `000` shows."""
        zeros = sum(token.kind == "digit" and token.text == "0" for token in self.inside)
        return digits.zfill(zeros) if self._is_exact() else digits

    def _rounded(self, number: Decimal) -> str | None:
        """What is shown of the number where its places are too few; raises Unreadable where nothing is."""
        if self.inside[0].kind == "general":
            return None
        mantissa = list(takewhile(lambda token: token.kind != "exponent", self.inside))
        exponent = number.adjusted() if len(mantissa) < len(self.inside) and number else 0
        decimals = [token.kind for token in mantissa]
        places = decimals[decimals.index("point") :].count("digit") if "point" in decimals else 0
        if len(mantissa) < len(self.inside):
            # `##0.0E+0` may show up to three digits before the point: what is lost then is less.
            whole = decimals.index("point") if "point" in decimals else len(decimals)
            exponent -= exponent % max(1, decimals[:whole].count("digit"))
        near = number.quantize(Decimal(1).scaleb(exponent - places), ROUND_HALF_UP, _WIDE) if number else number
        if not near and not any(token.text == "0" for token in mantissa):
            raise Unreadable("shows nothing of it")
        return None if near == number else f"{near:f}"

    def _as_fraction(self, number: Decimal) -> str | None:
        """What is shown of a number written as a fraction, where its denominator is too small for it."""
        slash = next(at for at, token in enumerate(self.inside) if token.kind == "slash")
        below = "".join(token.text for token in self.inside[slash + 1 :])
        exact = Fraction(number)
        if below.isdigit() and int(below):
            near = Fraction(round(exact * int(below)), int(below))
        else:
            near = exact.limit_denominator(10 ** min(len(below), _MOST_DENOMINATOR_DIGITS) - 1)
        return None if near == exact else str(near)


def _with_denominators(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, where digits behind a slash are places of the number, and another slash is one that is shown."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        if token.kind == "slash" and not _begins_denominator(tokens[at + 1 :]):
            found.append(Token("literal", token.text))
        elif token.kind == "literal" and token.text.isdigit() and _in_denominator(found):
            found.append(Token("digit", token.text))
        else:
            found.append(token)
    return found


def _begins_denominator(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and (tokens[0].kind == "digit" or tokens[0].text.isdigit())


def _in_denominator(tokens: Sequence[Token]) -> bool:
    """Whether the tokens end with a slash and digits behind it."""
    ahead = list(takewhile(lambda token: token.kind == "digit", reversed(tokens)))
    return len(ahead) < len(tokens) and tokens[-len(ahead) - 1].kind == "slash"


def _edges(before: Sequence[Token], after: Sequence[Token]) -> tuple[str, ...]:
    """The characters that stand directly beside the number."""
    left, right = "".join(token.text for token in before), "".join(token.text for token in after)
    return tuple(left[-1:] + right[:1])
