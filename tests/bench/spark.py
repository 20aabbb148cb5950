"""What a cohort on Spark takes, beside a hand-written query there: `python -m tests.bench.spark`, a table in Markdown.

All run in turn in one session on this machine, from a Parquet file to nowhere. The query is the opponent's text, which
is not exact; handing over is what it takes to bring all columns to Python and one of them back, whatever happens there.
It tells whether rows had better be judged by Spark's own expressions, or by the workers, as they are.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hn2301_asp.api import Protocol, load
from tests.bench.cohort import Action
from tests.bench.opponents import duckdb_three_valued, table

ROWS, ROUNDS = 400_000, 5
OPTIONS = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.memory": "3g"}


def session() -> Any:
    """Spark on this machine, a worker for each of two cores."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]")
    for name, value in OPTIONS.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("OFF")
    return found


def query() -> str:
    """The opponent's query in the words of Spark, which has no lists of words as types."""
    return duckdb_three_valued.THREE_VALUED.replace('"', "`").replace("::status", "").replace("::verdict", "")


def one_column(batches: Iterator[Any]) -> Iterator[Any]:
    """Of each batch its first column."""
    for batch in batches:
        yield batch.select([0])


def contestants(protocol: Protocol, frame: Any) -> dict[str, Action]:
    """What runs in turn; ``frame`` has no patient_id."""
    frame.createOrReplaceTempView("patients")
    plain = frame.toDF(*(f"c{number}" for number in range(len(frame.columns))))
    handed = plain.mapInArrow(one_column, plain.select("c0").schema)

    def run(asked: Any) -> None:
        asked.write.format("noop").mode("overwrite").save()

    return {
        "ours": lambda: run(protocol.screen_frame(frame)),
        "three-valued query": lambda: run(frame.sparkSession.sql(query())),
        "handing over": lambda: run(handed),
        "reading": lambda: run(frame),
    }


def seconds(actions: Mapping[str, Action], rounds: int) -> dict[str, list[float]]:
    """What each takes by the clock in every round, after two that warm up."""
    found: dict[str, list[float]] = {name: [] for name in actions}
    for number in range(rounds + 2):
        for name, action in actions.items():
            start = time.perf_counter()
            action()
            if number > 1:
                found[name].append(time.perf_counter() - start)
    return found


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.parquet"
        table.parquet(file, asked.rows)
        found = seconds(contestants(load(), session().read.parquet(str(file))), asked.rounds)
    print(f"{asked.rows:,} rows on Spark, {asked.rounds} rounds in turn\n")
    print("| | seconds | ours : this |\n|---|---|---|")
    for name, own in found.items():
        shares = [ours / other for ours, other in zip(found["ours"], own, strict=True)]
        print(f"| {name} | {statistics.median(own):.2f} | {statistics.median(shares):.2f} |")


if __name__ == "__main__":
    main()
