"""Patients from files: every row is screened or reported, and the counts add up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.patient.batch import Batch, read_batch
from hn2301_asp.source.diagnostics import InputError, render

Read = Callable[..., Batch]


@pytest.fixture
def read(protocol: Protocol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Writes files by name into an empty working folder and reads them as one batch."""
    monkeypatch.chdir(tmp_path)

    def read_texts(texts: dict[str, str]) -> Batch:
        for name, text in texts.items():
            Path(name).write_text(text, encoding="utf-8")
        return read_batch([Path(name) for name in texts], protocol.knowledge_base.vocabulary, protocol.names)

    return read_texts


def ids(batch: Batch) -> list[str | None]:
    return [patient.id for patient in batch.patients]


def text(batch: Batch) -> str:
    return "\n".join(render(finding) for finding in batch.findings)


def test_patients_come_in_the_order_of_files_and_rows(read: Read) -> None:
    batch = read(
        {
            "b.csv": "patient_id,age\nP-3,30\nP-1,31\n",
            "a.json": '[{"patient_id": "P-2", "age": 32}]',
            "c.yaml": "patient_id: P-4\nage: 33\n",
        }
    )
    assert ids(batch) == ["P-3", "P-1", "P-2", "P-4"]
    assert batch.rejected == ()
    assert [str(patient.place) for patient in batch.patients] == [
        "b.csv, row 2, patient P-3",
        "b.csv, row 3, patient P-1",
        "a.json, row 1, patient P-2",
        "c.yaml, patient P-4",
    ]


def test_every_bad_row_is_reported_with_all_its_faults_and_the_others_are_kept(read: Read) -> None:
    batch = read(
        {
            "a.csv": "patient_id,age,hemoglobin,pregnant\n"
            "P-1,34,112 g/L,no\n"
            "P-2,old,112,maybe\n"
            "P-3,35,11.2 g/dL,no\n"
            ",36,112 g/L,no\n"
            "P-4,130,112 g/L\n"
        }
    )
    assert ids(batch) == ["P-1", "P-3"]
    assert [(row.place.row, len(row.findings)) for row in batch.rejected] == [(3, 3), (5, 1), (6, 1)]
    assert text(batch) == (
        "error[value] `old` is no number\n"
        "  at a.csv, row 3, patient P-2, field age\n"
        "  help: write age as a number in `year` or `month`\n"
        "error[value] Hb needs a unit: a bare number could be in `g/L` or `g/dL` or `mmol/L`\n"
        "  at a.csv, row 3, patient P-2, field hemoglobin\n"
        "  help: write it behind the number: `112 g/L` or `112 g/dL` or `112 mmol/L`\n"
        "error[value] `maybe` is neither yes nor no\n"
        "  at a.csv, row 3, patient P-2, field pregnant\n"
        "  help: write yes, no, or leave it empty\n"
        "error[missing-id] a table's row needs a patient_id\n"
        "  at a.csv, row 5, field patient_id\n"
        "error[csv-ragged-row] the row has 3 cells, the header has 4\n"
        "  at a.csv, row 6, patient P-4\n"
        "  help: put a value that holds the separator in quotation marks; keep empty cells"
    )


def test_rows_and_patients_add_up(read: Read) -> None:
    rows = [f"P-{number},{'x' if number % 3 == 0 else 40}" for number in range(20)]
    batch = read({"a.csv": "patient_id,age\n" + "\n".join(rows) + "\n"})
    assert (len(batch.patients), len(batch.rejected)) == (13, 7)


def test_of_a_patient_that_stands_twice_no_row_is_screened(read: Read) -> None:
    batch = read({"a.csv": "patient_id,age\nP-1,30\nP-2,31\nP-3,32\nP-1,33\n", "b.json": '{"patient_id": "P-2"}'})
    assert ids(batch) == ["P-3"]
    assert text(batch) == (
        "error[duplicate-id] the patient `P-1` stands twice\n"
        "  at a.csv, row 2, patient P-1, field patient_id\n"
        "  see a.csv, row 5, patient P-1\n"
        "  help: give each patient once\n"
        "error[duplicate-id] the patient `P-2` stands twice\n"
        "  at a.csv, row 3, patient P-2, field patient_id\n"
        "  see b.json, patient P-2\n"
        "  help: give each patient once\n"
        "error[duplicate-id] the patient `P-1` stands twice\n"
        "  at a.csv, row 5, patient P-1, field patient_id\n"
        "  see a.csv, row 2, patient P-1\n"
        "  help: give each patient once\n"
        "error[duplicate-id] the patient `P-2` stands twice\n"
        "  at b.json, patient P-2, field patient_id\n"
        "  see a.csv, row 3, patient P-2\n"
        "  help: give each patient once"
    )


def test_a_patient_that_stands_twice_is_told_so_though_one_row_is_bad(read: Read) -> None:
    batch = read({"a.csv": "patient_id,age\nP-1,old\nP-1,32\nP-2,33\n"})
    assert ids(batch) == ["P-2"]
    assert [(finding.code, finding.place.row) for finding in batch.findings] == [
        ("value", 2),
        ("duplicate-id", 2),
        ("duplicate-id", 3),
    ]


def test_ids_are_the_same_whether_text_or_number(read: Read) -> None:
    assert ids(read({"a.json": '[{"patient_id": 7}, {"patient_id": " 7 "}, {"patient_id": "07"}]'})) == ["07"]


def test_a_record_file_may_leave_its_patients_unnamed(read: Read) -> None:
    assert ids(read({"a.json": '[{"age": 30}, {"age": 31}]'})) == [None, None]


def test_what_is_wrong_with_a_header_is_said_once(read: Read) -> None:
    batch = read({"a.csv": "patient_id,agee,anc\nP-1,30,1\nP-2,31,much\nP-3,32,2\n"})
    assert [row.place.row for row in batch.rejected] == [2, 3, 4]
    assert text(batch) == (
        "error[unknown-field] there is no field `agee`\n"
        "  at a.csv, row 2, patient P-1, field agee\n"
        "  help: did you mean `age`?\n"
        "error[value] `much` is no number\n"
        "  at a.csv, row 3, patient P-2, field anc\n"
        "  help: write ANC as a number in `10*9/L` or `/uL`"
    )


def test_a_value_that_is_wrong_in_two_rows_is_said_twice(read: Read) -> None:
    batch = read({"a.csv": "patient_id,anc\nP-1,much\nP-2,much\n"})
    assert [finding.place.row for finding in batch.findings] == [2, 3]


def test_a_file_that_cannot_be_read_refuses_the_batch_and_the_bad_rows_of_others_are_told_too(read: Read) -> None:
    with pytest.raises(InputError) as caught:
        read({"a.json": '{"age": 30', "b.csv": "patient_id,age\nP-1,old\nP-2,30\n", "c.csv": ""})
    assert [(finding.code, finding.place.file) for finding in caught.value.findings] == [
        ("json-syntax", "a.json"),
        ("file-empty", "c.csv"),
        ("value", "b.csv"),
    ]
