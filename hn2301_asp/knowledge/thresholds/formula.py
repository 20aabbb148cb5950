"""Formulas of derived quantities: exact values on numbers, exact bounds on intervals.

A formula of sums, products and quotients names each quantity once, so that bounds computed part by part are the true
ones (Moore's single-use expressions); any other one is a curve, which is reckoned as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.expression import Kind, Node

__all__ = ["Kind", "Node", "Range", "Ratio", "bounds", "ratio", "value"]

#: A number as two whole ones, the second positive: reckoned with, and made a fraction at the end.
Ratio = tuple[int, int]
#: The ends of an interval, and whether each is open.
Range = tuple[Ratio, Ratio, bool, bool]


def value(node: Node, numbers: Mapping[str, Fraction], facts: Mapping[str, bool]) -> Fraction:
    """The formula's value; raises ZeroDivisionError where it has none."""
    return Fraction(*ratio(node, numbers, facts))


def ratio(node: Node, numbers: Mapping[str, Fraction] | Mapping[str, Ratio], facts: Mapping[str, bool]) -> Ratio:
    """The same, of fractions or ratios, as a ratio that need not be in its lowest terms."""
    kind = node.kind
    if kind == "quantity":
        number = numbers[node.name]
        return number if isinstance(number, tuple) else number.as_integer_ratio()
    if kind == "number":
        return node.number.as_integer_ratio()
    if kind == "if":
        return ratio(node.parts[0 if facts[node.name] else 1], numbers, facts)
    if node.curve is not None:
        from hn2301_asp.knowledge.thresholds.curves import curve_value

        return curve_value(node.curve, _fractions(node, numbers), facts).as_integer_ratio()
    left, right = node.parts
    a, b = ratio(left, numbers, facts)
    c, d = ratio(right, numbers, facts)
    if kind == "*":
        return a * c, b * d
    if kind == "/":
        return _divided((a, b), (c, d))
    return (a * d + c * b if kind == "+" else a * d - c * b), b * d


def _fractions(node: Node, numbers: Mapping[str, Fraction] | Mapping[str, Ratio]) -> dict[str, Fraction]:
    found = {name: numbers[name] for name in node.quantities()}
    return {name: Fraction(*one) if isinstance(one, tuple) else one for name, one in found.items()}


def _divided(one: Ratio, other: Ratio) -> Ratio:
    (a, b), (c, d) = one, other
    if c == 0:
        raise ZeroDivisionError
    return (a * d, b * c) if c > 0 else (-a * d, -b * c)


def bounds(node: Node, box: Mapping[str, Interval] | Mapping[str, Range], facts: Mapping[str, bool]) -> Interval:
    """All values on a box of intervals of the quantities: exactly these, where every number of the box can be.

    A formula is continuous and names each quantity once, so that its values on a box are an interval, whose
    ends belong to it where some corner that belongs to the box gives them. Raises ZeroDivisionError where a
    divisor may be zero.
    """
    low, high, low_open, high_open = _bounds(node, box, facts)
    return Interval(Fraction(*low), Fraction(*high), low_open, high_open)


def _bounds(node: Node, box: Mapping[str, Interval] | Mapping[str, Range], facts: Mapping[str, bool]) -> Range:
    kind = node.kind
    if kind == "number":
        point = node.number.numerator, node.number.denominator
        return point, point, False, False
    if kind == "quantity":
        range_ = box[node.name]
        return range_ if isinstance(range_, tuple) else _ends(range_)
    if kind == "if":
        return _bounds(node.parts[0 if facts[node.name] else 1], box, facts)
    if node.curve is not None:
        from hn2301_asp.knowledge.thresholds.curves import curve_bounds

        return _ends(curve_bounds(node.curve, {name: _interval(box[name]) for name in node.quantities()}, facts))
    left, right = (_bounds(part, box, facts) for part in node.parts)
    if kind == "-":
        return _sum(left, _negative(right))
    if kind == "+":
        return _sum(left, right)
    return _product(left, _inverse(right) if kind == "/" else right)


def _sum(one: Range, other: Range) -> Range:
    ((a, b), (c, d)), ((e, f), (g, h)) = one[:2], other[:2]
    return (a * f + e * b, b * f), (c * h + g * d, d * h), one[2] or other[2], one[3] or other[3]


def _negative(range_: Range) -> Range:
    (a, b), (c, d), low_open, high_open = range_
    return (-c, d), (-a, b), high_open, low_open


def _inverse(range_: Range) -> Range:
    low, high, low_open, high_open = range_
    if low[0] <= 0 <= high[0]:
        raise ZeroDivisionError
    return _divided((1, 1), high), _divided((1, 1), low), high_open, low_open


def _product(one: Range, other: Range) -> Range:
    corners = [
        (a * c, b * d, x_open or y_open)
        for (a, b), x_open in ((one[0], one[2]), (one[1], one[3]))
        for (c, d), y_open in ((other[0], other[2]), (other[1], other[3]))
    ]
    if _has_zero(one) or _has_zero(other):
        # Nothing times anything is nothing, also inside a box whose corners do not belong to it.
        corners.append((0, 1, False))
    low, high = corners[0], corners[0]
    for corner in corners[1:]:
        # Of corners of one value the end belongs to the box where one of them does.
        below = corner[0] * low[1] - low[0] * corner[1]
        if below < 0 or (below == 0 and low[2]):
            low = corner
        above = corner[0] * high[1] - high[0] * corner[1]
        if above > 0 or (above == 0 and high[2]):
            high = corner
    return low[:2], high[:2], low[2], high[2]


def _has_zero(range_: Range) -> bool:
    (low, _), (high, _), low_open, high_open = range_
    return (low < 0 or (low == 0 and not low_open)) and (high > 0 or (high == 0 and not high_open))


def _interval(range_: Interval | Range) -> Interval:
    if isinstance(range_, Interval):
        return range_
    low, high, low_open, high_open = range_
    return Interval(Fraction(*low), Fraction(*high), low_open, high_open)


def _ends(interval: Interval) -> Range:
    low, high = interval.low, interval.high
    if low is None or high is None:
        raise ValueError("a box has finite ends")
    ends = (low.numerator, low.denominator), (high.numerator, high.denominator)
    return *ends, interval.low_open, interval.high_open
