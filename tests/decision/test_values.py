"""A record as JSON reads as the very same record, whatever it was read from."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import Workbook

from hn2301_asp.api import Protocol
from hn2301_asp.decision.values import as_json, from_json
from hn2301_asp.patient.batch import read_batch
from hn2301_asp.patient.model import Patient
from hn2301_asp.source.diagnostics import InputError, Place

SPELLINGS: dict[str, dict[str, Any]] = {
    "nested": {"sledai": {"arthritis": "yes", "rash": False}, "dose": {"prednisone": Decimal("7.50")}},
    "dotted and underscored": {"sledai.arthritis": True, "current__hydroxychloroquine": "y"},
    "closed lists": {
        "current": ["prednisone", "Mycophenolate-Mofetil"],
        "used_adequately": "azathioprine;methotrexate",
    },
    "units in headers": {"total_bilirubin[umol/L]": Decimal("34.2"), "serum_creatinine[umol/L]": "97"},
    "comparators beside values": {"anc": Decimal("1.5"), "anc[operator]": ">=", "alc": "<0.5"},
    "described values": {"total_bilirubin": {"value": 41, "unit": "umol/L", "date": datetime.date(2025, 3, 8)}},
    "dates": {"screening_date": datetime.datetime(2025, 3, 10, 8, 30), "birth_date": datetime.date(1990, 6, 2)},
    "parts of dates": {"screening_date": "2025-03-10", "sle_diagnosis_date": 2021, "last_dose_change_date": "2025-02"},
    "exact numbers": {"inr": Fraction(5, 4), "inr_uln": Decimal("1.20"), "alt": 22, "alt_uln": 40.5},
    "powers of ten": {"inr": Decimal("1.2E+1"), "inr_uln": Decimal("120E-2"), "anc": 2.5e-05, "lvef": Fraction(60)},
    "numbers that a double cannot hold": {"patient_id": 2**60 + 1, "anc": Decimal("2.000000000000000000001")},
    "what is unknown": {"anc": None, "alc": "unknown", "hemoglobin": ""},
    "never": {"days_since_transfusion": "never", "growth_factor_ever": "no"},
    "other scripts": {"patient_id": "患者-1 “é”", "sex": "女"},
}


def same(protocol: Protocol, patient: Patient) -> bool:
    text = json.dumps(as_json(patient.record), allow_nan=False)
    again = protocol.patient(from_json(json.loads(text)), patient.place)
    return again.digest == patient.digest and replace(again, record=patient.record) == patient


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling_survives(protocol: Protocol, name: str) -> None:
    patient = protocol.patient(SPELLINGS[name])
    assert patient.record == SPELLINGS[name]
    assert same(protocol, patient)


FILES = {
    "a.yaml": "patient_id: P-1\nalc: 0.80\nlast_dose_change_date: 2025-03-01\nana_titre_ever: 1:80\nsledai: [rash]\n",
    "a.json": '{"patient_id": 7, "alc": 0.80, "inr": 1.2e0, "disease_active": true}',
    "a.csv": "patient_id;total_bilirubin[umol/L];anc;anc[operator];sledai\n007;34,2;1,5;>=;arthritis\n",
    "a.tsv": "patient_id\tcurrent__prednisone\tscreening_date\nP-1\tyes\t10 Mar 2025\n",
}


@pytest.mark.parametrize("name", FILES)
def test_every_text_format_survives(protocol: Protocol, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(FILES[name], encoding="utf-8")
    (patient,) = read_batch([file], protocol.knowledge_base.vocabulary, protocol.names).patients
    assert same(protocol, patient)


def test_cells_of_a_spreadsheet_survive(protocol: Protocol, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["patient_id", "screening_date", "alc", "lvef", "pregnant", "anc", "sledai_2k"])
    book.active.append(["P-1", datetime.date(2025, 3, 10), 0.81, 0.55, False, 2.5e-05, 8.0])
    book.active["D2"].number_format = "0%"
    book.save(tmp_path / "a.xlsx")
    (patient,) = read_batch([tmp_path / "a.xlsx"], protocol.knowledge_base.vocabulary, protocol.names).patients
    assert patient.facts["lvef"].as_given == "55 %"
    assert same(protocol, patient)


def test_the_shipped_examples_and_the_typical_patient_survive(protocol: Protocol) -> None:
    import hn2301_asp

    file = Path(hn2301_asp.__file__).parent / "examples" / "patients.yaml"
    batch = read_batch([file], protocol.knowledge_base.vocabulary, protocol.names)
    assert len(batch.patients) == 5
    for patient in (*batch.patients, protocol.patient(protocol.knowledge_base.vocabulary.typical, Place())):
        assert same(protocol, patient)


def test_a_value_that_no_file_holds_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        as_json({"anc": object()})
    (finding,) = caught.value.findings
    assert (finding.code, finding.message, finding.place.field) == (
        "record-input",
        "a value of the kind `object` cannot be recorded",
        "anc",
    )


@pytest.mark.parametrize(
    "value",
    [
        {"fraction": "1/0"},
        {"fraction": "1e999999999"},
        {"decimal": "1e999999999"},
        {"decimal": "1.5E+9999"},
        {"float": "nan"},
        {"float": "1e400"},
        {"float": 1.5},
        {"decimal": None},
    ],
)
def test_an_altered_number_is_refused_before_it_costs_anything(value: Any) -> None:
    with pytest.raises(InputError) as caught:
        from_json({"anc": value})
    assert [finding.code for finding in caught.value.findings] == ["record-input"]
