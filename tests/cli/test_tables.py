"""``hn2301 screen`` and ``explain`` of tables as people have them: sheets, and decimal separators."""

from __future__ import annotations

import json

from openpyxl import Workbook

from .conftest import Put, Run

GERMAN = "patient_id;ast;alc\nP-1;2.020;0,795\n"
LEFT_OUT = (
    "remark[xlsx-sheets-left-out] only the sheet `{}` is read; left out: {}\n"
    "  at a.xlsx\n"
    "  help: to read another sheet, name it with `--sheet NAME`\n\n"
)


def workbook(**sheets: list[tuple[object, ...]]) -> str:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save("a.xlsx")
    return "a.xlsx"


def patients(text: str) -> list[str]:
    return [entry["patient"] for entry in json.loads(text)]


def test_patients_behind_a_cover_are_screened_and_the_cover_is_named(run: Run) -> None:
    path = workbook(Cover=[("Screening log",)], Data=[("patient_id", "age"), ("P-1", 70)])
    done = run("screen", path, "--format", "json")
    assert (done.code, patients(done.out), done.err) == (0, ["P-1"], LEFT_OUT.format("Data", "`Cover`"))
    assert run("explain", path).err == done.err


def test_of_two_sheets_with_patients_none_is_screened_until_one_is_named(run: Run) -> None:
    path = workbook(A=[("patient_id", "age"), ("P-1", 70)], B=[("patient_id", "age"), ("P-2", 34)])
    done = run("screen", path)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error[xlsx-sheet] several sheets have a column `patient_id`: `A`, `B`\n"
        "  at a.xlsx\n"
        "  help: name the one that is meant with `--sheet NAME`; a cohort beside a roster: `--cohort-sheet NAME`\n\n"
    )
    named = run("screen", path, "--sheet", "B", "--format", "json")
    assert (named.code, patients(named.out)) == (0, ["P-2"])
    assert named.err == LEFT_OUT.format("B", "`A` (has a column `patient_id` too)")
    assert "P-2" in run("explain", path, "--sheet", "B").out


def test_a_workbook_without_patients_is_never_a_quiet_nothing(run: Run) -> None:
    for sheets in ({"Cover": [("x",)], "Data": [("id", "age"), (1, 70)]}, {"Data": [("patient_id", "age")]}):
        done = run("screen", workbook(**sheets))
        assert (done.code, done.out) == (2, "")


def test_a_decimal_separator_is_declared_for_screening_and_explaining(run: Run, put: Put) -> None:
    path = put("a.csv", GERMAN)
    done = run("screen", path)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error[value] `2.020` can be 2020 or 2.020\n"
        "  at a.csv, row 2, patient P-1, field ast\n"
        "  help: write `2020` or `2.02`, or declare the separator: `screen --decimal comma`, or `point`\n\n"
        "1 of 1 row cannot be screened, so none was; --keep-going screens the others\n"
    )
    for command in ("screen", "explain"):
        declared = {sign: run(command, path, "--decimal", sign) for sign in ("comma", "point")}
        assert [outcome.code for outcome in declared.values()] == [0, 0]
        assert "outside the plausible range" not in declared["comma"].out
        assert "Remark: AST 2.020" not in declared["comma"].out


def test_what_was_declared_is_recorded_and_verified(run: Run, put: Put) -> None:
    done = run("explain", put("a.csv", GERMAN), "--decimal", "comma", "--record", "r.json")
    assert done.code == 0
    assert run("verify", "r.json").code == 0
