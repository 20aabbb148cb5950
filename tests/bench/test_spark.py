"""Exact answers on Spark beside a hand-written query there, as ratios of things run in turn in one session."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from tests.bench import spark
from tests.bench.opponents import table
from tests.cohort.spark import MARKS

pytestmark = [pytest.mark.bench, *MARKS]


def test_exact_answers_take_no_longer_than_a_query_that_is_not_exact(
    protocol: Protocol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", "")  # Set anew by the session, and as it was afterwards.
    file = tmp_path / "table.parquet"
    table.parquet(file, spark.ROWS)
    session = spark.session()
    try:
        found = spark.seconds(spark.contestants(protocol, session.read.parquet(str(file))), spark.ROUNDS)
    finally:
        session.stop()
    share = statistics.median(
        ours / other for ours, other in zip(found["ours"], found["three-valued query"], strict=True)
    )
    print(f"\n  ours : three-valued query on Spark: {share:.2f} times")
    assert share <= 1.3
