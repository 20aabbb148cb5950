"""Scenarios: golden patients with the verdicts that are expected, and what they leave unexercised."""

from hn2301_asp.scenarios.coverage import coverage
from hn2301_asp.scenarios.load import load_scenarios
from hn2301_asp.scenarios.model import Difference, Expected, Gap, Outcome, Report, Scenario
from hn2301_asp.scenarios.run import run, run_all

__all__ = [
    "Difference",
    "Expected",
    "Gap",
    "Outcome",
    "Report",
    "Scenario",
    "coverage",
    "load_scenarios",
    "run",
    "run_all",
]
