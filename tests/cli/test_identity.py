"""Who somebody is stands in no message, also where a file is broken and its line would be shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from hn2301_asp.knowledge.resources import shipped_knowledge_base

from .conftest import Put, Run

#: Broken files that name a person, and what is said of each.
BROKEN = {
    "cut.json": (
        '{"patient_id": "P-1", "姓名": "Wang Fang", "age": 3',
        "error[json-syntax] the file ends too early: expected a comma, or the end of the list or object\n"
        "  at cut.json:1:50\n"
        "  help: the file may have been cut off: get a complete copy\n\n",
    ),
    "escaped.json": (
        '{"patient_id": "P-1", "\\u59d3\\u540d": "Wang Fang", "age": NaN}',
        "error[json-not-a-number] `NaN` is not a value\n  at escaped.json:1:59\n  help: write `null` for unknown\n\n",
    ),
    "long.json": (
        '{"patient_id": "P-1", "remark": "' + "x" * 300 + '", "name" "Wang Fang"}',
        "error[json-syntax] expected `:` after the field name\n  at long.json:1:344\n\n",
    ),
    "elsewhere.json": (
        '[{"patient_id": "P-1",\n"MRN":\n"Wang Fang" "age": 3}]',
        "error[json-syntax] expected a comma, or the end of the list or object\n"
        "  at elsewhere.json:3:13\n"
        "  help: put a comma between fields and between records\n\n",
    ),
    "twice.yaml": (
        "phone: Wang Fang\nage: 34\nphone: Wang Fang\n",
        "error[yaml-duplicate-key] `phone` is written twice in one mapping\n"
        "  at twice.yaml:3:1\n"
        "  see twice.yaml:1:1\n"
        "  help: keep the one that is right\n\n",
    ),
    "quotes.csv": (
        'patient_id,Patient Name,age\nP-1,Wang Fang,"34\n',
        "error[csv-quotes] a quotation mark is opened and never closed\n"
        "  at quotes.csv:2:15, row 2\n"
        '  help: write a quotation mark inside a quoted text twice: `""`\n\n',
    ),
    "ragged.csv": (
        "patient_id,姓名,age\nWang Fang,34\n",
        "error[csv-ragged-row] the row has 2 cells, the header has 3\n"
        "  at ragged.csv, row 2\n"
        "  help: put a value that holds the separator in quotation marks; keep empty cells\n\n"
        "1 of 1 row cannot be screened, so none was; --keep-going screens the others\n",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_no_line_of_a_file_that_names_people_is_shown(run: Run, put: Put, name: str) -> None:
    text, told = BROKEN[name]
    done = run("screen", put(name, text))
    assert (done.code, done.out, done.err) == (2, "", told)


def test_a_roster_is_no_exception(run: Run, put: Put) -> None:
    roster = put("roster.csv", 'patient_id,status,name\nP-1,enrolled,"Wang Fang\n')
    base = str(shipped_knowledge_base())
    done = run("amend", "check", f"{base}/amendments/A01_lymphocytes", "--base", base, "--roster", roster)
    assert done.code == 2
    assert done.err.startswith("error[csv-quotes] a quotation mark is opened and never closed\n  at roster.csv:2:14")
    assert "Wang" not in done.out + done.err


def test_a_line_of_a_file_that_names_nobody_is_shown(run: Run, put: Put) -> None:
    assert '    {"patient_id": "P-1", "age": 3\n' in run("screen", put("a.json", '{"patient_id": "P-1", "age": 3')).err


def test_what_stands_below_such_a_heading_is_not_read_and_rejects_no_row(run: Run) -> None:
    book = Workbook()
    book.active.append(["patient_id", "手机", "age"])
    book.active.append(["P-1", 13800138000, 34])
    book.active["B2"].number_format = '"Wang Fang" [h]:mm'
    book.save("a.xlsx")
    done = run("screen", "a.xlsx")
    assert (done.code, done.err) == (0, "")
    assert "`手机` may say who the patient is: left out, and not kept" in done.out
    assert "13800138000" not in done.out
    Path("b.json").write_text('{"patient_id": "P-1", "name": "' + "Wang" * 5000 + '", "age": 34}', encoding="utf-8")
    long = run("screen", "b.json")
    assert (long.code, "Wang" in long.out + long.err) == (0, False)
