"""Strips: a value never lies on the wrong side of its limit, whatever the pixels."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hn2301_asp.api import Protocol
from hn2301_asp.report.html.axis import GAP, places, window
from hn2301_asp.report.html.strips import LEFT, RIGHT, Strip, strip

NUMBERS = st.fractions(min_value=0, max_value=5000, max_denominator=1000)
POSSIBLE = (Fraction(0), Fraction(5000))


@given(st.lists(NUMBERS, min_size=1, max_size=3), st.lists(NUMBERS, max_size=4))
@example([Fraction(2)], [Fraction(1999999, 1000000)])
@example([Fraction(2)], [Fraction(5000)])
@example([Fraction(0)], [Fraction(0)])
@example([Fraction(4, 5), Fraction(81, 100)], [Fraction(161, 200), Fraction(0)])
def test_places_keep_the_order_and_differences_stay_visible(limits: list[Fraction], others: list[Fraction]) -> None:
    shown = window(limits, others, POSSIBLE)
    found = places([*limits, *others], shown, LEFT, RIGHT)
    ordered = [found[number] for number in sorted({*limits, *others})]
    assert all(b - a >= GAP for a, b in itertools.pairwise(ordered))
    assert ordered[0] >= LEFT
    assert ordered[-1] <= RIGHT
    assert all((place * 10).denominator == 1 for place in ordered)


@given(NUMBERS, NUMBERS)
def test_a_window_shows_the_limit_and_a_value_that_is_not_far_from_it(limit: Fraction, value: Fraction) -> None:
    assume(limit > 0)
    shown = window([limit], [value], POSSIBLE)
    assert shown.contains(limit)
    assert shown.contains(value) == (value <= 5 * limit)


def _strip(protocol: Protocol, record: dict[str, object], name: str, needs: str | None = None) -> Strip | None:
    base = protocol.knowledge_base
    return strip(base, protocol.patient(record), name, needs or base.thresholds.thresholds[name].shown)


def _place(text: str) -> Fraction:
    return Fraction(text)


@pytest.mark.parametrize(
    ("value", "met"),
    [
        ("2.0 mg/dL", False),
        ("34.2 umol/L", False),
        ("34.19999 umol/L", True),
        ("1.9999999 mg/dL", True),
        ("0 mg/dL", True),
        ("2.0000001 mg/dL", False),
        ("99 mg/dL", False),
    ],
)
def test_a_value_lies_on_its_own_side_of_the_limit(protocol: Protocol, value: str, met: bool) -> None:
    found = _strip(protocol, {"total_bilirubin": value}, "bilirubin_usual")
    assert found is not None
    assert found.value is not None
    assert found.met is met
    (limit,) = (_place(tick.x) for tick in found.ticks if tick.kind == "limit")
    place = _place(found.value)
    assert (place <= limit - GAP) if met else (place == limit or place >= limit + GAP)
    assert (place == limit) == (value in ("2.0 mg/dL", "34.2 umol/L"))
    (part,) = found.admissible
    assert _place(part.x) == LEFT
    assert _place(part.x) + _place(part.width) == limit


@given(st.integers(0, 4000))
def test_every_value_is_drawn_on_its_side_of_every_limit(protocol: Protocol, hundredths: int) -> None:
    number = Fraction(hundredths, 100)
    found = _strip(protocol, {"total_bilirubin": f"{float(number)} mg/dL"}, "bilirubin_usual")
    assert found is not None
    assert found.value is not None
    limits = {"limit": Fraction(2), "other": Fraction(3)}
    for tick in found.ticks:
        assert (_place(found.value) > _place(tick.x)) == (number > limits[tick.kind])
        assert (_place(found.value) < _place(tick.x)) == (number < limits[tick.kind])


def test_a_ratio_is_drawn_in_multiples_with_the_normal_limit_marked(protocol: Protocol) -> None:
    found = _strip(protocol, {"alt": "101 U/L", "alt_uln": "40 U/L"}, "alt_adequate")
    assert found is not None
    assert found.met is False
    assert found.label.text == "101 U/L, 2.525 × ULN"
    kinds = {tick.kind: tick for tick in found.ticks}
    assert kinds["uln"].told == "ULN 40 U/L"
    assert found.value is not None
    assert _place(kinds["uln"].x) < _place(kinds["limit"].x) < _place(found.value)


def test_a_range_is_drawn_as_a_stretch(protocol: Protocol) -> None:
    censored = _strip(protocol, {"total_bilirubin": ">2.5 mg/dL"}, "bilirubin_usual")
    on_oxygen = _strip(protocol, {"spo2": 94, "spo2_on_room_air": "no"}, "saturation_adequate")
    for found in (censored, on_oxygen):
        assert found is not None
        assert (found.value, found.met) == (None, None)
        assert found.span is not None
    assert on_oxygen is not None
    assert on_oxygen.label.text == "at most 94 %"


def test_two_limits_on_one_value_are_one_stretch(protocol: Protocol) -> None:
    found = _strip(protocol, {"age": 70}, "adult", "≥ 18 years and ≤ 69 years")
    assert found is not None
    assert found.met is False
    assert [tick.told for tick in found.ticks] == ["needed ≥ 18 years", "needed ≤ 69 years"]
    (part,) = found.admissible
    places_of_limits = [_place(tick.x) for tick in found.ticks]
    assert [_place(part.x), _place(part.x) + _place(part.width)] == places_of_limits


def test_what_must_not_hold_is_drawn_the_other_way_round(protocol: Protocol) -> None:
    record = {"days_since_transfusion": 3}
    needs = "more than 7 days before screening, or never"
    found = _strip(protocol, record, "transfused_recently", needs)
    assert found is not None
    assert found.met is False
    (part,) = found.admissible
    assert _place(part.x) + _place(part.width) == RIGHT


@pytest.mark.parametrize("record", [{}, {"alt": 30}, {"days_since_transfusion": "never"}])
def test_nothing_is_drawn_where_nothing_is_known(protocol: Protocol, record: dict[str, object]) -> None:
    assert _strip(protocol, record, "alt_adequate") is None
    assert _strip(protocol, record, "transfused_recently") is None


def test_a_value_far_away_is_drawn_at_the_end_and_says_so(protocol: Protocol) -> None:
    found = _strip(protocol, {"total_bilirubin": "40 mg/dL"}, "bilirubin_usual")
    assert found is not None
    assert found.beyond == "right"
    assert found.value == str(RIGHT)


def test_labels_below_the_line_do_not_touch(protocol: Protocol) -> None:
    found = _strip(protocol, {"prednisone_equivalent": "29.75 mg/d"}, "corticosteroid_in_limit")
    assert found is not None
    told = [tick for tick in found.ticks if tick.label]
    assert told[0].kind == "limit"
    assert all(tick.told for tick in found.ticks)
