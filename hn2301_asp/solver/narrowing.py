"""What of a box can still meet several demands on formulas: ranges made narrower, as far as that goes.

Of each formula alone what is asked of its result is carried down to every quantity, ends left out
kept. As a formula names each quantity once, that is exact, but where a factor may be of either sign.
Nothing here knows a patient, a rule or a version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from hn2301_asp.knowledge.thresholds.axis import EVERYTHING, Interval
from hn2301_asp.knowledge.thresholds.expression import Node
from hn2301_asp.solver.ties import Span
from hn2301_asp.solver.unbounded import beside_zero, factors, hull, negative, product, quotients, total

#: So often all demands are gone through; ranges that still change then have no end of changing.
_ROUNDS = 6
#: Ends are kept to so many binary digits behind the point, outwards, where they have more.
_DIGITS = 64


class Demand(Struct, frozen=True):
    """What is asked of a formula: a result in ``target`` and, where ``result`` names a quantity, the number of that.

    ``at_least`` says that the formula gives no less than that quantity, and not just it.
    """

    formula: Node
    target: Interval = EVERYTHING
    result: str | None = None
    at_least: bool = False

    def names(self) -> set[str]:
        return {*self.formula.quantities(), *([self.result] if self.result else [])}


class Narrowed(Struct, frozen=True):
    """A box in which nothing can be left out by looking at one demand.

    ``exact``: every number left in a range can meet each demand alone, with numbers of the others.
    """

    box: Mapping[str, Span]
    exact: bool


class _NothingLeft(Exception):
    """No number of a quantity will do."""


def narrowed(box: Mapping[str, Span], demands: Sequence[Demand], answers: Mapping[str, bool]) -> Narrowed | None:
    """The box without what cannot be; None where nothing is left, which is a proof."""
    ranges = _Ranges(box, answers)
    try:
        for _ in range(_ROUNDS):
            ranges.changed, ranges.exact = False, True
            for demand in demands:
                ranges.meet(demand)
            if not ranges.changed:
                break
    except _NothingLeft:
        return None
    found = {name: Span(interval, box[name].counted) for name, interval in ranges.of.items()}
    return Narrowed(found, ranges.exact and not ranges.changed and not ranges.rounded)


class _Ranges:
    def __init__(self, box: Mapping[str, Span], answers: Mapping[str, bool]) -> None:
        self.answers = answers
        self.counted = {name for name, span in box.items() if span.counted}
        self.of = {name: span.interval for name, span in box.items()}
        self.changed, self.exact, self.rounded = False, True, False

    def meet(self, demand: Demand) -> None:
        """Leaves out what no demand can be met with."""
        values: dict[int, Interval] = {}
        reach = self._reach(demand.formula, values)
        wanted = demand.target
        if demand.result is not None:
            below = demand.at_least
            other = self.of[demand.result]
            wanted = wanted.intersect(Interval(low=other.low, low_open=other.low_open) if below else other)
            known = Interval(high=reach.high, high_open=reach.high_open) if below else reach.intersect(wanted)
            self._keep(demand.result, [known])
        self._carry(demand.formula, [wanted], values)

    def _reach(self, node: Node, values: dict[int, Interval]) -> Interval:
        found = self._value(node, values)
        values[id(node)] = found
        return found

    def _value(self, node: Node, values: dict[int, Interval]) -> Interval:
        if node.kind == "number":
            return Interval.point(node.number)
        if node.kind == "quantity":
            return self.of[node.name]
        if node.kind == "if":
            return self._reach(node.parts[0 if self.answers[node.name] else 1], values)
        if node.curve is not None:
            can_be = {name: Interval(low, high) for name, low, high in node.curve.possible}
            box = {name: self.of[name].intersect(can_be[name]) for name in node.quantities()}
            if any(one.is_empty for one in box.values()):
                raise _NothingLeft
            from hn2301_asp.knowledge.thresholds.curves import curve_bounds

            # From what is asked of a curve nothing is carried down to its quantities.
            self.exact &= all(one.is_point for one in box.values())
            return curve_bounds(node.curve, box, self.answers)
        left, right = (self._reach(part, values) for part in node.parts)
        if node.kind == "+":
            return total(left, right)
        if node.kind == "-":
            return total(left, negative(right))
        if node.kind == "*":
            return product(left, right)
        return self._whole(quotients(left, right))

    def _whole(self, parts: Sequence[Interval]) -> Interval:
        """One interval of several; none at all is what divides by nothing but zero."""
        if not parts:
            raise _NothingLeft
        self.exact &= len(parts) == 1
        return hull(parts)

    def _carry(self, node: Node, wanted: Sequence[Interval], values: Mapping[int, Interval]) -> None:
        """What is wanted of a formula is wanted of its parts, whatever the other part may be."""
        own = values[id(node)]
        left_over = [one for part in wanted if not (one := part.intersect(own)).is_empty]
        result = self._whole(left_over)
        if node.kind == "quantity":
            self._keep(node.name, [result])
            return
        if node.kind == "number":
            return
        if node.kind == "if":
            self._carry(node.parts[0 if self.answers[node.name] else 1], [result], values)
            return
        if node.kind == "curve":
            return
        left, right = (values[id(part)] for part in node.parts)
        if node.kind == "+":
            ways = [total(result, negative(right))], [total(result, negative(left))]
        elif node.kind == "-":
            ways = [total(result, right)], [total(left, negative(result))]
        elif node.kind == "*":
            ways = factors(result, right), factors(result, left)
        else:
            ways = [product(result, part) for part in beside_zero(right)], factors(left, result)
        for part, way in zip(node.parts, ways, strict=True):
            self._carry(part, way, values)

    def _keep(self, name: str, wanted: Sequence[Interval]) -> None:
        before = self.of[name]
        found = self._whole([one for part in wanted if not (one := part.intersect(before)).is_empty])
        found = found.within(Fraction(1)) if name in self.counted else self._short(found)
        found = found.intersect(before)
        if found.is_empty:
            raise _NothingLeft
        if found != before:
            self.of[name] = found
            self.changed = True

    def _short(self, interval: Interval) -> Interval:
        """Ends with so many digits that they would soon fill a page are moved outwards a little."""
        low, high = interval.low, interval.high
        if low is not None and low.denominator.bit_length() > 2 * _DIGITS:
            low, self.rounded = Fraction(floor(low * 2**_DIGITS), 2**_DIGITS), True
        if high is not None and high.denominator.bit_length() > 2 * _DIGITS:
            high, self.rounded = Fraction(ceil(high * 2**_DIGITS), 2**_DIGITS), True
        return Interval(low, high, interval.low_open, interval.high_open)
