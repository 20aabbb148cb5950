"""Minimal blocking sets: against the independent evaluator, and against all subsets on small bases."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from itertools import islice

import pytest

from hn2301_asp.api import Protocol
from tests import small_base
from tests.conftest import Sample
from tests.explanation.brute import (
    Names,
    SmallPatients,
    blocking_of,
    blocking_sets,
    draw_readings,
    hitting_sets,
    known_units,
    overruled,
    restricted,
    small,
    troubled_record,
)
from tests.independent.evaluator import evaluate
from tests.independent.records import Record, random_record

SHARES = 4
RECORDS = 2_000
#: Of the hitting sets of one record's blocking sets, how many are tried.
HITTING_SETS = 120


def drawn(rng: random.Random) -> tuple[Record, dict[str, str]]:
    """A random record, ineligible by the independent evaluator; one of four for many reasons."""
    draw = troubled_record if rng.random() < 0.25 else random_record
    while True:
        record = draw(rng, rng.choice((0, 0, 1, 2, 3)))
        readings = draw_readings(rng)
        if evaluate(record, readings).verdict == "ineligible":
            return record, readings


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_blocking_sets_are_ineligible_minimal_and_all(protocol: Protocol, sample: Sample, share: int) -> None:
    rng = random.Random(f"blocking {share}")
    vocabulary = protocol.knowledge_base.vocabulary
    count: Counter[str] = Counter()
    wanted = sample(RECORDS // SHARES)
    for _ in range(wanted):
        record, readings = drawn(rng)
        result = protocol.screen(record, readings=readings)
        assert result.verdict == "ineligible"
        if overruled(vocabulary, result.screening):
            count["overruled"] += 1
            continue
        units = known_units(vocabulary, record)
        blocking = blocking_of(result)
        sets = [frozenset(one) for one in blocking.sets]

        def verdict(names: Names, record: Record = record, readings: Mapping[str, str] = readings) -> str:
            return evaluate(restricted(vocabulary, record, names), readings).verdict

        assert sets, (record, readings)
        assert len({*sets}) == len(sets), (blocking.sets, record, readings)
        assert [len(one) for one in sets] == sorted(map(len, sets)), (blocking.sets, record, readings)
        for one, named in zip(sets, blocking.sets, strict=True):
            assert len(one) == len(named), (named, record, readings)
            assert one <= set(units), (named, record, readings)
            assert verdict(one) == "ineligible", (named, record, readings)
            for unit in one:
                assert verdict(one - {unit}) != "ineligible", (named, unit, record, readings)
        count["sets"] += len(sets)
        if not blocking.complete:
            count["incomplete"] += 1
            continue
        tried = list(islice(hitting_sets(sets), HITTING_SETS + 1))
        count["capped"] += len(tried) > HITTING_SETS
        for hitting in tried[:HITTING_SETS]:
            assert verdict(frozenset(units) - hitting) != "ineligible", (
                sorted(hitting),
                blocking.sets,
                record,
                readings,
            )
        count["records"] += 1
        count["hitting sets"] += len(tried[:HITTING_SETS])
    print(f"blocking sets, share {share}: {dict(sorted(count.items()))}")
    assert count["records"] > wanted * 0.9, count
    assert count["sets"] > count["records"], count


def test_who_is_not_ineligible_has_no_blocking_set(protocol: Protocol) -> None:
    rng = random.Random("not blocked")
    seen: Counter[str] = Counter()
    while min(seen["eligible"], seen["undetermined"], seen["contradictory"]) < 3:
        result = protocol.screen(random_record(rng, rng.choice((0, 3))))
        if result.verdict != "ineligible":
            assert result.answers.blocking.sets == ()
            seen[result.verdict] += 1


@pytest.mark.parametrize("share", range(4))
def test_blocking_sets_of_small_bases_are_those_among_all_subsets(sample: Sample, share: int) -> None:
    first = 15 * share
    for seed in range(first, first + sample(15)):
        check_small(seed)


def check_small(seed: int) -> None:
    rng = random.Random(f"small blocking {seed}")
    rules = small_base.draw_rules(rng)
    protocol = small(rules, {})
    patients = {reading: SmallPatients(rules, reading) for reading in "xy"}
    count = 0
    for _ in range(60):
        record, reading = small_base.draw_record(rng), rng.choice("xy")
        if patients[reading].verdict(record) != "ineligible":
            continue
        blocking = protocol.screen(record, readings={"rd": reading}).answers.blocking
        expected = blocking_sets(patients[reading], protocol.knowledge_base.vocabulary, record)
        if blocking.complete:
            assert {frozenset(one) for one in blocking.sets} == expected, (record, reading, rules)
            assert len(blocking.sets) == len(expected)
        else:
            assert {frozenset(one) for one in blocking.sets} <= expected, (record, reading, rules)
        count += 1
        if count == 12:
            break
