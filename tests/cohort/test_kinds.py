"""One table as a frame of each kind: the same answers, in a frame of that kind."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.source.diagnostics import InputError
from tests.cohort.test_frames import typed

#: How a frame of Polars becomes one of another kind, the kind, and back.
KINDS: tuple[tuple[Callable[[pl.DataFrame], Any], type, Callable[[Any], pl.DataFrame]], ...] = (
    (pl.DataFrame.lazy, pl.LazyFrame, pl.LazyFrame.collect),
    (pl.DataFrame.to_pandas, pd.DataFrame, pl.from_pandas),
    (pl.DataFrame.to_arrow, pa.Table, pl.from_arrow),
    (lambda frame: duckdb.from_arrow(frame.to_arrow()), duckdb.DuckDBPyRelation, lambda relation: relation.pl()),
)


@pytest.mark.parametrize(("made", "kind", "back"), KINDS, ids=[kind.__name__ for _, kind, _ in KINDS])
def test_the_same_answers_come_back_as_the_same_kind(
    protocol: Protocol, made: Callable[[pl.DataFrame], Any], kind: type, back: Callable[[Any], pl.DataFrame]
) -> None:
    frame = typed(protocol, random.Random("kinds"), 80)
    expected = protocol.screen_frame(frame)
    found = protocol.screen_frame(made(frame))
    assert isinstance(found, kind)
    told = back(found).select(pl.all().cast(pl.String))
    assert told.to_dicts() == expected.select(pl.all().cast(pl.String)).to_dicts()


def test_cells_of_several_kinds_stay_as_they_are(protocol: Protocol) -> None:
    frame = pd.DataFrame(
        {"anc": [2, "<1.5", 1.4, None, "2.0", float("nan")], "age": [30, 40.0, 50, None, "60", 17]},
        index=list("uvwxyz"),
    )
    found = protocol.screen_frame(frame)
    alone = [protocol.screen({name: row[name] for name in frame}) for _, row in frame.iterrows()]
    assert list(found.index) == list("uvwxyz")
    assert found["IN-7"].tolist() == [result.criteria["IN-7"] for result in alone]
    assert found["IN-1"].tolist() == [result.criteria["IN-1"] for result in alone]


def test_what_cannot_be_told_where_it_lies_is_an_error(protocol: Protocol) -> None:
    with pytest.raises(InputError, match="list is no frame"):
        protocol.screen_frame([{"age": 30}])


def test_a_file_s_name_is_no_frame_and_is_told_where_files_go(protocol: Protocol) -> None:
    with pytest.raises(InputError, match="a file goes to `hn2301 screen`"):
        protocol.screen_frame("patients.csv")
