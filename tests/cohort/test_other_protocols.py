"""Frames of other protocols: scopes, attributes of lists, windows, grades, several measurements, all formulas."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from hn2301_asp.api import Protocol, load
from hn2301_asp.source.diagnostics import InputError
from tests import items_base, scoped_base, tied_base, windows_base
from tests.cohort.rows import agreed, table_of
from tests.conftest import Sample
from tests.protocols import oncology_by_hand

PROTOCOLS = Path(__file__).parents[1] / "protocols"


def kept(records: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A frame whose cells are what the records hold, of several kinds in one column."""
    columns = dict.fromkeys(name for record in records for name in record)
    return pl.DataFrame({name: pl.Series([one.get(name) for one in records], dtype=pl.Object) for name in columns})


def test_the_oncology_protocol_with_its_lists_as_they_are(sample: Sample) -> None:
    rng = random.Random("frames of oncology")
    records = [oncology_by_hand.drawn(rng) for _ in range(sample(5_000))]
    found = agreed(load(PROTOCOLS / "oncology"), kept(records), records=records)
    assert min(found[verdict] for verdict in ("eligible", "ineligible", "undetermined")) > sample(500)


def test_several_measurements_and_what_counts_of_them(sample: Sample) -> None:
    rng = random.Random("frames of pressure")

    def pressures() -> list[dict[str, Any]]:
        return [
            {"value": rng.choice([89, 90, 139, 140, 160]), "date": f"2025-03-{rng.choice([1, 2, 8, 9, 15]):02}"}
            for _ in range(rng.randint(1, 4))
        ]

    protocol = load(PROTOCOLS / "pressure")
    repeated = [name for name, one in protocol.knowledge_base.vocabulary.quantities.items() if one.repeated]
    records = []
    for _ in range(sample(1_000)):
        record: dict[str, Any] = {name: pressures() for name in repeated if rng.random() < 0.9}
        record |= {
            "age": rng.choice([17, 18, 64]),
            "sex": rng.choice(["female", "male"]),
            "screening_date": "2025-03-20",
        }
        records.append({name: value for name, value in record.items() if rng.random() < 0.95})
    assert len(agreed(protocol, kept(records), records=records)) >= 2


@pytest.mark.parametrize("seed", range(3))
def test_criteria_that_apply_to_some(seed: int, sample: Sample) -> None:
    rng = random.Random(f"frames of scopes {seed}")
    for _ in range(sample(40)):
        protocol = scoped_base.small(scoped_base.draw_rules(rng))
        agreed(protocol, table_of([scoped_base.draw_record(rng) for _ in range(40)]))


def test_attributes_and_windows(sample: Sample) -> None:
    rng = random.Random("frames of items")
    made: tuple[tuple[Protocol, Any], ...] = (
        (items_base.items(), items_base.draw_record),
        (windows_base.windows(), windows_base.draw_record),
    )
    for protocol, draw in made:
        records = [draw(rng) for _ in range(sample(1_000))]
        agreed(protocol, kept(records), records=records)


def test_ties_that_share_quantities(sample: Sample) -> None:
    rng = random.Random("frames of ties")
    made = 0
    for _ in range(sample(100)):
        drawn = tied_base.Drawn(rng)
        with suppress(InputError):  # A divisor may be zero.
            protocol = drawn.protocol()
            made += 1
            agreed(protocol, table_of([drawn.record(rng) for _ in range(30)]))
    assert made > sample(50)
