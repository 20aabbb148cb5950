"""Curves: formulas that rise or fall with each of their quantities, so that corners of a box are their bounds.

On which side they go is found from what the quantities can be, part by part; where it cannot be told, the formula
is refused when it is read. Nothing here knows a patient.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.certified import FINEST, Outside, settled
from hn2301_asp.knowledge.thresholds.expression import Curve, Node

_REMEMBERED = 4096

Answers = Mapping[str, bool]
_Answers = tuple[tuple[str, bool], ...]


class NoDirection(ValueError):
    """With some quantity a formula neither only rises nor only falls, as far as can be told."""

    def __init__(self, quantity: str) -> None:
        super().__init__(quantity)
        self.quantity = quantity


def curve_value(curve: Curve, numbers: Mapping[str, Fraction], answers: Answers) -> Fraction:
    """The value; raises ZeroDivisionError and Outside where there is none."""
    possible = {name: (low, high) for name, low, high in curve.possible}
    # Of somebody who shows what cannot be, nothing is asked; in a comparison another version may allow it.
    inside = {name: min(max(number, possible[name][0]), possible[name][1]) for name, number in numbers.items()}
    return _value(curve, tuple(sorted(inside.items())), _asked(curve, answers))


@lru_cache(maxsize=_REMEMBERED)
def _value(curve: Curve, numbers: tuple[tuple[str, Fraction], ...], answers: _Answers) -> Fraction:
    return settled(curve.tree, dict(numbers), dict(answers))


def _asked(curve: Curve, answers: Answers) -> _Answers:
    return tuple((fact, answers[fact]) for fact in sorted({*curve.tree.facts()}))


def curve_bounds(curve: Curve, box: Mapping[str, Interval], answers: Answers) -> Interval:
    """All values on a box within what the quantities can be: from one corner to the opposite one."""
    asked = _asked(curve, answers)
    rising = directions(curve, asked)
    ends = []
    for upper in (False, True):
        numbers, left_out = {}, set()
        for name, interval in box.items():
            at_high = upper == rising.get(name, True)
            number = interval.high if at_high else interval.low
            if number is None:
                raise ValueError("a box has finite ends")
            numbers[name] = number
            if interval.high_open if at_high else interval.low_open:
                left_out.add(name)
        end = curve_value(curve, numbers, answers)
        ends.append((end, bool(left_out) and _Corner(numbers, dict(asked), left_out).left_out(curve.tree)))
    (low, low_open), (high, high_open) = ends
    return Interval(low, high, low_open, high_open)


class _Corner(Struct, frozen=True):
    """A corner of a box, with the quantities of which the end does not belong to it."""

    numbers: Mapping[str, Fraction]
    answers: Answers
    without: set[str]

    def left_out(self, node: Node) -> bool:
        """Whether a part takes on its value only at the corner itself, which does not belong to the box."""
        kind = node.kind
        if kind in ("number", "quantity"):
            return node.name in self.without
        if kind == "if":
            return self.left_out(node.parts[0 if self.answers[node.name] else 1])
        if kind == "case":
            # What is counted has ends that belong to it.
            return self.left_out(node.parts[0 if self.numbers[node.name] < node.number else 1])
        open_ = [self.left_out(part) for part in node.parts]
        if not any(open_):
            return False
        values = [settled(part, self.numbers, self.answers) for part in node.parts]
        if kind in ("min", "max"):
            # Of two that are the same there, one that belongs to the box is enough.
            taken = min(values) if kind == "min" else max(values)
            return all(one for one, value in zip(open_, values, strict=True) if value == taken)
        # Nothing times anything is nothing, whether or not the other factor is taken on.
        if kind == "*":
            return not any(value == 0 and not one for one, value in zip(open_, values, strict=True))
        return True


@lru_cache(maxsize=_REMEMBERED)
def directions(curve: Curve, answers: _Answers) -> Mapping[str, bool]:
    """With which quantities a formula rises (True) or falls, of those on which it depends.

    Raises NoDirection where it cannot be told, Outside and ZeroDivisionError where a part has no value.
    """
    possible = {name: Interval(low, high) for name, low, high in curve.possible}
    found: dict[str, bool] = {}
    for name, rises in _Slopes(possible, dict(answers)).of(curve.tree)[1]:
        if found.setdefault(name, rises) != rises:
            raise NoDirection(name)
    return found


def parts_within(curve: Curve, answers: Answers) -> None:
    """Raises Outside and ZeroDivisionError where some part of a formula may have no value."""
    with suppress(NoDirection):
        directions(curve, _asked(curve, answers))


_Range = tuple[Fraction, Fraction]
_Ways = list[tuple[str, bool]]


class _Slopes:
    """Between which ends every part lies, ends rounded outwards, and with which quantities it rises or falls."""

    def __init__(self, possible: Mapping[str, Interval], answers: Answers) -> None:
        self.possible = possible
        self.answers = answers

    def of(self, node: Node) -> tuple[_Range, _Ways]:
        kind = node.kind
        if kind == "number":
            return (node.number, node.number), []
        if kind == "quantity":
            interval = self.possible[node.name]
            assert interval.low is not None
            assert interval.high is not None
            return (interval.low, interval.high), [(node.name, True)]
        if kind == "if":
            return self.of(node.parts[0 if self.answers[node.name] else 1])
        if kind == "case":
            return self._case(node)
        parts = [self.of(part) for part in node.parts]
        ranges, ways = [range_ for range_, _ in parts], [way for _, way in parts]
        if kind == "ln":
            return _corners(node, ranges), ways[0]
        one, other = ranges
        if kind in ("+", "min", "max"):
            return _corners(node, ranges), ways[0] + ways[1]
        if kind == "-":
            return _corners(node, ranges), ways[0] + _turned(ways[1])
        if kind == "*":
            return _corners(node, ranges), _times(ways[0], other) + _times(ways[1], one)
        if kind == "/":
            if other[0] <= 0 <= other[1]:
                raise ZeroDivisionError
            return _corners(node, ranges), _times(ways[0], other) + _times(_turned(ways[1]), one)
        return self._power(node, ranges, ways)

    def _case(self, node: Node) -> tuple[_Range, _Ways]:
        """Both sides, each where it counts, and the way from the last number of the one to the first of the other."""
        name, first = node.name, node.number
        sides = (Interval(high=first - 1), Interval(low=first))
        found = []
        for part, side in zip(node.parts, sides, strict=True):
            left = self.possible[name].intersect(side)
            if not left.is_empty:
                found.append(_Slopes({**self.possible, name: left}, self.answers).of(part))
        if len(found) == 1:
            return found[0]
        below, above = (_with(part, name, number) for part, number in zip(node.parts, (first - 1, first), strict=True))
        step = self.of(Node("-", parts=(above, below)))[0]
        ((low, high), ways), ((other_low, other_high), other_ways) = found
        return (min(low, other_low), max(high, other_high)), [*ways, *other_ways, *_times([(name, True)], step)]

    def _power(self, node: Node, ranges: list[_Range], ways: list[_Ways]) -> tuple[_Range, _Ways]:
        base, exponent = ranges
        whole = exponent[0] == exponent[1] and exponent[0].denominator == 1
        if base[0] < 0 and not whole:
            raise Outside("the root of a number below zero")
        if base[0] <= 0 <= base[1] and exponent[0] < 0:
            raise ZeroDivisionError
        if whole and exponent[0] % 2 == 0 and base[0] < 0:
            # An even power falls with a base below zero, and has its least value at zero.
            reach = _corners(node, ranges)
            if base[1] > 0:
                return (Fraction(0), reach[1]), _times(ways[0], base)
            return reach, _times(_turned(ways[0]) if exponent[0] < 0 else ways[0], base)
        logarithm = (Fraction(-1), Fraction(1))
        if base[0] >= 1 or base[1] <= 1:
            logarithm = (Fraction(0), Fraction(1)) if base[0] >= 1 else (Fraction(-1), Fraction(0))
        return _corners(node, ranges), _times(ways[0], exponent) + _times(ways[1], logarithm)


def _with(node: Node, name: str, number: Fraction) -> Node:
    """A formula in which a quantity has a number."""
    if node.kind == "quantity" and node.name == name:
        return Node("number", number)
    if node.kind == "case" and node.name == name:
        return _with(node.parts[0 if number < node.number else 1], name, number)
    return replace(node, parts=tuple(_with(part, name, number) for part in node.parts))


def _corners(node: Node, ranges: list[_Range]) -> _Range:
    """The least and the greatest of an operation on ranges: with each part alone it rises or falls."""
    places = [Node("quantity", name=str(number)) for number in range(len(ranges))]
    whole = Node(node.kind, parts=tuple(places))
    values = [settled(whole, dict(zip("01", corner, strict=False)), {}) for corner in _picks(ranges)]
    return _beyond(min(values), -1), _beyond(max(values), 1)


def _beyond(number: Fraction, side: int) -> Fraction:
    """The number; one that is not exact a little further out."""
    return number if number.denominator <= FINEST else number + side * abs(number) / FINEST


def _picks(ranges: list[_Range]) -> Iterator[tuple[Fraction, ...]]:
    for first in ranges[0]:
        if len(ranges) == 1:
            yield (first,)
        else:
            yield from ((first, second) for second in ranges[1])


def _turned(ways: _Ways) -> _Ways:
    return [(name, not rises) for name, rises in ways]


def _times(ways: _Ways, factor: _Range) -> _Ways:
    """What rises times a factor rises where that is not below zero, and falls where it is not above."""
    if factor[0] >= 0:
        return ways
    if factor[1] <= 0:
        return _turned(ways)
    if ways:
        raise NoDirection(ways[0][0])
    return []
