"""The benchmark's opponents are right where they decide: row by row what a patient's own screening says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from hn2301_asp.api import Protocol
from tests.bench.opponents import duckdb_three_valued, polars_three_valued, table

ROWS, SEED = 2_000, 14
CRITERIA = tuple(polars_three_valued.criteria())
#: In how many of the rows exact reasoning decides what Kleene's logic leaves open.
REMAINDER: Mapping[str, int] = {"verdict": 8, "IN-2": 1, "IN-6": 105, "IN-7": 47}

Answers = Sequence[Mapping[str, str]]


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return table.frame(ROWS, SEED)


@pytest.fixture(scope="module")
def exact(protocol: Protocol, frame: pl.DataFrame) -> Answers:
    """What screening says of each row as a patient's record."""
    found = []
    for row in frame.iter_rows(named=True):
        result = protocol.screen({name: value for name, value in row.items() if value is not None})
        found.append({"verdict": result.verdict, **result.criteria})
    return found


def in_words(frame: pl.DataFrame) -> Answers:
    return frame.cast(pl.String).to_dicts()


def by_duckdb(frame: pl.DataFrame) -> pl.DataFrame:
    found = pl.from_arrow(duckdb_three_valued.three_valued(duckdb_three_valued.connected(frame)))
    assert isinstance(found, pl.DataFrame)
    return found


def test_the_table_is_of_clean_records_and_of_every_verdict_but_contradictory(exact: Answers) -> None:
    assert {row["verdict"] for row in exact} == {"eligible", "ineligible", "undetermined"}


def test_of_every_column_one_row_in_twenty_is_missing(frame: pl.DataFrame) -> None:
    assert len(frame.columns) == 88
    assert all(0.03 < count / ROWS < 0.07 for count in frame.null_count().row(0))


def test_where_kleene_s_logic_decides_it_says_what_screening_says(frame: pl.DataFrame, exact: Answers) -> None:
    kleene = in_words(polars_three_valued.three_valued(frame))
    wrong = [
        (place, name, said[name], right[name])
        for place, (said, right) in enumerate(zip(kleene, exact, strict=True))
        for name in ("verdict", *CRITERIA)
        if said[name] not in ("unknown", "undetermined", right[name])
    ]
    assert wrong == []


def test_exact_reasoning_decides_what_kleene_s_logic_leaves_open(frame: pl.DataFrame, exact: Answers) -> None:
    kleene = in_words(polars_three_valued.three_valued(frame))
    left = Counter(
        name
        for said, right in zip(kleene, exact, strict=True)
        for name in ("verdict", *CRITERIA)
        if said[name] != right[name]
    )
    assert left == REMAINDER


def test_both_opponents_say_the_same_of_every_row(frame: pl.DataFrame) -> None:
    assert in_words(by_duckdb(frame)) == in_words(polars_three_valued.three_valued(frame))


def test_what_is_met_is_met_with_two_values_too_and_all_else_is_false(frame: pl.DataFrame) -> None:
    kleene = polars_three_valued.three_valued(frame)
    expected = kleene.select(
        (pl.col("verdict") == "eligible").alias("eligible"), *(pl.col(name) == "met" for name in CRITERIA)
    ).rows()
    assert polars_three_valued.two_valued(frame).rows() == expected
    database = duckdb_three_valued.connected(frame)
    assert pl.DataFrame(duckdb_three_valued.two_valued(database)).rows() == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"sex": "male", "pregnant": True},
        {"lactating": True, "childbearing_potential": False},
        {"current.prednisone": True, "prednisone_equivalent[mg/d]": 0.0},
        {"sledai_2k[points]": 7.0, "sledai_2k_clinical[points]": 6.0},
    ],
    ids=["a pregnant man", "lactating without potential", "no dose of what is taken", "an odd score"],
)
def test_a_record_that_contradicts_itself_is_told(
    protocol: Protocol, frame: pl.DataFrame, wrong: Mapping[str, object]
) -> None:
    one = pl.DataFrame([wrong], schema=frame.schema)
    assert protocol.screen(dict(wrong)).verdict == "contradictory"
    assert polars_three_valued.three_valued(one)["verdict"].to_list() == ["contradictory"]
    assert by_duckdb(one)["verdict"].to_list() == ["contradictory"]


@pytest.mark.parametrize(
    ("value", "limit", "met"), [(1.8, 1.2, True), (1.65, 1.1, True), (1.66, 1.1, False), (1.81, 1.2, False)]
)
def test_a_value_at_a_limit_that_floats_miss_is_within(
    protocol: Protocol, frame: pl.DataFrame, value: float, limit: float, *, met: bool
) -> None:
    healthy = {"days_since_transfusion[day]": 90.0, "days_since_growth_factor[day]": 90.0, "spo2_on_room_air": True}
    healthy |= {"anc[10*9/L]": 3.0, "alc[10*9/L]": 1.2, "hemoglobin[g/L]": 110.0, "lvef[%]": 60.0, "spo2[%]": 98.0}
    healthy |= {"alt[U/L]": 20.0, "alt_uln[U/L]": 40.0, "ast[U/L]": 20.0, "ast_uln[U/L]": 40.0, "age[year]": 34.0}
    healthy |= {"dyspnea_grade[grade]": 0.0, "total_bilirubin[mg/dL]": 0.5, "weight[kg]": 60.0, "sex": "female"}
    healthy |= {"serum_creatinine[mg/dL]": 0.8, "fluid_assistance": False, "aptt[s]": 90.0, "aptt_uln[s]": 36.0}
    record = healthy | {"inr[{INR}]": value, "inr_uln[{INR}]": limit}
    one = pl.DataFrame([record], schema=frame.schema)
    expected = "met" if met else "not_met"
    assert protocol.screen(record).criteria["IN-7"] == expected
    assert polars_three_valued.three_valued(one)["IN-7"].to_list() == [expected]
    assert by_duckdb(one)["IN-7"].to_list() == [expected]
