"""Limits of normal as laboratories print them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.forms.dictionary import entries
from hn2301_asp.patient.model import Patient
from hn2301_asp.source.diagnostics import InputError
from tests.one_criterion import base, status

Record = dict[str, Any]

PRINTED = [
    ("<40", "40", "<40 U/L"),
    ("≤40", "40", "≤40 U/L"),
    ("<= 40 U/L", "40", "<= 40 U/L"),
    ("10-40", "40", "10-40 U/L"),
    ("10 – 40", "40", "10 – 40 U/L"),
    ("0.0–40.0 U/L", "40", "0.0–40.0 U/L"),
    ("0,0-40,5", "40.5", "0,0-40,5 U/L"),
    ("(10~40)", "40", "(10~40) U/L"),
    ("(<40)", "40", "(<40) U/L"),
    ("[≤40 U/L]", "40", "[≤40 U/L]"),
    ("10 to 40 IU/L", "40", "10 to 40 IU/L"),
    ("10至40", "40", "10至40 U/L"),
    ("0.1 - 0.5 ukat/L", "30", "0.1 - 0.5 ukat/L"),
    ("10-40 [IU]/L", "40", "10-40 [IU]/L"),
    ("4.2e1", "42", "4.2e1 U/L"),
    ("<420e-1 [IU]/L", "42", "<420e-1 [IU]/L"),
    ("40", "40", "40 U/L"),
    (40, "40", "40 U/L"),
]


@pytest.mark.parametrize(("raw", "limit", "told"), PRINTED)
def test_the_upper_end_of_what_is_printed_is_the_limit(
    patient: Callable[[Record], Patient], raw: object, limit: str, told: str
) -> None:
    fact = patient({"alt_uln": raw}).facts["alt_uln"]
    assert (fact.values and fact.values.number, fact.told) == (Fraction(limit), told)


def test_a_comparator_beside_the_limit_says_no_more(patient: Callable[[Record], Patient]) -> None:
    fact = patient({"alt_uln": 40, "alt_uln[operator]": "<"}).facts["alt_uln"]
    assert fact.values is not None
    assert fact.values.number == 40


@pytest.mark.parametrize("raw", [">40", "≥ 10 U/L", "10-40-60", "10 U/L - 40 U/L x 2", "40 (10)", "(>40)"])
def test_what_is_no_upper_limit_is_an_error_that_says_how_to_write_it(
    refused: Callable[[Record], str], raw: str
) -> None:
    assert refused({"alt_uln": raw}) == (
        f"error[value] `{raw}` is no upper limit of normal\n  at field alt_uln\n"
        "  help: write the upper limit of normal alone, with its unit if it has another one: `40`"
    )


def test_a_range_turned_round_is_an_error(refused: Callable[[Record], str]) -> None:
    assert refused({"ast_uln": "40-10"}) == (
        "error[value] `40-10` is no range of what is normal\n  at field ast_uln\n  help: the lower end comes first"
    )


def test_a_range_is_no_value_of_anything_else(refused: Callable[[Record], str]) -> None:
    assert "`-40` is not a declared unit" in refused({"alt": "10-40"})


@pytest.mark.parametrize("limit", ["<40", "≤40", "10-40", "0.0–40.0 U/L", 40])
def test_a_verdict_is_the_same_however_the_limit_is_printed(protocol: Protocol, limit: object) -> None:
    typical = {**protocol.knowledge_base.vocabulary.typical, "alt_uln": limit}
    assert protocol.screen({**typical, "alt": 90}).verdict == "eligible"
    assert protocol.screen({**typical, "alt": 100}).verdict == "eligible"
    assert protocol.screen({**typical, "alt": 101}).verdict == "ineligible"


def test_the_lower_end_of_what_is_printed_is_the_lower_limit() -> None:
    quantities = """
c3: {label: C3, unit: g/L, step: 0.01 g/L, possible: [0, 9], plausible: [0, 9], lln: low}
low: {label: lower limit, unit: g/L, step: 0.01 g/L, possible: [0.1, 5], plausible: [0.3, 2]}
"""
    units = 'base: ["litre = [volume]", "gram = [mass]"]\nunits: {g/L: {is: gram / litre, spellings: []}}\n'
    facts = "record: {}\nchoices: {}\nfacts: {f: {}}\nfamilies: {}\ndoses: {}\n"
    texts = {"quantities": quantities, "units": units, "facts": facts}
    protocol = base('below C3 < 1 × LLN "q"\n', 'met("C-1") :- below.\n', texts)
    for raw in ("0.9", 0.9, ">0.9", "≥ 0.9 g/L", "0.9-1.8", "(0.9 – 1.8 g/L)", "[>0.9 g/L]", "0.9 to 1.8 g/L"):
        values = protocol.patient({"low": raw}).facts["low"].values
        assert values is not None
        assert values.number == Fraction("0.9"), raw
        assert (status(protocol, {"c3": 0.89, "low": raw}), status(protocol, {"c3": 0.9, "low": raw})) == (
            "met",
            "not_met",
        )
    for raw in ("<0.9", "≤ 0.9", "0.9 (1.8)", "1.8-0.9"):
        with pytest.raises(InputError, match=r"no lower limit of normal|no range of what is normal"):
            protocol.patient({"low": raw})
    said = [entry.rules for entry in entries(protocol.knowledge_base.vocabulary) if entry.field == "low"]
    assert said == [("the limit alone, or as laboratories print it: >10 or 10-40 is 10",)]
