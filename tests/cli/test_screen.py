"""``hn2301 screen``: formats, files, readings, knowledge bases, and the rows that are left out."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

from hn2301_asp.knowledge.resources import shipped_knowledge_base

from .conftest import Put, Run

ROWS = "patient_id,age\nP-1,34\nP-2,70\n"
BAD_ROWS = "patient_id,age\nP-1,34\nP-2,old\nP-3,70\nP-4,200\n"


def verdicts(text: str) -> list[tuple[str, str]]:
    return [(entry["patient"], entry["verdict"]) for entry in json.loads(text)]


def test_text_gives_every_account_and_the_counts(run: Run, patients: str) -> None:
    done = run("screen", patients)
    assert (done.code, done.err) == (0, "")
    heads = [line for line in done.out.splitlines() if line.startswith("P-")]
    assert heads == [
        "P-1   meets all 8 inclusion criteria",
        "P-2   meets 7 of 8 inclusion criteria; blocked by IN-1",
        "P-3   cannot be decided yet: 7 met, none failed, 1 open",
    ]
    assert done.out.splitlines()[-1] == "3 patients: 1 eligible, 1 ineligible, 1 undetermined"
    assert done.out.count("Not advice to change treatment. Exclusion criteria not assessed.") == 3


def test_json_is_a_list_with_one_object_per_patient_in_the_fields_of_the_interface(run: Run, patients: str) -> None:
    done = run("screen", patients, "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert verdicts(done.out) == [("P-1", "eligible"), ("P-2", "ineligible"), ("P-3", "undetermined")]
    for entry in json.loads(done.out):
        assert {"patient", "scope", "verdict", "criteria", "blocking", "clash", "missing"} <= set(entry)
        assert {"depends_on_reading", "remarks", "provenance", "missing_irrelevant", "borderline"} <= set(entry)
        assert {"minimal_blocking_sets", "nearest_eligible", "settles", "could_rule_out"} <= set(entry)
        assert entry["scope"] == "8 inclusion criteria; exclusion criteria not assessed"
        assert [criterion["id"] for criterion in entry["criteria"]] == [f"IN-{n}" for n in range(1, 9)]
        provenance = {"protocol", "kb_digest", "input_digest", "as_of", "readings", "limit", "assumptions", "versions"}
        assert provenance == set(entry["provenance"])
    assert [entry["blocking"] for entry in json.loads(done.out)] == [[], ["IN-1"], []]
    assert [entry["missing"] for entry in json.loads(done.out)] == [[], [], ["lvef"]]


def test_csv_is_one_row_per_patient(run: Run, patients: str) -> None:
    done = run("screen", patients, "--format", "csv")
    assert (done.code, done.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    columns = ("patient", "verdict", "blocking", "IN-1", "IN-7", "missing", "readings", "protocol")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("P-1", "eligible", "", "met", "met", "", "default", "HN2301 1.0"),
        ("P-2", "ineligible", "IN-1", "not_met", "met", "", "default", "HN2301 1.0"),
        ("P-3", "undetermined", "", "met", "unknown", "lvef", "default", "HN2301 1.0"),
    ]
    assert {row["scope"] for row in rows} == {"8 inclusion criteria; exclusion criteria not assessed"}


def test_several_files_are_screened_in_their_order(run: Run, put: Put) -> None:
    first, second = put("b.csv", ROWS), put("a.yaml", "patient_id: P-0\nage: 34\n")
    done = run("screen", first, second, "--format", "json")
    assert done.code == 0
    assert verdicts(done.out) == [("P-1", "undetermined"), ("P-2", "ineligible"), ("P-0", "undetermined")]


def test_the_same_input_gives_the_same_bytes(run: Run, patients: str) -> None:
    for form in ("text", "json", "csv"):
        assert run("screen", patients, "--format", form).out == run("screen", patients, "--format", form).out


def test_the_output_goes_to_a_file_in_every_format(run: Run, patients: str) -> None:
    for form in ("text", "json", "csv"):
        done = run("screen", patients, "--format", form, "-o", f"out.{form}")
        assert (done.code, done.out, done.err) == (0, "", "")
        assert Path(f"out.{form}").read_text(encoding="utf-8") == run("screen", patients, "--format", form).out


def test_a_file_that_cannot_be_written_is_an_error_that_names_it(run: Run, patients: str) -> None:
    done = run("screen", patients, "-o", "nowhere/out.txt")
    assert (done.code, done.out) == (2, "")
    assert done.err == ("error[file] the file cannot be used: no such file or directory\n  at nowhere/out.txt\n\n")


# Readings


def test_another_reading_is_taken_and_stamped(run: Run, put: Put) -> None:
    record = put("p.yaml", "patient_id: P-1\ninr: 2.4\ninr_uln: 1.2\naptt: 30\naptt_uln: 37\n")
    default, other = (
        json.loads(run("screen", record, "--format", "json", *words).out)[0]
        for words in ((), ("--reading", "in7_coagulation=both"))
    )
    assert (default["verdict"], other["verdict"], other["blocking"]) == ("undetermined", "ineligible", ["IN-7"])
    assert other["provenance"]["readings"]["in7_coagulation"] == "both"
    text = run("screen", record, "--reading", "in7_coagulation=both").out
    assert "Reading in force, not the default: “INR or APTT ≤1.5×ULN” read as “both must be within”" in text


def test_several_readings_are_taken_together(run: Run, patients: str) -> None:
    words = ("--reading", "in7_coagulation=both", "--reading", " in3_cap = alone_only ")
    (row, *_) = csv.DictReader(io.StringIO(run("screen", patients, "--format", "csv", *words).out))
    assert row["readings"] == "in3_cap=alone_only;in7_coagulation=both"


def test_an_unknown_reading_is_unusable_input(run: Run, patients: str) -> None:
    done = run("screen", patients, "--reading", "in7_coagulaton=both")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error[reading] there is no reading `in7_coagulaton`\n  help: did you mean `in7_coagulation`?\n\n"
    )
    assert run("screen", patients, "--reading", "in7_coagulation=all").code == 2


def test_a_reading_that_is_not_spelled_as_one_is_a_usage_error(run: Run, patients: str) -> None:
    done = run("screen", patients, "--reading", "in7_coagulation")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1] == "Error: `in7_coagulation` is not of the form ID=VALUE"
    twice = run("screen", patients, "--reading", "in3_cap=always", "--reading", "in3_cap=alone_only")
    assert (twice.code, twice.err.splitlines()[-1]) == (2, "Error: the reading `in3_cap` is given twice")


# Another knowledge base


def test_another_knowledge_base_gives_other_answers(run: Run, patients: str) -> None:
    shutil.copytree(shipped_knowledge_base(), "kb2")
    criterion = Path("kb2/criteria/in1_age_and_diagnosis.thr")
    criterion.write_text(criterion.read_text(encoding="utf-8").replace("age ≤ 69 years", "age ≤ 75 years"))
    shipped, changed = (
        json.loads(run("screen", patients, "--format", "json", *words).out) for words in ((), ("--kb", "kb2"))
    )
    assert (shipped[1]["verdict"], changed[1]["verdict"]) == ("ineligible", "eligible")
    assert shipped[0]["provenance"]["kb_digest"] != changed[0]["provenance"]["kb_digest"]


def test_a_knowledge_base_that_is_not_there_is_unusable_input(run: Run, patients: str) -> None:
    done = run("screen", patients, "--kb", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert done.err == ("error[kb-missing] `nowhere` is not a folder\n  help: give the folder of a knowledge base\n\n")


# Rows that are left out

FINDINGS = (
    "error[value] `old` is no number\n"
    "  at bad.csv, row 3, patient P-2, field age\n"
    "  help: write age as a number in `year` or `month`\n"
    "\n"
    "error[value] age of 200 is not possible\n"
    "  at bad.csv, row 5, patient P-4, field age\n"
    "  help: possible are 0 to 120 years; perhaps 200 month was meant\n"
    "\n"
)


def test_one_bad_row_stops_everything_and_all_bad_rows_are_told(run: Run, put: Put) -> None:
    done = run("screen", put("bad.csv", BAD_ROWS))
    assert (done.code, done.out) == (2, "")
    assert done.err == (FINDINGS + "2 of 4 rows cannot be screened, so none was; --keep-going screens the others\n")


def test_keep_going_screens_the_others_and_counts_both(run: Run, put: Put) -> None:
    done = run("screen", put("bad.csv", BAD_ROWS), "--keep-going", "--format", "json")
    assert done.code == 2
    assert verdicts(done.out) == [("P-1", "undetermined"), ("P-3", "ineligible")]
    assert done.err == FINDINGS + "4 rows: 2 screened, 2 left out\n"


def test_the_rows_left_out_may_be_listed_apart(run: Run, put: Put) -> None:
    done = run("screen", put("bad.csv", BAD_ROWS), "--keep-going", "--rejected", "left_out.txt", "--format", "csv")
    assert (done.code, done.err) == (2, "4 rows: 2 screened, 2 left out\n")
    assert [row.partition(",")[0] for row in done.out.splitlines()] == ["patient", "P-1", "P-3"]
    assert Path("left_out.txt").read_text(encoding="utf-8") == FINDINGS


def test_keep_going_without_a_bad_row_is_done_and_leaves_an_empty_list(run: Run, put: Put) -> None:
    put("left_out.txt", "of an earlier run")
    done = run(
        "screen", put("good.csv", ROWS), "--keep-going", "--rejected", "left_out.txt", "--format", "json", "--force"
    )
    assert (done.code, done.err) == (0, "")
    assert len(json.loads(done.out)) == 2
    assert Path("left_out.txt").read_text(encoding="utf-8") == ""


def test_a_list_of_rows_left_out_goes_with_keep_going_only(run: Run, put: Put) -> None:
    done = run("screen", put("bad.csv", BAD_ROWS), "--rejected", "left_out.txt")
    assert (done.code, done.err.splitlines()[-1]) == (2, "Error: --rejected goes with --keep-going")
    assert not Path("left_out.txt").exists()


def test_keep_going_does_not_go_past_a_file_that_cannot_be_read(run: Run, put: Put) -> None:
    done = run("screen", put("good.csv", ROWS), put("cut.json", '{"age": 3'), "--keep-going")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error[json-syntax]")


# Ids that would run in a spreadsheet


def test_csv_neutralises_ids_that_a_spreadsheet_would_run(run: Run, put: Put) -> None:
    ids = ["=cmd()", "@SUM(A1)", "+1+2", "-1+2", "=HYPERLINK(1)", "P-1", "-5", "'quoted"]
    table = put("ids.csv", "patient_id,age\n" + "".join(f'"{name}",34\n' for name in ids))
    done = run("screen", table, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["patient"] for row in rows] == [
        "'=cmd()",
        "'@SUM(A1)",
        "'+1+2",
        "'-1+2",
        "'=HYPERLINK(1)",
        "P-1",
        "-5",
        "'quoted",
    ]
    told = json.loads(run("screen", table, "--format", "json").out)
    assert [entry["patient"] for entry in told] == ids


def test_csv_neutralises_remarks_too(run: Run, put: Put) -> None:
    done = run("screen", put("a.csv", "patient_id,sex\nP-1,other\n"), "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.out))
    assert row["remarks"] == "sex `other` is taken as unknown"
    assert not any(re.match(r"\s*[=+@]", cell) for cell in row.values())
