"""Decimal separators: what is unclear in one kind of file is clear in another, or once it is declared."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from hn2301_asp.api import Protocol
from hn2301_asp.decision.values import as_json, from_json
from hn2301_asp.patient.batch import Batch, read_batch
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.source.diagnostics import InputError

Read = Callable[..., Batch]

UNCLEAR = {
    "ast": ("`2.020` can be 2020 or 2.020", "write `2020` or `2.02`, or declare the separator: "),
    "anc": ("`3.200` can be 3200 or 3.200", "write `3200` or `3.2`, or declare the separator: "),
    "alt": ("`1,020` can be 1020 or 1.020", "write `1020` or `1.02`, or declare the separator: "),
    "weight": ("`61.125` can be 61125 or 61.125", "write `61125` or `61.1250`, or declare the separator: "),
}
DECLARE = "`screen --decimal comma`, or `point`"
GERMAN = "patient_id;ast;anc;alt;weight;alc;inr\nP-1;2.020;3.200 /uL;1,020;61.125;0.795;1,1\n"


@pytest.fixture
def read(protocol: Protocol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Writes a file into an empty working folder and reads it."""
    monkeypatch.chdir(tmp_path)

    def read_text(text: str, name: str = "a.csv", decimal: Separator | None = None) -> Batch:
        Path(name).write_text(text, encoding="utf-8")
        return read_batch([Path(name)], protocol.knowledge_base.vocabulary, protocol.names, decimal=decimal)

    return read_text


def numbers(batch: Batch) -> dict[str, Fraction | None]:
    """The numbers of the only patient, in canonical units."""
    assert batch.rejected == ()
    [patient] = batch.patients
    return numbers_of(patient)


def numbers_of(patient: Patient) -> dict[str, Fraction | None]:
    return {name: fact.values.number for name, fact in patient.facts.items() if fact.values is not None}


def test_where_semicolons_separate_fields_a_point_before_three_digits_is_as_unclear_as_a_comma(read: Read) -> None:
    batch = read(GERMAN)
    assert batch.patients == ()
    found = {finding.place.field: (finding.message, finding.help) for finding in batch.findings}
    assert found == {field: (message, help + DECLARE) for field, (message, help) in UNCLEAR.items()}


def test_a_declared_separator_makes_both_definite(read: Read) -> None:
    common = {"alc": Fraction("0.795"), "inr": Fraction("1.1")}
    comma = {"ast": 2020, "anc": Fraction("3.2"), "alt": Fraction("1.02"), "weight": 61125}
    point = {"ast": Fraction("2.02"), "anc": Fraction("0.0032"), "alt": 1020, "weight": Fraction("61.125")}
    assert numbers(read(GERMAN, decimal="point")) == {**point, **common}
    assert numbers(read(GERMAN.replace("61.125", "61"), decimal="comma")) == {**comma, "weight": 61, **common}


def test_a_value_is_told_so_that_nobody_can_read_it_in_two_ways(read: Read) -> None:
    [patient] = read(GERMAN.replace("61.125", "61"), decimal="comma").patients
    assert {name: patient.facts[name].as_given for name in ("ast", "anc", "alt", "alc", "inr")} == {
        "ast": "2020",
        "anc": "3200 /uL",
        "alt": "1.020",
        "alc": "0.795",
        "inr": "1,1",
    }


def test_a_declaration_is_part_of_the_record_and_survives_being_written_down(protocol: Protocol, read: Read) -> None:
    [patient] = read(GERMAN, decimal="point").patients
    assert patient.record["alt"] == {"value": "1,020", "decimal": "point"}
    again = protocol.patient(from_json(as_json(patient.record)), patient.place)
    assert (again.facts, again.digest) == (patient.facts, patient.digest)


CLEAR = {
    "a.csv": "patient_id,ast,inr\nP-1,1.500,1.1\n",
    "alone.csv": "patient_id,ast\nP-1,1.500\n",
    "a.tsv": "patient_id\tast\tinr\nP-1\t1.500\t1.1\n",
    "a.json": '{"ast": "1.500"}',
    "a.yaml": "ast: 1.500 U/L\n",
}


@pytest.mark.parametrize("name", CLEAR)
def test_a_point_is_a_decimal_point_where_nothing_speaks_for_commas(read: Read, name: str) -> None:
    assert numbers(read(CLEAR[name], name))["ast"] == Fraction("1.5")


OPEN = {
    "a comma for certain elsewhere in the file": ("a.csv", 'patient_id,ast,inr\nP-1,1.500,1.1\nP-2,20,"1,2"\n'),
    "thousands with a comma for decimals": ("a.csv", 'patient_id,ast,anc\nP-1,1.500,\nP-2,20,"3.200,5 /uL"\n'),
    "tabs, and nothing that is certain": ("a.tsv", "patient_id\tast\nP-1\t1.500\n"),
    "a comma for certain in JSON": ("a.json", '[{"ast": "1.500", "inr": "1,1"}]'),
    "a comma for certain in YAML": ("a.yaml", "ast: 1.500 U/L\ninr: 1,1\n"),
    "semicolons and points": ("a.csv", "patient_id;ast;inr\nP-1;1.500;1.1\n"),
}


@pytest.mark.parametrize("case", OPEN)
def test_where_the_comma_may_stand_before_decimals_a_point_is_unclear(read: Read, case: str) -> None:
    name, text = OPEN[case]
    assert [finding.message for finding in read(text, name).findings] == ["`1.500` can be 1500 or 1.500"]


def test_a_number_that_is_no_text_is_never_unclear(read: Read) -> None:
    for decimal in (None, "comma", "point"):
        values = numbers(read('{"ast": 2.020, "alc": 1.125, "inr": "1,1"}', "a.json", decimal))
        assert values == {"ast": Fraction("2.02"), "alc": Fraction("1.125"), "inr": Fraction("1.1")}
        assert numbers(read("ast: 2.020\ninr: '1,1'\n", "a.yaml", decimal))["ast"] == Fraction("2.02")


def test_texts_of_workbooks_are_unclear_until_one_is_certain_and_numbers_never_are(
    protocol: Protocol, tmp_path: Path
) -> None:
    def workbook(ast: object, inr: object) -> Batch:
        book = Workbook()
        book.active.append(["patient_id", "ast", "inr"])
        book.active.append(["P-1", ast, inr])
        book.active["C2"].number_format = "0.000"
        book.save(tmp_path / "a.xlsx")
        return read_batch([tmp_path / "a.xlsx"], protocol.knowledge_base.vocabulary, protocol.names)

    assert [f.message for f in workbook("1.500 U/L", 1.125).findings] == ["`1.500` can be 1500 or 1.500"]
    assert numbers(workbook("1.500 U/L", "1.1")) == {"ast": Fraction("1.5"), "inr": Fraction("1.1")}
    assert numbers(workbook(1.5, 1.125)) == {"ast": Fraction("1.5"), "inr": Fraction("1.125")}


def test_python_takes_the_separator_as_a_keyword(protocol: Protocol) -> None:
    record: dict[str, Any] = {"ast": "2.020", "dose": {"prednisone": "1,250"}}
    assert numbers_of(protocol.patient({"ast": "2.020"})) == {"ast": Fraction("2.02")}
    assert numbers_of(protocol.patient(record, decimal="comma")) == {
        "ast": Fraction(2020),
        "dose": Fraction("1.25"),
    }
    screened = protocol.screen(record, decimal="comma").screening.patient
    assert numbers_of(screened) == numbers_of(protocol.patient(record, decimal="comma"))
    with pytest.raises(InputError, match=r"`2\.020` can be 2020 or 2\.020"):
        protocol.patient({"ast": "2.020", "inr": "1,1"})


def test_a_described_value_may_say_its_separator(protocol: Protocol) -> None:
    record = {"anc": {"value": "3.200", "unit": "/uL", "decimal": "comma"}}
    assert numbers_of(protocol.patient(record)) == {"anc": Fraction("3.2")}
    assert numbers_of(protocol.patient(record, decimal="point")) == {"anc": Fraction("3.2")}
    with pytest.raises(InputError, match="`dot` is no decimal separator"):
        protocol.patient({"anc": {"value": "3.200", "decimal": "dot"}})
