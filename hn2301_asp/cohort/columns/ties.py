"""Where numbers that a tie links lie, for whole columns: with floats, as far as these tell.

A tie's result is worked out for all rows, from its least to its greatest where something is open, and put into the
regions of its axis. A row in which an end comes too near to a limit for floats, or in which whole numbers may leap
over a region, is told apart by its content instead: then fractions decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.contents import Codes, Numbered, together
from hn2301_asp.knowledge.thresholds.expression import Node
from hn2301_asp.knowledge.thresholds.model import Axis
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.ties import Tie

Floats = npt.NDArray[np.float64]
Span = tuple[Floats, Floats]
#: From the least to the greatest value, and how far both may be off.
Bounds = tuple[Floats, Floats, Floats]
#: What rounding to the nearest float changes, relative to the number; doubled, for the bound is reckoned in floats too.
_ROUNDED = 2.0**-52
_EXACT = frozenset({"number", "quantity", "if", "+", "-", "*", "/"})


#: So many rows are worked out before the next ones: they stay in the processor's cache.
_STRETCH = 32_768
_OPERATIONS = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}


class Number:
    """A quantity's numbers in its own unit: NaN where there is none."""

    def __init__(self, values: Floats, quantity: Quantity) -> None:
        low, high = quantity.possible
        self.quantity, self.values, self.possible = quantity, values, (float(low), float(high))
        self.counted = quantity.counted

    @cached_property
    def missing(self) -> Flags:
        """Where there is none."""
        return np.isnan(self.values)

    def some(self, at: npt.NDArray[np.int64]) -> Number:
        """The same of some rows."""
        return Number(self.values[at], self.quantity)

    def between(self, low: float, high: float) -> Span:
        """From the least to the greatest in each row, where what is open lies between two numbers."""
        if not self.missing.any():
            return self.values, self.values
        return np.where(self.missing, low, self.values), np.where(self.missing, high, self.values)


def simple(node: Node) -> bool:
    """Whether a formula is one that floats can follow: each quantity once, and the four operations."""
    return node.curve is None and node.kind in _EXACT and all(map(simple, node.parts))


class TieCodes:
    """A tie's result in each row, as codes of the regions in which it may lie."""

    def __init__(
        self, space: Space, tie: Tie, numbers: Mapping[str, Number], facts: Mapping[str, tuple[Flags, Flags]]
    ) -> None:
        self.space, self.tie, self.numbers, self.facts = space, tie, numbers, facts
        intervals = [region.interval for region in space.axes[tie.result].regions if region.interval is not None]
        self.ends = np.array([float(one.low) for one in intervals if one.low is not None])
        self.many = len(self.ends) + 1
        self.length = len(next(iter(numbers.values())).values)

    def codes(self) -> Numbered:
        """Codes and how many there are; the last is of rows that floats do not decide.

        Rows in which the same is open go together: it is put into each of its regions in turn, a fact into its answers.
        """
        open_ones = [number.missing for number in self.numbers.values()] + [~known for known, _ in self.facts.values()]
        pattern: Codes = np.zeros(self.length, np.min_scalar_type(1 << len(open_ones)))
        for one in open_ones:
            pattern *= 2
            pattern += one
        codes, many = np.full(self.length, -1, np.int64), 0
        for number in np.flatnonzero(np.bincount(pattern)).tolist():
            at = np.flatnonzero(pattern == number)
            found, size, unclear = self._some(at)._together() if number else self._some(at).of_points()
            codes[at] = np.where(unclear, -1, many + found.astype(np.int64))
            many += size
        codes[codes < 0] = many
        return codes, many + 1

    def _some(self, at: npt.NDArray[np.int64]) -> TieCodes:
        """The same of some rows."""
        numbers = {name: number.some(at) for name, number in self.numbers.items()}
        facts = {fact: (known[at], holds[at]) for fact, (known, holds) in self.facts.items()}
        return TieCodes(self.space, self.tie, numbers, facts)

    def _together(self) -> tuple[Codes, int, Flags]:
        """Codes of the regions in all cases of what is open, how many there are, and where floats do not decide."""
        every = self.many**2
        cases = [self._lying(*case) for case in self._cases()]
        found, first = together([(case, every + 1) for case in cases])
        return found, len(first), np.logical_or.reduce([case == every for case in cases])

    def of_points(self) -> tuple[Codes, int, Flags]:
        """Codes of the regions where all is given, how many there are, and where floats do not decide.

        How far off a result may be is bounded once for all numbers that are possible, where it can be.
        """
        box = {
            name: (np.array([low]), np.array([high]))
            for name, (low, high) in ((name, number.possible) for name, number in self.numbers.items())
        }
        error = 0.0
        for answers in product((False, True), repeat=len(self.facts)):
            told = {fact: np.array([one]) for fact, one in zip(self.facts, answers, strict=True)}
            error = max(error, float(self._bounds(self.tie.formula, box, told)[2][0]))
        holding = {fact: holds for fact, (_, holds) in self.facts.items()}
        if not np.isfinite(error):
            every = self.many**2
            found = self._lying({name: (one.values, one.values) for name, one in self.numbers.items()}, holding)
            return found, every + 1, found == every
        values = self._values(self.tie.formula, holding)
        codes, near = np.zeros(self.length, np.uint8), np.zeros(self.length, np.bool_)
        for end in self.ends:
            margin = 2 * error + 4 * _ROUNDED * abs(end)
            above = values > end + margin
            codes += above
            near |= ~(above | (values < end - margin))
        return codes, self.many, near

    def _values(self, node: Node | None, answers: Mapping[str, Flags]) -> Floats:
        """The values of a formula, as they are worked out in floats."""
        if node is None:
            return self.numbers[self.tie.quantities[0]].values
        if node.kind == "number":
            return np.float64(node.number)  # type: ignore[return-value]
        if node.kind == "quantity":
            return self.numbers[node.name].values
        one, other = (self._values(part, answers) for part in node.parts)
        if node.kind == "if":
            return np.where(answers[node.name], one, other)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found: Floats = _OPERATIONS[node.kind](one, other)
        return found

    def _lying(self, box: Mapping[str, Span], answers: Mapping[str, Flags]) -> Codes:
        """Codes of the regions from the least to the greatest result; the highest one where floats do not tell."""
        codes: Codes = np.empty(self.length, np.int64)
        whole = [number.missing for number in self.numbers.values() if number.counted]
        for start in range(0, self.length, _STRETCH):
            own = slice(start, start + _STRETCH)
            some = {
                name: (low[own],) * 2 if low is high else (low[own], high[own]) for name, (low, high) in box.items()
            }
            low, high, error = self._bounds(self.tie.formula, some, {fact: one[own] for fact, one in answers.items()})
            least, unclear = self._region(low, error)
            most = least
            if high is not low:
                most, near = self._region(high, error)
                unclear |= near
                for missing in whole:
                    unclear |= missing[own] & (most - least > 1)
            codes[own] = np.where(unclear, self.many**2, least * self.many + most)
        return codes

    def _cases(self) -> Iterator[tuple[dict[str, Span], dict[str, Flags]]]:
        """What each quantity and fact is in each row: known, or in turn each region and answer."""
        ways: list[list[Span]] = []
        for name in self.tie.quantities:
            one = self.numbers[name]
            spans = [one.possible]
            if one.missing.any() and name in self.space.axes:
                spans = list(_spans(self.space.axes[name], one))
            ways.append([one.between(*span) for span in spans])
        asked: list[list[Flags]] = []
        for fact in self.tie.facts:
            known, holds = self.facts[fact]
            asked.append([holds] if known.all() else [np.where(known, holds, yes) for yes in (True, False)])
        for chosen in product(*ways):
            for answers in product(*asked):
                yield (
                    dict(zip(self.tie.quantities, chosen, strict=True)),
                    dict(zip(self.tie.facts, answers, strict=True)),
                )

    def _region(self, values: Floats, error: Floats) -> tuple[Codes, Flags]:
        """The region of each value, and where a limit is too near to tell."""
        found = np.zeros(len(values), np.int64)
        with np.errstate(invalid="ignore"):
            near = ~np.isfinite(values + error)
        for end in self.ends:
            found += values > end
            near |= np.abs(values - end) <= 2 * error + _ROUNDED * abs(end)
        return found, near

    def _bounds(self, node: Node | None, box: Mapping[str, Span], answers: Mapping[str, Flags]) -> Bounds:
        """The least and the greatest value of a formula, and a bound on the error of both."""
        if node is None:
            return _given(*box[self.tie.quantities[0]])
        if node.kind == "number":
            value = np.full(1, float(node.number))
            return _given(value, value)
        if node.kind == "quantity":
            return _given(*box[node.name])
        yes, no = (self._bounds(part, box, answers) for part in node.parts)
        if node.kind == "if":
            holds = answers[node.name]
            low, high, error = (np.where(holds, *pair) for pair in zip(yes, no, strict=True))
            return (low, low, error) if yes[0] is yes[1] and no[0] is no[1] else (low, high, error)
        return _joined(node.kind, yes, no)


def _of_points(kind: str, one: Floats, other: Floats, error: Floats, further: Floats) -> Bounds:
    """The same of single numbers."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if kind in ("+", "-"):
            found = one + other if kind == "+" else one - other
            return found, found, error + further + _ROUNDED * np.abs(found)
        if kind == "*":
            found = one * other
            wide = np.abs(one) * further + np.abs(other) * error + error * further
            return found, found, wide + _ROUNDED * np.abs(found)
        found = one / other
        nearest = np.abs(other) - further
        wide = (error + np.abs(found) * further) / np.where(nearest > 0, nearest, 0.0)
        return found, found, wide + _ROUNDED * np.abs(found)


def _given(low: Floats, high: Floats) -> Bounds:
    """Numbers as they are given: of their digits, their unit's factor and its zero each may have been rounded."""
    widest = np.abs(low) if low is high else np.maximum(np.abs(low), np.abs(high))
    return low, high, 4 * _ROUNDED * widest


def _joined(kind: str, one: Bounds, other: Bounds) -> Bounds:
    """A sum, difference, product or quotient from the least to the greatest, with the error that adds up."""
    (a, b, error), (c, d, further) = one, other
    if a is b and c is d:
        return _of_points(kind, a, c, error, further)
    if kind in ("+", "-"):
        low, high = (a + c, b + d) if kind == "+" else (a - d, b - c)
        return low, high, error + further + _ROUNDED * np.maximum(np.abs(low), np.abs(high))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if kind == "/":
            nearest = np.where((c <= 0) & (d >= 0), 0.0, np.minimum(np.abs(c), np.abs(d))) - further
            further = further / np.where(nearest > 0, nearest, 0.0) ** 2
            c, d = 1 / d, 1 / c
            further = further + _ROUNDED * np.maximum(np.abs(c), np.abs(d))
        corners = [a * c, a * d, b * c, b * d]
        low, high = np.minimum.reduce(corners), np.maximum.reduce(corners)
        left, right = np.maximum(np.abs(a), np.abs(b)), np.maximum(np.abs(c), np.abs(d))
        error = left * further + right * error + error * further + _ROUNDED * left * right
    return low, high, error


def _spans(axis: Axis, one: Number) -> Iterator[tuple[float, float]]:
    """From where to where an open quantity lies in each region that it can be in."""
    for region in axis.regions:
        if region.interval is None or not region.possible:
            continue
        low, high = one.possible
        if region.interval.low is not None:
            start = float(region.interval.low)
            low = max(low, start + 1 if one.counted and region.interval.low_open else start)
        if region.interval.high is not None:
            end = float(region.interval.high)
            high = min(high, end - 1 if one.counted and region.interval.high_open else end)
        yield low, high
