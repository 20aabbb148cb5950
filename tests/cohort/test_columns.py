"""Columns that are easily misread: comparators, commas elsewhere, names that are no texts, and types of their own."""

from __future__ import annotations

import datetime
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.source.diagnostics import InputError
from tests import small_base
from tests.cohort.rows import agreed


@pytest.mark.parametrize(
    "columns",
    [
        {"anc": [1.5] * 5, "anc[operator]": ["<", ">=", None, "=", "bogus"]},
        {"anc[/uL]": [1500, 1500, None], "anc[operator]": ["<", ">=", "<"]},
        {"inr": [1.5, 1.6, 1.5], "inr_uln": [1.0] * 3, "inr[operator]": ["<", ">", "<="]},
        {"aptt[s]": ["45.165", "45.165", "45,165"], "standard_treatment_duration[week]": ["390,0", "390.0", "3,5"]},
        {"aptt[s]": ["45.165", "45.165"], "dose.prednisone": ["7,5", "7.5"]},
        {"site": [["a"], None, []], "age": [30] * 3},
        {"site": [1.5, 2.0, float("nan")], "age": [30] * 3},
        {"site": ["x" * 201, " x ", ""], "age": [30] * 3},
        {"patient_id": [True, False], "age": [30] * 2},
        {"patient_id": [datetime.date(2025, 1, 1), datetime.date(2025, 1, 2)], "age": [30] * 2},
        {"patient_id": [["a"], ["b"]], "age": [30] * 2},
        {"age": pl.Series([30, 10**30], dtype=pl.Int128)},
        {"birth_date": [datetime.datetime(1900, 1, 1, 3, tzinfo=datetime.UTC)], "screening_date": ["2025-03-01"]},
    ],
    ids=str,
)
def test_what_is_easily_misread(protocol: Protocol, columns: dict[str, Any]) -> None:
    frame = pl.DataFrame(columns)
    agreed(protocol, frame)


def test_half_a_float_is_its_digits(protocol: Protocol) -> None:
    frame = pl.DataFrame({"alc": pl.Series([0.8, 0.799], dtype=pl.Float16)})
    agreed(protocol, frame, records=[{"alc": np.float16(0.8)}, {"alc": np.float16(0.799)}])
    assert protocol.screen_frame(frame)["blocking"].to_list()[0] == ""


def test_types_that_only_pandas_has(protocol: Protocol) -> None:
    days = pd.period_range("2024-03-01", periods=3, freq="D")
    frame = pd.DataFrame({"birth_date": pd.period_range("1990-01", periods=3, freq="M"), "screening_date": days})
    frame["anc"] = pd.arrays.SparseArray([1.5, 1.4, np.nan])
    found = protocol.screen_frame(frame)
    alone = [protocol.screen({name: row[name] for name in frame}) for _, row in frame.iterrows()]
    assert found["verdict"].tolist() == [result.verdict for result in alone]
    assert found["IN-1"].tolist() == [result.criteria["IN-1"] for result in alone]
    assert len(protocol.screen_frame(pd.DataFrame(index=[1, 2]))) == 2


def test_names_of_several_kinds(protocol: Protocol) -> None:
    found = protocol.screen_frame(pd.DataFrame({"patient_id": [1, "1", "a", None, " "], "age": [30] * 5}))
    assert found["verdict"].isna().tolist() == [True, True, False, True, True]


def test_two_columns_of_one_heading(protocol: Protocol) -> None:
    with pytest.raises(InputError, match="same heading"):
        protocol.screen_frame(pd.DataFrame([[1, 2]], columns=["age", "age"]))
    with pytest.raises(InputError, match="same heading"):
        protocol.screen_frame(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["age", "age"]))


def test_a_frame_that_narwhals_wraps(protocol: Protocol) -> None:
    found = protocol.screen_frame(nw.from_native(pl.DataFrame({"age": [30]})))
    assert found["verdict"].to_list() == ["undetermined"]


def test_attempts_of_one_patient_stand_side_by_side() -> None:
    facts = small_base.TEXTS["vocabulary/facts.yaml"]
    fields = "record: {patient_id: {kind: text}, visit: {kind: attempt}, attempt: {kind: text}}"
    texts = {
        **small_base.TEXTS,
        "vocabulary/facts.yaml": facts.replace("record: {}", fields),
        "criteria/all.lp": 'met("C-1") :- a_high.\nmet("C-2").\nmet("C-3") :- f.\n',
    }
    protocol = Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts))))
    patients, visits = ["a", "a", "a", "b", "b", "c", "c"], ["1", "2", " 2", "unknown", None, "1", ""]
    frame = pl.DataFrame({"patient_id": patients, "visit": visits, "attempt": ["x"] * 7})
    told = protocol.screen_frame(frame)["error"].is_null().to_list()
    assert told == [True, False, False, False, False, True, True]
