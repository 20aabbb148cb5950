"""Demands that are sums and their quotients, or products, of what is open: whether they can be met together, exactly.

One quantity after the other is eliminated (Fourier and Motzkin): what bounds it from below and what
bounds it from above bound each other. Products of positive numbers are sums of their logarithms, so
one way of reckoning serves both. Nothing here knows a patient, a rule or a version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm

from msgspec import Struct

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.solver.narrowing import Demand
from hn2301_asp.solver.ties import Span
from hn2301_asp.solver.unbounded import is_positive, negative, product, total

#: With more limits, or greater powers, than that it is given up.
_MOST_LIMITS = 200
_GREATEST_POWER = 64

_Weights = dict[str, Fraction]
_ZERO = Fraction(0)


class _Limit(Struct, frozen=True):
    """That a weighted sum (or a product of powers) is at most ``bound``, or less where ``strict``."""

    weights: Mapping[str, int]
    bound: Fraction
    strict: bool


def met_together(box: Mapping[str, Span], demands: Sequence[Demand], answers: Mapping[str, bool]) -> bool | None:
    """False where the demands cannot be met together, True where they can; None where it is not told so.

    Counted quantities with more than one number left, and formulas that are neither quotients of sums nor
    products of what is open, are no part of it: without them the answer can be False still, never True.
    """
    told: bool | None = None
    for times in (False, True):
        limits, whole = _limits(box, demands, answers, times)
        found = _consistent(limits, times)
        if found is False:
            return False
        if found and whole:
            told = True
    return told


def _limits(
    box: Mapping[str, Span], demands: Sequence[Demand], answers: Mapping[str, bool], times: bool
) -> tuple[list[_Limit], bool]:
    """The limits on sums, or on products, and whether they say all that is demanded."""
    found: list[_Limit] = []
    whole = True
    for demand in demands:
        limits = (_of_product if times else _of_sum)(demand, box, answers)
        whole &= limits is not None
        found += limits or ()
    for name in sorted({name for demand in demands for name in demand.names()}):
        span = box[name]
        if not span.is_point:
            whole &= not span.counted
            if (part := _open(name, box, times)) is not None:
                found += _bounded(part, span.interval, times)
    return found, whole


def _of_product(demand: Demand, box: Mapping[str, Span], answers: Mapping[str, bool]) -> list[_Limit] | None:
    part, target = _product(demand.formula, box, answers), demand.target
    if part is not None and demand.result is not None:
        result = _open(demand.result, box, True)
        part = None if result is None else _joined(part, result, -1, True)
        target = Interval(Fraction(1), None if demand.at_least else Fraction(1))
    return None if part is None else list(_bounded(part, target, True))


def _of_sum(demand: Demand, box: Mapping[str, Span], answers: Mapping[str, bool]) -> list[_Limit] | None:
    """Of a quotient of sums too: what is asked of it is asked of the one, less so many times the other."""
    found, target = _quotient(demand.formula, box, answers), demand.target
    if found is None:
        return None
    over, under = found
    if demand.result is not None:
        result = _open(demand.result, box, False)
        if result is None or under[1]:
            return None
        over = _joined(over, _scaled(result, under[0]), -1, False)
        target = Interval(_ZERO, None if demand.at_least else _ZERO)
        if under[0] < 0:
            target = Interval(_ZERO if not demand.at_least else None, _ZERO)
        return list(_bounded(over, target, False))
    sign = _sign(under, box)
    if sign == 0:
        return None
    limits: list[_Limit] = []
    for end, is_open, upper in ((target.low, target.low_open, False), (target.high, target.high_open, True)):
        if end is not None:
            below = upper == (sign > 0)
            side = Interval(high=_ZERO, high_open=is_open) if below else Interval(low=_ZERO, low_open=is_open)
            limits += _bounded(_joined(over, _scaled(under, end), -1, False), side, False)
    return limits


#: The constant, and the weight (or power) of each open quantity.
_Part = tuple[Fraction, _Weights]
_ONE: _Part = (Fraction(1), {})


def _open(name: str, box: Mapping[str, Span], times: bool) -> _Part | None:
    interval = box[name].interval
    if interval.is_point and interval.low is not None:
        return None if times and interval.low == 0 else (interval.low, {})
    if times:
        return (Fraction(1), {name: Fraction(1)}) if is_positive(interval) else None
    return Fraction(0), {name: Fraction(1)}


def _joined(one: _Part, other: _Part, sign: int, times: bool) -> _Part:
    """A sum and a difference; or a product and a quotient, of which no constant is zero."""
    names = dict.fromkeys([*one[1], *other[1]])
    weights = {name: one[1].get(name, Fraction(0)) + sign * other[1].get(name, Fraction(0)) for name in names}
    constant = one[0] * other[0] ** sign if times else one[0] + sign * other[0]
    return constant, {name: weight for name, weight in weights.items() if weight}


def _quotient(node: Node, box: Mapping[str, Span], answers: Mapping[str, bool]) -> tuple[_Part, _Part] | None:
    """A formula as a sum by another one, which is not zero."""
    if node.kind == "number":
        return (node.number, {}), _ONE
    if node.kind == "quantity":
        part = _open(node.name, box, False)
        return None if part is None else (part, _ONE)
    if node.kind == "if":
        return _quotient(node.parts[0 if answers[node.name] else 1], box, answers)
    if node.kind == "curve":
        return None
    left, right = (_quotient(part, box, answers) for part in node.parts)
    if left is None or right is None:
        return None
    if node.kind == "/":
        left, right = left, (right[1], right[0])
    if node.kind in ("+", "-"):
        one, other = _times(left[0], right[1]), _times(right[0], left[1])
        over = None if one is None or other is None else _joined(one, other, 1 if node.kind == "+" else -1, False)
    else:
        over = _times(left[0], right[0])
    under = _times(left[1], right[1])
    if over is None or under is None or (not under[1] and under[0] == 0):
        return None
    return over, under


def _times(one: _Part, other: _Part) -> _Part | None:
    """A sum as often as the other says, where that is a number, or the other way round."""
    if not other[1]:
        return _scaled(one, other[0])
    return None if one[1] else _scaled(other, one[0])


def _scaled(part: _Part, factor: Fraction) -> _Part:
    return part[0] * factor, {name: weight * factor for name, weight in part[1].items() if factor}


def _sign(part: _Part, box: Mapping[str, Span]) -> int:
    """1 where a sum is above zero on all of a box, -1 where it is below, else 0."""
    reach = Interval.point(part[0])
    for name, weight in part[1].items():
        reach = total(reach, product(box[name].interval, Interval.point(weight)))
    return is_positive(reach) - is_positive(negative(reach))


def _product(node: Node, box: Mapping[str, Span], answers: Mapping[str, bool]) -> _Part | None:
    """A product of powers with a constant that is not zero."""
    if node.kind == "number":
        return None if node.number == 0 else (node.number, {})
    if node.kind == "quantity":
        return _open(node.name, box, True)
    if node.kind == "if":
        return _product(node.parts[0 if answers[node.name] else 1], box, answers)
    if node.kind == "curve":
        return None
    if node.kind in ("+", "-"):
        found = _quotient(node, box, answers)
        if found is None or found[0][1] or found[1][1] or found[0][0] == 0:
            return None
        return found[0][0] / found[1][0], {}
    left, right = (_product(part, box, answers) for part in node.parts)
    if left is None or right is None:
        return None
    return _joined(left, right, 1 if node.kind == "*" else -1, True)


def _bounded(part: _Part, target: Interval, times: bool) -> Iterator[_Limit]:
    """That a sum or a product lies in an interval, as limits."""
    constant, weights = part
    low, high, low_open, high_open = target.low, target.high, target.low_open, target.high_open
    if times and constant < 0:
        low, high, low_open, high_open = high, low, high_open, low_open
    scale = lcm(*(weight.denominator for weight in weights.values()))
    upper = {name: int(weight * scale) for name, weight in weights.items()}
    lower = {name: -weight for name, weight in upper.items()}
    if not times:
        if high is not None:
            yield _Limit(upper, (high - constant) * scale, high_open)
        if low is not None:
            yield _Limit(lower, (constant - low) * scale, low_open)
        return
    # A product of positive numbers is positive: at most nothing, it is nowhere; at least nothing, everywhere.
    if high is not None:
        bound = high / constant
        yield _Limit(upper, bound, high_open) if bound > 0 else _Limit({}, Fraction(1), True)
    if low is not None and low / constant > 0:
        yield _Limit(lower, constant / low, low_open)


def _consistent(limits: Sequence[_Limit], times: bool) -> bool | None:
    neutral = Fraction(1 if times else 0)
    waiting = list(limits)
    while True:
        tightest: dict[tuple[tuple[str, int], ...], _Limit] = {}
        for limit in waiting:
            if not limit.weights:
                if limit.bound < neutral or (limit.strict and limit.bound == neutral):
                    return False
                continue
            if any(abs(weight) > _GREATEST_POWER for weight in limit.weights.values()):
                return None
            key = tuple(sorted(limit.weights.items()))
            known = tightest.get(key)
            if known is None or (limit.bound, not limit.strict) < (known.bound, not known.strict):
                tightest[key] = limit
        if not tightest:
            return True
        if len(tightest) > _MOST_LIMITS:
            return None
        waiting = _without(_easiest(list(tightest.values())), list(tightest.values()), times)


def _easiest(limits: Sequence[_Limit]) -> str:
    """The quantity whose elimination leaves the fewest limits."""
    names = dict.fromkeys(name for limit in limits for name in limit.weights)

    def cost(name: str) -> int:
        above = sum(limit.weights.get(name, 0) > 0 for limit in limits)
        below = sum(limit.weights.get(name, 0) < 0 for limit in limits)
        return above * below - above - below

    return min(names, key=cost)


def _without(name: str, limits: Sequence[_Limit], times: bool) -> list[_Limit]:
    found = [limit for limit in limits if name not in limit.weights]
    above = [limit for limit in limits if limit.weights.get(name, 0) > 0]
    below = [limit for limit in limits if limit.weights.get(name, 0) < 0]
    for one in above:
        for other in below:
            a, b = -other.weights[name], one.weights[name]
            shared = lcm(a, b)
            a, b = shared // b, shared // a
            names = dict.fromkeys([*one.weights, *other.weights])
            weights = {n: a * one.weights.get(n, 0) + b * other.weights.get(n, 0) for n in names}
            bound = one.bound**a * other.bound**b if times else a * one.bound + b * other.bound
            found.append(_Limit({n: w for n, w in weights.items() if w}, bound, one.strict or other.strict))
    return found
