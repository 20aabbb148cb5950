"""Minimal sets, against all subsets."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from itertools import combinations, product

import pytest

from hn2301_asp.solver.minimal import least, least_first, needed, smallest_first


def drawn(seed: int) -> tuple[list[int], list[frozenset[int]]]:
    """Some items in an order, and sets of them that are wanted."""
    draw = random.Random(seed)
    items = draw.sample(range(7), draw.randrange(1, 8))
    return items, [
        frozenset(draw.sample(items, draw.randrange(1, len(items) + 1))) for _ in range(draw.randrange(1, 4))
    ]


def one_by_one(items: Collection[int], wanted: list[frozenset[int]]) -> list[int]:
    kept = list(items)
    for item in items:
        if any(one <= {*kept} - {item} for one in wanted):
            kept.remove(item)
    return kept


@pytest.mark.parametrize("seed", range(100))
def test_what_is_left_holds_a_wanted_set_and_nothing_of_it_can_go(seed: int) -> None:
    items, wanted = drawn(seed)
    left = one_by_one(items, wanted)
    assert frozenset(left) in wanted
    assert needed(items, lambda held: any(one <= {*held} for one in wanted)) == left
    assert list(least(dict.fromkeys(items), lambda held: any(one <= {*held} for one in wanted))) == left


def test_what_is_needed_of_many_is_found_by_few_questions() -> None:
    asked: list[int] = []

    def conflict(held: Collection[int]) -> bool:
        asked.append(len(held))
        return {300, 700} <= {*held}

    assert needed(range(1000), conflict) == [300, 700]
    assert len(asked) < 30


def test_an_entry_stays_where_the_rest_works_with_it_only() -> None:
    assert least({"a": 1, "b": 2, "c": 3}, lambda held: sum(held.values()) % 2 == 0) == {"a": 1, "c": 3}


@pytest.mark.parametrize("seed", range(100))
def test_choices_come_smallest_first_and_without_those_that_hold_one_found(seed: int) -> None:
    draw = random.Random(seed)
    options = [[(place, n) for n in range(draw.randrange(1, 4))] for place in range(draw.randrange(1, 5))]
    every = [
        chosen
        for size in range(1, len(options) + 1)
        for places in combinations(options, size)
        for chosen in product(*places)
    ]
    wanted = draw.sample(every, min(len(every), 3))
    found: list[tuple[tuple[int, int], ...]] = []
    given = []
    for chosen in smallest_first(options, found):
        given.append(chosen)
        if any({*one} <= {*chosen} for one in wanted):
            found.append(chosen)
    minimal = [one for one in every if any({*w} <= {*one} for w in wanted)]
    minimal = [one for one in minimal if not any({*other} < {*one} for other in minimal)]
    assert found == minimal
    assert given == [one for one in every if one in minimal or not any({*m} <= {*one} for m in minimal)]


@pytest.mark.parametrize("seed", range(20))
def test_one_of_each_row_comes_with_the_least_cost_first(seed: int) -> None:
    draw = random.Random(seed)
    rows = [sorted(draw.choices(range(9), k=draw.randrange(1, 5))) for _ in range(draw.randrange(4))]

    def cost(picked: Sequence[int]) -> int:
        return sum(row[number] for row, number in zip(rows, picked, strict=True))

    given = list(least_first([len(row) for row in rows], cost))
    assert sorted(given) == list(product(*(range(len(row)) for row in rows)))
    assert [cost(one) for one in given] == sorted(cost(one) for one in given)
