"""A patient who is screened again: the attempts side by side."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hn2301_asp.knowledge.resources import shipped_knowledge_base

from .conftest import Put, Run


@pytest.fixture
def kb(tmp_path: Path) -> str:
    """The shipped knowledge base, whose records say which screening of a patient they are of."""
    root = tmp_path / "again"
    shutil.copytree(shipped_knowledge_base(), root, ignore=shutil.ignore_patterns("amendments"))
    facts = root / "vocabulary" / "facts.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(
        text.replace("record:\n", "record:\n  attempt: {kind: attempt, label: screening}\n", 1), encoding="utf-8"
    )
    return str(root)


AGAIN = [
    {"patient_id": "P-1", "attempt": 1, "age": 34, "alc": 0.5},
    {"patient_id": "P-1", "attempt": 2, "age": 34, "alc": 0.9},
]


def test_attempts_stand_side_by_side(run: Run, put: Put, kb: str) -> None:
    done = run("explain", put("again.json", json.dumps(AGAIN)), "--kb", kb, "--patient", "P-1")
    assert (done.code, done.err) == (0, "")
    first, second, against = (
        done.out.index(text) for text in ("P-1, attempt 1 ", "P-1, attempt 2 ", "against P-1, attempt 1")
    )
    assert first < second < against
    assert "IN-7  organ function   P-1, attempt 2 open, P-1, attempt 1 not met" in done.out[against:]
    assert "ALC: 0.9 ×10^9/L → 0.5 ×10^9/L" in done.out[against:]


def test_one_attempt_can_be_chosen_and_all_are_data(run: Run, put: Put, kb: str) -> None:
    file = put("again.json", json.dumps(AGAIN))
    one = run("explain", file, "--kb", kb, "--patient", "P-1, attempt 2")
    assert (one.code, "attempt 1" in one.out) == (0, False)
    data = json.loads(run("explain", file, "--kb", kb, "--patient", "P-1", "--format", "json").out)
    assert [(entry["patient"], entry["verdict"]) for entry in data] == [
        ("P-1, attempt 1", "ineligible"),
        ("P-1, attempt 2", "undetermined"),
    ]


def test_one_attempt_given_twice_is_refused(run: Run, put: Put, kb: str) -> None:
    table = "patient_id,attempt,age\nP-1,1,34\nP-1,2,34\nP-1,2,35\n"
    done = run("screen", put("again.csv", table), "--kb", kb)
    assert (done.code, "the patient `P-1, attempt 2` stands twice" in done.err) == (2, True)
    assert run("screen", put("good.csv", table.rsplit("P-1", 1)[0]), "--kb", kb).code == 0


def test_without_such_a_field_a_patient_stands_once(run: Run, put: Put) -> None:
    done = run("screen", put("twice.json", '[{"patient_id": "P-1", "age": 3}, {"patient_id": "P-1", "age": 4}]'))
    assert (done.code, "the patient `P-1` stands twice" in done.err) == (2, True)
