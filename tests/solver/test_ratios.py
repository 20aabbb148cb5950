"""Multiples of limits of normal and of baselines, and one quantity by another: against all completions, by hand."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from hn2301_asp.api import compare
from tests import ratio_base
from tests.conftest import Sample
from tests.one_criterion import status


def agree(seeds: range) -> Counter[str]:
    found: Counter[str] = Counter()
    for seed in seeds:
        rng = random.Random(f"ratios {seed}")
        drawn = ratio_base.draw(rng)
        protocol = ratio_base.protocol(drawn)
        for _ in range(8):
            record = ratio_base.record(rng)
            expected = ratio_base.status(drawn, record)
            assert status(protocol, record) == expected, (seed, drawn, record)
            found[expected] += 1
    return found


def test_every_status_is_that_of_all_completions() -> None:
    assert min(agree(range(12)).values()) > 5


@pytest.mark.slow
def test_of_many_drawn_every_status_is_that_of_all_completions(sample: Sample) -> None:
    assert min(agree(range(100, 100 + sample(300))).values()) > sample(100)


def compared(seeds: range) -> Counter[str]:
    """The relation of two versions of which one test differs, and each witness held against both by hand."""
    found: Counter[str] = Counter()
    for seed in seeds:
        rng = random.Random(f"two versions {seed}")
        (tests, bodies) = before = ratio_base.draw(rng)
        changed = list(tests)
        at = rng.randrange(len(tests))
        share, sign, _ = changed[at]
        changed[at] = (
            (share, sign, ratio_base.draw_test(random.Random(seed))[2])
            if rng.random() < 0.2
            else (
                share,
                rng.choice("≥≤<>"),
                tests[at][2],
            )
        )
        after = (tuple(changed), bodies)
        overall = compare(ratio_base.protocol(before), ratio_base.protocol(after)).overall
        pairs = {(ratio_base.met(before, p), ratio_base.met(after, p)) for p in ratio_base.completions({})}
        for side, wanted in ((overall.gains, (False, True)), (overall.loses, (True, False))):
            if wanted in pairs:
                assert not side.nobody, (seed, before, after)
                if side.witness is not None:
                    record: dict[str, Any] = dict(side.witness.record)
                    was, now = ratio_base.status(before, record), ratio_base.status(after, record)
                    assert (was, now) == tuple("met" if one else "not_met" for one in wanted), (seed, record)
            else:
                assert side.witness is None, (seed, before, after)
            found[f"{'nobody' if side.nobody else 'somebody' if side.witness else 'undecided'}"] += 1
    return found


def test_two_versions_differ_as_all_patients_do() -> None:
    found = compared(range(10))
    assert found["nobody"] > 3
    assert found["somebody"] > 3


@pytest.mark.slow
def test_of_many_drawn_two_versions_differ_as_all_patients_do(sample: Sample) -> None:
    found = compared(range(100, 100 + sample(120)))
    assert min(found["nobody"], found["somebody"]) > sample(40)
    assert found["undecided"] < sample(20)
