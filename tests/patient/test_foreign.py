"""Values of numpy and pandas from Python: scalars, what is missing, and rows of tables."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.decision.values import as_json, from_json
from hn2301_asp.patient.foreign import plain
from hn2301_asp.source.diagnostics import InputError

PLAIN: list[tuple[Any, object]] = [
    (np.int64(34), 34),
    (np.uint8(3), 3),
    (np.float64(0.8), Decimal("0.8")),
    (np.float32(0.8), Decimal("0.8")),
    (np.float64(34), 34),
    (34.0, 34),
    (np.bool_(True), True),
    (np.str_("female"), "female"),
    (np.array(0.5), Decimal("0.5")),
    (np.datetime64("2024-09-03"), "2024-09-03"),
    (np.datetime64("2024-09-03T00:00:00", "ns"), "2024-09-03"),
    (np.datetime64("2024-09-03T10:30"), "2024-09-03T10:30"),
    (np.datetime64("2024-09"), "2024-09"),
    (pd.Period("2024-09", "M"), "2024-09"),
    (np.array(["prednisone", "azathioprine"]), ["prednisone", "azathioprine"]),
    (pd.Series(["prednisone"]), ["prednisone"]),
    ({"value": np.float64(0.8), "unit": np.str_("10*9/L")}, {"value": Decimal("0.8"), "unit": "10*9/L"}),
    ([np.str_("prednisone")], ["prednisone"]),
]
MISSING: list[Any] = [math.nan, np.nan, np.float32("nan"), Decimal("NaN"), pd.NA, pd.NaT, np.datetime64("NaT")]


@pytest.mark.parametrize(("value", "expected"), PLAIN, ids=repr)
def test_a_value_of_another_library_becomes_the_one_that_it_stands_for(value: Any, expected: object) -> None:
    assert (plain(value), type(plain(value))) == (expected, type(expected))


@pytest.mark.parametrize("value", MISSING, ids=repr)
def test_what_is_missing_is_unknown(protocol: Protocol, value: Any) -> None:
    assert protocol.patient({"age": value, "pregnant": value, "sex": value}).facts == {}


def test_a_plain_record_stays_the_very_same() -> None:
    record = {"age": 34, "alc": 0.81, "current": ["prednisone"], "dose": {"prednisone": "5 mg"}}
    assert plain(record) is record


def test_a_record_of_numpy_s_scalars_is_screened_as_one_of_plain_values(protocol: Protocol) -> None:
    record = {
        "patient_id": np.int64(1002),
        "age": np.int64(34),
        "alc": np.float32(0.8),
        "pregnant": np.bool_(False),
        "sex": np.str_("female"),
        "screening_date": np.datetime64("2025-03-10"),
        "sle_diagnosis_date": pd.Timestamp("2024-09-01"),
    }
    patient = protocol.screen(record).screening.patient
    assert patient.id == "1002"
    assert patient.facts["age"].values is not None
    assert patient.facts["age"].values.number == 34
    assert patient.facts["alc"].values is not None
    assert patient.facts["alc"].values.number == Fraction("0.8")
    assert {name: patient.facts[name].answer for name in ("pregnant", "sex")} == {"pregnant": "no", "sex": "female"}
    assert patient.facts["sle_diagnosis_date"].as_given == "2024-09-01"
    again = protocol.patient(from_json(as_json(patient.record)))
    assert (again.facts, again.digest) == (patient.facts, patient.digest)


def test_a_row_of_a_table_is_a_record(protocol: Protocol) -> None:
    frame = pd.DataFrame(
        {
            "patient_id": [1001, 1002],
            "age": [34, 70],
            "alc": [0.81, None],
            "pregnant": [0, None],
            "screening_date": pd.to_datetime(["2025-03-10", None]),
        }
    )
    rows = [series for _, series in frame.iterrows()]
    for records in (rows, frame.to_dict("records"), frame.astype(object).to_dict("records")):
        patients = [protocol.screen(record).screening.patient for record in records]
        assert [patient.id for patient in patients] == ["1001", "1002"]
        assert [sorted(patient.facts) for patient in patients] == [["age", "alc", "pregnant"], ["age"]]
        assert patients[0].facts["pregnant"].answer == "no"
        assert [str(p.screening.shown) if p.screening else None for p in patients] == ["2025-03-10", None]


def test_a_row_of_numbers_alone_is_a_record_too(protocol: Protocol) -> None:
    """Such a row has one type: its yes and no, and its name, have become floats."""
    [(_, row)] = pd.DataFrame({"patient_id": [7], "pregnant": [1], "alc": [0.5]}).iterrows()
    patient = protocol.patient(row)
    assert (patient.id, patient.facts["pregnant"].answer) == ("7", "yes")


class Frame:
    """What is known of a table by its methods, as that of Polars."""

    columns = ("age",)

    def iter_rows(self) -> None:
        raise AssertionError


@pytest.mark.parametrize(
    ("frame", "rows"),
    [(pd.DataFrame({"age": [34]}), 'frame.to_dict("records")'), (Frame(), "frame.iter_rows(named=True)")],
    ids=["pandas", "polars"],
)
def test_a_whole_table_is_an_error_that_says_how_to_go_row_by_row(protocol: Protocol, frame: Any, rows: str) -> None:
    with pytest.raises(InputError) as caught:
        protocol.screen(frame)
    assert str(caught.value) == (
        f"error[no-record] a {type(frame).__name__} is a table of patients, not one record\n"
        f"  help: screen its rows one by one: `[protocol.screen(row) for row in {rows}]`"
    )


def test_what_is_no_number_stays_an_error(protocol: Protocol) -> None:
    for value in (np.float64("inf"), np.timedelta64(3, "D"), np.array([1.5, 2.5])):
        with pytest.raises(InputError, match="is no number"):
            protocol.patient({"alc": value})
