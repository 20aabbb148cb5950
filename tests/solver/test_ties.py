"""Ties: a combination of regions is feasible exactly where recordable values show it."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds.axis import Interval, half_line
from hn2301_asp.knowledge.thresholds.formula import Node, bounds, value
from hn2301_asp.solver.ties import Span, Tie, choice_of, find_ties
from tests.knowledge.thresholds.test_formula import formulas

STEPS = {"w": Fraction(1), "x": Fraction(1, 2), "y": Fraction(3, 2), "z": Fraction(1, 4)}
COUNTS = st.tuples(st.integers(1, 4), st.integers(0, 4))


def tie(formula: Node, facts: tuple[str, ...] = ()) -> Tie:
    names = tuple(dict.fromkeys(formula.quantities()))
    return Tie("result", names, facts, formula, Fraction(1, 10), (Fraction(0), Fraction(1000)))


def every(span: Span) -> list[Fraction]:
    """All multiples of the step in a span."""
    assert span.step is not None
    return [span.low + k * span.step for k in range(int((span.high - span.low) / span.step) + 1)]


@settings(max_examples=60)
@given(formulas(), st.fixed_dictionaries(dict.fromkeys(STEPS, COUNTS)), st.booleans(), st.data())
def test_a_target_is_feasible_exactly_where_some_recordable_values_reach_it(
    formula: Node, counts: dict[str, tuple[int, int]], fact: bool, data: st.DataObject
) -> None:
    box = {
        name: Span(low * STEPS[name], (low + more) * STEPS[name], STEPS[name]) for name, (low, more) in counts.items()
    }
    found = tie(formula, ("fact",))
    grids = [every(box[name]) for name in found.quantities]
    reached = sorted(
        {value(formula, dict(zip(found.quantities, n, strict=True)), {"fact": fact}) for n in product(*grids)}
    )
    near = st.sampled_from([end + shift for end in reached for shift in (Fraction(0), Fraction(-1, 7), Fraction(1, 7))])
    one, other = sorted((data.draw(near), data.draw(near)))
    for target in (
        Interval.point(one),
        Interval(one, other, data.draw(st.booleans()), data.draw(st.booleans())),
        Interval(one, None, True),
        Interval(None, one, high_open=True),
    ):
        assert found.feasible(box, {"fact": fact}, target) == any(target.contains(n) for n in reached)


@settings(max_examples=60)
@given(formulas(), st.fixed_dictionaries(dict.fromkeys(STEPS, COUNTS)))
def test_the_result_of_known_numbers_is_the_formula_s_value(formula: Node, counts: dict[str, tuple[int, int]]) -> None:
    numbers = {name: Fraction(low) for name, (low, _) in counts.items()}
    assert tie(formula).computed(numbers, {"fact": True}) == value(formula, numbers, {"fact": True})


@pytest.mark.parametrize(("low", "high", "step"), [(0, 0, 1), (0, 1, 1), (3, 10, 1), (2, 9, 7)])
def test_a_span_is_cut_between_its_multiples_until_one_is_left(low: int, high: int, step: int) -> None:
    waiting, found = [Span(Fraction(low), Fraction(high), Fraction(step))], []
    while waiting:
        span = waiting.pop()
        halves = span.halves()
        if halves is None:
            found.append((span.low, span.high))
        else:
            waiting += halves
    assert sorted(found) == [(Fraction(n), Fraction(n)) for n in range(low, high + 1, step)]


def test_a_span_of_recorded_values_is_not_cut() -> None:
    assert Span(Fraction(1), Fraction(9), None).halves() is None


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
        "age": Span(Fraction(age[0]), Fraction(age[1]), Fraction(1)),
        "weight": Span(Fraction(weight[0]), Fraction(weight[1]), Fraction(1, 10)),
        "serum_creatinine": Span(Fraction(creatinine[0]), Fraction(creatinine[1]), Fraction(1, 100)),
    }


FEMALE = {"sex(female)": True}
BELOW, ENOUGH = half_line("<", Fraction(50)), half_line(">=", Fraction(50))


def test_recording_steps_exclude_what_real_numbers_would_allow(ties: dict[str, Tie]) -> None:
    """A woman under 69 years and over 59 kg, creatinine 1.0: her clearance is not below 50 mL/min.

    Over real numbers it comes as near as one likes to 71 × 59 × 0.85 / 72 = 49.45. As it is
    recorded she is 68 years old at most and weighs 59.1 kg at least: 72 × 59.1 × 0.85 / 72 = 50.235.
    """
    found = ties["creatinine_clearance"]
    real = {"age": Interval(Fraction(18), Fraction(69)), "weight": Interval(Fraction(59), Fraction(400))}
    assert found.formula is not None
    infimum = bounds(found.formula, {**real, "serum_creatinine": Interval.point(Fraction(1))}, FEMALE).low
    recorded = woman((18, 68), ("59.1", "400"), ("1", "1"))
    lowest = found.computed({"age": Fraction(68), "weight": Fraction("59.1"), "serum_creatinine": Fraction(1)}, FEMALE)
    assert (infimum, lowest) == (Fraction(71 * 59 * 85, 72 * 100), Fraction("50.235"))
    assert not found.feasible(recorded, FEMALE, BELOW)
    assert found.feasible(recorded, FEMALE, ENOUGH)
    assert not found.feasible(recorded, FEMALE, half_line("<", Fraction("50.235")))
    assert found.feasible(recorded, FEMALE, half_line("<=", Fraction("50.235")))


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
def test_the_side_of_a_clearance_follows_where_all_recordable_values_agree(
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
    box = {"spo2": Span(Fraction(measured), Fraction(measured), None)}
    enough, low = half_line(">=", Fraction(92)), half_line("<", Fraction(92))
    assert (found.feasible(box, facts, enough), found.feasible(box, facts, low)) == (can_be_enough, can_be_low)
    assert found.computed({"spo2": Fraction(measured)}, facts) == (Fraction(measured) if on_room_air else None)


def test_a_saturation_that_is_not_known_is_a_whole_number(ties: dict[str, Tie]) -> None:
    found, box = ties["spo2_room_air"], {"spo2": Span(Fraction(90), Fraction(93), Fraction(1))}
    between = Interval(Fraction(91), Fraction(92), True, True)
    assert [found.feasible(box, {"spo2_on_room_air": on}, between) for on in (True, False)] == [False, False]
    assert [found.feasible(box, {"spo2_on_room_air": on}, Interval.point(Fraction(92))) for on in (True, False)] == [
        True,
        True,
    ]


def test_a_ratio_to_the_limit_of_normal_is_exact(ties: dict[str, Tie]) -> None:
    found, target = ties["inr_per_uln"], half_line("<=", Fraction("1.5"))
    box = {"inr": Span(Fraction("1.8"), Fraction("1.8"), None), "inr_uln": Span(Fraction("1.2"), Fraction("1.2"), None)}
    assert found.feasible(box, {}, target)
    more = {**box, "inr": Span(Fraction("1.81"), Fraction("1.81"), None)}
    assert not found.feasible(more, {}, target)
