"""Recordable numbers behind formulas: found nearest to what is typical, or proved not to exist."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn2301_asp.comparison.exact_numbers import any_numbers, out_of_reach, surely
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.numbers import Goal, Grid, grid, merged, realise, solve_for
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import Node, value
from hn2301_asp.solver.ties import Span


def q(name: str) -> Node:
    return Node("quantity", name=name)


def n(number: str) -> Node:
    return Node("number", Fraction(number))


def op(kind: str, one: Node, other: Node) -> Node:
    return Node(kind, parts=(one, other))  # type: ignore[arg-type]


def clearance(factor: str = "0.85") -> Node:
    """Cockcroft-Gault, as the shipped thresholds write it."""
    rest = op("/", op("*", op("-", n("140"), q("age")), q("weight")), op("*", n("72"), q("creatinine")))
    return op("*", rest, Node("if", name="female", parts=(n(factor), n("1"))))


def grids(age: tuple[str, str], weight: tuple[str, str], creatinine: tuple[str, str]) -> dict[str, Grid]:
    found = {}
    for name, (low, high), step, typical, span in (
        ("age", age, "1", "34", "74"),
        ("weight", weight, "0.1", "60", "170"),
        ("creatinine", creatinine, "0.01", "0.8", "15"),
    ):
        made = grid(Interval(Fraction(low), Fraction(high)), Fraction(step), Fraction(typical), Fraction(span))
        assert made is not None
        found[name] = made
    return found


WOMAN = {"female": True}


def test_the_corner_that_can_be_recorded_decides_not_the_infimum() -> None:
    """Female, below 69 years, above 59 kg, creatinine 1.0: 49.45 is the infimum, 50.2 the least that is recorded."""
    box = grids(("18", "68"), ("59.1", "400"), ("1", "1"))
    assert realise(box, [Goal(clearance(), Interval(high=Fraction(50), high_open=True))], WOMAN) is None
    found = realise(box, [Goal(clearance(), Interval(high=Fraction("50.3"), high_open=True))], WOMAN)
    assert found == {"age": 68, "weight": Fraction("59.1"), "creatinine": 1}


def test_numbers_stay_as_near_to_the_typical_ones_as_they_can() -> None:
    box = grids(("34", "34"), ("60", "60"), ("0.05", "40"))
    found = realise(box, [Goal(clearance(), Interval(Fraction(50), Fraction(60), False, True))], WOMAN)
    assert found == {"age": 34, "weight": 60, "creatinine": Fraction("1.26")}


def test_a_result_that_must_be_hit_exactly_is_hit() -> None:
    found = realise(
        grids(("0", "120"), ("1", "400"), ("0.05", "40")), [Goal(clearance(), Interval.point(Fraction(50)))], WOMAN
    )
    assert found is not None
    assert value(clearance(), found, WOMAN) == 50


def test_two_formulas_that_differ_by_a_factor_are_judged_together() -> None:
    """A factor of 0.8 for 0.85 only lowers the clearance: nobody rises to 50 by it, and that is proved."""
    box = grids(("0", "120"), ("1", "400"), ("0.05", "40"))
    below, enough = Interval(high=Fraction(50), high_open=True), Interval(low=Fraction(50))
    assert realise(box, [Goal(clearance("0.85"), below), Goal(clearance("0.8"), enough)], WOMAN) is None
    assert realise(box, [Goal(clearance("0.85"), enough), Goal(clearance("0.8"), below)], WOMAN) is not None


def test_what_was_not_found_out_is_not_passed_as_proved() -> None:
    box = grids(("0", "120"), ("1", "400"), ("0.05", "40"))
    never = Interval.point(Fraction("50.00000000001"))
    with pytest.raises(Undecidable, match="no recordable values were found"):
        realise(box, [Goal(clearance(), never)], WOMAN, most=50)


numbers = st.integers(1, 9).map(Fraction)


@given(numbers, numbers, numbers, st.booleans(), st.sampled_from(["age", "weight", "creatinine"]))
def test_a_formula_is_solved_for_each_of_its_quantities(
    age: Fraction, weight: Fraction, creatinine: Fraction, female: bool, name: str
) -> None:
    known = {"age": age, "weight": weight, "creatinine": creatinine}
    answers = {"female": female}
    result = value(clearance(), known, answers)
    assert solve_for(clearance(), name, result, {**known, name: Fraction(1)}, answers) == known[name]


@given(st.integers(0, 8), st.integers(0, 8), st.integers(-3, 20), st.integers(0, 6))
def test_a_search_agrees_with_trying_everything(typical: int, other: int, low: int, width: int) -> None:
    formula = op("-", op("*", q("a"), n("3")), q("b"))
    target = Interval(Fraction(low), Fraction(low + width))
    box = {"a": Grid(Fraction(1), 0, 8, typical, 5), "b": Grid(Fraction(1), 2, 6, other, 3)}
    every = [
        (abs(a - typical) * 5 + abs(b - other) * 3, a, b)
        for a in range(9)
        for b in range(2, 7)
        if target.contains(Fraction(3 * a - b))
    ]
    found = realise(box, [Goal(formula, target)], {})
    if not every:
        assert found is None
    else:
        assert found is not None
        assert abs(found["a"] - typical) * 5 + abs(found["b"] - other) * 3 == min(every)[0]


@given(st.integers(0, 12), st.integers(1, 12), st.integers(0, 40), st.booleans())
def test_a_formula_with_a_quantity_below_the_line_agrees_with_trying_everything(
    typical: int, divided: int, low: int, above: bool
) -> None:
    """The result grows without end towards 12.1, which is not reached: beyond it, it is negative."""
    formula = op("/", n(str(divided)), op("-", n("12.1"), q("a")))
    end = Fraction(low, 2)
    target = Interval(low=end) if above else Interval(high=end)
    every = [abs(a - typical) for a in range(13) if target.contains(divided / (Fraction("12.1") - a))]
    found = realise({"a": Grid(Fraction(1), 0, 12, typical, 1)}, [Goal(formula, target)], {})
    assert (None if found is None else abs(found["a"] - typical)) == (min(every) if every else None)


def test_two_goals_of_one_formula_with_a_negative_factor_are_both_met() -> None:
    formula = op("*", n("-1"), q("a"))
    goals = [Goal(formula, Interval(high=Fraction(-5))), Goal(formula, Interval(high=Fraction(0)))]
    assert realise({"a": Grid(Fraction(1), 0, 8, 0, 1)}, goals, {}) == {"a": 5}


def spans(**ranges: tuple[int, int, bool]) -> dict[str, Span]:
    """Ranges of quantities: from, to, and whether without both ends."""
    return {n: Span(Interval(Fraction(a), Fraction(b), ends, ends)) for n, (a, b, ends) in ranges.items()}


@given(st.integers(1, 9), st.integers(0, 5), st.booleans(), st.integers(0, 60), st.integers(0, 9), st.booleans())
def test_whether_there_are_numbers_is_told_as_looking_for_them_tells_it(
    low: int, width: int, ends: bool, target: int, more: int, closed: bool
) -> None:
    """Of one formula that names each quantity once, nothing being counted, it is told both ways."""
    box = spans(a=(low, low + width + ends, ends), b=(2, 3, False))
    goal = Goal(op("*", q("a"), q("b")), Interval(Fraction(target), Fraction(target + more), not closed, False))
    home = {name: (span.interval.low + span.interval.high) / 2 for name, span in box.items()}  # type: ignore[operator]
    assert surely(box, [goal], {}) == (any_numbers(box, [goal], {}, 2_000, home) is not None)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(-3, 20), st.integers(0, 2))
def test_numbers_that_surely_exist_are_found_among_counted_ones_too(
    low: int, width: int, target: int, more: int
) -> None:
    box = {"a": Span(Interval(Fraction(low), Fraction(low + width)), True), **spans(b=(0, 1, True))}
    goal = Goal(op("-", q("a"), q("b")), Interval(Fraction(target), Fraction(target + more)))
    if surely(box, [goal], {}):
        found = any_numbers(box, [goal], {}, 2_000, {"a": Fraction(low), "b": Fraction(1, 2)})
        assert found is not None
        assert found["a"].denominator == 1
        assert 0 < found["b"] < 1
        assert goal.target.contains(value(goal.formula, found, {}))


def test_of_a_formula_that_names_a_quantity_twice_nothing_is_sure() -> None:
    goal = Goal(op("-", q("a"), q("a")), Interval.point(Fraction(1)))
    assert not surely(spans(a=(0, 4, False)), [goal], {})


def test_of_what_divides_by_zero_somewhere_nothing_is_sure() -> None:
    box = {"a": Span(Interval(Fraction(0), Fraction(4)), True)}
    assert not surely(box, [Goal(op("/", n("1"), q("a")), Interval(low=Fraction(0)))], {})


def test_one_formula_in_two_scales_is_one_goal() -> None:
    """A clearance of 50 with a factor of 0.85 cannot be one of 60 with 0.8, whatever the numbers."""
    box = spans(weight=(1, 400, False), creatinine=(1, 40, False)) | {
        "age": Span(Interval(Fraction(0), Fraction(120)), True)
    }
    below, enough = Interval(high=Fraction(50), high_open=True), Interval(low=Fraction(50))
    never, ever = (
        [Goal(clearance(a), below), Goal(clearance(b), enough)] for a, b in (("0.85", "0.8"), ("0.8", "0.85"))
    )
    assert out_of_reach(box, merged(never, WOMAN), WOMAN)
    assert not out_of_reach(box, never, WOMAN)
    assert [surely(box, goals, WOMAN) for goals in (never, ever)] == [False, True]
