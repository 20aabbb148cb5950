"""Spark on this machine, with several workers; where there is none, what asks for it is skipped."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import polars as pl
import pytest

MISSING = find_spec("pyspark") is None or shutil.which("java") is None
MARKS = [
    pytest.mark.spark,
    pytest.mark.skipif(
        MISSING, reason="there is no PySpark or no Java: pip install '.[spark]', apt-get install default-jre-headless"
    ),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    # PySpark leaves sockets open.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def spark(test: Callable[..., None]) -> Callable[..., None]:
    """Marks a test that asks for Spark."""
    for mark in MARKS:
        test = mark(test)
    return test


#: What a session is told: quickly started, little memory, batches and partitions that are not whole.
OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "40",
    "spark.sql.session.timeZone": "UTC",
}

#: Gives a table as a DataFrame of some partitions.
Spread = Callable[[pl.DataFrame, int], Any]


def sessions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A session that ends with the tests that asked for it."""
    from pyspark.sql import SparkSession

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]")
    for name, value in OPTIONS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
