"""Suggested scenarios as a file, and what is told beside it. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.covering.suggesting import Suggestions
from hn2301_asp.report.scenarios import where
from hn2301_asp.report.writers.lines import Line
from hn2301_asp.scenarios.model import Report
from hn2301_asp.scenarios.writing import file_text
from hn2301_asp.source.lists import counted

_HEAD = (
    "Suggested scenarios: what is expected was computed from the rules as they stand, so that a wrong rule stands here",
    "as it is. Read each against the protocol's words, give it a better sentence, and take `confirmed: no` away.",
)


def suggested_file(found: Suggestions) -> str:
    """The file of the missing scenarios."""
    return file_text([one.text for one in found.scenarios], _HEAD)


def suggested_lines(found: Suggestions, report: Report, output: str | None) -> Iterator[Line]:
    """How many scenarios are suggested, and what none can show, or none was found to."""
    for outcome in report.failures:
        yield [("failed ", "bold red"), (outcome.scenario.sentence, "bold"), (" (`hn2301 test` says more)", "dim")]
    for one in found.rest:
        proved = one.state == "out_of_reach"
        lead = ("nobody can show ", "dim") if proved else ("nobody was found for ", "bold yellow")
        yield [lead, (one.case.what, ""), (f"  {where(one.case.place)}{', proved' if proved else ''}", "dim")]
    cases = sum(len(one.cases) for one in found.scenarios)
    if not cases:
        yield [("no scenario is missing" if not found.rest else "no scenario is suggested", "bold green")]
        return
    many = f"{counted(len(found.scenarios), 'scenario')} for {counted(cases, 'case')} that none shows"
    yield [(f"{many}{f', written to {output}' if output else ''}; read each and confirm it", "bold")]
