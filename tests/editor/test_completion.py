"""What may be written at a place, whole or not."""

from __future__ import annotations

import pytest

from hn2301_asp.editor.completion import Offer, offers
from hn2301_asp.editor.snapshot import Snapshot

THR, LP, SCENARIOS = "criteria/x.thr", "criteria/x.lp", "scenarios/x.yaml"


def offered(snapshot: Snapshot, file: str, text: str) -> list[Offer]:
    """What is offered at the end of a text."""
    assert snapshot.names is not None
    lines = text.split("\n")
    return list(offers(file, text, len(lines), len(lines[-1]) + 1, snapshot.names))


HEAD = "criterion IN-7\n"
BUT = "- scenario: x\n  patient: {but: {"


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (THR, "criterion IN", ["IN-1", "IN-2", "IN-3"]),
        (THR, f"{HEAD}a_b   total b", ["total bilirubin"]),
        (THR, f"{HEAD}a_b   ALC ", ["≥", "≤", "<", ">", "=", "within", "between"]),
        (THR, f"{HEAD}a_b   ALC ≥ 0.8 ", ["×10^9/L", "10*9/L"]),
        (THR, f"{HEAD}a_b   INR ≤ 1.5 ×", ["× ULN"]),
        (THR, f"{HEAD}a_b   total bilirubin\n      < 2.0 mg", ["mg/dL", "mg/dl"]),
        (THR, f"{HEAD}a_b   last transfusion within 7 da", ["day", "days"]),
        (THR, f"{HEAD}a_b   last transfusion within 7 days ", ["before", "after"]),
        (
            THR,
            f"{HEAD}a_b   last transfusion within 7 days before scr",
            ["screening", "screening date", "screening_date"],
        ),
        (THR, f'{HEAD}a_b   ALC ≥ 0.8 ×10^9/L "AL', []),
        (THR, f"{HEAD}# ALC ", []),
        (LP, "x :- anc", ["anc_adequate"]),
        (LP, "x :- reading(in7_s", ["in7_support"]),
        (LP, "x :- reading(in7_support, ", ["any", "needed"]),
        (LP, 'met("IN-8', ['"IN-8"']),
        (LP, "x :- current(predniso", ["prednisone", "prednisolone", "methylprednisolone"]),
        (LP, "x :- class(D, immuno", ["immunosuppressant", "other_immunosuppressant"]),
        (LP, "x :- sex(", ["female", "male"]),
        (LP, "% x :- anc", []),
        (SCENARIOS, "- sc", ["scenario"]),
        (SCENARIOS, "- scenario: x\n  pa", ["patient"]),
        (SCENARIOS, "- scenario: x\n  patient: {but: {anc: 1}}\n  ", ["scenario", "patient", "readings", "expect"]),
        (SCENARIOS, "- scenario: x\n  patient: {", ["but", "without", "whole"]),
        (SCENARIOS, f"{BUT}hemo", ["hemoglobin"]),
        (SCENARIOS, f"{BUT}sex: ", ["female", "male"]),
        (SCENARIOS, f"{BUT}pregnant: ", ["yes", "no"]),
        (SCENARIOS, f"{BUT}current: [belim", ["belimumab"]),
        (SCENARIOS, "- scenario: x\n  patient:\n    but:\n      hemo", ["hemoglobin"]),
        (SCENARIOS, "- scenario: x\n  patient: {without: [hemo", ["hemoglobin"]),
        (SCENARIOS, "- scenario: x\n  readings: {in7_support: ", ["any", "needed"]),
        (SCENARIOS, "- scenario: x\n  expect: {verdict: el", ["eligible", "ineligible"]),
        (SCENARIOS, "- scenario: x\n  expect: {criteria: {IN-8: not", ["not_met", "not_applicable"]),
        (SCENARIOS, "- scenario: x\n  expect: {blocking: [IN-8", ["IN-8"]),
        ("readings.yaml", "readings:\n  in7_support:\n    default: ", ["any", "needed"]),
        ("readings.yaml", "readings:\n  in7_support:\n    criteria: [IN-8", ["IN-8"]),
        ("vocabulary/typical.yaml", "hemo", ["hemoglobin"]),
        ("vocabulary/quantities.yaml", "x:\n  unit: mmo", ["mmol/L"]),
        ("protocol.yaml", "ti", []),
    ],
)
def test_what_is_offered_begins_with(shipped: Snapshot, file: str, text: str, expected: list[str]) -> None:
    found = [offer.text for offer in offered(shipped, file, text)]
    assert found[: len(expected) or None] == expected


def test_an_offer_replaces_what_was_typed_of_it(shipped: Snapshot) -> None:
    (offer,) = offered(shipped, THR, f"{HEAD}a_b   total bili")
    assert (offer.place.column, offer.place.end_column) == (7, 17)
    assert (offer.kind, offer.detail) == ("quantity", "total_bilirubin, in mg/dL")


def test_nothing_is_offered_outside_the_text(shipped: Snapshot) -> None:
    assert shipped.names is not None
    assert offers(LP, "", 9, 9, shipped.names) == ()
