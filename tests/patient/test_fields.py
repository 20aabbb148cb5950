"""A record's fields by name, in whichever spelling, and the fields that are not understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.patient.fields import RawField, read_fields, spellings
from hn2301_asp.source.diagnostics import Finding, Place, render

Record = dict[str, Any]
Read = Callable[[Record], tuple[dict[str, RawField], list[Finding]]]


@pytest.fixture
def fields(protocol: Protocol) -> Read:
    """Reads the fields of a record."""
    place = Place(file="a.json", row=2)
    return lambda record: read_fields(record, protocol.knowledge_base.vocabulary, protocol.names, place)


@pytest.fixture
def findings(fields: Read) -> Callable[[Record], str]:
    """The text of what is wrong with a record's fields."""
    return lambda record: "\n".join(render(finding) for finding in fields(record)[1])


ONE_DRUG: list[Record] = [
    {"current.prednisone": True},
    {"current__prednisone": True},
    {"current": {"prednisone": True}},
]


@pytest.mark.parametrize("record", ONE_DRUG)
def test_nested_dotted_and_underscored_spelling_are_one_field(fields: Read, record: Record) -> None:
    assert fields(record) == ({"current.prednisone": RawField("current.prednisone", True)}, [])


DOSE: list[Record] = [
    {"dose.prednisone": "5 mg/d"},
    {"dose__prednisone": "5 mg/d"},
    {"dose": {"prednisone": "5 mg/d"}},
    {" dose.prednisone ": "5 mg/d"},
]


@pytest.mark.parametrize("record", DOSE)
def test_a_dose_has_the_same_three_spellings(fields: Read, record: Record) -> None:
    assert fields(record) == ({"dose.prednisone": RawField("dose.prednisone", "5 mg/d")}, [])


ALIASES = [
    ("current.ciclosporin", "current.cyclosporine"),
    ("current__ciclosporin", "current.cyclosporine"),
    ("used_adequately.ciclosporin", "used_adequately.cyclosporine"),
]


@pytest.mark.parametrize(("spelling", "name"), ALIASES)
def test_a_further_name_of_a_drug_leads_to_the_drug(fields: Read, spelling: str, name: str) -> None:
    assert fields({spelling: "yes"}) == ({name: RawField(name, "yes")}, [])


def test_every_field_of_the_vocabulary_is_known_under_its_own_name(protocol: Protocol) -> None:
    names = spellings(protocol.knowledge_base.vocabulary)
    known = protocol.knowledge_base.vocabulary.fields()
    assert len(known) > 150
    assert {name: names[name] for name in known} == {name: name for name in known}
    underscored = {name.replace(".", "__"): name for name in known if "." in name}
    assert {name: names[name] for name in underscored} == underscored


def test_a_hidden_quantity_is_no_field(findings: Callable[[Record], str]) -> None:
    assert findings({"spo2_room_air": 95}) == (
        "error[unknown-field] there is no field `spo2_room_air`\n"
        "  at a.json, row 2, field spo2_room_air\n"
        "  help: did you mean `spo2_on_room_air`?"
    )


UNKNOWN = [
    ("hemoglobn", "hemoglobin"),
    ("Age", "age"),
    ("sledai2k", "sledai_2k"),
    ("current_hydroxychloroquine", "current__hydroxychloroquine"),
    ("used_adequatly.azathioprine", "used_adequately.azathioprine"),
]


@pytest.mark.parametrize(("spelling", "nearest"), UNKNOWN)
def test_an_unknown_field_is_an_error_with_the_nearest_name(
    findings: Callable[[Record], str], spelling: str, nearest: str
) -> None:
    assert findings({spelling: None}) == (
        f"error[unknown-field] there is no field `{spelling}`\n"
        f"  at a.json, row 2, field {spelling}\n"
        f"  help: did you mean `{nearest}`?"
    )


def test_a_field_like_no_other_is_referred_to_the_list_of_fields(findings: Callable[[Record], str]) -> None:
    assert findings({"favourite colour": "blue"}) == (
        "error[unknown-field] there is no field `favourite colour`\n"
        "  at a.json, row 2, field favourite colour\n"
        "  help: `hn2301 facts` lists the fields"
    )


COLLISIONS: list[tuple[Record, str, str, str]] = [
    (
        {"current.prednisone": True, "current__prednisone": True},
        "current.prednisone",
        "current.prednisone",
        "current__prednisone",
    ),
    (
        {"sledai": {"rash": True}, "sledai.rash": True},
        "sledai.rash",
        "sledai.rash",
        "sledai.rash",
    ),
    (
        {"current.cyclosporine": False, "current.ciclosporin": False},
        "current.cyclosporine",
        "current.cyclosporine",
        "current.ciclosporin",
    ),
    (
        {"total_bilirubin[mg/dL]": 1, "total_bilirubin[umol/L]": None},
        "total_bilirubin",
        "total_bilirubin[mg/dL]",
        "total_bilirubin[umol/L]",
    ),
    ({"anc": None, "anc ": 1}, "anc", "anc", "anc "),
]


@pytest.mark.parametrize(("record", "name", "first", "second"), COLLISIONS)
def test_two_spellings_of_one_field_are_an_error_even_where_they_agree(
    fields: Read, record: Record, name: str, first: str, second: str
) -> None:
    (finding,) = fields(record)[1]
    assert (finding.code, finding.message, finding.help) == (
        "field",
        f"`{name}` is given twice, as `{first}` and as `{second}`",
        "keep one of them",
    )
    assert finding.place.field == second.strip()


def test_the_header_gives_the_unit_and_a_column_beside_it_the_comparator(fields: Read) -> None:
    record = {"anc[10*9/L]": "3.2", "anc[operator]": "≥", "dose.prednisone[g/d]": 1, "alc": 1, "alc[operator]": "="}
    assert fields(record) == (
        {
            "anc": RawField("anc", "3.2", "10*9/L", ">="),
            "dose.prednisone": RawField("dose.prednisone", 1, "g/d"),
            "alc": RawField("alc", 1),
        },
        [],
    )


def test_a_comparator_without_a_value_says_nothing(fields: Read) -> None:
    assert fields({"anc[operator]": "<", "anc": None}) == ({}, [])


BRACKETS = [
    ("sex[operator]", "error[field] `sex` has no comparator"),
    ("pregnant[mg/dL]", "error[field] `pregnant` has no unit"),
    ("birth_date[day]", "error[field] `birth_date` has no unit"),
]


@pytest.mark.parametrize(("spelling", "message"), BRACKETS)
def test_only_an_amount_has_a_unit_and_a_comparator(
    findings: Callable[[Record], str], spelling: str, message: str
) -> None:
    assert findings({spelling: "<"}) == f"{message}\n  at a.json, row 2, field {spelling}"


def test_a_comparator_that_is_none_is_an_error(findings: Callable[[Record], str]) -> None:
    assert findings({"anc[operator]": "about", "anc": 1}) == (
        "error[field] `about` is no comparator\n"
        "  at a.json, row 2, field anc[operator]\n"
        "  help: use < <= > >= or leave it empty"
    )


def test_empty_fields_say_nothing(fields: Read) -> None:
    assert fields({"age": None, "sex": "", "anc": "unknown", "current.prednisone": "?"}) == ({}, [])


def test_all_faults_of_the_fields_are_found_at_once(fields: Read) -> None:
    found = fields({"agee": 3, "sex[unit]": "f", "anc": 1, "anc ": 2, "age": 34})
    assert [finding.code for finding in found[1]] == ["unknown-field", "field", "field"]
    assert found[0] == {"anc": RawField("anc", 1), "age": RawField("age", 34)}
