"""``--record`` and ``hn2301 verify``: a decision is recorded, and judged years later."""

from __future__ import annotations

import json
import lzma
import shutil
from pathlib import Path

import pytest

from .conftest import Put, Run


def test_a_recorded_decision_is_identical(run: Run, patients: str) -> None:
    words = ("--record", "r.json", "--who", "Dr. Weber", "--when", "2025-03-11", "--meaning", "screening visit")
    done = run("explain", patients, "--patient", "P-2", *words)
    data = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert (done.code, done.err) == (0, f"1 decision recorded, digest {data['digest']}\n")
    assert done.out == run("explain", patients, "--patient", "P-2").out
    assert data["made"] == {"who": "Dr. Weber", "when": "2025-03-11", "meaning": "screening visit"}
    verified = run("verify", "r.json")
    assert (verified.code, verified.err) == (0, "")
    assert verified.out.startswith("identical: 1 patient, verdict ineligible, with the knowledge base ")
    assert "\nmade by Dr. Weber; when 2025-03-11; meaning screening visit\n" in verified.out


def test_several_decisions_are_recorded_together(run: Run, patients: str) -> None:
    done = run("screen", patients, "--format", "csv", "--reading", "in7_coagulation=both", "--record", "r.json")
    assert done.code == 0
    assert done.err.startswith("3 decisions recorded, digest ")
    verified = run("verify", "r.json", "--kb", str(_shipped()))
    assert verified.code == 0
    assert verified.out.startswith("identical: 3 patients (1 eligible, 1 ineligible, 1 undetermined), ")
    turns = "      turns on IN-1: age 70 years, needed: ≤ 69 years; missed by 1 year\n"
    assert f"  P-2: the verdict would be the same, ineligible\n{turns}" in verified.out


def _shipped() -> Path:
    from hn2301_asp.knowledge.resources import shipped_knowledge_base

    return shipped_knowledge_base()


def test_an_altered_record_ends_with_1(run: Run, patients: str, put: Put) -> None:
    run("explain", patients, "--patient", "P-2", "--record", "r.json")
    text = Path("r.json").read_text(encoding="utf-8")
    put("r.json", text.replace('"verdict": "ineligible"', '"verdict": "eligible"', 1))
    done = run("verify", "r.json")
    assert (done.code, done.err) == (1, "")
    assert "why: the file was altered after it was made: the results do not fit their digests\n" in done.out


@pytest.mark.parametrize(("name", "code"), [("examples", 0), ("changed", 1)])
def test_a_record_of_an_earlier_version_ends_with_0_or_says_what_changed(run: Run, name: str, code: int) -> None:
    kept = Path(__file__).parents[1] / "decision" / "records" / f"0.3.0-{name}.json.xz"
    Path("r.json").write_bytes(lzma.decompress(kept.read_bytes()))
    done = run("verify", "r.json")
    assert (done.code, done.err) == (code, "")
    assert done.out.startswith("identical: 5 patients" if code == 0 else "not identical: 80 differences, in 13 of 22")


@pytest.mark.parametrize("option", ["--who", "--when", "--meaning"])
@pytest.mark.parametrize("command", ["screen", "explain"])
def test_what_goes_with_a_record_needs_one(run: Run, patients: str, command: str, option: str) -> None:
    done = run(command, patients, option, "x")
    assert (done.code, done.out) == (2, "")
    assert f"{option} goes with --record" in done.err


@pytest.mark.parametrize("option", ["--against", "--against-patient"])
def test_a_comparison_is_not_recorded(run: Run, patients: str, option: str) -> None:
    done = run("explain", patients, "--patient", "P-2", option, "P-1", "--record", "r.json")
    assert (done.code, done.out) == (2, "")
    assert "--record is of one decision" in done.err
    assert not Path("r.json").exists()


def test_what_is_no_record_ends_with_2(run: Run, patients: str) -> None:
    done = run("verify", patients)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[:2] == [
        "error[record-format] the file names no format, expected `hn2301 decision record 1`",
        "  at patients.json, field format",
    ]
    assert run("verify", "nowhere.json").code == 2


def test_what_was_never_a_record_is_told_what_a_record_is(run: Run, put: Put) -> None:
    done = run("verify", put("mine.csv", "patient_id,age\nP-1,34\n"))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error[json-syntax] this is no record of a decision, or one that was cut off: ")
    assert done.err.endswith("  help: name the whole file that `screen --record` wrote\n\n")


def test_a_record_that_is_there_is_kept_and_nothing_is_said(run: Run, patients: str, put: Put) -> None:
    put("r.json", "another\n")
    done = run("explain", patients, "--patient", "P-2", "--record", "r.json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error[record-exists] another decision is recorded in this file already\n  at r.json\n")
    assert Path("r.json").read_text(encoding="utf-8") == "another\n"


def test_rows_left_out_are_not_recorded(run: Run, put: Put) -> None:
    table = put("a.csv", "patient_id,age\nP-1,34\nP-2,old\n")
    done = run("screen", table, "--keep-going", "--record", "r.json")
    assert done.code == 2
    assert [e["result"]["patient"] for e in json.loads(Path("r.json").read_bytes())["patients"]] == ["P-1"]
    none = put("b.csv", "patient_id,age\nP-2,old\n")
    assert "1 row: 0 screened, 1 left out" in run("screen", none, "--keep-going", "--record", "n.json").err
    assert not Path("n.json").exists()
    empty = run("screen", put("c.csv", "patient_id,age\n"), "--record", "n.json")
    assert (empty.code, empty.out) == (2, "")
    assert empty.err.startswith("error[no-patients] the file holds no patient")


def test_a_record_says_what_it_is_not(run: Run, patients: str) -> None:
    run("explain", patients, "--patient", "P-2", "--record", "r.json")
    notice = json.loads(Path("r.json").read_text(encoding="utf-8"))["notice"]
    for words in ("typed by the user", "not authenticated", "no electronic signature", "no system time", "worksheet"):
        assert words in notice


def test_a_correction_is_a_new_record_that_cites_the_old_one(run: Run, patients: str) -> None:
    run("explain", patients, "--patient", "P-2", "--record", "r.json")
    before = Path("r.json").read_bytes()
    digest = json.loads(before)["digest"]
    again = run("explain", patients, "--patient", "P-1", "--record", "r.json", "--force")
    assert (again.code, Path("r.json").read_bytes()) == (2, before)
    assert "a correction cites the old digest: --corrects DIGEST" in again.err
    done = run("explain", patients, "--patient", "P-1", "--record", "s.json", "--corrects", digest)
    assert (done.code, json.loads(Path("s.json").read_text(encoding="utf-8"))["corrects"]) == (0, digest)
    verified = run("verify", "s.json")
    assert (verified.code, f"it corrects the record {digest}\n" in verified.out) == (0, True)
    assert run("explain", patients, "--patient", "P-1", "--record", "t.json", "--corrects", "abc").code == 2


def test_a_strangers_record_decides_nothing_about_a_folder_and_is_held_to_the_same_limits(
    run: Run, patients: str, put: Put
) -> None:
    """In 0.3.0 rules under `scenarios/` were loaded and not digested, and a record shared the cache with `--kb kb`."""
    shutil.copytree(_shipped(), "kb")
    assert run("explain", patients, "--patient", "P-2", "--kb", "kb", "--record", "r.json").code == 0
    data = json.loads(Path("r.json").read_text(encoding="utf-8"))
    data["knowledge_base"]["files"]["scenarios/more.lp"] = 'met("IN-1").\n'
    put("hidden.json", json.dumps(data))
    assert "a rule or threshold file may not stand here" in run("verify", "hidden.json").err
    del data["knowledge_base"]["files"]["scenarios/more.lp"]
    many = "kidney :- A = 1..99, B = 1..99, C = 1..99, D = 1..99, clearance_adequate.\n"
    data["knowledge_base"]["files"]["criteria/in7_organ_function.lp"] += "\n" + many
    put("large.json", json.dumps(data))
    refused = run("verify", "large.json")
    assert (refused.code, "too-many-instances]" in refused.err) == (2, True)
    assert run("screen", patients, "--kb", "kb").out == run("screen", patients).out
