"""Versions that differ in what applies to whom: who gains and who loses, held against everybody there is."""

from __future__ import annotations

import random
from collections import Counter

from hn2301_asp.comparison.comparer import compare
from tests import scoped_base
from tests.conftest import Sample
from tests.scoped_base import CRITERIA, altered, draw_rules, eligible, passes, people, small
from tests.test_scope import ARMS


def test_a_scope_that_is_widened_is_told_by_whom_it_reaches() -> None:
    wider = {**ARMS, 'applies("C-2")': [[("arm(red)", True)], [("arm(blue)", True)]]}
    found = compare(small(ARMS), small(wider))
    assert [(item.kind, item.name) for item in found.items] == [("rule", 'applies("C-2")')]
    assert found.overall.relation == found.criteria["C-2"].relation == "narrower"
    assert {name for name, change in found.criteria.items() if change.relation != "equivalent"} == {"C-2"}
    witness = found.criteria["C-2"].loses.witness
    assert witness is not None
    assert witness.record["arm"] == "blue"


def test_a_scope_said_in_other_words_changes_nobody() -> None:
    same = {**ARMS, 'applies("C-3")': [[("arm(red)", False)]]}
    found = compare(small(ARMS), small(same))
    assert found.overall.relation == "equivalent"
    assert {change.relation for change in found.criteria.values()} == {"equivalent"}


#: Somebody typical of each arm.
TYPICAL = """
- {arm: red, a: 3, b: 1, k: 1, f: yes, g: yes, h: no}
- {arm: green, a: 1, b: 0, k: 0, f: yes, g: yes, h: yes}
- {arm: blue, a: 0, b: 1, k: 1, f: no, g: yes, h: no}
"""


def test_a_witness_resembles_whoever_is_typical_of_its_arm() -> None:
    typical = {"vocabulary/typical.yaml": TYPICAL}
    lower = {**ARMS, 'met("C-3")': [[("g", True), ("b_low", True), ("f", True)]]}
    found = compare(small(ARMS, **typical), small(lower, **typical)).criteria["C-3"].loses
    assert found.witness is not None
    assert dict(found.witness.record) == {"arm": "green", "a": 1, "b": 0, "k": 0, "f": False, "g": True, "h": True}
    assert found.witness.text == "the typical patient, but arm green, f no"
    blue = {**ARMS, 'applies("C-2")': [[("arm(red)", True)], [("arm(blue)", True)]]}
    found = compare(small(ARMS, **typical), small(blue, **typical)).criteria["C-2"].loses
    assert found.witness is not None
    assert found.witness.text == "the typical patient, but arm blue"
    red = {**ARMS, 'met("C-2")': [[("a_high", True), ("f", True), ("b_low", False)]]}
    found = compare(small(ARMS, **typical), small(red, **typical)).criteria["C-2"].loses
    assert found.witness is not None
    assert found.witness.text == "the typical patient"


def test_versions_are_compared_as_an_enumeration_of_everybody_says(sample: Sample) -> None:
    rng = random.Random("versions by scope")
    seen: Counter[str] = Counter()
    for _ in range(sample(300)):
        rules = draw_rules(rng)
        other = altered(rules, rng)
        everybody = list(people({}, "x"))
        found = compare(small(rules), small(other))
        for name, change in {"": found.overall, **found.criteria}.items():
            pairs = [
                (eligible(rules, p), eligible(other, p))
                if not name
                else (passes(rules, name, p), passes(other, name, p))
                for p in everybody
            ]
            gains, loses = (False, True) in pairs, (True, False) in pairs
            words = {(False, False): "equivalent", (True, False): "broader", (False, True): "narrower"}
            assert change.relation == words.get((gains, loses), "shifted"), (rules, other, name)
            for side, pair in ((change.gains, (False, True)), (change.loses, (True, False))):
                if side.witness is not None:
                    verdicts = [scoped_base.judged(r, dict(side.witness.record), "x") for r in (rules, other)]
                    assert [verdict for verdict, _ in verdicts] == [side.witness.before, side.witness.after]
                    if not name:
                        assert tuple(verdict == "eligible" for verdict, _ in verdicts) == pair
                    else:
                        held = people(dict(side.witness.record), "x")
                        assert {(passes(rules, name, p), passes(other, name, p)) for p in held} == {pair}
            seen[change.relation] += 1
    assert set(seen) == {"equivalent", "broader", "narrower", "shifted"}
    assert set(CRITERIA) == set(found.criteria)


def test_a_witness_says_nothing_that_only_another_arm_is_asked() -> None:
    typical = {
        "vocabulary/typical.yaml": "- {arm: red, b: 1, k: 1, g: yes}\n- {arm: green, b: 1, k: 1, g: yes, h: no}\n"
    }
    rules = {
        'met("C-1")': [[("b_low", True)]],
        'met("C-2")': [[("a_high", True)]],
        'applies("C-2")': [[("arm(red)", True)]],
        'met("C-3")': [[("f", True)]],
        'applies("C-3")': [[("arm(green)", True)]],
        'met("X-1")': [[("h", True)]],
        'met("X-2")': [[("old", True)]],
    }
    other = {**rules, 'met("C-2")': [[("a_full", True)]], 'met("C-3")': [[("f", True), ("g", True)]]}
    found = compare(small(rules, **typical), small(other, **typical))
    for side, foreign in ((found.criteria["C-2"].loses, "f"), (found.criteria["C-3"].loses, "a")):
        assert side.witness is not None
        assert foreign not in side.witness.record
        assert foreign not in {change.fact for change in side.witness.changes}
        assert side.witness.before == "eligible"
