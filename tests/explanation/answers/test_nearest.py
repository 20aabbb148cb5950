"""The smallest sets of changes: against brute force on small bases, and against the independent evaluator."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from functools import partial

import pytest

from hn2301_asp.api import Protocol, Result
from hn2301_asp.explanation.answers.answers import Nearest
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from tests import small_base
from tests.conftest import Sample
from tests.explanation.brute import (
    Names,
    SmallPatients,
    corrections,
    draw_kinds,
    draw_readings,
    known_units,
    least_corrections,
    nearest_of,
    overruled,
    restricted,
    small,
    troubled_record,
)
from tests.independent.evaluator import evaluate
from tests.independent.records import Record, random_record
from tests.independent.vocabulary import DATES

SHARES = 4
RECORDS = 2_000


def plans_of(nearest: Nearest) -> set[Names]:
    """The facts that each plan changes; no two plans change the same."""
    plans = [frozenset(change.fact for change in plan.changes) for plan in nearest.plans]
    assert len(set(plans)) == len(plans), plans
    return set(plans)


@pytest.mark.parametrize("share", range(4))
def test_plans_of_small_bases_are_the_smallest_corrections(sample: Sample, share: int) -> None:
    first = 15 * share
    for seed in range(first, first + sample(15)):
        check_small(seed)


def check_small(seed: int) -> None:
    rng = random.Random(f"small nearest {seed}")
    rules, kinds = small_base.draw_rules(rng), draw_kinds(rng)
    protocol = small(rules, kinds)
    patients = {reading: SmallPatients(rules, reading) for reading in "xy"}
    count = 0
    for _ in range(60):
        record, reading = small_base.draw_record(rng), rng.choice("xy")
        if patients[reading].verdict(record) not in ("ineligible", "undetermined"):
            continue
        result = protocol.screen(record, readings={"rd": reading})
        nearest = nearest_of(result)
        expected = corrections(patients[reading], protocol.knowledge_base.vocabulary, record, kinds)
        shown = (record, reading, kinds, rules)
        if nearest.complete:
            assert plans_of(nearest) == expected, shown
        else:
            assert plans_of(nearest) <= expected, shown
        assert bool(nearest.obstacles) == (not expected), shown
        count += 1
        if count == 10:
            break


def drawn(rng: random.Random) -> tuple[Record, dict[str, str]]:
    """A random record without dates, ineligible or undetermined by the independent evaluator."""
    draw = troubled_record if rng.random() < 0.15 else random_record
    while True:
        record = draw(rng, rng.choice((0, 0, 1, 2, 3)))
        record = {field: value for field, value in record.items() if field not in DATES}
        readings = draw_readings(rng)
        if evaluate(record, readings).verdict in ("ineligible", "undetermined"):
            return record, readings


def blocks(vocabulary: Vocabulary, record: Record, readings: Mapping[str, str], names: Names) -> bool:
    """Whether nobody with these facts of the record is eligible.

    Saturation that was not measured on room air does not reach the limit.
    """
    part = restricted(vocabulary, record, names)
    if part.get("spo2_on_room_air") is False:
        part["spo2"] = 0
    return evaluate(part, readings).verdict == "ineligible"


def growing(result: Result) -> frozenset[str]:
    """An age below its lower limit, which no person can change and time does."""
    age = result.screening.patient.facts.get("age")
    interval = age.values.interval if age is not None and age.values is not None else None
    young = interval is not None and interval.high is not None and interval.high < 18
    return frozenset({"age"} if young else ())


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_plans_are_the_smallest_corrections_by_the_independent_evaluator(
    protocol: Protocol, sample: Sample, share: int
) -> None:
    """Whatever waits has a lower limit only in this protocol: what can wait can be anything that helps."""
    rng = random.Random(f"nearest {share}")
    vocabulary = protocol.knowledge_base.vocabulary
    count: Counter[str] = Counter()
    wanted = sample(RECORDS // SHARES)
    for _ in range(wanted):
        record, readings = drawn(rng)
        result = protocol.screen(record, readings=readings)
        if overruled(vocabulary, result.screening):
            count["overruled"] += 1
            continue
        units = frozenset(known_units(vocabulary, record))
        fixed = frozenset(unit for unit in units if vocabulary.handle(unit).kind == "fixed")
        fixed -= growing(result)
        expected = least_corrections(units, fixed, partial(blocks, vocabulary, record, readings))
        nearest = nearest_of(result)
        if nearest.complete:
            assert plans_of(nearest) == expected, (record, readings)
        else:
            assert plans_of(nearest) <= expected, (record, readings)
            count["incomplete"] += 1
        assert bool(nearest.obstacles) == (not expected), (record, readings)
        for obstacle in nearest.obstacles:
            assert set(obstacle.facts) <= fixed, (obstacle, record, readings)
            assert blocks(vocabulary, record, readings, frozenset(obstacle.facts)), (obstacle, record, readings)
        for plan in nearest.plans:
            for change in plan.changes:
                kind = "waits" if change.fact in growing(result) else vocabulary.handle(change.fact).kind
                assert change.kind == kind != "fixed", (change, record, readings)
        count["records"] += 1
        count["plans"] += len(expected)
        count["obstacles"] += not expected
    print(f"nearest, share {share}: {dict(sorted(count.items()))}")
    assert count["records"] > wanted * 0.9, count


def test_who_is_eligible_or_contradictory_needs_no_change(protocol: Protocol) -> None:
    rng = random.Random("nothing to change")
    seen: Counter[str] = Counter()
    while min(seen["eligible"], seen["contradictory"]) < 3:
        result = protocol.screen(random_record(rng))
        if result.verdict in ("eligible", "contradictory"):
            assert [plan.changes for plan in result.answers.nearest.plans] == [()] * (result.verdict == "eligible")
            assert result.answers.nearest.obstacles == ()
            seen[result.verdict] += 1
