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
    """The least and greatest values on a box of closed intervals of the quantities.

    Raises ZeroDivisionError where a divisor may be zero.
    """
    if node.kind == "number":
        return Interval.point(node.number)
    if node.kind == "quantity":
        return box[node.name]
    if node.kind == "if":
        return bounds(node.parts[0 if facts[node.name] else 1], box, facts)
    left, right = (bounds(part, box, facts) for part in node.parts)
    (a, b), (c, d) = _ends(left), _ends(right)
    if node.kind == "+":
        return Interval(a + c, b + d)
    if node.kind == "-":
        return Interval(a - d, b - c)
    if node.kind == "/":
        if c <= 0 <= d:
            raise ZeroDivisionError
        c, d = 1 / d, 1 / c
    corners = (a * c, a * d, b * c, b * d)
    return Interval(min(corners), max(corners))


def _ends(interval: Interval) -> tuple[Fraction, Fraction]:
    if interval.low is None or interval.high is None:
        raise ValueError("a box has finite ends")
    return interval.low, interval.high
