"""Running scenarios: the shipped ones pass, and a wrong expectation says what differs."""

from __future__ import annotations

from hn2301_asp.report.scenarios import scenario_lines
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.scenarios.model import Difference, Report
from hn2301_asp.scenarios.run import run
from hn2301_asp.source.diagnostics import render


def test_the_shipped_scenarios_pass(shipped):
    assert [(o.scenario.sentence, [render(f) for f in o.findings]) for o in shipped.failures] == []
    assert shipped.passed == len(shipped.outcomes) >= 312


def entry(but, expect, readings="{}"):
    return f"- scenario: a\n  patient: {{but: {but}}}\n  readings: {readings}\n  expect: {expect}"


def outcome(read, protocol, *parts):
    (found,) = run(protocol, read(entry(*parts)))
    return found


def test_a_wrong_expectation_says_everything_that_differs(read, protocol):
    expect = "{verdict: eligible, criteria: {IN-1: met, IN-2: met}, blocking: []}"
    found = outcome(read, protocol, "{age: 17}", expect)
    assert found.differences == (
        Difference("verdict", "eligible", "ineligible"),
        Difference("IN-1", "met", "not_met"),
        Difference("blocking", "none", "IN-1"),
    )
    assert not found.passed
    assert (found.findings[0].code, found.findings[0].message, str(found.findings[0].place)) == (
        "scenario-failed",
        "verdict: expected eligible, got ineligible",
        "scenarios/0.yaml:1:3",
    )


def test_a_clash_is_compared_as_a_set(read, protocol):
    but = "{sex: male, pregnant: yes, childbearing_potential: yes}"
    assert outcome(read, protocol, but, "{verdict: contradictory, clash: [pregnant, sex]}").passed
    wrong = outcome(read, protocol, but, "{verdict: contradictory, clash: [pregnant, age]}")
    assert wrong.differences == (Difference("clash", "age, pregnant", "pregnant, sex"),)


def test_a_contradiction_that_was_not_expected_is_a_difference(read, protocol):
    expect = "{verdict: ineligible, criteria: {IN-8: not_met}}"
    assert outcome(read, protocol, "{sex: male, pregnant: yes}", expect).differences == (
        Difference("verdict", "ineligible", "contradictory"),
        Difference("IN-8", "not_met", "none: the record is contradictory"),
    )


def test_blocking_criteria_may_be_written_in_any_order(read, protocol):
    assert outcome(read, protocol, "{age: 17, anc: 1}", "{verdict: ineligible, blocking: [IN-7, IN-1]}").passed


def test_a_scenario_runs_under_its_own_reading(read, protocol):
    expect = "{verdict: ineligible, blocking: [IN-7]}"
    assert outcome(read, protocol, "{inr: 2.4}", expect, "{in7_coagulation: both}").passed
    assert not outcome(read, protocol, "{inr: 2.4}", expect).passed


def test_a_refused_record_fails_with_its_finding_at_the_scenarios_line(read, protocol):
    found = outcome(read, protocol, "{total_bilirubin: 15}", "{verdict: ineligible}")
    assert (found.passed, found.screening) == (False, None)
    (finding,) = found.findings
    assert "total bilirubin needs a unit" in finding.message
    assert (finding.place.file, finding.place.line, finding.place.field) == ("scenarios/0.yaml", 1, "total_bilirubin")


def test_a_report_counts_what_passed_and_what_failed(read, protocol):
    right, wrong = (entry("{}", f"{{verdict: {verdict}}}") for verdict in ("eligible", "ineligible"))
    report = Report(run(protocol, read(right, wrong.replace("scenario: a", "scenario: b"))))
    assert (report.passed, report.failed, [o.scenario.sentence for o in report.failures]) == (1, 1, ["b"])


def test_a_scenario_that_nobody_has_read_is_counted_apart(protocol, read):
    first, second = run(
        protocol,
        read(
            "- {scenario: a, confirmed: no, patient: {}, expect: {verdict: eligible}}\n"
            "- {scenario: b, confirmed: yes, patient: {}, expect: {verdict: eligible}}"
        ),
    )
    report = Report((first, second))
    assert report.unconfirmed == (first,)
    assert plain(scenario_lines(report)) == "2 scenarios: 2 passed, 0 failed; 1 not confirmed by anybody yet\n"
