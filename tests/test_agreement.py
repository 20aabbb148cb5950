"""The engine agrees with an evaluator that was written from the protocol text alone.

The evaluator (``tests/independent``) shares no line with the package. Where facts are missing it
enumerates completions; the engine asks its solver. Verdict and every status must be equal.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from hn2301_asp.api import Protocol
from tests.conftest import Sample
from tests.independent.evaluator import evaluate
from tests.independent.records import random_record

SHARES = 4
RECORDS = 20_000


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_random_records_have_the_verdict_and_statuses_of_the_independent_evaluator(
    protocol: Protocol, sample: Sample, share: int
) -> None:
    rng = random.Random(f"agreement {share}")
    verdicts: Counter[str] = Counter()
    for number in range(sample(RECORDS // SHARES)):
        missing = rng.randint(1, 6) if number % 3 == 0 else 0
        record = random_record(rng, missing)
        readings = _readings(protocol, rng) if number % 4 == 0 else {}
        expected = evaluate(record, readings)
        result = protocol.screen(record, readings=readings)
        assert (result.verdict, result.criteria) == (expected.verdict, expected.statuses), (record, readings)
        verdicts[result.verdict] += 1
    assert set(verdicts) == {"eligible", "ineligible", "undetermined", "contradictory"}
    assert min(verdicts.values()) > sample(20), verdicts


def _readings(protocol: Protocol, rng: random.Random) -> dict[str, str]:
    """One to three readings other than the default."""
    chosen = rng.sample(sorted(protocol.knowledge_base.readings), rng.randint(1, 3))
    return {name: rng.choice(sorted(protocol.knowledge_base.readings[name].values)) for name in chosen}


def test_the_verdict_alone_is_the_verdict_of_the_screening(protocol: Protocol) -> None:
    rng = random.Random("verdict alone")
    for _ in range(500):
        record = random_record(rng, rng.randint(0, 4))
        assert protocol.verdict(record) == protocol.screen(record).verdict


def test_another_reading_is_named_exactly_where_it_changes_a_status(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("readings")
    named = 0
    for _ in range(sample(2_000)):
        record = random_record(rng, rng.randint(0, 3))
        result = protocol.screen(record)
        if result.verdict == "contradictory":
            continue
        expected = []
        for reading in protocol.knowledge_base.readings.values():
            for value in reading.values:
                other = evaluate(record, {reading.id: value})
                if value != reading.default and other.statuses != result.criteria:
                    expected.append(({reading.id: value}, other.verdict, other.statuses))
        found = [(dict(o.readings), o.verdict, dict(o.statuses)) for o in result.screening.depends_on_reading]
        assert found == expected, record
        named += len(found)
    assert named > sample(500)
