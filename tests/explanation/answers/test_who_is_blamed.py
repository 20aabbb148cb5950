"""What stands in the way is laid to the criteria that it fails, and a verdict turns on what was measured."""

from __future__ import annotations

from hn2301_asp.report.patient.leading import leading
from tests.one_criterion import base

UNITS = 'base: ["second = [time]", "count = []"]\nunits:\n  ms: {is: second / 1000, spellings: []}\n'
QUANTITIES = """
qt: {label: QT, unit: ms, step: 1 ms, possible: [1, 900], plausible: [1, 900]}
pulse: {label: pulse time, unit: ms, step: 1 ms, possible: [1, 900], plausible: [1, 900], repeated: true}
pulse_twice: {label: pulse time on two occasions, summary: {of: pulse, take: highest, occasions: 2}}
"""
FACTS = """
record: {screening_date: {kind: date}}
choices: {sex: {values: [female, male]}, size: {values: [big, small]}}
facts: {f: {}, g: {}, exact: {}}
families: {}
doses: {}
"""
THRESHOLDS = """
long_man    QT > 450 ms   "q"
long_woman  QT > 470 ms   "q"
slow        pulse time on two occasions > 100 ms, no if never  "q"
"""
RULES = """
long :- sex(male), long_man.
long :- sex(female), long_woman.
met("C-1") :- not long, not slow, g.
"""
PROTOCOL = base(THRESHOLDS, RULES, {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS})


def test_of_several_criteria_that_share_facts_the_one_that_fails_is_blamed() -> None:
    # C-3 asks for f alone, and no single condition of C-1 is missed before the sex is known.
    made = base(
        THRESHOLDS,
        "long_m :- sex(male), long_man.\nlong_f :- sex(female), long_woman.\n"
        'met("C-1") :- not long_m, not long_f, other.\n'
        "other :- sex(male), f.\nother :- sex(female).\n",
        {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS},
    )
    [obstacle] = made.screen({"qt": "480 ms"}).answers.nearest.obstacles
    assert (obstacle.facts, obstacle.criteria) == (("qt",), ("C-1",))


def test_a_verdict_turns_on_a_measurement_before_the_sex() -> None:
    told = leading(PROTOCOL.screen({"sex": "male", "qt": "480 ms", "g": "yes", "f": "yes"}))
    assert told == "C-1: QT 480 ms, needed: ≤ 450 ms; missed by 30 ms"


def test_what_counts_of_several_measurements_is_told_with_its_unit_once_and_lies_before_nothing() -> None:
    pulse = [{"value": 120, "date": "2025-01-02"}, {"value": 130, "date": "2025-01-20"}]
    told = PROTOCOL.screen({"pulse": pulse, "qt": "400 ms", "g": "yes", "f": "yes"})
    assert leading(told) == (
        "C-1: pulse time on two occasions 120 ms (of 120 ms on 2025-01-02 and 130 ms on 2025-01-20), "
        "needed: ≤ 100 ms; missed by 20 ms"
    )
    close = [{**one, "value": 100} for one in pulse]
    assert ") ms" not in PROTOCOL.screen({"pulse": close, "qt": "400 ms", "g": "yes", "f": "yes"}).explain()
