"""AM06: a test becomes needed, or is needed no longer.

What it is: for a patient of whom one fact is not known, the verdict was certain and is now open, or the reverse.
The patient is the typical one, with all else known.

Why it matters: a test that becomes needed has to stand in the schedule of assessments, in the case report form
and in the consent; until it is done nobody can be enrolled. A test that became idle is a burden for nothing.

Example: EX-1 now excludes lactating participants too. Whether somebody is lactating was never asked before.

How to mend: nothing is wrong: add the test to the schedule and the form, or take it out of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.telling import places
from hn2301_asp.comparison.model import Need

CODE = "AM06"
TITLE = "makes a test needed, or idle"
ROOTS = ("AM07", "AM08")


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each fact on which the typical patient's verdict hangs in one version only."""
    for need in _measured(case, case.comparison.new_tests):
        words = f"needs a new test: without {need.label} the typical patient was {need.before} and is now undetermined"
        yield _conflict(case, need, words, f"add {need.label} to the schedule of assessments and the case report form")
    for need in _measured(case, case.comparison.idle_tests):
        words = (
            f"needs a test no longer: without {need.label} the typical patient was undetermined and is now {need.after}"
        )
        yield _conflict(case, need, words, f"ask whether {need.label} still has to be recorded")


def _measured(case: Case, needs: Sequence[Need]) -> list[Need]:
    """The facts without a laboratory's limits of normal, where what is measured against them is told."""
    told = {need.fact for need in needs}
    quantities = case.protocol.knowledge_base.thresholds.quantities
    limits = {limit for name, quantity in quantities.items() if name in told for limit in quantity.normal}
    return [need for need in needs if need.fact not in limits]


def _conflict(case: Case, need: Need, message: str, mend: str) -> Conflict:
    return case.conflict(need.fact, message, mend, group="know", **places(case))
