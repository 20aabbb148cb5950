"""Reports and comparisons as JSON: every field of the model, nothing of the solver or of this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.report.amendment.data import comparison_data, to_data
from hn2301_asp.report.patient.data import to_json

from .hostile import hostile
from .sample import ACTIVITY, COMPARISON, LOSER, MEND, REPORT


def test_a_report_as_json(golden: Callable[[str, str], None]) -> None:
    golden("amendment/report/report.json", to_json(to_data(REPORT)))


def test_a_comparison_as_json(golden: Callable[[str, str], None]) -> None:
    golden("amendment/report/comparison.json", to_json(comparison_data(COMPARISON)))


def test_the_counts_and_whether_it_is_clean_stand_first() -> None:
    data = to_data(REPORT)
    assert list(data)[:3] == ["scope", "clean", "counts"]
    assert data["clean"] is False
    assert data["counts"] == {"mend": 1, "declare": 0, "know": 2, "undecided": 0, "accepted": 0}
    clean = replace(REPORT, accounts=(replace(ACTIVITY, conflicts=(replace(MEND, accepted="meant so"),)),))
    assert to_data(clean)["clean"] is True
    assert to_data(clean)["counts"] == {"mend": 0, "declare": 0, "know": 0, "undecided": 0, "accepted": 1}


def test_a_witness_carries_its_record_and_its_words() -> None:
    exact = replace(LOSER, record={"alc": Fraction(4, 5), "inr": Fraction(1, 3), "age": 34, "pregnant": False})
    data = to_data(replace(REPORT, base_conflicts=(replace(MEND, witness=exact),)))
    witness = data["base_conflicts"][0]["witness"]
    assert witness["record"] == {"alc": 0.8, "inr": "1/3", "age": 34, "pregnant": False}
    assert witness["text"] == "the typical patient, but SLEDAI-2K items arthritis + low complement"


def test_hostile_texts_can_be_written() -> None:
    report = hostile(REPORT)
    for data in (to_data(report), comparison_data(report.accounts[0].comparison)):
        assert json.loads(to_json(data).encode("utf-8")) == data


def test_nothing_of_the_solver_or_of_this_machine_is_told() -> None:
    text = json.dumps([to_data(REPORT), comparison_data(COMPARISON)])
    assert "object at" not in text
    assert "value_there" not in text
    assert "/home" not in text
