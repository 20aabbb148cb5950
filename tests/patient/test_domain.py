"""What a quantity can be is what its readers accept, its completions are, and its proofs are about."""

from __future__ import annotations

from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.report.html import to_html
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


def test_an_open_test_between_a_given_value_and_its_formula_says_both_and_what_settles_it(protocol: Protocol) -> None:
    """V20, in text, data and on the page."""
    result = protocol.screen(somebody(protocol, **KIDNEY, creatinine_clearance=49.8))
    both = "creatinine clearance 49.8 mL/min as given, about 50.07 mL/min by its formula"
    open_between = (
        f"{both} (from age, weight, serum creatinine and sex), with ≥ 50 mL/min between; "
        "leave only the value that counts in the record"
    )
    told = " ".join(result.explain().split())
    assert f"turns on IN-7: {both}, needed: ≥ 50 mL/min IN-7 kidney (open)" in told
    assert (
        "1 creatinine clearance, leave only the value that counts in the record: < 50 mL/min → IN-7 not met, "
        "stop here; ≥ 50 mL/min → IN-7 met, meets all criteria Settled, one way or the other, by: creatinine clearance "
        f"Open between two values: {open_between}"
    ) in told
    data = result.to_dict()
    assert (data["settles"], data["could_rule_out"]) == ([["creatinine_clearance"]], [["creatinine_clearance"]])
    assert data["disputed"] == [
        {
            "fact": "creatinine_clearance",
            "given": "49.8 mL/min",
            "by_formula": "about 50.07 mL/min",
            "from": ["age", "weight", "serum_creatinine", "sex"],
            "needs": ["≥ 50 mL/min"],
        }
    ]
    (kidney,) = next(c for c in data["criteria"] if c["id"] == "IN-7")["waits_for"]
    (leaf,) = kidney["because"]["any_of"][0]["all_of"]
    assert (leaf["value"]["as_given"], leaf["by_formula"]["number"]) == ("49.8", 50.070312)
    page = to_html(protocol, [result])
    assert both in page
    assert f"<p><strong>Open between two values:</strong> {open_between}</p>" in page


def test_what_else_is_missing_settles_it_only_together_with_the_open_value(protocol: Protocol) -> None:
    data = protocol.screen(somebody(protocol, **KIDNEY, creatinine_clearance=49.8, lvef=None)).to_dict()
    assert data["settles"] == [["creatinine_clearance", "lvef"]]
    clear = protocol.screen(somebody(protocol, **KIDNEY, creatinine_clearance=50.2, lvef=None)).to_dict()
    assert (clear["settles"], "disputed" in clear) == ([["lvef"]], False)


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
