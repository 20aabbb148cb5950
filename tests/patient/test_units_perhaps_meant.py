"""A number that is rare in its unit and usual in another: a remark, and what it would make of the verdict."""

from __future__ import annotations

from typing import Any

import pytest

from hn2301_asp.api import Protocol

Record = dict[str, Any]

RARE: list[tuple[Record, list[tuple[str, str, str | None]]]] = [
    (
        {"total_bilirubin[mg/dL]": 18},
        [
            (
                "unusual-value",
                "total bilirubin 18 mg/dL: outside the usual range of 0.2 to 5 mg/dL; perhaps 18 umol/L was meant",
                None,
            ),
            (
                "unit-changes-verdict",
                "total bilirubin 18 mg/dL: if umol/L was meant, the verdict is another one: eligible",
                "eligible",
            ),
        ],
    ),
    (
        {"total_bilirubin": "2.5 umol/L"},
        [
            (
                "unusual-value",
                "total bilirubin 2.5 umol/L: outside the usual range of 0.2 to 5 mg/dL; perhaps 2.5 mg/dL was meant",
                None,
            ),
            (
                "unit-changes-verdict",
                "total bilirubin 2.5 umol/L: if mg/dL was meant, the verdict is another one: ineligible",
                "ineligible",
            ),
        ],
    ),
    (
        {"weight": 128, "serum_creatinine": "1.5 mg/dL"},
        [
            (
                "unusual-value",
                "weight 128: outside the usual range of 38 to 110 kg; perhaps 128 lb or 128 斤 was meant",
                None,
            ),
            (
                "unit-changes-verdict",
                "weight 128 kg: if lb was meant, the verdict is another one: ineligible",
                "ineligible",
            ),
        ],
    ),
    (
        {"weight": 128},
        [
            (
                "unusual-value",
                "weight 128: outside the usual range of 38 to 110 kg; perhaps 128 lb or 128 斤 was meant",
                None,
            )
        ],
    ),
    (
        {"lvef": "0.62"},
        [
            (
                "implausible-value",
                "LVEF 0.62: outside the plausible range of 10 to 85 %; perhaps 0.62 fraction was meant",
                None,
            ),
            (
                "unit-changes-verdict",
                "LVEF 0.62 %: if fraction was meant, the verdict is another one: eligible",
                "eligible",
            ),
        ],
    ),
    # Rare, but in no other unit usual: it is what it is.
    ({"weight": 35}, []),
    ({"total_bilirubin": "4 mg/dL"}, []),
    ({"hemoglobin": "75 g/L"}, []),
]


@pytest.mark.parametrize(("changes", "expected"), RARE, ids=str)
def test_a_rare_value_is_remarked_on_and_what_it_would_change_stands_beside_the_verdict(
    protocol: Protocol, changes: Record, expected: list[tuple[str, str, str | None]]
) -> None:
    fields = {field.partition("[")[0] for field in changes}
    typical = {name: value for name, value in protocol.knowledge_base.vocabulary.typical.items() if name not in fields}
    result = protocol.screen({**typical, **changes})
    assert [(r.code, r.text, r.verdict) for r in result.screening.remarks] == expected
    data = [(r["code"], r.get("verdict")) for r in result.to_dict()["remarks"]]
    assert data == [(code, verdict) for code, _, verdict in expected]


def test_a_jin_is_half_a_kilogram(protocol: Protocol) -> None:
    for written in ("120 斤", "120斤", "120 jin", "60 公斤", "60 kg"):
        found = protocol.patient({"weight": written}).facts["weight"].values
        assert found is not None
        assert found.number == 60
