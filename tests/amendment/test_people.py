"""Rosters and cohorts: what is read, what is refused, and whose verdict differs between two versions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from hn2301_asp.amendment.assembling import check_versions
from hn2301_asp.amendment.case import Participant
from hn2301_asp.amendment.model import Conflict, Counts, Crossing
from hn2301_asp.amendment.questions.people import read_cohort, read_roster
from hn2301_asp.api import load
from hn2301_asp.source.diagnostics import InputError, Place
from tests.amendment.conflicts.small_amendments import BASE, Desk

HEMOGLOBIN = {
    "criteria/in3_organs.thr": [("Hb ≥ 80 g/L    ", "Hb ≥ 90 g/L    "), ('"Hb ≥80g/L"', '"Hb ≥90g/L"')],
    "protocol.yaml": [("Hb ≥80g/L", "Hb ≥90g/L")],
}
HEADER = (
    "patient_id,site,status,enrolled_on,consent_date,sex,age,weight[kg],alc,hemoglobin[g/L],total_bilirubin[mg/dL],"
    "gilbert_syndrome,serum_creatinine[mg/dL],item,used,current,pregnant"
)
REST = "female,41,62,1.4,{hb},0.5,no,0.8,arthritis;rash,methotrexate;azathioprine,azathioprine,no"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def table(folder: Path, *rows: str) -> Path:
    """A roster; a row says id, site, status, day of enrolment, consent and haemoglobin."""
    lines = [HEADER]
    for row in rows:
        *own, hb = row.split(",")
        lines.append(",".join([*own, REST.format(hb=hb)]))
    path = folder / "roster.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def on_roster(desk: Desk, folder: Path, more: str, *rows: str) -> list[Conflict]:
    """What is found through a roster on an amendment that asks for more haemoglobin."""
    amendment = desk.amendment("A01", HEMOGLOBIN, more=f"intent: {{IN-3: narrows}}\n{more}")
    report = check_versions(desk.base, [amendment], table(folder, *rows))
    return [c for c in report.accounts[0].conflicts if c.code in ("AM32", "AM33")]


def test_a_roster_says_more_of_a_participant_than_the_record(tmp_path: Path) -> None:
    path = table(tmp_path, "001-04,001,Screen failure,,2026-01-20,85")
    (found,) = read_roster(path, [load(BASE)])
    record = {name: value for name, value in found.record.items() if name in ("status", "site", "hemoglobin[g/L]")}
    assert (found.id, found.status, found.enrolled_on, found.site) == ("001-04", "screen_failure", None, "001")
    assert record == {"site": "001", "hemoglobin[g/L]": "85"}


def test_a_record_file_can_be_a_roster(tmp_path: Path) -> None:
    path = tmp_path / "roster.yaml"
    path.write_text("patient_id: P1\nstatus: enrolled\nenrolled_on: 2026-02-02\nage: 40\n", encoding="utf-8")
    assert read_roster(path, [load(BASE)]) == (
        Participant(
            "P1", "enrolled", {"patient_id": "P1", "age": 40}, "2026-02-02", None, Place(str(path), patient="P1")
        ),
    )


def test_everything_that_is_wrong_with_a_roster_is_said_at_once(tmp_path: Path) -> None:
    rows = ("P1,001,enroled,,,85", "P2,001,,,,85", "P3,001,enrolled,03/02/2026,,85", "P4,001,enrolled,,,80 kg")
    path = table(tmp_path, *rows, "P1,002,screening,,,85")
    with pytest.raises(InputError) as caught:
        read_roster(path, [load(BASE)])
    assert [(f.code, f.place.row, f.place.field) for f in caught.value.findings] == [
        ("duplicate-id", 2, "patient_id"),
        ("roster", 2, "status"),
        ("roster", 3, "status"),
        ("roster", 4, "enrolled_on"),
        ("value", 5, "hemoglobin"),
        ("duplicate-id", 6, "patient_id"),
    ]


def test_a_field_of_one_version_only_is_read_by_that_version(desk: Desk, tmp_path: Path) -> None:
    facts = desk.base.files.texts["vocabulary/facts.yaml"].replace("facts:\n", "facts:\n  smoker: {label: smoker}\n")
    rule = desk.base.files.texts["criteria/ex1_pregnancy.lp"] + '\n%! because smokers are\nmet("EX-1") :- smoker.\n'
    new = {"vocabulary/facts.yaml": facts, "criteria/ex1_pregnancy.lp": rule}
    amendment = desk.amendment("A01", {}, new=new, more="intent: {EX-1: broadens}\n")
    path = tmp_path / "roster.yaml"
    typical = desk.base.files.texts["vocabulary/typical.yaml"]
    path.write_text(f"patient_id: P1\nstatus: enrolled\nsmoker: yes\n{typical}", encoding="utf-8")
    account = check_versions(desk.base, [amendment], path).accounts[0]
    assert account.roster == (Crossing("P1", "enrolled", "eligible", "ineligible", (), ("EX-1",)),)


def test_a_cohort_is_counted_under_both_versions(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "cohort.csv"
    rows = [f"C{n},{REST.format(hb=hb)}" for n, hb in enumerate((118, 85, 76, ""))]
    path.write_text("\n".join([f"patient_id,{HEADER.split(',', 5)[5]}", *rows]) + "\n", encoding="utf-8")
    account = check_versions(desk.base, [desk.amendment("A01", HEMOGLOBIN)], None, path).accounts[0]
    assert account.cohort == Counts(
        4,
        {"eligible": 2, "ineligible": 1, "undetermined": 1, "contradictory": 0},
        {"eligible": 1, "ineligible": 2, "undetermined": 1, "contradictory": 0},
        {"IN-1": 0, "IN-2": 0, "IN-3": 1, "IN-4": 0, "EX-1": 0},
        {"IN-1": 0, "IN-2": 0, "IN-3": 2, "IN-4": 0, "EX-1": 0},
    )


def test_a_table_of_a_cohort_needs_ids(tmp_path: Path) -> None:
    path = tmp_path / "cohort.csv"
    path.write_text("patient_id,age\n,40\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_cohort(path, [load(BASE)])
    assert [f.code for f in caught.value.findings] == ["missing-id"]


def test_what_can_no_longer_be_shown_is_not_what_no_longer_holds(desk: Desk, tmp_path: Path) -> None:
    rows = ("P1,001,enrolled,2026-02-02,,85", "P2,001,enrolled,,,>=82", "P3,001,screen_failure,,,75")
    assert [(c.where, c.message) for c in on_roster(desk, tmp_path, "", *rows)] == [
        ("IN-3", "participant P1, enrolled 2026-02-02, would no longer qualify"),
        ("IN-3", "participant P2 can no longer be shown to qualify"),
    ]


def test_of_many_participants_five_are_named(desk: Desk, tmp_path: Path) -> None:
    rows = [f"P{n},001,enrolled,,,85" for n in range(7)]
    (found,) = on_roster(desk, tmp_path, "", *rows)
    assert found.message == "7 enrolled participants would no longer qualify: P0, P1, P2, P3, P4 and 2 more"
    assert [name for name, _ in found.notes] == ["P0", "P1", "P2", "P3", "P4"]


APPROVED = 'approvals: {"001": 2026-04-01}\neffective: 2026-04-10\n'
OPEN: Mapping[str, str | None] = {
    "P1,001,screening,,2026-04-09,85": (
        "consent on 2026-04-09 lies before 2026-04-10, when A01 comes into force at site 001"
    ),
    "P1,001,screening,,2026-04-10,85": None,
    "P1,001,screening,,,85": "the date of consent is not known; A01 is in force at site 001 from 2026-04-10",
    "P1,002,screening,,2026-04-20,85": "A01 has no day of approval at site 002",
    "P1,001,screening,,2026-04-09,95": None,
}


@pytest.mark.parametrize(("row", "why"), OPEN.items())
def test_the_version_is_open_until_the_site_has_its_approval(
    desk: Desk, tmp_path: Path, row: str, why: str | None
) -> None:
    told = f"participant P1, in screening, is eligible under 1.0 and ineligible under A01: {why}"
    found = [(c.where, c.message) for c in on_roster(desk, tmp_path, APPROVED, row) if c.where == "P1"]
    assert found == ([] if why is None else [("P1", told)])


def test_sites_with_other_days_have_two_versions_in_force(desk: Desk) -> None:
    more = 'intent: {IN-3: narrows}\napprovals: {"001": 2026-04-01, "002": 2026-05-15}\n'
    (found,) = desk.alone(desk.amendment("A01", HEMOGLOBIN, more=more), "AM33")
    assert (found.group, found.message, found.notes) == (
        "know",
        "two versions are in force at once from 2026-04-01, until 2026-05-15",
        (("in force", "001 2026-04-01, 002 2026-05-15"),),
    )
