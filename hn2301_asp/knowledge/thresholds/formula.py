"""Formulas of derived quantities: exact values on numbers, exact bounds on intervals.

A formula names each quantity once, so that bounds computed part by part are the true ones
(Moore's single-use expressions); ``resolve`` refuses a formula that names one twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from hn2301_asp.knowledge.thresholds.axis import Interval

Kind = Literal["number", "quantity", "if", "+", "-", "*", "/"]


class Node(Struct, frozen=True):
    """A formula's tree over canonical units. ``name`` is a quantity, or the fact of an ``if``."""

    kind: Kind
    number: Fraction = Fraction(0)
    name: str = ""
    parts: tuple[Node, ...] = ()

    def quantities(self) -> Iterator[str]:
        if self.kind == "quantity":
            yield self.name
        for part in self.parts:
            yield from part.quantities()

    def facts(self) -> Iterator[str]:
        if self.kind == "if":
            yield self.name
        for part in self.parts:
            yield from part.facts()


def value(node: Node, numbers: Mapping[str, Fraction], facts: Mapping[str, bool]) -> Fraction:
    """The formula's value; raises ZeroDivisionError where it has none."""
    if node.kind == "number":
        return node.number
    if node.kind == "quantity":
        return numbers[node.name]
    if node.kind == "if":
        return value(node.parts[0 if facts[node.name] else 1], numbers, facts)
    left, right = (value(part, numbers, facts) for part in node.parts)
    if node.kind == "+":
        return left + right
    if node.kind == "-":
        return left - right
    return left * right if node.kind == "*" else left / right


def bounds(node: Node, box: Mapping[str, Interval], facts: Mapping[str, bool]) -> Interval:
    """All values on a box of intervals of the quantities: exactly these, where every number of the box can be.

    A formula is continuous and names each quantity once, so that its values on a box are an interval, whose
    ends belong to it where some corner that belongs to the box gives them. Raises ZeroDivisionError where a
    divisor may be zero.
    """
    if node.kind == "number":
        return Interval.point(node.number)
    if node.kind == "quantity":
        return box[node.name]
    if node.kind == "if":
        return bounds(node.parts[0 if facts[node.name] else 1], box, facts)
    left, right = (bounds(part, box, facts) for part in node.parts)
    if node.kind == "-":
        return _sum(left, _scaled(right, Fraction(-1)))
    if node.kind == "+":
        return _sum(left, right)
    return _product(left, _inverse(right) if node.kind == "/" else right)


def _sum(one: Interval, other: Interval) -> Interval:
    (a, b), (c, d) = _ends(one), _ends(other)
    return Interval(a + c, b + d, one.low_open or other.low_open, one.high_open or other.high_open)


def _scaled(interval: Interval, factor: Fraction) -> Interval:
    low, high = _ends(interval)
    if factor > 0:
        return Interval(low * factor, high * factor, interval.low_open, interval.high_open)
    return Interval(high * factor, low * factor, interval.high_open, interval.low_open)


def _inverse(interval: Interval) -> Interval:
    low, high = _ends(interval)
    if low <= 0 <= high:
        raise ZeroDivisionError
    return Interval(1 / high, 1 / low, interval.high_open, interval.low_open)


def _product(one: Interval, other: Interval) -> Interval:
    (a, b), (c, d) = _ends(one), _ends(other)
    corners = [
        (x * y, x_open or y_open)
        for x, x_open in ((a, one.low_open), (b, one.high_open))
        for y, y_open in ((c, other.low_open), (d, other.high_open))
    ]
    if one.contains(Fraction(0)) or other.contains(Fraction(0)):
        # Nothing times anything is nothing, also inside a box whose corners do not belong to it.
        corners.append((Fraction(0), False))
    low, high = min(number for number, _ in corners), max(number for number, _ in corners)
    return Interval(
        low,
        high,
        all(is_open for number, is_open in corners if number == low),
        all(is_open for number, is_open in corners if number == high),
    )


def _ends(interval: Interval) -> tuple[Fraction, Fraction]:
    if interval.low is None or interval.high is None:
        raise ValueError("a box has finite ends")
    return interval.low, interval.high
