"""A table on Spark, in several partitions: each row has the answers that it has in a frame of Polars."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.source.diagnostics import InputError
from tests import small_base
from tests.bench.opponents import table
from tests.cohort.rows import table_of
from tests.cohort.spark import MARKS, sessions
from tests.cohort.test_frames import flat, typed

pytestmark = MARKS


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        yield from sessions(patch)


def answers(protocol: Protocol, frame: Any, readings: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """What is told of each row of a DataFrame, in the order of its rows."""
    found = pl.from_arrow(protocol.screen_frame(frame, readings=readings).toArrow())
    assert isinstance(found, pl.DataFrame)
    return found.to_dicts()


def in_memory(protocol: Protocol, frame: pl.DataFrame, readings: Mapping[str, str] | None = None) -> Any:
    return protocol.screen_frame(frame, readings=readings).select(pl.all().cast(pl.String)).to_dicts()


def test_all_facts_typed_are_judged_as_in_memory(protocol: Protocol, session: Any) -> None:
    frame = table.frame(400, seed=3, missing=0.1, ids=True)
    nan = pl.when(pl.int_range(400) % 90 == 7).then(pl.lit(float("nan"))).otherwise(pl.col("anc[10*9/L]"))
    frame = frame.with_columns(nan.alias("anc[10*9/L]"))
    spread = session.createDataFrame(frame.to_arrow()).repartition(3)
    # The order of rows is the engine's: it is asked for what it holds.
    held = pl.from_arrow(spread.toArrow())
    assert isinstance(held, pl.DataFrame)
    assert spread.rdd.getNumPartitions() == 3
    expected = in_memory(protocol, held)
    assert answers(protocol, spread) == expected
    assert {row["verdict"] for row in expected} >= {"eligible", "ineligible", "undetermined"}


@pytest.mark.parametrize("number", range(2))
def test_any_types_units_and_spellings_are_judged_as_in_memory(protocol: Protocol, session: Any, number: int) -> None:
    rng = random.Random(f"spark {number}")
    frame = typed(protocol, rng, 120)
    if number:
        frame = frame.rename({name: name.replace(".", "__") for name in frame.columns})
    spread = session.createDataFrame(frame.to_arrow())
    assert answers(protocol, spread) == in_memory(protocol, frame)


def test_texts_and_other_readings_of_another_protocol(session: Any) -> None:
    rng = random.Random("small spark")
    protocol = small_base.small(small_base.draw_rules(rng))
    frame = table_of([flat(small_base.draw_record(rng), n) for n in range(90)]).with_columns(
        pl.Series("patient_id", [f"P-{n}" for n in range(90)])
    )
    spread = session.createDataFrame(frame.to_arrow())
    for reading in protocol.knowledge_base.readings.values():
        for value in reading.values:
            assert answers(protocol, spread, {reading.id: value}) == in_memory(protocol, frame, {reading.id: value})


def test_who_stands_twice_is_found_across_partitions(protocol: Protocol, session: Any) -> None:
    ids = ["A", "B", " A", "C", None, "unknown", "D", "C"]
    frame = pl.DataFrame({"age[year]": [30, 71, 40, 500, 50, 60, 17, 30], "patient_id": ids})
    spread = session.createDataFrame(frame.to_arrow()).repartition(4)
    held = pl.from_arrow(spread.toArrow())
    assert isinstance(held, pl.DataFrame)
    expected = in_memory(protocol, held)
    assert answers(protocol, spread) == expected
    assert sum(row["error"] is not None for row in expected) == 6
    by_number = session.createDataFrame(
        pl.DataFrame({"patient_id": [1, 2, 1], "age[year]": [30.0, 40.0, 50.0]}).to_arrow()
    )
    assert [row["verdict"] for row in answers(protocol, by_number)] == [None, "undetermined", None]
    assert protocol.screen_frame(by_number).schema["patient_id"].dataType == by_number.schema["patient_id"].dataType


def test_the_answer_is_asked_of_spark_like_any_table(protocol: Protocol, session: Any) -> None:
    frame = session.createDataFrame([("A", 34), ("B", 71), ("C", 71)], ["patient_id", "age[year]"])
    found = protocol.screen_frame(frame).where("verdict = 'ineligible'").select("patient_id", "`IN-1`", "blocking")
    assert sorted(map(tuple, found.collect())) == [("B", "not_met", "IN-1"), ("C", "not_met", "IN-1")]
    assert protocol.screen_frame(frame.limit(0)).collect() == []


def test_a_heading_is_refused_before_any_row_is_read(protocol: Protocol, session: Any) -> None:
    frame = session.createDataFrame([("A", 34)], ["patient_id", "agee"])
    with pytest.raises(InputError, match="agee"):
        protocol.screen_frame(frame)
    with pytest.raises(InputError, match="two columns have the same heading"):
        protocol.screen_frame(frame.toDF("age", "age"))
