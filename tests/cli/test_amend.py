"""Amendments on the command line: what is written, found and shown, and with which exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook

from tests.cli.conftest import ROOT, Put, Run

CLEAN, OPPOSITE = "kb/amendments/A01_lymphocytes", "kb/amendments/A03_hemoglobin"


@pytest.fixture(autouse=True)
def own_base(folder: Path) -> Path:
    """A copy of the shipped knowledge base, with its amendments, in the working folder."""
    shutil.copytree(ROOT / "kb", folder / "kb")
    return folder / "kb"


def test_a_clean_amendment_ends_with_0_and_one_with_findings_with_1(run: Run) -> None:
    assert run("amend", "check", CLEAN, "--short").code == 0
    assert run("amend", "check", OPPOSITE, "--short").code == 1


def test_without_an_amendment_the_base_is_checked_alone(run: Run) -> None:
    outcome = run("amend", "check", "--base", "kb", "--short")
    assert outcome.code == 0
    assert outcome.out.startswith("1.0 by itself")


@pytest.mark.parametrize("form", ["text", "md", "json", "html", "sarif"])
def test_every_format_is_written_to_a_file_and_to_the_terminal_alike(form: str, run: Run, folder: Path) -> None:
    shown = run("amend", "check", CLEAN, "--format", form)
    written = run("amend", "check", CLEAN, "--format", form, "-o", "report")
    assert (shown.code, written.code, written.out) == (0, 0, "")
    assert (folder / "report").read_text(encoding="utf-8") == shown.out
    assert "A01" in shown.out


def test_a_word_file_needs_a_place(run: Run, folder: Path) -> None:
    assert run("amend", "check", CLEAN, "--format", "docx").code == 2
    assert run("amend", "check", CLEAN, "--format", "docx", "-o", "report.docx").code == 0
    assert (folder / "report.docx").read_bytes().startswith(b"PK")


def test_the_roster_says_who_would_no_longer_qualify(run: Run, put: Put) -> None:
    roster = put(
        "roster.csv",
        "patient_id,status,enrolled_on,alc\n001-04,enrolled,2026-02-02,0.9\n001-05,enrolled,2026-02-03,1.4\n",
    )
    outcome = run("amend", "check", CLEAN, "--roster", roster, "--name-participants", "--format", "json")
    (account,) = json.loads(outcome.out)["accounts"]
    assert [crossing["patient"] for crossing in account["roster"]] == ["001-04"]


def test_a_version_may_be_an_overlay_for_every_command(run: Run, put: Put) -> None:
    record = put("p.json", '{"patient_id": "P", "alc": 0.9}')
    blocking = json.loads(run("screen", record, "--kb", CLEAN, "--format", "json").out)[0]["blocking"]
    assert blocking == ["IN-7"]
    assert json.loads(run("screen", record, "--kb", "kb", "--format", "json").out)[0]["blocking"] == []


def test_two_versions_are_compared(run: Run) -> None:
    outcome = run("compare", "kb", CLEAN)
    assert outcome.code == 0
    assert "ALC 0.80–0.99 ×10^9/L" in outcome.out
    told = json.loads(run("compare", CLEAN, "kb", "--format", "json").out)
    assert told["overall"]["relation"] == "broader"


@pytest.mark.parametrize("folder_name", ["missing", "kb/amendments", "kb/amendments/A01_lymphocytes/criteria"])
def test_what_is_no_version_ends_with_2(folder_name: str, run: Run) -> None:
    outcome = run("amend", "check", folder_name)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("error[")


@pytest.mark.parametrize(
    ("file", "before", "after", "code"),
    [
        ("amendment.yaml", "status: proposed", "status: agreed", "amendment"),
        ("amendment.yaml", "title:", "titel:", None),
        ("amendment.yaml", 'version: "1.0"', 'version: "0.9"', "amendment-base"),
        ("amendment.yaml", "id: A01", "id: [A01", None),
        ("criteria/in7_organ_function.thr", "ALC ≥ 1.0", "ALC ≥≥ 1.0", "threshold-syntax"),
        ("criteria/in7_organ_function.lp", "hemoglobin_adequate.", "hemoglobin_adequate", None),
    ],
)
def test_what_is_wrong_in_an_amendment_s_files_is_a_finding_with_a_caret(
    file: str, before: str, after: str, code: str | None, run: Run, folder: Path
) -> None:
    path = folder / CLEAN / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    outcome = run("amend", "check", CLEAN)
    assert (outcome.code, outcome.err) == (1, "")
    assert "^" in outcome.out
    assert CLEAN in outcome.out
    if code is not None:
        assert f" {code}] " in outcome.out
    assert run("check", "--kb", CLEAN) == outcome
    as_data = run("amend", "check", CLEAN, "--format", "json")
    assert (as_data.code, as_data.out, as_data.err) == (1, "", outcome.out)


#: A protocol's manifest gone wrong, and what is found.
PROTOCOLS = {
    "no YAML": ("id: [HN2301\n", "error[KB005 yaml-syntax] a list `[…]` or mapping `{…}` is not closed"),
    "a list": ("- HN2301\n", "error[KB004 kb-yaml] the file must hold one mapping of names\n  at protocol.yaml\n"),
    "nothing": ("", "error[KB004 kb-yaml] the file must hold one mapping of names\n  at protocol.yaml\n"),
    "a version that is no text": ("id: A\nversion: no\n", "error[KB012 kb-vocabulary] `version` must be text\n"),
    "no UTF-8": ("\udcff", "error[KB002 kb-encoding] the file is not UTF-8\n  at protocol.yaml:1\n"),
}


@pytest.mark.parametrize("case", PROTOCOLS)
def test_what_is_wrong_in_the_protocol_s_manifest_is_a_finding_of_every_check(
    case: str, run: Run, folder: Path
) -> None:
    text, message = PROTOCOLS[case]
    (folder / "kb/protocol.yaml").write_bytes(text.encode(errors="surrogateescape"))
    for words in (("check", "--kb", "kb"), ("amend", "check", "--base", "kb"), ("amend", "check", CLEAN)):
        outcome = run(*words)
        assert (outcome.code, outcome.err) == (1, "")
        assert message in outcome.out


def test_a_check_reads_the_manifests_of_the_amendments_too(run: Run, folder: Path) -> None:
    path = folder / CLEAN / "amendment.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("id: A01", "id: yes"), encoding="utf-8")
    outcome = run("check", "--kb", "kb")
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out == (
        "error[KB124 amendment] `id` must be text\n"
        f"  at {CLEAN}/amendment.yaml:1:5\n"
        "    id: yes\n"
        "        ^^^\n"
        "  help: put it in quotation marks\n\n"
        "1 finding, 0 remarks\n"
    )


def test_a_draft_of_an_edited_copy_says_what_was_proved(run: Run, folder: Path) -> None:
    shutil.copytree(folder / "kb", folder / "edited")
    for name, before, after in (
        ("criteria/in1_age_and_diagnosis.thr", "age ≤ 69", "age ≤ 75"),
        ("criteria/in1_age_and_diagnosis.thr", "between 18 and 69", "between 18 and 75"),
        ("criteria/in1_age_and_diagnosis.lp", "between 18 and 69", "between 18 and 75"),
        ("protocol.yaml", "between 18 and 69", "between 18 and 75"),
    ):
        path = folder / "edited" / name
        path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    outcome = run("amend", "draft", "edited", "--base", "kb", "-o", "kb/amendments/A10_older")
    assert (outcome.code, outcome.err) == (0, "")
    written = yaml.safe_load((folder / "kb/amendments/A10_older/amendment.yaml").read_text(encoding="utf-8"))
    assert (written["id"], written["intent"], "rationale" in written) == ("A10", {"IN-1": "broadens"}, False)


def test_a_dry_run_writes_nothing(run: Run, folder: Path) -> None:
    outcome = run("amend", "set", "IN-7", "alc_adequate", "≥ 1.0", "--in", "A11", "--dry-run")
    assert outcome.code == 0
    assert "would be written" in outcome.out
    assert not (folder / "kb/amendments/A11").exists()


def test_a_code_is_explained_and_all_are_listed(run: Run) -> None:
    assert run("explain-code", "AM29").out.startswith("AM29: ")
    assert len([line for line in run("explain-code").out.splitlines() if line.startswith("AM")]) == 46
    outcome = run("explain-code", "AM99")
    assert (outcome.code, outcome.out) == (2, "")


def test_the_hooks_for_pre_commit_run_commands_that_exist(run: Run) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["hn2301-check", "hn2301-amend-check"]
    for hook in hooks:
        program, *words = hook["entry"].split()
        assert program == "hn2301"
        assert run(*words, *hook.get("args", [])).code == 0


def test_an_amendment_is_written_for_a_knowledge_base_of_one_s_own(run: Run, folder: Path) -> None:
    (folder / "kb").rename(folder / "rules")
    words = ("amend", "set", "IN-7", "alc_adequate", "≥ 1.0", "--in", "A11")
    outcome = run(*words)
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is no knowledge base in ./kb" in outcome.err
    assert run(*words, "--base", "rules").code == 0
    assert (folder / "rules/amendments/A11/amendment.yaml").is_file()


def test_the_sheets_of_a_roster_that_are_left_out_are_named(run: Run) -> None:
    book = Workbook()
    book.active.append(["Participants"])
    sheet = book.create_sheet("Roster")
    sheet.append(["patient_id", "status", "alc"])
    sheet.append(["001-04", "enrolled", 0.9])
    book.save("roster.xlsx")
    outcome = run("amend", "check", CLEAN, "--short", "--roster", "roster.xlsx")
    assert "only the sheet `Roster` is read; left out: `Sheet`" in outcome.err


def test_a_roster_and_a_cohort_may_stand_on_two_sheets_of_one_workbook(run: Run) -> None:
    book = Workbook()
    roster, cohort = book.active, book.create_sheet("Screened")
    roster.title = "Roster"
    for row in (("patient_id", "status", "alc"), ("001-04", "enrolled", 0.9)):
        roster.append(row)
    for row in (("patient_id", "alc"), ("C-1", 1.5), ("C-2", 0.9)):
        cohort.append(row)
    book.save("people.xlsx")
    words = ("amend", "check", CLEAN, "--format", "json", "--roster", "people.xlsx")
    both = run(*words, "--sheet", "Roster", "--cohort", "people.xlsx", "--cohort-sheet", "Screened")
    (account,) = json.loads(both.out)["accounts"]
    assert (len(account["roster"]), account["cohort"]["patients"]) == (1, 2)
    assert "only the sheet `Screened` is read" in both.err
    alone = run("amend", "check", CLEAN, "--format", "json", "--cohort", "people.xlsx", "--sheet", "Screened")
    assert json.loads(alone.out)["accounts"][0]["cohort"] == account["cohort"]
    asked = run(*words, "--sheet", "Roster", "--cohort", "people.xlsx")
    assert asked.code == 2
    assert "a cohort beside a roster: `--cohort-sheet NAME`" in asked.err


def test_the_decimal_sign_of_a_roster_is_asked_for_and_taken(run: Run, put: Put) -> None:
    roster = put("roster.csv", "patient_id;status;ast\n001-04;enrolled;2.020\n")
    words = ("amend", "check", CLEAN, "--short", "--roster", roster)
    unclear = run(*words)
    assert unclear.code == 2
    assert "`2.020` can be 2020 or 2.020" in unclear.err
    assert "--decimal" in unclear.err
    assert run(*words, "--decimal", "point").code == 0


def test_options_of_a_table_go_with_one(run: Run) -> None:
    for words in (("--sheet", "A"), ("--decimal", "point"), ("--cohort-sheet", "A")):
        assert run("amend", "check", CLEAN, *words).code == 2


ROSTER = "patient_id,status,enrolled_on,alc\n001-04,enrolled,2026-02-02,0.9\n001-05,enrolled,2026-02-03,0.9\n"


@pytest.mark.parametrize("form", ["text", "md", "json", "html", "sarif"])
def test_participants_are_counted_and_named_only_where_that_is_asked_for(run: Run, put: Put, form: str) -> None:
    words = ("amend", "check", CLEAN, "--roster", put("roster.csv", ROSTER), "--format", form)
    counted, named = run(*words), run(*words, "--name-participants")
    assert "001-04" not in counted.out
    assert "2 participants" in counted.out
    assert "001-04" in named.out
    assert run("amend", "check", CLEAN, "--name-participants").code == 2


def test_a_cohort_of_any_size_is_counted_before_and_after(run: Run) -> None:
    assert run("synth", "300", "--seed", "1", "-o", "people.parquet").code == 0
    words = ("compare", "kb", "kb/amendments/A06_renal_function", "--cohort", "people.parquet")
    found = run(*words)
    assert found.code == 0
    assert "Of 300 patients 14–85 are eligible under 1.0, and 15–86 under A06 (certainly–possibly)." in found.out
    assert "newly in      1\n" in found.out
    assert "SYNTH" not in found.out
    assert "newly in      1: SYNTH-000253 (ineligible)\n" in run(*words, "--name-participants").out
    told = json.loads(run(*words, "--format", "json").out)["shift"]
    assert told["verdicts"]["ineligible"] == {"eligible": 1, "ineligible": 214}
    checked = run(
        "amend", "check", "kb/amendments/A06_renal_function", "--cohort", "people.parquet", "--format", "json"
    )
    assert json.loads(checked.out)["accounts"][0]["comparison"]["shift"] == told
    assert "SYNTH" not in checked.out
