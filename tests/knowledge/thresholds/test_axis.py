"""Intervals and regions are exact: small ones are compared with every number that they hold."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn2301_asp.knowledge.thresholds import axis
from hn2301_asp.knowledge.thresholds.axis import EVERYTHING, Domain, Interval, Region, Values, half_line, regions

#: Ends lie on halves; between two of them, and beyond the outermost, lies a number of the grid.
ENDS = [Fraction(n, 2) for n in range(-4, 13)]
GRID = [Fraction(n, 4) for n in range(-12, 29)]
INTERVALS = st.builds(
    Interval, st.sampled_from([None, *ENDS]), st.sampled_from([None, *ENDS]), st.booleans(), st.booleans()
)
COMPARATORS = st.sampled_from(["<", "<=", ">", ">="])
STEPS = st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3, 4), Fraction(5)])


def held(interval: Interval) -> list[Fraction]:
    """The numbers of the grid in an interval, told from its ends one by one."""
    return [
        n
        for n in GRID
        if (interval.low is None or n > interval.low or (n == interval.low and not interval.low_open))
        and (interval.high is None or n < interval.high or (n == interval.high and not interval.high_open))
    ]


@given(INTERVALS)
def test_an_interval_contains_what_lies_between_its_ends(interval: Interval) -> None:
    assert [n for n in GRID if interval.contains(n)] == held(interval)


@given(INTERVALS)
def test_an_interval_is_empty_exactly_where_no_number_lies_in_it(interval: Interval) -> None:
    assert interval.is_empty == (held(interval) == [])


@given(INTERVALS, INTERVALS)
def test_an_intersection_holds_exactly_what_both_hold(one: Interval, other: Interval) -> None:
    both = [n for n in held(one) if n in held(other)]
    assert held(one.intersect(other)) == both
    assert one.overlaps(other) == bool(both)


@given(INTERVALS, INTERVALS)
def test_the_order_of_two_intervals_does_not_matter(one: Interval, other: Interval) -> None:
    assert held(one.intersect(other)) == held(other.intersect(one))


@given(INTERVALS)
def test_everything_takes_nothing_away(interval: Interval) -> None:
    assert held(interval.intersect(EVERYTHING)) == held(EVERYTHING.intersect(interval)) == held(interval)


@given(INTERVALS, STEPS)
def test_the_recordable_part_reaches_from_the_lowest_to_the_highest_multiple_inside(
    interval: Interval, step: Fraction
) -> None:
    inside = interval.within(step)
    multiples = [step * k for k in range(-20, 40)]
    assert [n for n in multiples if inside.contains(n)] == [n for n in multiples if interval.contains(n)]
    assert [end for end in (inside.low, inside.high) if end is not None and (end / step).denominator != 1] == []
    assert (inside.low_open, inside.high_open) == (False, False)


@given(COMPARATORS, st.sampled_from(ENDS))
def test_a_half_line_holds_what_its_comparator_says(comparator: Any, number: Fraction) -> None:
    says = {"<": Fraction.__lt__, "<=": Fraction.__le__, ">": Fraction.__gt__, ">=": Fraction.__ge__}[comparator]
    assert held(half_line(comparator, number)) == [n for n in GRID if says(n, number)]


def test_a_value_is_a_number_where_nothing_else_is_possible() -> None:
    point = Interval.point(Fraction(7))
    assert [
        Values(point).number,
        Values(point, never=True).number,
        Values(None, never=True).number,
        Values(Interval(Fraction(7), Fraction(8))).number,
    ] == [Fraction(7), None, None, None]
    assert [Values(None).is_empty, Values(None, never=True).is_empty, Values(point).is_empty] == [True, False, False]
    assert Values(Interval(Fraction(2), Fraction(1))).is_empty


# Regions


def asks(name: str, comparator: Any, number: str | int, *, never: bool = False) -> axis.Test:
    return axis.Test(name, half_line(comparator, Fraction(number)), never)


def cut(*tests: axis.Test, possible: tuple[int, int] = (0, 100), counted: bool = True, never: bool = False) -> Any:
    low, high = map(Fraction, possible)
    return regions(tests, Domain(Interval(low, high), counted), never=never)


def region(low: Any, high: Any, *holds: str, ends: str = "()", possible: bool = True) -> Region:
    """A region in the usual notation: ``ends`` "[)" is closed below and open above."""
    interval = Interval(
        None if low is None else Fraction(low),
        None if high is None else Fraction(high),
        low is not None and ends[0] == "(",
        high is not None and ends[1] == ")",
    )
    return Region(interval, frozenset(holds), possible)


def test_one_threshold_makes_two_regions() -> None:
    assert cut(asks("adult", ">=", 18)) == (region(None, 18), region(18, None, "adult", ends="[)"))


def test_a_number_that_two_thresholds_treat_differently_is_a_region_of_its_own() -> None:
    found = cut(asks("at_least", ">=", 50), asks("above", ">", 50))
    assert found == (
        region(None, 50),
        region(50, 50, "at_least", ends="[]"),
        region(50, None, "at_least", "above"),
    )


def test_two_thresholds_of_one_meaning_make_no_more_regions_than_one() -> None:
    assert cut(asks("one", "<=", 3), asks("other", "<=", 3)) == (
        region(None, 3, "one", "other", ends="(]"),
        region(3, None),
    )


def test_a_range_is_a_region_between_two_others() -> None:
    working = axis.Test("working", Interval(Fraction(18), Fraction(69)))
    assert cut(working) == (region(None, 18), region(18, 69, "working", ends="[]"), region(69, None))


def test_never_is_the_last_region_and_holds_what_is_said_of_it() -> None:
    recent = asks("recent", "<=", 7, never=False)
    free = asks("free", ">", 30, never=True)
    assert cut(recent, free, never=True) == (
        region(None, 7, "recent", ends="(]"),
        region(7, 30, ends="(]"),
        region(30, None, "free"),
        Region(None, frozenset({"free"}), True),
    )


def test_a_region_between_two_whole_numbers_is_impossible_only_for_what_is_counted() -> None:
    found = cut(asks("more", ">", 4), asks("most", ">=", 5))
    assert found == (
        region(None, 4, ends="(]"),
        region(4, 5, "more", possible=False),
        region(5, None, "more", "most", ends="[)"),
    )
    assert [r.possible for r in cut(asks("more", ">", 4), asks("most", ">=", 5), counted=False)] == [True, True, True]


def test_a_region_outside_what_is_possible_is_impossible() -> None:
    assert [r.possible for r in cut(asks("much", ">", 100))] == [True, False]
    assert [r.possible for r in cut(asks("some", ">", 0))] == [True, True]
    assert [r.possible for r in cut(asks("any", ">=", 0))] == [False, True]


def test_a_measured_quantity_may_lie_anywhere_within_what_is_possible() -> None:
    assert [r.possible for r in cut(asks("more", ">", 4), asks("most", ">=", 5), counted=False)] == [True, True, True]
    assert [r.possible for r in cut(asks("much", ">", 100), counted=False)] == [True, False]


def test_an_axis_that_nothing_cuts_is_one_region() -> None:
    assert cut() == (region(None, None),)


TESTS = st.lists(st.tuples(COMPARATORS, st.sampled_from(ENDS), st.booleans()), max_size=5)


@given(TESTS, st.booleans(), st.booleans(), st.sampled_from(ENDS), st.sampled_from(ENDS))
def test_every_number_lies_in_one_region_that_says_which_tests_hold(
    drawn: list[tuple[Any, Fraction, bool]], counted: bool, never: bool, one: Fraction, other: Fraction
) -> None:
    tests = [axis.Test(f"t{i}", half_line(sign, n), yes) for i, (sign, n, yes) in enumerate(drawn)]
    low, high = sorted((one, other))
    found = regions(tests, Domain(Interval(low, high), counted), never=never)
    numbered = [r for r in found if r.interval is not None]
    for n in GRID:
        assert [r.holds for r in numbered if r.interval and r.interval.contains(n)] == [
            frozenset(test.name for test in tests if test.holds(n))
        ]
    assert [a.holds == b.holds for a, b in pairwise(numbered)] == [False] * (len(numbered) - 1)
    ends = sorted({low, high, *(end for test in tests for end in (test.interval.low, test.interval.high) if end)})
    between = [(a + b) / 2 for a, b in pairwise(ends)]
    can_be = (
        [n for n in range(-20, 40) if low <= n <= high]
        if counted
        else [n for n in [*ends, *between] if low <= n <= high]
    )
    assert [r.possible for r in numbered] == [
        any(r.interval.contains(n) for n in can_be) for r in numbered if r.interval
    ]
    assert [r for r in found if r.interval is None] == (
        [Region(None, frozenset(test.name for test in tests if test.never), True)] if never else []
    )


@pytest.mark.parametrize("counted", [False, True])
def test_regions_stand_from_low_to_high_without_a_gap(counted: bool) -> None:
    found = cut(asks("a", ">", 3), asks("b", "<=", 5), asks("c", ">=", 5), asks("d", "<", 8), counted=counted)
    ends = [(r.interval.low, r.interval.high) for r in found]
    assert (ends[0][0], ends[-1][1]) == (None, None)
    assert [high for _, high in ends[:-1]] == [low for low, _ in ends[1:]] == [3, 5, 5, 8]
    touching = [(a.interval.high_open, b.interval.low_open) for a, b in pairwise(found)]
    assert [one != other for one, other in touching] == [True] * len(touching)


def test_intervals_overlap_where_their_intersection_is_not_empty() -> None:
    ends = [None, *map(Fraction, range(3))]
    every = [Interval(low, high, *open_) for low in ends for high in ends for open_ in product((True, False), repeat=2)]
    for one, other in product(every, repeat=2):
        assert one.overlaps(other) is not one.intersect(other).is_empty, (one, other)
