"""Every value that a verdict rests on stands with its margin: also one that is a range, or lies on a limit."""

from __future__ import annotations

from typing import Any

from hn2301_asp.api import Protocol, Result
from hn2301_asp.report.patient.answer_words import margin_words


def screened(protocol: Protocol, **changes: Any) -> Result:
    """The typical patient with changes; None: not recorded."""
    record = {**protocol.knowledge_base.vocabulary.typical, **changes}
    return protocol.screen({name: value for name, value in record.items() if value is not None})


def margins(protocol: Protocol, result: Result, fact: str) -> list[tuple[str, str, str | None]]:
    base = protocol.knowledge_base
    return [(margin_words(base, m), m.margin, m.borderline) for m in result.answers.margins if m.fact == fact]


def test_a_ratio_on_its_limit_is_exactly_at_the_limit(protocol: Protocol) -> None:
    result = screened(protocol, inr=1.8, inr_uln=1.2)
    assert result.verdict == "eligible"
    assert margins(protocol, result, "inr") == [("INR 1.8, 1.5 × ULN of 1.2, needed ≤ 1.5 × ULN", "0 × ULN", "limit")]
    assert result.answers.borderline == ("inr",)
    assert (
        "        INR 1.8, 1.5 × ULN of 1.2, needed ≤ 1.5 × ULN; exactly at the limit" in result.explain().splitlines()
    )
    other = screened(protocol, inr=1.8, inr_uln=1.2, lvef=30)
    assert "Exactly at the limit: INR 1.8, 1.5 × ULN of 1.2, needed ≤ 1.5 × ULN" in other.explain()


def test_a_censored_value_has_a_margin(protocol: Protocol) -> None:
    result = screened(protocol, alt="<5", anc=">1.9 ×10^9/L")
    told = "ALT <5 U/L (upper limit of normal 40 U/L), needed ≤ 2.5 × ULN"
    ((words, margin, close),) = margins(protocol, result, "alt")
    assert (words, close) == (told, None)
    assert margin in ("more than 2.375 × ULN", "at least 2.375 × ULN")
    assert f"{told}; {margin} to spare" in " ".join(result.explain().split())
    assert margins(protocol, result, "anc") == [
        ("ANC >1.9 ×10^9/L, needed ≥ 1.5 ×10^9/L", "more than 0.4 ×10^9/L", None)
    ]


def test_a_duration_from_a_partial_date_has_a_margin_from_which_to_which(protocol: Protocol) -> None:
    dates = {"screening_date": "2025-03-10", "sle_diagnosis_date": "2019", "sle_duration": None}
    result = screened(protocol, **dates)
    assert margins(protocol, result, "sle_duration") == [
        ("SLE duration about 62.32 to 74.29 months, needed ≥ 6 months", "about 56.32 to 68.29 months", None)
    ]


def test_a_clearance_whose_sex_is_unknown_has_a_margin_from_which_to_which(protocol: Protocol) -> None:
    result = screened(protocol, sex=None)
    assert result.criteria["IN-7"] == "met"
    ((words, margin, close),) = margins(protocol, result, "creatinine_clearance")
    assert words == "creatinine clearance about 93.85 to 110.42 mL/min, needed ≥ 50 mL/min"
    assert (margin, close) == ("about 43.85 to 60.42 mL/min", None)


def test_each_of_two_alternatives_that_hold_has_a_margin(protocol: Protocol) -> None:
    result = screened(protocol)
    assert [len(margins(protocol, result, fact)) for fact in ("inr", "aptt")] == [1, 1]
