"""``hn2301 explain``: the account of one patient of a file."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Put, Run

THREE = '[{"patient_id": "P-1", "age": 34}, {"patient_id": "P-2", "age": 70}, {"patient_id": "P-3"}]'


def test_the_account_of_the_patient_that_is_named(run: Run, put: Put) -> None:
    done = run("explain", put("three.json", THREE), "--patient", "P-2")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[:7] == [
        "P-2   meets 0 of 8 inclusion criteria; blocked by IN-1; 7 open",
        "      turns on IN-1: age 70 years, needed: ≤ 69 years; missed by 1 year",
        "",
        "IN-1  age within limits   kb/criteria/in1_age_and_diagnosis.lp:7",
        "      “Patients aged between 18 and 69 (inclusive)”",
        "          age 70 years                                needed: ≤ 69 years; missed by 1 year",
        "      diagnosed (open)   kb/criteria/in1_age_and_diagnosis.lp:10",
    ]
    assert "P-1" not in done.out


def test_a_file_of_one_patient_needs_no_name(run: Run, put: Put) -> None:
    assert run("explain", put("one.yaml", "sledai_2k: 8\n")).out.startswith("patient   cannot be decided yet: 1 met")
    assert run("explain", put("one.csv", "patient_id,age\nP-7,34\n")).out.startswith("P-7   cannot be decided yet")


def test_the_account_as_json_is_a_list_of_one(run: Run, put: Put) -> None:
    done = run("explain", put("three.json", THREE), "--patient", "P-2", "--format", "json", "-o", "account.json")
    assert (done.code, done.out, done.err) == (0, "", "")
    (entry,) = json.loads(Path("account.json").read_text(encoding="utf-8"))
    (rule,) = entry["criteria"][0]["blocked_by"]
    assert (entry["patient"], rule["rule"], rule["file"], rule["line"]) == (
        "P-2",
        "age_within_limits",
        "kb/criteria/in1_age_and_diagnosis.lp",
        7,
    )
    assert rule["quote"] == "Patients aged between 18 and 69 (inclusive)"
    assert rule["because"] == {
        "any_of": [
            {
                "all_of": [
                    {
                        "fact": "age",
                        "value": {"number": 70, "unit": "year", "as_given": "70", "date": None},
                        "threshold": "within_age_limit",
                        "needs": "≤ 69 years",
                        "missed_by": "1 year",
                        "missing": [],
                        "from": {},
                    }
                ]
            }
        ]
    }


def test_the_account_under_another_reading(run: Run, put: Put) -> None:
    record = put("p.yaml", "aptt: 30\naptt_uln: 37\ninr: 2.4\ninr_uln: 1.2\n")
    assert "blocked by IN-7" in run("explain", record, "--reading", "in7_coagulation=both").out
    assert "blocked by" not in run("explain", record).out


def test_several_patients_and_no_name_is_an_error_that_lists_them(run: Run, put: Put) -> None:
    done = run("explain", put("three.json", THREE))
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error[several-patients] the file holds 3 patients\n"
        "  at three.json\n"
        "  help: choose one with --patient: `P-1`, `P-2`, `P-3`\n"
        "\n"
    )


def test_an_unknown_patient_is_an_error_with_the_nearest_name(run: Run, put: Put) -> None:
    done = run("explain", put("three.json", THREE), "--patient", "P-22")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error[no-patient] there is no patient `P-22`\n  at three.json\n  help: did you mean `P-2`?\n\n"
    )
    other = run("explain", "three.json", "--patient", "somebody")
    assert other.err.splitlines()[-2] == "  help: patients are `P-1`, `P-2`, `P-3`"


def test_a_patient_who_is_understood_is_explained_though_another_row_is_not(run: Run, put: Put) -> None:
    table = put("bad.csv", "patient_id,age\nP-1,34\nP-2,old\n")
    assert run("explain", table, "--patient", "P-1").code == 0
    done = run("explain", table, "--patient", "P-2")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error[value] `old` is no number\n"
        "  at bad.csv, row 3, patient P-2, field age\n"
        "  help: write age as a number in `year` or `month`\n"
        "\n"
    )


def test_a_patient_who_stands_twice_is_not_explained(run: Run, put: Put) -> None:
    done = run("explain", put("twice.csv", "patient_id,age\nP-1,34\nP-1,35\n"), "--patient", "P-1")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error[duplicate-id] the patient `P-1` stands twice\n")
