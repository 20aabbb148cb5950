"""Bounds that are kept before anything is worked out, each told in a sentence."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.check import check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.source.diagnostics import Finding, InputError, Place

LONG = "9" * 401
DIGITS = "a number of more than 400 digits"
DEEP = "brackets stand more than 200 deep within one another"
IN7 = "criteria/in7_organ_function"

TEXTS = {
    "a threshold": (f"{IN7}.thr", "≥ 92 %", f"≥ {LONG} %", DIGITS),
    "decimals": (f"{IN7}.thr", "≥ 92 %", f"≥ 0.{LONG} %", DIGITS),
    "a formula": (f"{IN7}.thr", "140", f"1{LONG}", DIGITS),
    "a rule": (f"{IN7}.lp", "kidney :- ", f"kidney :- {LONG} > 3, ", DIGITS),
    "a recording step": ("vocabulary/quantities.yaml", "step: 0.1 kg", f"step: 0.{LONG} kg", DIGITS),
    "a unit": ("vocabulary/units.yaml", "86400", LONG, DIGITS),
    "a rule's brackets": (f"{IN7}.lp", "kidney :- ", "kidney :- " + "(" * 201 + "1" + ")" * 201 + " = 1, ", DEEP),
    "a formula's brackets": (f"{IN7}.thr", "140", "(" * 201 + "140" + ")" * 201, DEEP),
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_too_long_or_too_deep_in_a_knowledge_base_is_a_finding(shipped: KnowledgeBaseFiles, name: str) -> None:
    file, before, after, message = TEXTS[name]
    assert before in shipped.texts[file]
    texts = {**shipped.texts, file: shipped.texts[file].replace(before, after, 1)}
    found = check(KnowledgeBaseFiles("kb", texts, digest(texts)))
    assert message in [finding.message for finding in found if finding.place.file == file]


def _nested(depth: int, kind: type) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"a": value} if kind is dict else [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        10**5000,
        Fraction(1, 10**5000),
        Decimal("0." + "1" * 500),
        {"value": 10**500, "unit": "10*9/L"},
        [10**5000],
        _nested(5000, dict),
        _nested(5000, list),
    ],
    ids=["int", "fraction", "decimal", "described", "in a list", "mappings", "lists"],
)
def test_a_value_that_a_program_gives_beyond_the_bounds_is_an_error(protocol: Protocol, value: Any) -> None:
    with pytest.raises(InputError) as refused:
        protocol.screen({"anc": value})
    (finding,) = refused.value.findings
    assert finding.place.field == "anc"
    assert finding.message in (DIGITS, "lists and mappings stand more than 200 deep within one another")


def test_names_are_suggested_for_the_first_twenty_unknown_fields_only(protocol: Protocol) -> None:
    with pytest.raises(InputError) as refused:
        protocol.screen({f"agee{number}": 1 for number in range(60)})
    suggested = [finding for finding in refused.value.findings if (finding.help or "").startswith("did you mean")]
    assert (len(refused.value.findings), len(suggested)) == (60, 20)


def test_of_one_file_two_hundred_errors_are_shown_and_the_rest_counted() -> None:
    many = [Finding("value", f"wrong {number}", Place("a.csv", row=number)) for number in range(1_500)]
    text = str(InputError([*many, Finding("value", "wrong too", Place("b.csv"))]))
    assert text.count("error[value]") == 201
    assert text.endswith("and 1,300 more in a.csv")
