"""Ties: a combination of regions is feasible exactly where some values show it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds.axis import Domain, Interval, half_line
from hn2301_asp.knowledge.thresholds.formula import Node, bounds, value
from hn2301_asp.solver.ties import Span, Tie, choice_of, find_ties
from tests.knowledge.thresholds.test_formula import formulas

#: Two quantities are counted, two are measured.
COUNTED = {"w": True, "x": True, "y": False, "z": False}
RANGES = st.tuples(st.integers(1, 4), st.integers(0, 3), st.booleans(), st.booleans())


def tie(formula: Node, facts: tuple[str, ...] = ()) -> Tie:
    names = tuple(dict.fromkeys(formula.quantities()))
    return Tie("result", names, facts, formula, Domain(Interval(Fraction(0), Fraction(1000))))


def span(name: str, low: int, more: int, low_open: bool, high_open: bool) -> Span:
    if COUNTED[name] or not more:
        return Span(Interval(Fraction(low), Fraction(low + more)), COUNTED[name])
    return Span(Interval(Fraction(low), Fraction(low + more), low_open, high_open))


def by_z3(formula: Node, box: dict[str, Span], fact: bool, target: Interval) -> bool:
    """Whether some numbers of a box reach a target, by a solver that knows nothing of intervals."""
    solver, names = z3.Solver(), {}
    for name in dict.fromkeys(formula.quantities()):
        names[name] = z3.ToReal(z3.Int(name)) if COUNTED[name] else z3.Real(name)
        _lies(solver, names[name], box[name].interval)
    _lies(solver, _written(formula, names, fact), target)
    answer = solver.check()
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def _lies(solver: Any, number: Any, interval: Interval) -> None:
    for end, is_open, above in ((interval.low, interval.low_open, True), (interval.high, interval.high_open, False)):
        if end is not None:
            bound = z3.Q(end.numerator, end.denominator)
            if is_open:
                solver.add(number > bound if above else number < bound)
            else:
                solver.add(number >= bound if above else number <= bound)


def _written(node: Node, names: dict[str, Any], fact: bool) -> Any:
    if node.kind == "number":
        return z3.Q(node.number.numerator, node.number.denominator)
    if node.kind == "quantity":
        return names[node.name]
    if node.kind == "if":
        return _written(node.parts[0 if fact else 1], names, fact)
    left, right = (_written(part, names, fact) for part in node.parts)
    return {"+": left + right, "-": left - right, "*": left * right}.get(node.kind, left / right)


@settings(max_examples=80)
@given(formulas(), st.fixed_dictionaries(dict.fromkeys(COUNTED, RANGES)), st.booleans(), st.data())
def test_a_target_is_feasible_exactly_where_some_numbers_reach_it(
    formula: Node, drawn: dict[str, tuple[int, int, bool, bool]], fact: bool, data: st.DataObject
) -> None:
    """Open ends, ends that are reached at a corner, and whole numbers between which nothing lies."""
    box = {name: span(name, *ends) for name, ends in drawn.items()}
    found = tie(formula, ("fact",))
    reach = bounds(formula, {name: box[name].interval for name in found.quantities}, {"fact": fact})
    assert reach.low is not None
    assert reach.high is not None
    middle = (reach.low + reach.high) / 2
    near = st.sampled_from(
        [
            end + shift
            for end in (reach.low, middle, reach.high)
            for shift in (Fraction(0), Fraction(-1, 7), Fraction(1, 7))
        ]
    )
    one, other = sorted((data.draw(near), data.draw(near)))
    for target in (
        Interval.point(one),
        Interval(one, other, data.draw(st.booleans()), data.draw(st.booleans())),
        Interval(one, None, True),
        Interval(None, one, high_open=True),
    ):
        expected = not target.is_empty and by_z3(formula, box, fact, target)
        assert found.feasible(box, {"fact": fact}, target) == expected


@settings(max_examples=60)
@given(formulas(), st.fixed_dictionaries(dict.fromkeys(COUNTED, st.integers(1, 4))))
def test_the_result_of_known_numbers_is_the_formula_s_value(formula: Node, counts: dict[str, int]) -> None:
    numbers = {name: Fraction(number) for name, number in counts.items()}
    assert tie(formula).computed(numbers, {"fact": True}) == value(formula, numbers, {"fact": True})


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 1), (3, 10), (2, 9)])
def test_a_counted_span_is_cut_between_its_numbers_until_one_is_left(low: int, high: int) -> None:
    waiting, found = [Span(Interval(Fraction(low), Fraction(high)), True)], []
    while waiting:
        one = waiting.pop()
        halves = one.halves()
        if halves is None:
            found.append((one.interval.low, one.interval.high))
        else:
            waiting += halves
    assert sorted(found) == [(Fraction(n), Fraction(n)) for n in range(low, high + 1)]


def test_a_span_of_measured_values_is_not_cut() -> None:
    assert Span(Interval(Fraction(1), Fraction(9))).halves() is None


def test_a_choice_is_found_by_its_value(protocol: Protocol) -> None:
    vocabulary = protocol.knowledge_base.vocabulary
    assert (choice_of("female", vocabulary), choice_of("pregnant", vocabulary)) == ("sex", "pregnant")


# The ties of the shipped knowledge base


@pytest.fixture(scope="module")
def ties(protocol: Protocol) -> dict[str, Tie]:
    found = find_ties(protocol.knowledge_base.vocabulary, protocol.knowledge_base.thresholds)
    return {tie.result: tie for tie in found}


def test_every_tie_names_what_it_depends_on(ties: dict[str, Tie]) -> None:
    assert {name: (tie.quantities, tie.facts) for name, tie in ties.items()} == {
        "inr_per_uln": (("inr", "inr_uln"), ()),
        "aptt_per_uln": (("aptt", "aptt_uln"), ()),
        "alt_per_uln": (("alt", "alt_uln"), ()),
        "ast_per_uln": (("ast", "ast_uln"), ()),
        "creatinine_clearance": (("age", "weight", "serum_creatinine"), ("sex(female)",)),
        "spo2_room_air": (("spo2",), ("spo2_on_room_air",)),
    }


def woman(age: tuple[int, int], weight: tuple[str, str], creatinine: tuple[str, str]) -> dict[str, Span]:
    return {
        "age": Span(Interval(Fraction(age[0]), Fraction(age[1])), True),
        "weight": Span(Interval(Fraction(weight[0]), Fraction(weight[1]))),
        "serum_creatinine": Span(Interval(Fraction(creatinine[0]), Fraction(creatinine[1]))),
    }


FEMALE = {"sex(female)": True}
BELOW, ENOUGH = half_line("<", Fraction(50)), half_line(">=", Fraction(50))


def test_an_age_is_whole_and_a_weight_is_any_number(ties: dict[str, Tie]) -> None:
    """A woman under 69 years and over 59 kg, creatinine 1.0: her clearance is above 72 × 59 × 0.85 / 72 = 50.15.

    Were her age any number it could come as near as one likes to 71 × 59 × 0.85 / 72 = 49.45. No weight
    over 59 kg gives exactly 50.15, and some weight gives any number above it.
    """
    found = ties["creatinine_clearance"]
    box = woman((18, 68), ("59", "400"), ("1", "1")) | {"weight": Span(Interval(Fraction(59), Fraction(400), True))}
    assert not found.feasible(box, FEMALE, BELOW)
    assert found.feasible(box, FEMALE, ENOUGH)
    assert not found.feasible(box, FEMALE, half_line("<=", Fraction("50.15")))
    assert found.feasible(box, FEMALE, Interval(Fraction("50.15"), Fraction("50.1501"), True, True))


@pytest.mark.parametrize(
    ("age", "weight", "creatinine", "female", "below", "enough"),
    [
        ((18, 68), ("59", "400"), ("1", "1"), True, False, True),  # 50.15
        ((18, 69), ("59.1", "400"), ("1", "1"), True, True, True),  # 49.54
        ((69, 69), ("59.6", "59.6"), ("1", "1"), True, True, False),  # 49.96
        ((69, 69), ("59.7", "59.7"), ("1", "1"), True, False, True),  # 50.04
        ((69, 69), ("59.6", "59.7"), ("1", "1"), True, True, True),
        ((18, 68), ("59.1", "400"), ("1", "1.01"), True, True, True),  # 49.74
        ((18, 69), ("59", "400"), ("0.5", "1.16"), False, False, True),  # 50.15
        ((18, 69), ("59", "400"), ("0.5", "1.17"), False, True, True),  # 49.73
        ((69, 69), ("1", "30"), ("1", "40"), False, True, False),
    ],
)
def test_the_side_of_a_clearance_follows_where_all_values_agree(
    ties: dict[str, Tie],
    age: tuple[int, int],
    weight: tuple[str, str],
    creatinine: tuple[str, str],
    female: bool,
    below: bool,
    enough: bool,
) -> None:
    found, box, facts = ties["creatinine_clearance"], woman(age, weight, creatinine), {"sex(female)": female}
    assert (found.feasible(box, facts, BELOW), found.feasible(box, facts, ENOUGH)) == (below, enough)


def test_the_engine_draws_the_same_conclusion_from_a_record(protocol: Protocol) -> None:
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    bounded = {**typical, "age": "<69", "weight": ">59 kg", "serum_creatinine": "1.0 mg/dL"}
    bounded.pop("birth_date", None)
    assert protocol.screen({**bounded, "age": "<69", "weight": ">59 kg"}).criteria["IN-7"] == "met"
    assert protocol.screen({**bounded, "age": "<70"}).criteria["IN-7"] == "unknown"
    assert protocol.screen({**bounded, "weight": ">58 kg"}).criteria["IN-7"] == "unknown"


@pytest.mark.parametrize(
    ("measured", "on_room_air", "can_be_enough", "can_be_low"),
    [
        ("95", True, True, False),
        ("95", False, True, True),
        ("92", True, True, False),
        ("92", False, True, True),
        ("91", True, False, True),
        ("91", False, False, True),
        ("91.5", False, False, True),
        ("0", False, False, True),
    ],
)
def test_a_saturation_on_oxygen_bounds_the_one_on_room_air_from_above(
    ties: dict[str, Tie], measured: str, on_room_air: bool, can_be_enough: bool, can_be_low: bool
) -> None:
    found, facts = ties["spo2_room_air"], {"spo2_on_room_air": on_room_air}
    box = {"spo2": Span(Interval.point(Fraction(measured)))}
    enough, low = half_line(">=", Fraction(92)), half_line("<", Fraction(92))
    assert (found.feasible(box, facts, enough), found.feasible(box, facts, low)) == (can_be_enough, can_be_low)
    assert found.computed({"spo2": Fraction(measured)}, facts) == (Fraction(measured) if on_room_air else None)


def test_a_saturation_that_is_not_known_is_any_number(ties: dict[str, Tie]) -> None:
    found, box = ties["spo2_room_air"], {"spo2": Span(Interval(Fraction(90), Fraction(93)))}
    between = Interval(Fraction(91), Fraction(92), True, True)
    assert [found.feasible(box, {"spo2_on_room_air": on}, between) for on in (True, False)] == [True, True]
    assert [found.feasible(box, {"spo2_on_room_air": on}, Interval.point(Fraction(92))) for on in (True, False)] == [
        True,
        True,
    ]


def test_a_ratio_to_the_limit_of_normal_is_exact(ties: dict[str, Tie]) -> None:
    found, target = ties["inr_per_uln"], half_line("<=", Fraction("1.5"))
    box = {"inr": Span(Interval.point(Fraction("1.8"))), "inr_uln": Span(Interval.point(Fraction("1.2")))}
    assert found.feasible(box, {}, target)
    more = {**box, "inr": Span(Interval.point(Fraction("1.81")))}
    assert not found.feasible(more, {}, target)
