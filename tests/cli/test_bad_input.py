"""Input that cannot be used: what is wrong, where, and what was expected; exit code 2, nothing screened."""

from __future__ import annotations

import datetime
import shutil
import tracemalloc
from pathlib import Path

import pytest
from openpyxl import Workbook

from hn2301_asp.knowledge.resources import shipped_knowledge_base

from .conftest import Put, Run

#: A table's header and one row, and what is said of it: message, field, help.
ROWS: dict[str, tuple[str, str, str, str, str | None]] = {
    "an unknown field": (
        "hemoglobn",
        "112 g/L",
        "error[unknown-field] there is no field `hemoglobn`",
        "hemoglobn",
        "did you mean `hemoglobin`?",
    ),
    "a misspelt drug in a list": (
        "current",
        "prednisone;azathioprin",
        "error[value] `azathioprin` is not known among the current drugs",
        "current",
        "`hn2301 facts` lists the names that are known; if the name is right, a question to the investigator: "
        "is it `other_immunosuppressant` (it is then a standard drug of IN-2, lifts the minimum dose of IN-3 and "
        "counts in IN-4), `other_targeted` (it is then a standard drug of IN-2 and, as the text is read, nothing to "
        "IN-3 and IN-4), or neither?\n\n"
        "remark[unknown-drug] with `azathioprin` as `other_immunosuppressant` the verdict would be undetermined, "
        "as `other_targeted` undetermined\n  at t.csv, row 2, patient P-1",
    ),
    "a misspelt drug in a header": (
        "dose.predisone",
        "5",
        "error[unknown-field] there is no field `dose.predisone`: `predisone` is not known among the current drugs",
        "dose.predisone",
        "`hn2301 facts` lists the drugs that have a dose",
    ),
    "a word where a number stands": (
        "lvef",
        "normal",
        "error[value] `normal` is no number",
        "lvef",
        "write LVEF as a number in `%` or `fraction`",
    ),
    "a number where yes or no stands": (
        "pregnant",
        "3",
        "error[value] `3` is neither yes nor no",
        "pregnant",
        "write yes, no, or leave it empty",
    ),
    "an impossible date": (
        "birth_date",
        "1990-02-30",
        "error[value] `1990-02-30` is not a day of the calendar",
        "birth_date",
        "write it as YYYY-MM-DD",
    ),
    "a date that could be two": (
        "birth_date",
        "03/04/1990",
        "error[value] `03/04/1990` can be two dates, by the order of day and month",
        "birth_date",
        "write it as YYYY-MM-DD",
    ),
    "a spreadsheet's day number": (
        "screening_date",
        "45724",
        "error[value] `45724` is no date",
        "screening_date",
        "a spreadsheet's day number is not understood: format the cell as a date, or write it as YYYY-MM-DD",
    ),
    "a missing unit": (
        "serum_creatinine",
        "71",
        "error[value] serum creatinine needs a unit: a bare number could be in `mg/dL` or `umol/L`",
        "serum_creatinine",
        "write it behind the number: `71 mg/dL` or `71 umol/L`",
    ),
    "an inconvertible unit": (
        "anc",
        "3.2 mmol/L",
        "error[value] ANC cannot be given in `mmol/L`",
        "anc",
        "its units are `10*9/L` or `/uL`",
    ),
    "an undeclared unit in the header": (
        "anc[kelvin]",
        "3.2",
        "error[value] `kelvin` is not a declared unit",
        "anc",
        "ANC is given in `10*9/L` or `/uL`",
    ),
    "an impossible value": (
        "spo2",
        "101",
        "error[value] SpO2 of 101 is not possible",
        "spo2",
        "possible are 0 to 100 %",
    ),
    "an ambiguous comma": (
        "anc[/uL]",
        '"1,500"',
        "error[value] `1,500` can be 1500 or 1.500",
        "anc",
        "write a decimal point, and no sign between thousands",
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_row_with_a_fault_is_refused_with_place_value_and_what_was_expected(run: Run, put: Put, case: str) -> None:
    header, cell, message, field, help = ROWS[case]
    done = run("screen", put("t.csv", f"patient_id,{header}\nP-1,{cell}\n"))
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"{message}\n  at t.csv, row 2, patient P-1, field {field}\n  help: {help}\n\n"
        "1 of 1 row cannot be screened, so none was; --keep-going screens the others\n"
    )


@pytest.mark.parametrize("form", ["text", "json", "csv", "html"])
@pytest.mark.parametrize("words", [(), ("--keep-going",)])
def test_both_doors_of_an_unknown_drug_are_one_question_in_every_format(
    run: Run, put: Put, form: str, words: tuple[str, ...]
) -> None:
    message, *_, help = ROWS["a misspelt drug in a list"][2:]
    assert help is not None
    done = run("screen", put("t.csv", "patient_id,current\nP-1,prednisone;azathioprin\n"), "--format", form, *words)
    place = "  at t.csv, row 2, patient P-1, field current\n"
    assert (done.code, done.err.startswith(f"{message}\n{place}  help: {help}\n\n")) == (2, True)
    listed = run("screen", "t.csv", "--keep-going", "--rejected", "out.txt")
    assert (listed.code, Path("out.txt").read_text(encoding="utf-8")) == (2, f"{message}\n{place}  help: {help}\n\n")


def test_all_faults_of_all_rows_are_reported_at_once(run: Run, put: Put) -> None:
    table = put(
        "t.csv",
        "patient_id,anc,hemoglobin,birth_date,current\n"
        "P-1,much,112,1990-02-30,prednisone\n"
        "P-2,3.2,112 g/L,1990-02-03,prednisone\n"
        "P-3,501,112 g/L,1990-02-03,predisone\n"
        "P-3,3.2,112 g/L,1990-02-03\n"
        "P-2,3.2 kelvin,112 g/L,1990-02-03,none\n",
    )
    done = run("screen", table)
    assert (done.code, done.out) == (2, "")
    assert [line for line in done.err.splitlines() if not line.startswith("  help") and line] == [
        "error[value] `much` is no number",
        "  at t.csv, row 2, patient P-1, field anc",
        "error[value] Hb needs a unit: a bare number could be in `g/L` or `g/dL` or `mmol/L`",
        "  at t.csv, row 2, patient P-1, field hemoglobin",
        "error[value] `1990-02-30` is not a day of the calendar",
        "  at t.csv, row 2, patient P-1, field birth_date",
        "error[duplicate-id] the patient `P-2` stands twice",
        "  at t.csv, row 3, patient P-2, field patient_id",
        "  see t.csv, row 6, patient P-2",
        "error[value] ANC of 501 is not possible",
        "  at t.csv, row 4, patient P-3, field anc",
        "error[value] `predisone` is not known among the current drugs",
        "  at t.csv, row 4, patient P-3, field current",
        "error[csv-ragged-row] the row has 4 cells, the header has 5",
        "  at t.csv, row 5, patient P-3",
        "error[value] `kelvin` is not a declared unit",
        "  at t.csv, row 6, patient P-2, field anc",
        "error[duplicate-id] the patient `P-2` stands twice",
        "  at t.csv, row 6, patient P-2, field patient_id",
        "  see t.csv, row 3, patient P-2",
        "5 of 5 rows cannot be screened, so none was; --keep-going screens the others",
    ]


def test_an_implausible_value_is_a_remark_and_no_error(run: Run, put: Put) -> None:
    done = run("screen", put("t.csv", "patient_id,hemoglobin\nP-1,11.2 g/L\n"))
    assert (done.code, done.err) == (0, "")
    assert (
        "Remark: Hb 11.2 g/L: outside the plausible range of 40 to 200 g/L; perhaps 11.2 g/dL was meant\n" in done.out
    )


def test_a_decimal_comma_that_is_clear_is_understood(run: Run, put: Put) -> None:
    done = run("screen", put("t.csv", "patient_id;inr;inr_uln\nP-1;2,4;1,2\n"))
    assert (done.code, done.err) == (0, "")
    assert "INR 2,4, 2 × ULN of 1,2\n" in done.out


def test_a_patient_who_stands_twice_is_refused_with_both_places(run: Run, put: Put) -> None:
    done = run("screen", put("a.csv", "patient_id,age\nP-1,34\n"), put("b.csv", "patient_id,age\nP-1,35\n"))
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error[duplicate-id] the patient `P-1` stands twice\n"
        "  at a.csv, row 2, patient P-1, field patient_id\n"
        "  see b.csv, row 2, patient P-1\n"
        "  help: give each patient once\n"
        "\n"
        "error[duplicate-id] the patient `P-1` stands twice\n"
        "  at b.csv, row 2, patient P-1, field patient_id\n"
        "  see a.csv, row 2, patient P-1\n"
        "  help: give each patient once\n"
        "\n"
        "2 of 2 rows cannot be screened, so none was; --keep-going screens the others\n"
    )


def test_a_row_without_an_id_is_refused(run: Run, put: Put) -> None:
    done = run("screen", put("a.csv", "patient_id,age\n,34\n"))
    assert done.code == 2
    assert done.err.startswith(
        "error[missing-id] a table's row needs a patient_id\n  at a.csv, row 2, field patient_id\n"
    )


def test_a_ragged_row_is_refused(run: Run, put: Put) -> None:
    done = run("screen", put("a.csv", "patient_id,age,anc\nP-1,34\n"))
    assert done.code == 2
    assert done.err.startswith(
        "error[csv-ragged-row] the row has 2 cells, the header has 3\n  at a.csv, row 2, patient P-1\n"
    )


# Files

FILES: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("a.csv", b"", "error[file-empty] the file is empty\n  at a.csv\n\n"),
    "blank space": (
        "a.json",
        b"  \n",
        "error[file-empty] the file holds nothing but blank space\n  at a.json\n\n",
    ),
    "another encoding": (
        "a.csv",
        b"patient_id,age\nP-\xe9,34\n",
        "error[file-encoding] the file is not UTF-8 text: byte 0xE9 at offset 17\n"
        "  at a.csv:2\n"
        "  help: save the file as `CSV UTF-8` (in Excel: Save As, `CSV UTF-8 (Comma delimited)`)\n\n",
    ),
    "JSON that is cut off": (
        "a.json",
        b'{"patient_id": "P-1", "age": 3',
        "error[json-syntax] the file ends too early: expected a comma, or the end of the list or object\n"
        "  at a.json:1:31\n"
        '    {"patient_id": "P-1", "age": 3\n'
        "                                  ^\n"
        "  help: the file may have been cut off: get a complete copy\n\n",
    ),
    "a suffix that is not read": (
        "a.xls",
        b"x",
        "error[file-suffix] `.xls` files are not read; known are `.json`, `.yaml`, `.yml`, `.csv`, `.tsv`, `.xlsx`, "
        "`.jsonl`, `.ndjson`, `.parquet`, `.arrow`, `.feather`, `.ipc` and 2 more\n"
        "  at a.xls\n"
        "  help: open it in the spreadsheet program and save it as .xlsx\n\n",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_read_is_refused_with_the_place(run: Run, case: str) -> None:
    name, content, text = FILES[case]
    Path(name).write_bytes(content)
    done = run("screen", name)
    assert (done.code, done.out, done.err) == (2, "", text)


#: Files without a patient, and why each has none. A table and a list are alike: what is empty is the wrong file.
NOBODY = {
    "header.csv": ("patient_id,age\n", "the file holds no patient: no row below the header is filled"),
    "header.tsv": ("patient_id\tage\n", "the file holds no patient: no row below the header is filled"),
    "blank_rows.csv": ("patient_id,age\n,\n\n , \n", "the file holds no patient: no row below the header is filled"),
    "list.json": ("[]\n", "the file holds no patient: the list is empty"),
    "list.yaml": ("[]\n", "the file holds no patient: the list is empty"),
}


@pytest.mark.parametrize("name", NOBODY)
@pytest.mark.parametrize(
    "words", [("screen",), ("screen", "--keep-going"), ("explain",), ("screen", "--format", "json")]
)
def test_a_file_without_a_patient_is_an_error_in_every_format(
    run: Run, put: Put, name: str, words: tuple[str, ...]
) -> None:
    text, message = NOBODY[name]
    done = run(*words, put(name, text))
    assert (done.code, done.out, done.err) == (2, "", f"error[no-patients] {message}\n  at {name}\n\n")


def test_a_roster_without_a_participant_is_an_error_too(run: Run, put: Put) -> None:
    empty = put("roster.csv", "patient_id,status\n")
    text = "error[no-patients] the file holds no patient: no row below the header is filled\n  at roster.csv\n\n"
    base = str(shipped_knowledge_base())
    for option in ("--roster", "--cohort"):
        done = run("amend", "check", f"{base}/amendments/A01_lymphocytes", "--base", base, option, empty)
        assert (done.code, done.out, done.err) == (2, "", text)


def test_a_file_that_is_not_there_is_refused_with_the_nearest_name(run: Run, put: Put) -> None:
    put("patients.csv", "patient_id\n")
    done = run("screen", "patient.csv")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error[file-missing] there is no such file\n  at patient.csv\n  help: did you mean `patients.csv`?\n\n"
    )


def test_faults_of_several_files_are_reported_at_once(run: Run, put: Put) -> None:
    done = run("screen", "none.csv", put("cut.json", "["), put("bad.csv", "patient_id,anc\nP-1,much\n"))
    assert done.code == 2
    assert [line for line in done.err.splitlines() if line.startswith("  at ")] == [
        "  at none.csv",
        "  at cut.json:1:2",
        "  at bad.csv, row 2, patient P-1, field anc",
    ]


def test_an_alias_bomb_is_refused_before_it_grows(run: Run, put: Put) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    done = run("screen", put("bomb.yaml", "\n".join(lines) + "\n"))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(
        "error[yaml-alias] the anchor `&a0` is not read\n"
        "  at bomb.yaml:1:5\n"
        "    a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    )


def test_a_field_of_200_megabytes_is_refused_without_reading_it_all(run: Run) -> None:
    with Path("big.csv").open("wb") as stream:
        stream.write(b"patient_id,age\nP-1,")
        piece = b"x" * 10_000_000
        for _ in range(20):
            stream.write(piece)
    tracemalloc.start()
    done = run("screen", "big.csv")
    largest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error[field-too-long] the cell holds a text longer than 10,000 characters\n"
        "  at big.csv, row 2, field age\n"
        "  help: the rows after it were not read; shorten it\n\n"
    )
    assert largest < 60_000_000


def test_a_document_that_is_too_large_is_refused_by_its_size(run: Run) -> None:
    with Path("big.json").open("wb") as stream:
        stream.truncate(200_000_000)
    done = run("screen", "big.json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error[file-too-large] the file has 200 MB; at most 100 MB are read\n  at big.json\n")


def test_a_spreadsheets_day_number_is_refused_and_its_date_is_understood(run: Run) -> None:
    book = Workbook()
    book.active.append(["patient_id", "screening_date", "last_dose_change_date"])
    book.active.append(["P-1", datetime.date(2025, 3, 10), datetime.date(2025, 3, 1)])
    book.active.append(["P-2", 45724, datetime.date(2025, 3, 1)])
    book.save("dates.xlsx")
    done = run("screen", "dates.xlsx", "--keep-going")
    assert done.code == 2
    assert "last dose change 2025-03-01" in done.out
    assert done.err == (
        "error[value] `45724` is no date\n"
        "  at dates.xlsx, row 3, patient P-2, field screening_date\n"
        "  help: a spreadsheet's day number is not understood: format the cell as a date, or write it as YYYY-MM-DD\n"
        "\n"
        "2 rows: 1 screened, 1 left out\n"
    )


# Knowledge bases


@pytest.fixture
def copy() -> Path:
    """A copy of the shipped knowledge base, to be spoilt."""
    shutil.copytree(shipped_knowledge_base(), "kb")
    return Path("kb")


RULES = {
    "#script (python)\nimport os\n#end.\n": (
        "error[KB072 forbidden-construct] `#script` may not stand in a rule file",
        "#script (python)",
    ),
    '#include "../../outside.lp".\n': (
        "error[KB072 forbidden-construct] `#include` may not stand in a rule file",
        '#include "../../outside.lp".',
    ),
    "#external x.\n": ("error[KB072 forbidden-construct] `#external` may not stand in a rule file", "#external x."),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_file_that_would_run_code_or_read_another_file_is_refused(
    run: Run, patients: str, copy: Path, rule: str
) -> None:
    message, line = RULES[rule]
    file = copy / "criteria" / "in5_serology.lp"
    lines = file.read_text(encoding="utf-8").count("\n")
    Path("outside.lp").write_text('met("IN-5").\n')
    file.write_text(file.read_text(encoding="utf-8") + rule, encoding="utf-8")
    done = run("screen", patients, "--kb", "kb")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[:3] == [message, f"  at criteria/in5_serology.lp:{lines + 1}:1", f"    {line}"]


def test_a_link_that_leaves_the_knowledge_base_is_refused(run: Run, patients: str, copy: Path) -> None:
    Path("outside.lp").write_text('met("IN-5").\n')
    (copy / "criteria" / "in9.lp").symlink_to(Path("outside.lp").resolve())
    done = run("screen", patients, "--kb", "kb")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error[kb-file] a symbolic link leaves the knowledge base\n  at criteria/in9.lp\n\n"
