"""Values of formulas with powers and logarithms: a fraction on the right side of every limit, proved.

What is rational stays a fraction. Everything else is enclosed in a ball (Arb, by python-flint), which is made
smaller until no limit that can be written lies in it, or it is proved that the value is just that limit.
mpmath's intervals would do too, but take twenty times as long (136 against 6 µs for a CKD-EPI value).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import isqrt, lcm
from operator import add, mul, sub, truediv
from typing import TYPE_CHECKING, NamedTuple

from hn2301_asp.knowledge.thresholds.expression import Node

if TYPE_CHECKING:
    from flint import arb

#: A limit's denominator is at most this: between two such numbers there is room to see on which side a value lies.
FINEST = 10**18
#: So many binary digits are asked for at first, and at most. The latter is never met: a value that is no fraction
#: and lies so near to one is not known.
_FIRST_BITS, _MOST_BITS = 192, 1 << 20
#: Powers of whole numbers of more binary digits are not written out: what they come to is told by balls alone.
_MOST_DIGITS = 1 << 21

Numbers = Mapping[str, Fraction]
Answers = Mapping[str, bool]


class Outside(ArithmeticError):
    """A formula has no value: the root of a number below zero, the logarithm of one that is not above it."""


def settled(node: Node, numbers: Numbers, answers: Answers) -> Fraction:
    """The value of a formula; where it is no fraction, one that no number of a denominator up to FINEST parts from it.

    Raises ZeroDivisionError and Outside where it has none.
    """
    bits = _FIRST_BITS
    found = _enclosed(node, numbers, answers, bits)
    known: _Root | None = None
    while not isinstance(found, Fraction):
        near = simplest(*found)
        if near.denominator > FINEST:
            return near
        known = known or _root(node, numbers, answers)
        if known is not None and known.degree == 1:
            return known.sign * known.number
        if bits >= _MOST_BITS:
            raise ArithmeticError(f"a formula's value could not be told from {near}")
        bits *= 4
        found = _enclosed(node, numbers, answers, bits)
    return found


def _fraction(exact: arb) -> Fraction:
    mantissa, exponent = exact.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The number of the smallest denominator in a closed interval (Stern and Brocot)."""
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest(-high, -low)
    (a, b), (c, d) = low.as_integer_ratio(), high.as_integer_ratio()
    terms = []
    while (whole := -(-a // b)) * d > c:
        floor = a // b
        terms.append(floor)
        a, b, c, d = d, c - floor * d, b, a - floor * b
    over, under = whole, 1
    for term in reversed(terms):
        over, under = term * over + under, over
    return Fraction(over, under)


def _enclosed(node: Node, numbers: Numbers, answers: Answers, bits: int) -> Fraction | tuple[Fraction, Fraction]:
    """The value, where everything on the way to it is a fraction; else two ends between which it lies."""
    import flint

    with flint.ctx.workprec(bits):
        found = _value(node, numbers, answers)
        return found if isinstance(found, Fraction) else (_fraction(found.lower()), _fraction(found.upper()))


def _value(node: Node, numbers: Numbers, answers: Answers) -> Fraction | arb:
    kind = node.kind
    if kind == "number":
        return node.number
    if kind == "quantity":
        return numbers[node.name]
    if kind == "if":
        return _value(node.parts[0 if answers[node.name] else 1], numbers, answers)
    if kind == "case":
        return _value(node.parts[0 if numbers[node.name] < node.number else 1], numbers, answers)
    values = [_value(part, numbers, answers) for part in node.parts]
    if kind == "ln":
        return _logarithm(values[0])
    one, other = values
    if kind == "^":
        return _power(one, other)
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return _of_fractions(kind, one, other)
    left, right = _ball(one), _ball(other)
    if kind in ("min", "max"):
        return left.min(right) if kind == "min" else left.max(right)
    if kind in ("+", "-"):
        return left + right if kind == "+" else left - right
    return left * right if kind == "*" else left / right


def _of_fractions(kind: str, one: Fraction, other: Fraction) -> Fraction:
    operations: dict[str, Callable[[Fraction, Fraction], Fraction]] = {"min": min, "max": max}
    operations |= {"+": add, "-": sub, "*": mul, "/": truediv}
    return operations[kind](one, other)


def _ball(number: Fraction | arb) -> arb:
    from flint import arb, fmpq

    return arb(fmpq(number.numerator, number.denominator)) if isinstance(number, Fraction) else number


def _logarithm(number: Fraction | arb) -> Fraction | arb:
    if isinstance(number, Fraction):
        if number <= 0:
            raise Outside("the logarithm of a number that is not above zero")
        if number == 1:
            return Fraction(0)
    return _ball(number).log()


def _power(base: Fraction | arb, exponent: Fraction | arb) -> Fraction | arb:
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        exact = _exact_power(base, exponent)
        if exact is not None:
            return exact
        if base < 0:
            raise Outside("the root of a number below zero")
    return _ball(base) ** _ball(exponent)


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """A power that is a fraction and can be written out; None where it is none, or too long."""
    if exponent.denominator != 1:
        if base < 0:
            return None
        root = _rooted(base, exponent.denominator)
        if root is None:
            return None
        base = root
    if base == 0 and exponent < 0:
        raise ZeroDivisionError
    if _digits(base) * abs(exponent.numerator) > _MOST_DIGITS:
        return None
    return base**exponent.numerator


def _digits(number: Fraction) -> int:
    return number.numerator.bit_length() + number.denominator.bit_length()


class _Root(NamedTuple):
    """``sign`` times the ``degree``-th root of ``number``, which is not below zero."""

    number: Fraction
    degree: int = 1
    sign: int = 1

    def raised(self, power: int) -> Fraction | None:
        """Its ``number`` to a power; None where that is too long to be written out."""
        return None if _digits(self.number) * abs(power) > _MOST_DIGITS else self.number**power


_ONE = _Root(Fraction(1))


def _root(node: Node, numbers: Numbers, answers: Answers) -> _Root | None:
    """The value as a root of a fraction; None where it is none that this way of reckoning finds."""
    kind = node.kind
    if kind in ("number", "quantity"):
        return _of(node.number if kind == "number" else numbers[node.name])
    if kind == "if":
        return _root(node.parts[0 if answers[node.name] else 1], numbers, answers)
    if kind == "case":
        return _root(node.parts[0 if numbers[node.name] < node.number else 1], numbers, answers)
    parts = [_root(part, numbers, answers) for part in node.parts]
    one, other = parts[0], parts[-1]
    if one is None or other is None:
        return None
    if kind == "ln":
        return _of(Fraction(0)) if one == _ONE else None
    if kind == "^":
        return _powered(one, other)
    if kind == "*":
        return _times(one, other)
    if kind == "/":
        under = _powered(other, _of(Fraction(-1)))
        return None if under is None else _times(one, under)
    if kind in ("+", "-"):
        if one.degree != 1 or other.degree != 1:
            return None
        left, right = one.sign * one.number, other.sign * other.number
        return _of(left + right if kind == "+" else left - right)
    powers = _alike(one, other)
    if powers is None:
        return None
    first_is_less = one.sign * powers[0] <= other.sign * powers[1]
    return one if first_is_less == (kind == "min") else other


def _of(number: Fraction) -> _Root:
    return _Root(abs(number), 1, -1 if number < 0 else 1)


def _alike(one: _Root, other: _Root) -> tuple[Fraction, Fraction] | None:
    """The numbers of which two roots are the roots of one degree."""
    degree = lcm(one.degree, other.degree)
    first, second = (root.raised(degree // root.degree) for root in (one, other))
    return None if first is None or second is None else (first, second)


def _times(one: _Root, other: _Root) -> _Root | None:
    powers = _alike(one, other)
    return powers and _reduced(powers[0] * powers[1], lcm(one.degree, other.degree), one.sign * other.sign)


def _powered(root: _Root, exponent: _Root) -> _Root | None:
    power = exponent.sign * exponent.number
    if exponent.degree != 1 or (root.sign < 0 and power.denominator != 1) or (root.number == 0 and power <= 0):
        return None
    number = root.raised(power.numerator)
    sign = root.sign if power.numerator % 2 else 1
    return None if number is None else _reduced(number, root.degree * power.denominator, sign)


def _reduced(number: Fraction, degree: int, sign: int) -> _Root:
    root = _rooted(number, degree)
    return _Root(number, degree, sign) if root is None else _Root(root, 1, sign)


@lru_cache(maxsize=4096)
def _rooted(number: Fraction, degree: int) -> Fraction | None:
    """The root of a number from zero upwards, where it is a fraction."""
    found = Fraction(*(_whole_root(part, degree) for part in (number.numerator, number.denominator)))
    return found if found**degree == number else None


def _whole_root(number: int, degree: int) -> int:
    """The greatest whole number whose power is no more than that (Newton's way, from above)."""
    if degree == 1 or number < 2:
        return number
    if degree >= number.bit_length():
        return 1
    if degree == 2:
        return isqrt(number)
    near = 1 << -(-number.bit_length() // degree)
    while (nearer := ((degree - 1) * near + number // near ** (degree - 1)) // degree) < near:
        near = nearer
    return near
