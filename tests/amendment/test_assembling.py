"""The whole account of an amendment where something cannot be decided, confirmed or put side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from hn2301_asp.amendment.assembling import check_versions
from hn2301_asp.amendment.checking import conflicts_of
from hn2301_asp.amendment.model import Conflict, Report
from tests.amendment.conflicts.small_amendments import Desk
from tests.amendment.conflicts.small_cases import case_of

AGE, ORGANS, QUANTITIES = "criteria/in1_age.thr", "criteria/in3_organs.thr", "vocabulary/quantities.yaml"
OLDER = (QUANTITIES, "possible: [0, 120]", "possible: [0, 130]")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_quantity_kept_in_another_unit_is_undecided_and_told(desk: Desk) -> None:
    kept = ("unit: g/L, bare: error, also: {g/dL: {}}", "unit: g/dL, bare: error, also: {g/L: {}}")
    report = desk.report(desk.amendment("A01", {QUANTITIES: [kept]}))
    (account,) = report.accounts
    (found,) = [c for c in account.conflicts if c.undecided]
    also = [text.rpartition("[")[2].removesuffix("]") for label, text in found.notes if label == "also"]
    assert (account.comparison.overall.relation, account.boundaries, report.clean) == ("undecided", (), False)
    assert (found.code, {"AM07", "AM31"} <= set(also)) == ("AM02", True)


def test_a_boundary_that_the_base_takes_to_be_impossible_is_left_out(desk: Desk) -> None:
    edits = {QUANTITIES: [OLDER[1:]], AGE: [("age ≤ 69", "age ≤ 125")]}
    (account,) = desk.report(desk.amendment("A01", edits)).accounts
    assert (account.comparison.overall.relation, account.boundaries) == ("broader", ())


def test_who_is_newly_possible_is_no_reason_to_call_every_criterion_undecided(desk: Desk) -> None:
    """Who cannot be read under the base counts for eligibility alone: criteria speak of whom both versions read."""
    edits = {QUANTITIES: [OLDER[1:]], AGE: [("age ≤ 69", "age ≤ 75")]}
    (account,) = desk.report(desk.amendment("A01", edits)).accounts
    told = {c.where: c.undecided for c in account.conflicts if c.code == "AM30"}
    assert told == {"IN-1": False}
    assert [c.relation for c in account.comparison.criteria.values() if c.relation != "equivalent"] == ["broader"]


def test_an_amendment_that_only_words_a_base_otherwise_does_not_keep_what_the_base_breaks() -> None:
    words = ("protocol.yaml", "title: ", "title: x ")
    found = conflicts_of(case_of(words, before=((AGE, "age ≥ 18", "age ≥ 12"),)))
    assert [(c.where, c.message) for c in found if c.code == "AM31"] == [
        ("guard_adult", "still lets in somebody whom a guard-rail keeps out: adults only")
    ]


def test_a_record_that_is_only_read_otherwise_is_told_of_the_protocol(desk: Desk, tmp_path: Path) -> None:
    """A factor between units changed: no criterion did, and yet a participant is judged otherwise."""
    amendment = desk.amendment("A01", {QUANTITIES: [("1 mg/dL = 17.1 umol/L", "1 mg/dL = 10 umol/L")]})
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "patient_id,status,sex,age,weight[kg],alc,hemoglobin[g/L],total_bilirubin[umol/L],gilbert_syndrome,"
        "serum_creatinine[mg/dL],item,used,current,pregnant\n"
        "001,enrolled,female,41,62,1.4,120,<30,no,0.8,arthritis;rash,methotrexate;azathioprine,azathioprine,no\n",
        encoding="utf-8",
    )
    (account,) = check_versions(desk.base, [amendment], roster).accounts
    assert [(c.where, c.message) for c in account.conflicts if c.code == "AM32"] == [
        ("protocol", "participant 001 can no longer be shown to qualify")
    ]


def _conflict(group: str, *follows: Conflict, accepted: str | None = None) -> Conflict:
    return Conflict("AM14", group, "remark", "A01", "IN-1", "m", "m", follows=follows, accepted=accepted)  # type: ignore[arg-type]


def test_a_remark_under_which_something_is_to_be_mended_is_not_clean(desk: Desk) -> None:
    report = desk.report()

    def clean(*conflicts: Conflict) -> bool:
        told: Report = replace(report, base_conflicts=conflicts)
        return told.clean

    mend = _conflict("mend")
    found = (clean(_conflict("know")), clean(_conflict("know", mend)), clean(_conflict("mend", mend, accepted="why")))
    assert found == (True, False, True)
