"""Drugs by every name that a chart has for them; what is not known, or may be two, is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.patient.model import Patient
from hn2301_asp.source.diagnostics import InputError

Record = dict[str, Any]
Read = Callable[[Record], Patient]
Refused = Callable[[Record], str]

NAMES = [
    ("MMF", "mycophenolate_mofetil"),
    ("CellCept", "mycophenolate_mofetil"),
    ("骁悉", "mycophenolate_mofetil"),
    ("吗替麦考酚酯", "mycophenolate_mofetil"),
    ("ec mps", "mycophenolic_acid"),
    ("HCQ", "hydroxychloroquine"),
    ("hcq", "hydroxychloroquine"),
    ("ＨＣＱ", "hydroxychloroquine"),
    ("Plaquenil", "hydroxychloroquine"),
    ("羟氯喹", "hydroxychloroquine"),
    ("氯喹", "chloroquine"),
    ("MTX", "methotrexate"),
    ("甲氨蝶呤", "methotrexate"),
    ("AZA", "azathioprine"),
    ("Imuran", "azathioprine"),
    ("Prograf", "tacrolimus"),
    ("FK506", "tacrolimus"),
    ("FK-506", "tacrolimus"),
    ("ciclosporin", "cyclosporine"),
    ("环孢素A", "cyclosporine"),
    ("Benlysta", "belimumab"),
    ("泰它西普", "telitacicept"),
    ("强的松", "prednisone"),
    ("强的松龙", "prednisolone"),
    ("甲基强的松龙", "methylprednisolone"),
    ("Medrol", "methylprednisolone"),
    ("Prednisone", "prednisone"),
    ("其他免疫抑制剂", "other_immunosuppressant"),
]


@pytest.mark.parametrize(("name", "drug"), NAMES)
def test_a_drug_has_many_names_in_lists_and_in_fields(patient: Read, name: str, drug: str) -> None:
    assert patient({"current": [name]}).facts["current"].items == (drug,)
    assert patient({"used_adequately": f"{name};nsaid"}).facts["used_adequately"].items == (drug, "nsaid")
    assert list(patient({f"current.{name}": "yes"}).facts) == [f"current.{drug}"]
    assert list(patient({f"current__{name}": "yes"}).facts) == [f"current.{drug}"]
    assert list(patient({"current": {name: "no"}}).facts) == [f"current.{drug}"]


def test_a_dose_is_given_by_any_name_of_its_drug(patient: Read) -> None:
    assert patient({"dose.强的松": 10}).facts["dose"].told == "prednisone 10 mg/d"
    assert patient({"dose": {"Medrol": 4}}).facts["dose"].told == ("methylprednisolone 4 mg/d")


TWO = [
    ("MP", "methylprednisolone or mercaptopurine"),
    ("TAC", "tacrolimus or triamcinolone"),
    ("tac", "tacrolimus or triamcinolone"),
    ("MPA", "mycophenolic acid or medroxyprogesterone acetate"),
    ("Pred", "prednisone or prednisolone"),
    ("mycophenolate", "mycophenolate mofetil or mycophenolic acid"),
]


@pytest.mark.parametrize(("name", "both"), TWO)
def test_a_short_name_of_two_drugs_is_an_error_that_names_both(refused: Refused, name: str, both: str) -> None:
    assert refused({"current": [name]}) == (
        f"error[value] `{name}` can be {both}\n  at field current\n  help: write the full name"
    )
    for field in (f"current.{name}", f"used_adequately__{name}", f"dose.{name}"):
        assert refused({field: "1"}) == (
            f"error[unknown-field] there is no field `{field}`: `{name}` can be {both}\n"
            f"  at field {field}\n  help: write the full name"
        )


def test_a_name_may_not_be_given_twice_in_two_spellings(refused: Refused) -> None:
    assert refused({"current.MMF": "yes", "current.骁悉": "no"}) == (
        "error[field] `current.mycophenolate_mofetil` is given twice, as `current.MMF` and as `current.骁悉`\n"
        "  at field current.骁悉\n  help: keep one of them"
    )


UNKNOWN = [
    "sirolimus",
    "voclosporin",
    "predisone",
    "cycloserine",
    "efalizumab",
    "西罗莫司",
    "mizoribine",
    "abatacept",
    "CellCep",
]


@pytest.mark.parametrize(
    ("value", "help"),
    [
        (
            ["prednisone 10 mg/d"],
            "write `prednisone` alone: a dose has a field of its own (`hn2301 facts` lists them)",
        ),
        (["Medrol 4mg"], "write `Medrol` alone: a dose has a field of its own (`hn2301 facts` lists them)"),
        ("prednisone, HCQ", "write `;` between the names: `prednisone; HCQ`"),
        (
            "prednisone, 10 mg/d, HCQ",
            "write `prednisone; HCQ` alone: a dose has a field of its own (`hn2301 facts` lists them)",
        ),
        ("prednisone; 10 mg", "leave it out: a dose has a field of its own (`hn2301 facts` lists them)"),
    ],
)
def test_a_cell_with_a_dose_or_with_commas_says_how_it_is_written(refused: Refused, value: object, help: str) -> None:
    assert refused({"current": value}).partition("help: ")[2].partition("\nremark[")[0] == help


def test_a_number_where_a_score_s_items_are_wanted_is_told_that_a_total_has_its_own_field(refused: Refused) -> None:
    assert refused({"sledai": "12"}).partition("help: ")[2] == (
        "these are single items; a total has a field of its own (`hn2301 facts` lists them)"
    )


@pytest.mark.parametrize("name", UNKNOWN)
def test_of_a_name_that_is_not_known_the_doors_are_a_question_and_no_drug_is_suggested(
    protocol: Protocol, refused: Refused, name: str
) -> None:
    drugs = protocol.knowledge_base.vocabulary.drugs.values()
    doors = {drug.name for drug in drugs if drug.door}
    assert doors == {"other_immunosuppressant", "other_targeted"}
    for record in ({"current": [name]}, {f"current.{name}": "yes"}, {f"used_adequately__{name}": "yes"}):
        said = refused(record)
        help = said.partition("help: ")[2].partition("\nremark[")[0]
        assert "did you mean" not in said
        assert "a question to the investigator: is it `other_immunosuppressant` (" in help
        assert "IN-3" in help
        assert "IN-4" in help
        assert {drug.name for drug in drugs if f"`{drug.name}`" in help} == doors


@pytest.mark.parametrize("field", ["dose.prednisolon", "dose.hydroxychloroquine", "dose.sirolimus"])
def test_no_dose_of_another_drug_is_suggested(refused: Refused, field: str) -> None:
    said = refused({field: 10})
    assert said.endswith("help: `hn2301 facts` lists the drugs that have a dose")


def test_a_misspelt_list_suggests_the_same_drug_or_none(refused: Refused) -> None:
    assert refused({"curent.prednisone": "yes"}).endswith("help: did you mean `current.prednisone`?")
    assert refused({"curent.sirolimus": "yes"}).count("tacrolimus") == 0
    assert refused({"current_methylprednisolone": "yes"}).endswith("help: did you mean `current__methylprednisolone`?")


def test_an_item_of_a_score_is_still_suggested(refused: Refused) -> None:
    assert refused({"sledai": ["arthritis", "proteinurea"]}).endswith("help: did you mean `proteinuria`?")
    assert refused({"sledai.rahs": "yes"}).endswith("help: did you mean `sledai.rash`?")


def test_deflazacort_is_an_interval_as_its_sources_disagree(protocol: Protocol) -> None:
    typical = {**protocol.knowledge_base.vocabulary.typical, "prednisone_equivalent": None}
    alone = {**typical, "current": ["deflazacort", "hydroxychloroquine"]}
    assert protocol.screen({**alone, "dose.deflazacort": 9}).verdict == "undetermined"
    assert protocol.screen({**alone, "dose.deflazacort": "11.25"}).verdict == "eligible"
    assert protocol.screen({**alone, "dose.deflazacort": "8.9"}).verdict == "ineligible"


def test_what_each_door_would_make_of_the_record_is_told(protocol: Protocol) -> None:
    typical = {**protocol.knowledge_base.vocabulary.typical, "prednisone_equivalent": "5 mg/d"}
    taken = {**typical, "current": ["prednisone", "sirolimus"]}
    with pytest.raises(InputError) as caught:
        protocol.screen(taken)
    assert [(finding.code, finding.severity) for finding in caught.value.findings] == [
        ("value", "error"),
        ("unknown-drug", "remark"),
    ]
    assert caught.value.findings[1].message == (
        "with `sirolimus` as `other_immunosuppressant` the verdict would be eligible, as `other_targeted` ineligible"
    )


@pytest.mark.parametrize(
    "record",
    [
        {"current": ["prednisone", "MP"]},
        {"current": ["prednisone", "sirolimus"], "lvef": "normal"},
        {"sledai": ["rahs"]},
    ],
)
def test_nothing_is_told_where_the_record_is_refused_for_more(protocol: Protocol, record: Record) -> None:
    with pytest.raises(InputError) as caught:
        protocol.screen(record)
    assert {finding.severity for finding in caught.value.findings} == {"error"}
