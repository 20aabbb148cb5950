"""``hn2301 explain --against`` and ``--against-patient``: what differs, and what makes the difference."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.resources import shipped_knowledge_base

from .conftest import Put, Run

Golden = Callable[[str, str], None]


def masked(text: str) -> str:
    return re.sub(r"[0-9a-f]{12}$", "…", text, flags=re.MULTILINE)


def change(file: str, *edits: tuple[str, str]) -> None:
    path = Path("A01") / file
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8", newline="\n")


@pytest.fixture
def amended() -> str:
    """A copy of the knowledge base in which ALC, one rule and one reading are changed."""
    shutil.copytree(shipped_knowledge_base(), "A01")
    change("protocol.yaml", ("ALC ≥0.8×10^9/L", "ALC ≥1.0×10^9/L"))
    change(
        "criteria/in7_organ_function.thr",
        ('ALC ≥ 0.8 ×10^9/L                 "ALC ≥0.8', 'ALC ≥ 1.0 ×10^9/L   "ALC ≥1.0'),
    )
    change(
        "criteria/in7_organ_function.lp",
        ("ALC ≥0.8×10^9/L", "ALC ≥1.0×10^9/L"),
        ("cardiac :- ejection_adequate.", "cardiac :- ejection_adequate, dyspnea_mild."),
    )
    change("readings.yaml", ("default: either", "default: both"))
    return "A01"


@pytest.fixture
def pair(protocol: Protocol, put: Put) -> str:
    """Patients with few lymphocytes, high bilirubin, or both."""
    typical = protocol.knowledge_base.vocabulary.typical
    records = [
        {**typical, "patient_id": "P-1", "alc": 0.9, "inr": 1.9},
        {
            **typical,
            "patient_id": "P-2",
            "alc": 0.6,
            "total_bilirubin": {"value": 41, "unit": "umol/L", "date": "2025-03-08"},
            "lvef": None,
            "age": 71,
        },
        {**typical, "patient_id": "P-3", "alc": 0.9, "gilbert_syndrome": "yes"},
        {**typical, "patient_id": "P-4", "alc": 0.9, "total_bilirubin": "41 umol/L", "lvef": 45},
    ]
    return put("pair.json", json.dumps(records, default=str))


def test_two_versions_read_as_reviewed(run: Run, pair: str, amended: str, golden: Golden) -> None:
    done = run("explain", pair, "--patient", "P-1", "--against", amended)
    assert (done.code, done.err) == (0, "")
    golden("contrast/two_versions.txt", masked(done.out))


def test_the_other_way_round_several_changes_are_needed(run: Run, pair: str, amended: str, golden: Golden) -> None:
    done = run("explain", pair, "--patient", "P-1", "--kb", amended, "--against", str(shipped_knowledge_base()))
    assert (done.code, done.err) == (0, "")
    golden("contrast/two_versions_the_other_way_round.txt", masked(done.out))


def test_one_status_by_other_rules_reads_as_reviewed(run: Run, pair: str, amended: str, golden: Golden) -> None:
    done = run("explain", pair, "--patient", "P-4", "--against", amended)
    assert (done.code, done.err) == (0, "")
    golden("contrast/same_status.txt", masked(done.out))


def test_two_patients_read_as_reviewed(run: Run, pair: str, golden: Golden) -> None:
    done = run("explain", pair, "--patient", "P-2", "--against-patient", "P-3")
    assert (done.code, done.err) == (0, "")
    golden("contrast/two_patients.txt", masked(done.out))


def test_identical_versions(run: Run, pair: str) -> None:
    shutil.copytree(shipped_knowledge_base(), "same")
    done = run("explain", pair, "--patient", "P-1", "--against", "same")
    assert done.code == 0
    assert done.out.startswith("P-1   against same: eligible both\n")
    assert "There is no difference between the two versions of the protocol.\n" in done.out


def test_a_patient_against_itself(run: Run, pair: str) -> None:
    done = run("explain", pair, "--patient", "P-1", "--against-patient", "P-1")
    assert "No criterion's status differs between the two patients.\n" in done.out


def test_two_versions_as_data(run: Run, pair: str, amended: str) -> None:
    done = run("explain", pair, "--patient", "P-1", "--against", amended, "--format", "json", "-o", "out.json")
    assert (done.code, done.out) == (0, "")
    (data,) = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert (data["there"]["verdict"], data["here"]["verdict"]) == ("ineligible", "eligible")
    assert data["there"]["kb_digest"] != data["here"]["kb_digest"]
    assert [(d["kind"], d["name"]) for d in data["differences"]] == [
        ("threshold", "alc_adequate"),
        ("rule", "cardiac"),
        ("reading", "in7_coagulation"),
    ]
    assert data["differences"][0]["there"] == {
        "text": "≥ 1.0 ×10^9/L",
        "file": "A01/criteria/in7_organ_function.thr",
        "line": 4,
        "quotes": ["ALC ≥1.0×10^9/L"],
    }
    (criterion,) = data["criteria"]
    assert (criterion["id"], criterion["there"], criterion["here"]) == ("IN-7", "not_met", "met")
    assert criterion["made_by"]["sets"] == [[0, 2]]
    assert criterion["made_by"]["complete"]
    assert [rule["rule"] for rule in criterion["rules_there"]] == ["bone_marrow", "coagulation"]


def test_two_patients_as_data(run: Run, pair: str) -> None:
    done = run("explain", pair, "--patient", "P-2", "--against-patient", "P-3", "--format", "json")
    (data,) = json.loads(done.out)
    assert (data["patient"], data["against_patient"]) == ("P-2", "P-3")
    assert [(c["id"], c["here"], c["there"]) for c in data["criteria"]] == [
        ("IN-1", "not_met", "met"),
        ("IN-7", "not_met", "met"),
    ]
    changes = [[fact["fact"] for fact in one] for one in data["criteria"][1]["changes"]]
    assert changes == [["alc", "total_bilirubin", "lvef"], ["alc", "gilbert_syndrome", "lvef"]]


def test_a_field_that_one_version_does_not_have_is_left_out_and_told(
    run: Run, protocol: Protocol, put: Put, amended: str
) -> None:
    change("vocabulary/facts.yaml", ("  lactating: {label", "  smoker: {label: smoker}\n  lactating: {label"))
    change("criteria/in8_pregnancy.lp", ('met("IN-8") :- ', 'met("IN-8") :- not smoker, '))
    typical = protocol.knowledge_base.vocabulary.typical
    record = put("one.json", json.dumps({**typical, "patient_id": "P-1", "smoker": "yes"}, default=str))
    done = run("explain", record, "--against", amended)
    assert (done.code, done.err) == (0, "")
    assert "Here: there is no field `smoker` in this version: it is left out\n" in done.out
    assert "IN-8  pregnancy and contraception   there not met, here met\n" in done.out
    assert "made by the rule of IN-8 alone\n" in done.out
    assert "Other differences: " in done.out
    plain = run("explain", record)
    assert (plain.code, plain.err.splitlines()[0]) == (2, "error[unknown-field] there is no field `smoker`")


def test_a_field_that_neither_version_has_is_an_error(run: Run, put: Put, amended: str) -> None:
    done = run("explain", put("one.yaml", "patient_id: P-1\nagee: 30\n"), "--against", amended)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error[unknown-field] there is no field `agee`")


def test_an_unknown_other_patient_is_an_error_with_the_nearest_name(run: Run, pair: str) -> None:
    done = run("explain", pair, "--patient", "P-1", "--against-patient", "P-22")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error[no-patient] there is no patient `P-22`\n  at pair.json\n  help: did you mean `P-2`?\n\n"


def test_both_kinds_of_contrast_at_once_are_refused(run: Run, pair: str) -> None:
    done = run("explain", pair, "--patient", "P-1", "--against-patient", "P-2", "--against", "A01")
    assert done.code == 2
    assert "--against and --against-patient exclude each other" in done.err


def test_a_version_that_is_not_there_is_an_error(run: Run, pair: str) -> None:
    done = run("explain", pair, "--patient", "P-1", "--against", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error[kb-missing] `nowhere` is not a folder")
