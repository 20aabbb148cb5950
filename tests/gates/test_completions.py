"""No verdict but undetermined, and no status but unknown, changes when something unknown becomes known."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.patient.model import Patient
from tests.gates.completing import EVERY, Completions
from tests.gates.gate import Gate
from tests.gates.judging import Judged, judge

SHARES = 4
#: Records for each version.
RECORDS = 50


@pytest.mark.gate
@pytest.mark.parametrize("share", range(SHARES))
def test_what_is_certain_stays_so_whatever_becomes_known(gate: Gate, amendments: int, share: int) -> None:
    numbers = list(range(0, amendments, EVERY))[share::SHARES]
    tally, found = Completions(gate).attack(numbers, RECORDS)
    print("\n".join(tally.lines()))
    assert [str(one) for one in found[:3]] == []
    assert tally.of("records") + _left_out(tally.counts) == RECORDS * len(numbers)
    assert tally.of("records", "undetermined") == tally.of("undetermined")
    assert tally.of("sure before", "kept") > 10 * RECORDS


def _left_out(counts: dict[tuple[str, ...], int]) -> int:
    return sum(number for key, number in counts.items() if key[0] == "left out")


def test_the_attack_finds_verdicts_that_look_at_recorded_steps_only(gate: Gate) -> None:
    """As those of 0.3.0 did: `>790 /uL` was then 0.8 or more."""
    _, found = Completions(gate, judge=_by_steps).attack([0], 6 * RECORDS)
    assert len(found) >= 5
    assert {one.what for one in found} == {"protocol", "IN-2", "IN-7"}


def _by_steps(protocol: Protocol, patient: Patient) -> Judged:
    quantities = protocol.knowledge_base.vocabulary.quantities
    stepped = tuple((fact, name, _stepped(v, quantities[name].step)) for fact, name, v in patient.evidence.amounts)
    return judge(protocol, replace(patient, evidence=replace(patient.evidence, amounts=stepped)))


def _stepped(values: Values, step: Fraction) -> Values:
    """The recorded steps within an interval; a point, or an interval that holds none, as it is."""
    interval = values.interval
    if interval is None or interval.is_point or interval.low is None or interval.high is None:
        return values
    low, high = math.ceil(interval.low / step), math.floor(interval.high / step)
    low += interval.low_open and low * step == interval.low
    high -= interval.high_open and high * step == interval.high
    return replace(values, interval=Interval(low * step, high * step)) if low <= high else values
