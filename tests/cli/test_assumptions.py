"""`hn2301 assumptions`: the table to sign goes out, comes back signed, and is written into the knowledge base."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hn2301_asp.api import load
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from tests.cli.conftest import Run
from tests.qualification.tables import YES, filled

NO = {**YES, "Yes or no": "no", "Remark": "the sponsor asks for 18 to 65"}


@pytest.fixture
def kb(folder: Path) -> Path:
    shutil.copytree(shipped_knowledge_base(), folder / "kb")
    return folder / "kb"


def test_it_lists_every_row(run: Run) -> None:
    outcome = run("assumptions")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(
        "A01 (IN-1): assumed\n"
        "    “aged between 18 and 69 (inclusive)”\n"
        "    18 to 69 completed years: until the day before the 70th birthday\n"
    )
    assert outcome.out.endswith("54 rows, of which none confirmed\n")


def test_a_signed_table_is_written_into_the_knowledge_base(run: Run, folder: Path, kb: Path) -> None:
    assert run("assumptions", "--kb", "kb", "-o", "table.docx").code == 0
    filled(
        (folder / "table.docx").read_bytes(), {"A01": YES, "A02": NO, "in7_coagulation": YES}, folder / "signed.docx"
    )
    before = {name: (kb / name).read_text("utf-8") for name in ("assumptions.yaml", "readings.yaml")}
    shown = run("assumptions", "--confirm", "signed.docx", "--kb", "kb", "--dry-run")
    assert {name: (kb / name).read_text("utf-8") for name in before} == before
    outcome = run("assumptions", "--confirm", "signed.docx", "--kb", "kb")
    assert outcome.code == shown.code == 1  # something was refused
    now = load("kb").knowledge_base.digest[:12]
    assert outcome.out == (
        "--- assumptions.yaml\n"
        "+++ assumptions.yaml\n"
        "@@ -9,3 +9,5 @@\n"
        "     reason: \"CT.gov record max age '69 Years'; sibling zxjkclinic text writes 'reached 18, not yet 70'\"\n"
        "-    status: assumed\n"
        "+    status: confirmed\n"
        "+    date: 2026-12-01\n"
        '+    confirmed_by: "Dr. M. Curie"\n'
        "   A02:\n"
        "--- readings.yaml\n"
        "+++ readings.yaml\n"
        "@@ -87,2 +87,5 @@\n"
        "     ambiguity: A31\n"
        "+    status: confirmed\n"
        "+    date: 2026-12-01\n"
        '+    confirmed_by: "Dr. M. Curie"\n'
        "   in7_support:\n"
        "not confirmed: A02 (Dr. M. Curie, 2026-12-01): the sponsor asks for 18 to 65\n"
        "54 rows: 2 confirmed now, 0 confirmed before, 1 not confirmed, 51 left open\n"
        f"the digest of the knowledge base is {now}, and was 051cbfdd214e; no answer changes\n"
    )
    assert outcome.err == "written: kb/assumptions.yaml, kb/readings.yaml\n"
    assert shown.out == outcome.out.replace(f"is {now}, and", f"would be {now}, and")
    assert run("check", "--kb", "kb").code == 0
    assert run("test", "--kb", "kb", "--no-coverage").code == 0
    assert run("assumptions", "--kb", "kb").out.startswith("A01 (IN-1): confirmed by Dr. M. Curie, 2026-12-01\n")
    # The signed table is of the knowledge base before it: it cannot be read a second time.
    again = run("assumptions", "--confirm", "signed.docx", "--kb", "kb")
    assert (again.code, again.out) == (2, "")
    assert "A01 reads “assumed”, and the knowledge base says “confirmed”" in again.err


def test_a_signed_table_with_a_fault_writes_nothing(run: Run, folder: Path, kb: Path) -> None:
    run("assumptions", "--kb", "kb", "-o", "table.docx")
    filled((folder / "table.docx").read_bytes(), {"A01": YES, "A02": {"Yes or no": "maybe"}}, folder / "signed.docx")
    outcome = run("assumptions", "--confirm", "signed.docx", "--kb", "kb")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "error[signed-table] of A02 it says “maybe”; yes or no was expected\n"
        "  at signed.docx, row 3, field Yes or no\n\n"
    )
    assert load("kb").knowledge_base.digest.startswith("051cbfdd214e")


def test_where_it_is_written_is_said(run: Run, folder: Path, kb: Path) -> None:
    run("assumptions", "-o", "table.docx")
    outcome = run("assumptions", "--confirm", "table.docx")
    assert outcome.code == 2
    assert "its folder must be named" in outcome.err
    outcome = run("assumptions", "--confirm", "table.docx", "--kb", "kb/amendments/A01_lymphocytes")
    assert outcome.code == 2
    assert "an amendment's folder is not confirmed: its base is" in outcome.err


def test_an_output_is_no_input(run: Run, folder: Path, kb: Path) -> None:
    run("assumptions", "-o", "table.docx")
    outcome = run("assumptions", "--confirm", "table.docx", "--kb", "kb", "-o", "table.docx")
    assert outcome.code == 2
    assert load("kb").knowledge_base.digest.startswith("051cbfdd214e")


def test_options_that_do_not_go_together_are_refused(run: Run, folder: Path, kb: Path) -> None:
    run("assumptions", "-o", "table.docx")
    outcome = run("assumptions", "--confirm", "table.docx", "--kb", "kb", "-o", "other.docx")
    assert outcome.code == 2
    assert "--confirm writes into the knowledge base: it goes with no -o and no --format" in outcome.err
    outcome = run("assumptions", "--dry-run")
    assert outcome.code == 2
    assert "--dry-run goes with --confirm" in outcome.err
