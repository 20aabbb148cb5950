"""Criteria that apply to some patients only: verdicts and statuses, held against an enumeration of all completions."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.screening import judged, screen_all
from hn2301_asp.solver.assumptions import assume
from hn2301_asp.solver.judging import by_solver
from hn2301_asp.solver.lanes import Lanes
from hn2301_asp.solver.modules import Slots
from tests import scoped_base
from tests.conftest import Sample
from tests.scoped_base import Rules, draw_record, draw_rules, small

ARMS: Rules = {
    'met("C-1")': [[("b_low", True)]],
    'met("C-2")': [[("a_high", True), ("f", True)]],
    'applies("C-2")': [[("arm(red)", True)]],
    'met("C-3")': [[("g", True)]],
    'applies("C-3")': [[("arm(green)", True)], [("arm(blue)", True)]],
    'met("X-1")': [[("h", True)]],
    'applies("X-1")': [[("old", True)]],
    'met("X-2")': [[("a_full", True), ("f", False)]],
}


@pytest.fixture(scope="module")
def arms() -> Protocol:
    return small(ARMS)


def test_what_does_not_apply_never_blocks_and_is_said_to_be_not_applicable(arms: Protocol) -> None:
    result = arms.screen({"arm": "green", "a": 0, "b": 1, "k": 1, "f": True, "g": True, "h": True})
    assert result.verdict == "eligible"
    assert result.criteria == {
        "C-1": "met",
        "C-2": "not_applicable",
        "C-3": "met",
        "X-1": "not_applicable",
        "X-2": "not_met",
    }


def test_where_the_arm_is_not_known_neither_is_what_applies(arms: Protocol) -> None:
    result = arms.screen({"a": 0, "b": 1, "k": 3, "f": True, "g": True, "h": False})
    assert (result.verdict, result.blocking) == ("undetermined", ())
    assert result.criteria == {"C-1": "met", "C-2": "unknown", "C-3": "unknown", "X-1": "not_met", "X-2": "not_met"}


def test_a_verdict_may_be_certain_where_it_is_not_known_what_applies(arms: Protocol) -> None:
    either = arms.screen({"a": 2, "b": 1, "k": 0, "f": True, "g": True})
    assert (either.verdict, either.criteria["C-2"], either.criteria["C-3"]) == ("eligible", "unknown", "unknown")
    neither = arms.screen({"a": 0, "b": 1, "k": 0, "f": True, "g": False})
    assert (neither.verdict, neither.blocking, neither.criteria["C-2"]) == ("ineligible", (), "unknown")


def test_statuses_and_verdicts_are_those_of_all_completions(sample: Sample) -> None:
    rng = random.Random("scope")
    seen: Counter[str] = Counter()
    for _ in range(sample(400)):
        rules = draw_rules(rng)
        protocol = small(rules)
        space, cases = protocol.space, []
        for _ in range(12):
            record, reading = draw_record(rng), rng.choice("xy")
            wanted = scoped_base.judged(rules, record, reading)
            patient, readings = protocol.patient(record), {"rd": reading}
            assumed, slots = assume(space, patient.evidence, readings), Slots(space, [readings])
            solved = by_solver(space, assumed, slots.chosen)
            assert Lanes(space).judge(assumed, slots) == solved, (rules, record)
            assert judged(space, patient, readings) == wanted, (rules, record)
            cases.append((patient, readings, wanted, record))
            seen[wanted[0]] += 1
            seen.update(wanted[1].values())
        for screening, case in zip(screen_all(space, [case[:2] for case in cases]), cases, strict=True):
            assert (screening.verdict, screening.statuses) == case[2], (rules, case[3])
            for criterion, applies in screening.applies.items():
                found = {scoped_base.in_scope(rules, criterion, p) for p in scoped_base.people(case[3], case[1]["rd"])}
                assert applies is (found.pop() if len(found) == 1 else None)
            other = {"x": "y", "y": "x"}[case[1]["rd"]]
            for effect in screening.depends_on_reading:
                assert (effect.verdict, effect.statuses) == scoped_base.judged(rules, case[3], other)
    assert set(seen) >= {"eligible", "ineligible", "undetermined", "met", "not_met", "unknown", "not_applicable"}
