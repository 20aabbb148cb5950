"""What `hn2301 test` prints."""

from __future__ import annotations

from hn2301_asp.report.scenarios import scenario_lines
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.scenarios.model import Difference, Expected, Gap, Outcome, Report, Scenario
from hn2301_asp.source.diagnostics import Finding, Place


def scenario(sentence, line):
    return Scenario(sentence, {}, {}, Expected("eligible", {}, None, None), Place("scenarios/a.yaml", line, 3))


PASSED = Outcome(scenario("the typical patient is eligible", 7), None)
FAILED = Outcome(scenario("who is 17 is old enough", 1), None, (Difference("verdict", "eligible", "ineligible"),))
REFUSED = Outcome(
    scenario("a bilirubin without a unit", 4),
    None,
    refused=(Finding("value", "it needs a unit", Place(field="total_bilirubin"), help="write mg/dL"),),
)
GAP = Gap("rule", "liver", "blocks", "no scenario makes this rule false", Place("criteria/in7.lp", 31, 1))


def test_failures_gaps_and_counts_are_printed():
    assert plain(scenario_lines(Report((FAILED, REFUSED, PASSED), (GAP,)))) == (
        "failed who is 17 is old enough\n"
        "  at scenarios/a.yaml:1\n"
        "  verdict: expected eligible, got ineligible\n"
        "\n"
        "failed a bilirubin without a unit\n"
        "  at scenarios/a.yaml:4\n"
        "  the record is refused: it needs a unit (total_bilirubin)\n"
        "    help: write mg/dL\n"
        "\n"
        "not exercised no scenario makes this rule false  criteria/in7.lp:31\n"
        "\n"
        "3 scenarios: 1 passed, 2 failed; 1 gap in coverage\n"
    )


def test_where_everything_passes_there_is_one_line():
    assert plain(scenario_lines(Report((PASSED,)))) == "1 scenario: 1 passed, 0 failed\n"
