"""Coverage of drawn protocols, counted again by looking at everybody, and suggestions that leave nothing untried."""

from __future__ import annotations

import random

import pytest

from hn2301_asp.covering.measuring import measure
from hn2301_asp.covering.suggesting import suggest
from hn2301_asp.scenarios.load import read_scenarios
from hn2301_asp.scenarios.model import Expected, Outcome, Scenario
from hn2301_asp.scenarios.run import run
from hn2301_asp.scenarios.writing import file_text
from hn2301_asp.source.diagnostics import Place
from tests.covering.by_hand import WEIGHTS, ByHand, draw_record, draw_rules, load


def key(case):
    """A case as it is called by hand: a rule by its line."""
    if case.sort in ("status", "reading", "threshold"):
        return case.sort, case.name, case.side
    return case.sort, f"{case.place.file}:{case.place.line}", case.side


def outcome(protocol, record, reading):
    screening = protocol.screen(record, readings={"rd": reading}).screening
    scenario = Scenario("s", record, {"rd": reading}, Expected("eligible", {}, None, None), Place())
    return Outcome(scenario, screening)


def plainly(record):
    """A suggested record with each item by itself, and numbers as numbers."""
    items = {f"item.{item}": item in record["item"] for item in WEIGHTS} if "item" in record else {}
    rest = {name: int(str(v).removesuffix(" u")) if str(v)[0].isdigit() else v for name, v in record.items()}
    return {**items, **{name: value for name, value in rest.items() if name != "item"}}


def drawn(seed, most=6):
    rng = random.Random(seed)
    rules = draw_rules(rng)
    people = [(draw_record(rng), rng.choice("xy")) for _ in range(rng.randint(0, most))]
    return load(rules), ByHand(rules), people


def test_what_some_records_show_is_what_everybody_shows_of_whom_they_may_be(sample):
    states = set()
    for seed in range(sample(300)):
        protocol, by_hand, people = drawn(seed)
        found = measure(protocol, [outcome(protocol, *one) for one in people])
        shown = set().union(*(by_hand.shown(*one) for one in people))
        limits = {("threshold", name, side) for name in ("a_high", "a_low", "e_soon") for side in ("at", "inside")}
        limits |= {
            ("threshold", name, side) for name in ("a_high", "e_soon", "t_high") for side in ("outside", "missing")
        }
        limits |= {("threshold", "t_high", side) for side in ("at", "inside")}
        limits |= {("threshold", "a_low", "missing"), ("threshold", "e_soon", "never")}
        unknown = {("status", name, "unknown") for name in ("C-1", "C-2")}
        every = {*by_hand.cases(), *limits, *unknown, *(("reading", "rd", value) for value in "xy")}
        every |= {("status", "C-1", status) for status in ("met", "not_met")}
        every |= {("status", "C-2", status) for status in ("met", "not_met", "not_applicable")}
        reachable = by_hand.reachable() | limits | {("status", "C-2", "unknown")}
        expected = {
            one: "shown" if one in shown else "missing" if one in reachable else "out_of_reach" for one in every
        }
        assert {key(one.case): one.state for one in found.cases} == expected, seed
        states |= {*expected.values()}
    assert states == {"shown", "missing", "out_of_reach"}


def test_suggested_scenarios_show_all_that_can_be_shown_and_none_is_there_for_nothing(sample):
    written = 0
    for seed in range(1000, 1000 + sample(200)):
        protocol, by_hand, people = drawn(seed, most=3)
        before = [outcome(protocol, *one) for one in people]
        found = suggest(protocol, before)
        shown = set().union(*(by_hand.shown(*one) for one in people))
        text = file_text([suggestion.text for suggestion in found.scenarios])
        new = run(protocol, read_scenarios(protocol.knowledge_base, "a.yaml", text)) if text else ()
        assert [one.differences for one in new] == [()] * len(found.scenarios)
        readings = [{"rd": "x", **one.scenario.readings}["rd"] for one in new]
        by_people = [by_hand.shown(plainly(o.scenario.record), rd) for o, rd in zip(new, readings, strict=True)]
        for suggestion, shows in zip(found.scenarios, by_people, strict=True):
            own = {key(case) for case in suggestion.cases}
            assert own <= shows - shown, seed
            assert own
        told = [key(case) for suggestion in found.scenarios for case in suggestion.cases]
        assert len(told) == len({*told})
        assert [one.state for one in measure(protocol, [*before, *new]).gaps] == []
        assert {one.state for one in found.rest} <= {"out_of_reach"}
        written += len(new)
    assert written


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_scenarios_are_suggested_again(seed):
    protocol, _, _ = drawn(seed)
    again, _, _ = drawn(seed)
    assert [s.text for s in suggest(protocol, ()).scenarios] == [s.text for s in suggest(again, ()).scenarios]
