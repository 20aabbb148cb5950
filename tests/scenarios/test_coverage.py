"""Coverage: what the shipped scenarios exercise, and that what is taken away is missed."""

from __future__ import annotations

import pytest

from hn2301_asp.scenarios.coverage import coverage
from hn2301_asp.scenarios.run import run
from hn2301_asp.source.diagnostics import render


def gaps(protocol, outcomes):
    return {(gap.kind, gap.name, gap.lacks) for gap in coverage(protocol, outcomes)}


def test_the_shipped_scenarios_leave_nothing_unexercised(shipped):
    assert [render(gap.finding) for gap in shipped.uncovered] == []


def test_without_scenarios_every_threshold_reading_and_rule_is_uncovered(protocol):
    base = protocol.knowledge_base
    found = gaps(protocol, ())
    assert {name for kind, name, _ in found if kind == "threshold"} == set(base.thresholds.thresholds)
    assert {(name, value) for kind, name, value in found if kind == "reading"} == {
        (reading.id, value) for reading in base.readings.values() for value in reading.values
    }
    assert {"liver", 'met("IN-1")', "classified"} < {name for kind, name, _ in found if kind == "rule"}
    assert not {"standard(D)", "counts(D)"} & {name for kind, name, _ in found if kind == "rule"}


#: A sentence of the shipped scenarios, and what is no longer shown once it is gone.
ONLY = [
    ("an ANC of 1.49 is too low", ("threshold", "anc_adequate", "outside")),
    ("an ANC of 1.51 is enough", ("threshold", "anc_adequate", "inside")),
    ("a saturation of exactly 92 % on room air is enough", ("threshold", "saturation_adequate", "at")),
    ("a bilirubin of 2.1 mg/dL is too high without Gilbert syndrome", ("threshold", "bilirubin_usual", "outside")),
    ("an APTT of 55.6 s beside a high INR is not enough", ("threshold", "aptt_adequate", "outside")),
    ("an ALT of exactly 2.5 times its limit of normal is within", ("threshold", "alt_adequate", "at")),
    ("a saturation of 91 % on room air is too low", ("threshold", "saturation_adequate", "outside")),
    ("a woman who is not willing to use contraception is not eligible", None),
]


@pytest.mark.parametrize(("sentence", "gap"), ONLY, ids=[sentence for sentence, _ in ONLY])
def test_taking_a_scenario_away_is_noticed(protocol, shipped, sentence, gap):
    rest = [o for o in shipped.outcomes if o.scenario.sentence != sentence]
    assert len(rest) == len(shipped.outcomes) - 1
    assert gaps(protocol, rest) == ({gap} if gap else set())


def test_a_threshold_without_a_scenario_that_leaves_its_value_open_is_uncovered(protocol, shipped):
    rest = [o for o in shipped.outcomes if o.screening.patient.sources("lvef")]
    assert ("threshold", "ejection_adequate", "missing") in gaps(protocol, rest)


def covered(protocol, read, *records, readings="{}"):
    """What a few variations of the typical patient exercise beyond the typical patient himself."""
    texts = [
        f"- scenario: number {number}\n  patient: {record}\n  readings: {readings}\n  expect: {{verdict: eligible}}"
        for number, record in enumerate(records)
    ]
    typical = run(protocol, read("- scenario: typical\n  patient: {}\n  expect: {verdict: eligible}"))
    return gaps(protocol, typical) - gaps(protocol, [*typical, *run(protocol, read(*texts))])


def test_one_step_of_a_ratio_is_one_step_of_what_was_measured(protocol, read):
    assert ("threshold", "aptt_adequate", "inside") in covered(protocol, read, "{but: {aptt: 55.4}}")
    assert ("threshold", "aptt_adequate", "inside") not in covered(protocol, read, "{but: {aptt: 55.0}}")


def test_a_clearance_by_the_formula_counts_as_one_that_is_recorded(protocol, read):
    exact = "{but: {age: 40, weight: 72, serum_creatinine: 1.7 mg/dL}}"
    assert ("threshold", "clearance_adequate", "at") in covered(protocol, read, exact)


def test_a_saturation_on_oxygen_says_nothing_of_the_limit_on_room_air(protocol, read):
    assert ("threshold", "saturation_adequate", "at") not in covered(
        protocol, read, "{but: {spo2: 92, spo2_on_room_air: no}}"
    )


def test_one_step_of_a_score_is_its_next_possible_total(protocol, read):
    single = "{but: {sledai: [arthritis, rash, low_complement]}}"
    assert ("threshold", "immunologic_scored", "inside") in covered(protocol, read, single)


def test_a_score_that_follows_from_its_other_totals_is_known(protocol, read):
    both = "{but: {sledai_2k: 6, sledai_2k_clinical: 6}, without: [sledai]}"
    assert ("threshold", "immunologic_scored", "at") in covered(protocol, read, both)


def test_a_censored_value_shows_no_side_of_a_limit(protocol, read):
    assert covered(protocol, read, '{but: {anc: "<=1.5"}}') == set()


def test_a_contradictory_record_exercises_nothing(protocol, read):
    assert covered(protocol, read, "{but: {prednisone_equivalent: 0 mg/d}}") == set()


def test_a_reading_is_exercised_where_it_makes_a_difference(protocol, read):
    record = "{but: {inr: 2.4}}"
    assert ("reading", "in7_coagulation", "either") in covered(protocol, read, record)
    both = covered(protocol, read, record, readings="{in7_coagulation: both}")
    assert ("reading", "in7_coagulation", "both") in both
    assert ("reading", "in7_coagulation", "either") not in both
    same = covered(protocol, read, "{but: {age: 40}}", readings="{in7_coagulation: both}")
    assert not {gap for gap in same if gap[0] == "reading"}


def test_a_rule_under_another_reading_is_not_blocked_by_the_reading_alone(protocol, read):
    dose = "{but: {current: [prednisone, hydroxychloroquine], prednisone_equivalent: 5 mg/d}}"
    (outcome,) = run(protocol, read(f"- scenario: a\n  patient: {dose}\n  expect: {{verdict: ineligible}}"))
    missed = [gap for gap in coverage(protocol, [outcome]) if (gap.name, gap.lacks) == ("minimum_dose", "blocks")]
    assert [gap.place.text.split(" :- ")[1] for gap in missed] == [
        "combined, takes_corticosteroid, reading(in3_steroid_free, some_dose)."
    ]


def test_a_rule_that_may_or_may_not_hold_is_neither_admitted_nor_blocked(protocol, read):
    cardiac = {gap for gap in covered(protocol, read, "{without: [lvef]}") if gap[1] == "cardiac"}
    assert cardiac == set()


def test_the_fast_answer_is_that_of_asking_for_every_rule_by_itself(protocol, shipped):
    """The reference asks the solver for the exact status of every instance, patient by patient."""
    space, index = protocol.space, protocol.index
    circuit = space.circuit
    heads = {rule.body[0]: rule.head for rule in circuit.rules if len(rule.body) == 1 and rule.body[0] in circuit.steps}
    written = {rule.number: rule for rule in protocol.knowledge_base.rules if rule.head is not None}
    mine = [step for step, number in circuit.steps.items() if number in written and step in heads]
    steps = [step for step in mine if not index.below[step] <= index.readings]
    sample = [o for o in shipped.outcomes if o.screening.verdict != "contradictory"][::12]
    done = set()
    for outcome in sample:
        status = space.settle(outcome.screening.assumed.literals, range(1, circuit.atoms + 1))
        for step in steps:
            if status[step].word == "true":
                done.add((circuit.steps[step], "admits"))
            # Of a pool, `(always; alone_only)`, each word makes a body of its own.
            given = [[p for p in r.body if index.static(abs(p)) or abs(p) in index.readings] for r in index.rules[step]]
            inert = all(any((status[abs(part)].word == "true") != (part > 0) for part in body) for body in given)
            if status[heads[step]].word == "false" and not inert:
                done.add((circuit.steps[step], "blocks"))
    asked = {(circuit.steps[step], side) for step in steps for side in ("admits", "blocks")}
    expected = {(str(written[number].place), side) for number, side in asked - done}
    found = {(str(gap.place), gap.lacks) for gap in coverage(protocol, sample) if gap.kind == "rule"}
    assert found == expected != set()
