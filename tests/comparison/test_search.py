"""Questions put to the search space of two versions at once, beside the same questions put one by one."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.search import Search
from tests.small_base import draw_rules, small


def one_by_one(search: Search, question: Sequence[int], literals: Sequence[int]) -> set[int]:
    return {literal for literal in literals if search.nobody([*question, -literal])}


@pytest.mark.parametrize("seed", range(8))
def test_what_is_certain_of_several_literals_is_what_nobody_lacks(seed: int) -> None:
    rng = random.Random(seed)
    versions = [small(draw_rules(rng)) for _ in range(2)]
    at_once, apart = (Comparer(versions, ["one", "other"]).search for _ in range(2))
    one, other = (side.eligible for side in at_once.sides)
    literals = [sign * atom for atom in at_once.joined.circuit.inputs.values() for sign in (1, -1)]
    rng.shuffle(literals)
    for question in ([], [one], [-one], [one, -other], [other, -one], [one, -one]):
        assert at_once.certain(question, literals) == one_by_one(apart, question, literals)
    assert at_once.certain([one, -one], literals) == {*literals}
    assert at_once.certain([], []) == set()


@pytest.mark.parametrize("seed", range(8))
def test_nobody_is_proved_where_nobody_is_found(seed: int) -> None:
    """Whether somebody answers is told without numbers for the ties; who is found has them."""
    rng = random.Random(seed)
    versions = [small(draw_rules(rng)) for _ in range(2)]
    proving, finding = (Comparer(versions, ["one", "other"]).search for _ in range(2))
    regions = [atom for atoms in proving.space.regions.values() for atom in atoms]
    for _ in range(40):
        question = [rng.choice((1, -1)) * atom for atom in rng.sample(regions, 3)]
        assert proving.nobody(question) == (finding.find(question) is None)
