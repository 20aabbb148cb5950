"""Why facts cannot stand together, in the words of what they break; and criteria that exclude each other."""

from __future__ import annotations

from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.explanation.why.clash import clash_reasons, clashing_criteria

Record = dict[str, Any]

CLEARANCE = "creatinine clearance follows from the others (Cockcroft & Gault 1976, Nephron 16:31)"
SCREENED: Record = {"screening_date": "2025-03-10"}

REASONS: list[tuple[Record, tuple[str, ...], tuple[str, ...]]] = [
    (
        {"sex": "male", "pregnant": "yes"},
        ("sex", "pregnant"),
        ("a man is neither pregnant nor lactating",),
    ),
    (
        {"childbearing_potential": "no", "lactating": "yes", "pregnant": "no"},
        ("childbearing_potential", "lactating"),
        ("who is pregnant or lactating has childbearing potential",),
    ),
    (
        {"current": ["prednisone"], "prednisone_equivalent": 0},
        ("current", "prednisone_equivalent"),
        ("a corticosteroid that is taken now, and has a prednisone equivalent, has a dose above nothing",),
    ),
    (
        {"eular_acr_2019": "yes", "ana_titre_ever": "1:40"},
        ("eular_acr_2019", "ana_titre_ever"),
        ("the recorded classification and its items are two views of one fact",),
    ),
    (
        {"eular_acr_2019": "yes", "ana_titre_ever": "1:320", "eular_acr": ["oral_ulcers", "fever"]},
        ("eular_acr_2019", "eular_acr"),
        ("the recorded classification and its items are two views of one fact",),
    ),
    (
        {"eular_acr_2019": "no", "ana_titre_ever": "1:320", "eular_acr.biopsy_class_III_or_IV": "yes"},
        ("eular_acr_2019", "eular_acr.biopsy_class_III_or_IV", "ana_titre_ever"),
        ("the recorded classification and its items are two views of one fact",),
    ),
    (
        {"sledai_2k": 7, "sledai_2k_clinical": 6},
        ("sledai_2k", "sledai_2k_clinical"),
        ("SLEDAI-2K and clinical SLEDAI-2K are sums of the same items",),
    ),
    (
        {"sledai_2k": 7, "sledai": ["arthritis"]},
        ("sledai", "sledai_2k"),
        ("SLEDAI-2K is the sum of its items",),
    ),
    (
        {"sledai_2k": 3, "sledai.seizure": "yes"},
        ("sledai.seizure", "sledai_2k"),
        ("SLEDAI-2K is the sum of its items",),
    ),
    (
        {**SCREENED, "birth_date": "1950-01-01", "age": 69},
        ("age", "birth_date"),
        ("age as given and by date of birth lie on two sides of a limit",),
    ),
    (
        {"dose.prednisone": 10, "prednisone_equivalent": 5},
        ("prednisone_equivalent", "dose"),
        ("oral prednisone equivalent as given and by daily oral dose lie on two sides of a limit",),
    ),
    (
        {"weight": 60, "serum_creatinine": "3 mg/dL", "creatinine_clearance": 50},
        ("weight", "serum_creatinine", "creatinine_clearance"),
        (CLEARANCE,),
    ),
]


@pytest.mark.parametrize(("record", "clash", "reasons"), REASONS)
def test_facts_that_clash_are_named_with_what_they_break(
    protocol: Protocol, record: Record, clash: tuple[str, ...], reasons: tuple[str, ...]
) -> None:
    result = protocol.screen(record)
    assert (result.verdict, result.clash) == ("contradictory", clash)
    assert clash_reasons(protocol.space, protocol.index, result.screening) == reasons
    assert result.to_dict()["clash_because"] == list(reasons)


def test_facts_that_do_not_clash_have_no_reasons(protocol: Protocol) -> None:
    for record in ({}, {"age": 70}, {"sex": "female", "pregnant": "yes"}):
        assert clash_reasons(protocol.space, protocol.index, protocol.screen(record).screening) == ()


def test_a_remark_of_a_clash_does_not_say_which_value_counts(protocol: Protocol) -> None:
    result = protocol.screen({"dose.prednisone": 10, "prednisone_equivalent": 5})
    assert [remark.text for remark in result.screening.remarks] == [
        "oral prednisone equivalent is given as 5 mg/d, but is 10 mg/d from daily oral dose prednisone 10 mg/d"
    ]


def test_criteria_that_cannot_be_met_together_are_as_few_as_show_it(protocol: Protocol) -> None:
    typical = protocol.knowledge_base.vocabulary.typical
    tied = {"age": None, "serum_creatinine": "1.80 mg/dL"}
    result = protocol.screen({**typical, **tied, "lvef": None, "disease_active": None})
    assert {name for name, status in result.criteria.items() if status == "unknown"} == {"IN-1", "IN-2", "IN-7"}
    assert (result.verdict, result.blocking) == ("ineligible", ())
    assert clashing_criteria(protocol.space, result.screening) == ("IN-1", "IN-7")
    assert result.to_dict()["blocking_together"] == ["IN-1", "IN-7"]
    assert "IN-1 and IN-7 cannot be met together" in result.explain().splitlines()[0]


def test_no_criteria_clash_where_one_alone_blocks_or_none_does(protocol: Protocol) -> None:
    for record in ({}, {"age": 70}, dict(protocol.knowledge_base.vocabulary.typical)):
        assert clashing_criteria(protocol.space, protocol.screen(record).screening) == ()
