"""What a version says, as formulas over a patient's facts and numbers: two equal ones are one object.

This module knows no rule and no solver.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from hn2301_asp.knowledge.thresholds.formula import Node

Kind = Literal["true", "false", "fact", "test", "not", "and", "or", "sum"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A quantity that is recorded: whole where it is counted, else any number that is possible; perhaps `never`.

    ``step`` is how finely it is usually recorded: for drawing examples only.
    """

    name: str
    counted: bool
    step: Fraction
    low: Fraction
    high: Fraction
    never: bool


@dataclass(frozen=True, slots=True)
class Total:
    """A score's total: the weights of the items that hold."""

    name: str
    items: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Bounded:
    """A hidden quantity: it is ``measured`` where the fact ``when`` holds, and at most that otherwise."""

    own: Recorded
    measured: Recorded
    when: str


@dataclass(frozen=True, slots=True)
class Computed:
    """A quantity by a formula over recorded ones; its ``if`` asks for facts by their atoms."""

    name: str
    formula: Node
    sources: tuple[Recorded, ...]


Number = Recorded | Total | Bounded | Computed


@dataclass(frozen=True, slots=True)
class Test:
    """A number lies between two ends (None: no end); ``never`` is the answer where there is no number."""

    __test__ = False
    number: Number
    low: Fraction | None
    high: Fraction | None
    low_open: bool
    high_open: bool
    never: bool

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies within."""
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return self.high is None or value < self.high or (value == self.high and not self.high_open)


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """A formula; ``data`` is a fact's atom, a test, or of a sum its comparator, bound and weights.

    ``number`` puts formulas in the order in which they were made.
    """

    kind: Kind
    parts: tuple[Formula, ...]
    data: Any
    number: int


_MADE: dict[Any, Formula] = {}


def _one(kind: Kind, parts: tuple[Formula, ...] = (), data: Any = None) -> Formula:
    key = (kind, parts, data)
    if key not in _MADE:
        _MADE[key] = Formula(kind, parts, data, len(_MADE))
    return _MADE[key]


TRUE, FALSE = _one("true"), _one("false")


def constant(value: bool) -> Formula:
    return TRUE if value else FALSE


def fact(atom: str) -> Formula:
    return _one("fact", data=atom)


def test(asked: Test) -> Formula:
    return _one("test", data=asked)


def negation(part: Formula) -> Formula:
    if part.kind in ("true", "false"):
        return constant(part is FALSE)
    return part.parts[0] if part.kind == "not" else _one("not", (part,))


def conjunction(parts: Iterable[Formula]) -> Formula:
    return _joined("and", parts, TRUE, FALSE)


def disjunction(parts: Iterable[Formula]) -> Formula:
    return _joined("or", parts, FALSE, TRUE)


def _joined(kind: Kind, parts: Iterable[Formula], neutral: Formula, decisive: Formula) -> Formula:
    kept = tuple(sorted(dict.fromkeys(part for part in parts if part is not neutral), key=lambda part: part.number))
    if decisive in kept:
        return decisive
    if len(kept) < 2:
        return kept[0] if kept else neutral
    return _one(kind, kept)


def weighed(comparator: str, bound: int, parts: Iterable[tuple[int, Formula]]) -> Formula:
    """The weights of the parts that hold, compared with a bound."""
    kept = [(weight, part) for weight, part in parts if part is not FALSE]
    return _one("sum", tuple(part for _, part in kept), (comparator, bound, tuple(weight for weight, _ in kept)))


COMPARE = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def leaves(formula: Formula) -> set[Formula]:
    """The facts and tests that a formula asks."""
    found, waiting, seen = set(), [formula], set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        waiting += one.parts
        if one.kind in ("fact", "test"):
            found.add(one)
    return found
