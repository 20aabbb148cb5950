"""Versions whose limits stand on powers and roots: proofs, and witnesses held against decimals by hand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from hn2301_asp.api import Protocol, compare
from tests import formula_base

LIMITS = 'good eGFR ≥ 60 mL/min/1.73m2 "q"\nlong QTcF > 450 ms "q"\n'
RULES = 'met("C-1") :- good, not long.\n'


@pytest.fixture(scope="module")
def base() -> Protocol:
    return formula_base.protocol(LIMITS, RULES)


def by_hand(result: str, record: Mapping[str, Any]) -> Decimal:
    numbers = {name: Decimal(str(record[name])) for name in formula_base.RESULTS[result][0]}
    return formula_base.by_hand(result, numbers, record["sex"] == "female")


def test_a_limit_that_moves_lets_in_whom_the_decimals_let_in(base: Protocol) -> None:
    change = compare(base, formula_base.protocol(LIMITS.replace("≥ 60", "≥ 45"), RULES)).overall
    assert (change.relation, change.loses.witness) == ("broader", None)
    assert change.gains.witness is not None
    record = change.gains.witness.record
    assert 45 <= by_hand("egfr", record) < 60
    assert by_hand("qtcf", record) <= 450


def test_another_power_shifts_who_is_in(base: Protocol, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula_base, "FORMULAS", formula_base.FORMULAS.replace("^(1 / 3)", "^(1 / 2)"))
    change = compare(base, formula_base.protocol(LIMITS, RULES)).overall
    assert change.relation == "shifted"
    for witness, in_before in ((change.gains.witness, False), (change.loses.witness, True)):
        assert witness is not None
        qt, rate = (Decimal(str(witness.record[name])) for name in ("qt", "rate"))
        bazett = qt / (60 / rate).sqrt()
        assert (by_hand("qtcf", witness.record) <= 450, bazett <= 450) == (in_before, not in_before)


@pytest.mark.parametrize(
    ("limits", "rules"),
    [
        (LIMITS + 'too_long QTcF > 500 ms "q"\n', RULES.replace("not long", "not long, not too_long")),
        (LIMITS + 'some eGFR > 59.5 mL/min/1.73m2 "q"\n', RULES.replace("good", "good, some")),
        # Nobody's QTcF can be so long: 1000 ms at 300 beats is 1,709.98 ms.
        (LIMITS + 'beyond QTcF ≥ 1709.98 ms "q"\n', RULES.replace("not long", "not long, not beyond")),
    ],
)
def test_what_adds_nothing_is_proved_to_add_nothing(base: Protocol, limits: str, rules: str) -> None:
    assert compare(base, formula_base.protocol(limits, rules)).overall.relation == "equivalent"


def test_a_limit_just_beyond_what_a_formula_reaches_is_told_from_one_just_within() -> None:
    """The longest QTcF that anybody can have is 1000 · 5^(1/3) ms, 1,709.9759466…"""
    rules = 'met("C-1") :- beyond.\n'
    nobody = formula_base.protocol('beyond QTcF ≥ 1709.97594668 ms "q"\n', rules)
    somebody = formula_base.protocol('beyond QTcF ≥ 1709.97594667 ms "q"\n', rules)
    record = {"qt": 1000, "rate": 300, "f": False}
    assert [protocol.screen(record).verdict for protocol in (nobody, somebody)] == ["ineligible", "eligible"]
    assert compare(nobody, somebody).overall.relation == "broader"
    assert compare(nobody, formula_base.protocol('beyond QTcF ≥ 2000 ms "q"\n', rules)).overall.relation == "equivalent"
