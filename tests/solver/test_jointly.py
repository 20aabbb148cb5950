"""Demands on formulas that share quantities: excluded exactly where no numbers meet them all."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
import z3

from hn2301_asp.knowledge.thresholds.axis import EVERYTHING, Interval
from hn2301_asp.knowledge.thresholds.formula import Kind, Node, bounds
from hn2301_asp.solver.jointly import Effort, can_be_met
from hn2301_asp.solver.narrowing import Demand
from hn2301_asp.solver.ties import Span
from hn2301_asp.solver.unbounded import factors, product, quotients
from tests.conftest import Sample

NAMES = "wxyz"
KINDS: tuple[Kind, ...] = ("*", "*", "/", "/", "+", "-")


def number(value: int | Fraction) -> Node:
    return Node("number", Fraction(value))


def quantity(name: str) -> Node:
    return Node("quantity", name=name)


def draw_formula(rng: random.Random, names: list[str]) -> Node:
    """A formula that names each quantity once."""
    node = quantity(names[0])
    if rng.random() < 0.2:
        node = Node("-", parts=(number(rng.randint(5, 8)), node))
    for name in names[1:]:
        other = quantity(name)
        if rng.random() < 0.3:
            other = Node("*", parts=(number(rng.choice([Fraction(1, 2), 2, 3])), other))
        node = Node(rng.choice(KINDS), parts=(node, other))
    return Node("if", name="f", parts=(node, number(rng.randint(1, 4)))) if rng.random() < 0.2 else node


def draw_target(rng: random.Random, reach: Interval) -> Interval:
    """A point, a half line or a range at the ends of what a formula can give, in the middle or beside it."""
    assert reach.low is not None
    assert reach.high is not None
    near = [reach.low, reach.high, (reach.low + reach.high) / 2, Fraction(rng.randint(-1, 30))]
    one, other = sorted(rng.choices(near, k=2))
    drawn = rng.random()
    if drawn < 0.25 or (drawn >= 0.75 and one == other):
        return Interval.point(one)
    if drawn < 0.5:
        return Interval(low=one, low_open=rng.random() < 0.5)
    if drawn < 0.75:
        return Interval(high=one, high_open=rng.random() < 0.5)
    return Interval(one, other, rng.random() < 0.5, rng.random() < 0.5)


def draw(rng: random.Random) -> tuple[dict[str, Span], list[Demand], dict[str, bool]]:
    """A box of counted and measured quantities, two or three demands on it, and an answer."""
    box = {}
    for name in NAMES:
        low, more, counted = rng.randint(0 if rng.random() < 0.1 else 1, 4), rng.randint(0, 3), rng.random() < 0.25
        ends = (False, False) if counted or not more else (rng.random() < 0.4, rng.random() < 0.4)
        box[name] = Span(Interval(Fraction(low), Fraction(low + more), *ends), counted)
    answers = {"f": rng.random() < 0.5}
    demands = []
    for _ in range(rng.choice([2, 2, 3])):
        formula = draw_formula(rng, rng.sample(NAMES, rng.choice([1, 2, 2, 3])))
        free = [name for name in NAMES if name not in set(formula.quantities())]
        if free and rng.random() < 0.25:
            demands.append(Demand(formula, result=rng.choice(free), at_least=rng.random() < 0.5))
            continue
        try:
            reach = bounds(formula, {name: span.interval for name, span in box.items()}, answers)
        except ZeroDivisionError:
            reach = Interval(Fraction(0), Fraction(5))
        demands.append(Demand(formula, draw_target(rng, reach)))
    return box, demands, answers


def by_z3(box: dict[str, Span], demands: list[Demand], answers: dict[str, bool]) -> bool:
    """Whether some numbers meet all demands, by a solver that knows nothing of intervals."""
    solver = z3.Solver()
    names = {name: z3.ToReal(z3.Int(name)) if span.counted else z3.Real(name) for name, span in box.items()}

    def lies(term: Any, interval: Interval) -> None:
        for end, is_open, above in (
            (interval.low, interval.low_open, True),
            (interval.high, interval.high_open, False),
        ):
            if end is not None:
                bound = z3.Q(end.numerator, end.denominator)
                beyond = term > bound if above else term < bound
                solver.add(beyond if is_open else z3.Or(beyond, term == bound))

    def term(node: Node) -> Any:
        if node.kind == "number":
            return z3.Q(node.number.numerator, node.number.denominator)
        if node.kind == "quantity":
            return names[node.name]
        if node.kind == "if":
            return term(node.parts[0 if answers[node.name] else 1])
        left, right = (term(part) for part in node.parts)
        if node.kind == "/":
            solver.add(right != 0)
            return left / right
        return {"+": left + right, "-": left - right, "*": left * right}[node.kind]

    for name, span in box.items():
        lies(names[name], span.interval)
    for demand in demands:
        found = term(demand.formula)
        lies(found, demand.target)
        if demand.result is not None:
            solver.add(found >= names[demand.result] if demand.at_least else found == names[demand.result])
    answer = solver.check()
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def compared(seeds: range) -> int:
    """How often numbers are taken to be possible though there are none; never the other way round."""
    open_ = 0
    for seed in seeds:
        box, demands, answers = draw(random.Random(f"jointly {seed}"))
        found, expected = can_be_met(box, demands, answers), by_z3(box, demands, answers)
        assert found or not expected, (seed, box, demands, answers)
        open_ += found and not expected
    return open_


def test_demands_that_share_quantities_are_met_exactly_where_z3_meets_them() -> None:
    assert compared(range(150)) == 0


@pytest.mark.slow
@pytest.mark.parametrize("share", range(4))
def test_of_thousands_hardly_any_is_left_open(sample: Sample, share: int) -> None:
    first = 1000 + 2000 * share
    assert compared(range(first, first + sample(2000))) <= sample(4)


def span(low: int, high: int, *, low_open: bool = False, high_open: bool = False) -> Span:
    return Span(Interval(Fraction(low), Fraction(high), low_open, high_open))


W, X, Y = quantity("w"), quantity("x"), quantity("y")


def test_an_end_that_is_left_out_on_one_side_only_excludes() -> None:
    """100 / w > 1 says w < 100, and w / 2 ≥ 50 says w ≥ 100: no halving would ever tell."""
    below = Demand(Node("/", parts=(number(100), W)), Interval(low=Fraction(1), low_open=True))
    half = Node("/", parts=(W, number(2)))
    box = {"w": span(1, 400)}
    assert not can_be_met(box, [below, Demand(half, Interval(low=Fraction(50)))], {})
    assert can_be_met(box, [below, Demand(half, Interval(low=Fraction(49)))], {})
    closed = Demand(below.formula, Interval(low=Fraction(1)))
    assert can_be_met(box, [closed, Demand(half, Interval(low=Fraction(50)))], {})


def test_three_ratios_of_three_numbers_are_reckoned_out() -> None:
    """w ≤ x and x ≤ y / 2 leave w / y at most a half."""
    box = {"w": span(0, 1000), "x": span(5, 300), "y": span(0, 1000)}
    first = Demand(Node("/", parts=(W, X)), Interval(high=Fraction(1)))
    second = Demand(Node("/", parts=(Y, X)), Interval(low=Fraction(2)))
    ratio = Node("/", parts=(W, Y))
    assert not can_be_met(box, [first, second, Demand(ratio, Interval(Fraction(1, 2), low_open=True))], {})
    assert can_be_met(box, [first, second, Demand(ratio, Interval(Fraction(1, 2)))], {})


def test_a_sum_and_a_difference_are_reckoned_out() -> None:
    box = {"w": span(0, 100), "x": span(0, 100)}
    demands = [Demand(Node("+", parts=(W, X)), Interval(high=Fraction(10)))]
    demands += [Demand(Node("-", parts=(W, X)), Interval(low=Fraction(4)))]
    high = Demand(W, Interval(low=Fraction(3)))
    assert can_be_met(box, [*demands, high], {})
    assert not can_be_met(box, [*demands, Demand(X, Interval(low=Fraction(3), low_open=True))], {})


def test_a_search_that_ends_without_an_answer_says_possible() -> None:
    """w + x = 6.5 leaves 3.5 to 4.5 for w, where w × x is at most 10.5: just that at one end, and never more."""
    box = {"w": span(3, 5, low_open=True), "x": span(2, 3)}
    demands = [Demand(Node("+", parts=(W, X)), Interval.point(Fraction(13, 2)))]
    demands += [Demand(Node("*", parts=(W, X)), Interval(Fraction(21, 2), low_open=True))]
    assert can_be_met(box, demands, {})
    assert not by_z3(box, demands, {})


def test_work_is_bounded_over_many_questions() -> None:
    effort = Effort(1)
    no = [Demand(W, Interval(low=Fraction(9)))]
    assert [can_be_met({"w": span(1, 5)}, no, {}, effort) for _ in range(2)] == [False, True]


def test_a_number_of_unlimited_size_is_bounded_by_what_it_follows_from() -> None:
    box = {"w": span(1, 5), "y": Span(EVERYTHING)}
    relation = Demand(Node("*", parts=(W, number(2))), result="y")
    assert not can_be_met(box, [relation, Demand(Y, Interval(low=Fraction(10), low_open=True))], {})
    assert can_be_met(box, [relation, Demand(Y, Interval(low=Fraction(10)))], {})


def test_a_factor_that_may_be_nothing_leaves_the_other_open() -> None:
    some, none = Interval(Fraction(1), Fraction(2)), Interval(Fraction(0), Fraction(3))
    assert factors(none, Interval(Fraction(-1), Fraction(1))) == [EVERYTHING]
    assert factors(some, none) == [Interval(Fraction(1, 3), None, False, True)]
    assert quotients(some, Interval(Fraction(-1), Fraction(1))) == [
        Interval(None, Fraction(-1), True, False),
        Interval(Fraction(1), None, False, True),
    ]
    assert quotients(some, Interval.point(Fraction(0))) == []
    assert product(Interval(Fraction(0), None, True), Interval(Fraction(0), Fraction(0))) == Interval.point(Fraction(0))
