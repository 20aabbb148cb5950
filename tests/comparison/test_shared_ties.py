"""Proofs about formulas that share a quantity, use one another, or ask for what is hidden: against z3."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from hn2301_asp.api import Protocol, compare
from hn2301_asp.comparison.model import Side
from hn2301_asp.source.diagnostics import InputError
from tests import tied_base
from tests.conftest import Sample
from tests.solver.test_shared_ties import BOTH, base


def told(side: Side) -> str:
    return "nobody" if side.nobody else "somebody" if side.witness is not None else "undecided"


def pair(before: str, after: str, rules: str = BOTH) -> tuple[str, str, str]:
    """The relation of two versions, and what is told of those who gain and who lose."""
    change = compare(base(before, rules), base(after, rules)).overall
    return change.relation, told(change.gains), told(change.loses)


def test_nobody_gains_where_two_formulas_of_one_weight_exclude_it() -> None:
    """A dose of at most 1000 makes more than 800 a unit below 1.25 units of weight, where the index is less too."""
    low, high = 'low dose per kg > 900 u "q"\n', 'high index ≥ 1.25 u "q"\n'
    assert pair(low + high, low.replace("900", "800") + high) == ("equivalent", "nobody", "nobody")
    assert pair(low + high, low.replace("> 900", "≥ 800") + high) == ("broader", "somebody", "nobody")


def test_a_formula_of_what_follows_from_another_one_is_compared() -> None:
    """No threshold asks about the clearance itself."""
    before = 'high indexed clearance ≥ 60 u "q"\n'
    rules = 'met("C-1") :- high.\n'
    assert pair(before, before.replace("≥ 60", "> 60"), rules) == ("narrower", "nobody", "somebody")
    assert pair(before, before.replace("≥ 60", "≥ 59.999"), rules) == ("broader", "somebody", "nobody")


def test_a_formula_of_a_hidden_value_is_compared() -> None:
    """Where it was seen at rest nothing rises; else the record cannot tell."""
    before = 'high rise ≥ 10 u "q"\nlow still > 95 u "q"\n'
    assert pair(before, before.replace("10", "5")) == ("equivalent", "nobody", "nobody")


def drawn(rng: random.Random) -> tuple[tied_base.Drawn, Protocol] | None:
    found = tied_base.Drawn(rng)
    if len(found.formulas) > 2:
        return None
    try:
        return found, found.protocol()
    except InputError:
        return None


def compared(seeds: range) -> Counter[str]:
    """What is told of both directions; a proof or a witness that z3 contradicts fails at once."""
    words: Counter[str] = Counter()
    for seed in seeds:
        rng = random.Random(f"compared {seed}")
        one = drawn(rng)
        if one is None:
            continue
        other = tied_base.changed(one[0], rng)
        change = compare(one[1], other.protocol()).overall
        for side, somebody in (
            (change.gains, tied_base.somebody_gains(one[0], other)),
            (change.loses, tied_base.somebody_gains(other, one[0])),
        ):
            word = told(side)
            assert word in ("undecided", "somebody" if somebody else "nobody"), (seed, one[0].formulas, word)
            words[word] += 1
    return words


def test_no_proof_and_no_witness_is_contradicted_by_z3() -> None:
    words = compared(range(20))
    assert words["nobody"] > 10


@pytest.mark.slow
def test_of_many_changes_no_proof_and_no_witness_is_contradicted_by_z3(sample: Sample) -> None:
    words = compared(range(100, 100 + sample(150)))
    assert 2 * min(words["nobody"], words["somebody"]) >= sample(16)
    assert words["undecided"] < words["somebody"]
