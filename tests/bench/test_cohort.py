"""A cohort beside hand-written queries, as ratios of things run in turn in one process.

Run with ``python -m pytest -m bench -s tests/bench/test_cohort.py``; ``python -m tests.bench.cohort`` prints all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from tests.bench.cohort import ROUNDS, ROWS, Taken, contestants, in_turn, ratio
from tests.bench.opponents import table

pytestmark = pytest.mark.bench

Found = Mapping[str, Sequence[Taken]]


@pytest.fixture(scope="module")
def found(protocol: Protocol, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """All contestants, in turn, on a table of a million rows."""
    frame = table.frame(ROWS)
    file = tmp_path_factory.mktemp("table") / "table.parquet"
    frame.write_parquet(Path(file))
    return in_turn(contestants(protocol, frame, file), ROUNDS)


@pytest.mark.parametrize(
    ("ours", "other", "most"),
    [
        ("ours", "Polars, three-valued", 1.3),
        ("ours", "DuckDB, three-valued", 0.4),
        ("ours from Parquet", "reading Parquet's used columns", 2.5),
    ],
)
def test_verdict_and_statuses_take_so_many_times_as_long_at_most(
    found: Found, ours: str, other: str, most: float
) -> None:
    times = ratio(found[ours], found[other])
    print(f"\n  {ours} : {other}: {times.wall:.2f} times (CPU {times.cpu:.2f}), wanted {most}")
    assert times.wall <= most
