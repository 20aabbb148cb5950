"""What a quantity can be is what its readers accept, its completions are, and its proofs are about."""

from __future__ import annotations

from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.source.diagnostics import InputError


def somebody(protocol: Protocol, **changed: Any) -> dict[str, Any]:
    """The typical patient with some fields changed; None takes a field out."""
    record = {**protocol.knowledge_base.vocabulary.typical, **changed}
    return {name: value for name, value in record.items() if value is not None}


@pytest.mark.parametrize(
    ("field", "written", "verdict"),
    [
        ("alc", ">790 /uL", "undetermined"),
        ("alc", ">=800 /uL", "eligible"),
        ("alc", ">=1499 /uL", "eligible"),
        ("lvef", ">0.39 fraction", "undetermined"),
        ("lvef", ">=0.4 fraction", "eligible"),
        ("hemoglobin", ">4.92 mmol/L", "undetermined"),
        ("sle_duration", ">5 months", "undetermined"),
        ("total_bilirubin", "<2.0 mg/dL", "eligible"),
        ("total_bilirubin", "<34.21 umol/L", "undetermined"),
        ("anc", "<1.5", "ineligible"),
        ("age", ">17 years", "undetermined"),
        ("age", "<18 years", "ineligible"),
        ("age", "<70 years", "undetermined"),
    ],
)
def test_a_censored_value_is_exactly_what_it_writes(protocol: Protocol, field: str, written: str, verdict: str) -> None:
    """V1: 795 per microlitre is above 790; an age is cut to completed years afterwards, points are whole."""
    assert protocol.screen(somebody(protocol, **{field: written})).verdict == verdict


@pytest.mark.parametrize(
    ("field", "written", "told"),
    [
        ("dyspnea_grade", 1.5, "dyspnea grade (CTCAE) of `1.5` is not a whole number"),
        ("dyspnea_grade", "0.5 grade", "dyspnea grade (CTCAE) of `0.5 grade` is not a whole number"),
        ("sledai_2k", "7.5", "SLEDAI-2K of `7.5` is not a whole number"),
        ("ana_titre_ever", 0.0125, "highest ANA titre ever of `0.0125` is not a whole number"),
        ("ana_titre_ever", 0, "highest ANA titre ever of 0 is not possible"),
    ],
)
def test_what_is_counted_is_a_whole_number(protocol: Protocol, field: str, written: object, told: str) -> None:
    """F7 and V10."""
    with pytest.raises(InputError) as caught:
        protocol.patient({field: written})
    assert [finding.message for finding in caught.value.findings] == [told]


@pytest.mark.parametrize("written", ["69.6", "69.6 years", "835 months"])
def test_an_age_is_cut_to_completed_years_from_any_unit(protocol: Protocol, written: str) -> None:
    assert protocol.patient({"age": written}).facts["age"].values == protocol.patient({"age": 69}).facts["age"].values


@pytest.mark.parametrize(
    ("given", "verdict", "status"),
    [(50.2, "eligible", "met"), (49.8, "undetermined", "unknown"), (49.1, "undetermined", "unknown")],
)
def test_a_given_clearance_that_rounding_puts_beyond_the_limit_leaves_that_test_open(
    protocol: Protocol, given: float, verdict: str, status: str
) -> None:
    """V20: 53 years, 60 kg and 128 µmol/L give 50.07 mL/min; another constant, rounded, gives a little less."""
    record = somebody(protocol, **KIDNEY, creatinine_clearance=given)
    result = protocol.screen(record)
    assert (result.verdict, result.criteria["IN-7"]) == (verdict, status)
    assert [other for name, other in result.criteria.items() if name != "IN-7"] == ["met"] * 7
    told = [remark.text for remark in result.screening.remarks if remark.code == "given-and-derived"]
    assert [text.endswith("; a limit lies between the two") for text in told] == [status == "unknown"]
    assert [("about 50.07 mL/min" in text, f"{given} mL/min" in text) for text in told] == [(True, True)]


def test_a_given_clearance_farther_off_than_is_declared_clashes(protocol: Protocol) -> None:
    result = protocol.screen(somebody(protocol, **KIDNEY, creatinine_clearance=48))
    assert (result.verdict, set(result.clash) >= {"creatinine_clearance"}) == ("contradictory", True)


#: A man whose clearance is 50.07 mL/min by the formula.
KIDNEY: dict[str, Any] = {
    "age": 53,
    "weight": 60,
    "serum_creatinine": "128 umol/L",
    "sex": "male",
    **dict.fromkeys(("pregnant", "lactating", "childbearing_potential")),
}
