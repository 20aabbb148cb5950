"""How much of a protocol some patients show: each case shown, missing, proved to be out of reach, or left open."""

from __future__ import annotations

from collections.abc import Iterable

from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.covering.cases import cases_of
from hn2301_asp.covering.model import Case, Coverage, Covered, State
from hn2301_asp.covering.reach import Reach, undecided
from hn2301_asp.covering.showing import shown
from hn2301_asp.scenarios.model import Outcome
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening, screen_all

_STATES: dict[bool | None, State] = {True: "out_of_reach", False: "missing", None: "undecided"}


class Measure:
    """A protocol's cases, and which of them some patients show; who would show others is asked when needed."""

    def __init__(self, protocol: Screener, outcomes: Iterable[Outcome]) -> None:
        self.protocol, self.cases = cases_of(protocol)
        self.reach = _reach(self.protocol)
        people = [one.screening for one in outcomes if one.screening is not None]
        self.screenings: list[Screening] = screen_all(self.protocol.space, [(p.patient, p.readings) for p in people])
        self.shown = shown(self.protocol, dict(enumerate(self.cases)), self.screenings)

    def coverage(self) -> Coverage:
        """Every case with what was found of it."""
        criteria = tuple(criterion.id for criterion in self.protocol.knowledge_base.criteria)
        return Coverage(tuple(map(self.of, range(len(self.cases)))), criteria)

    def of(self, number: int) -> Covered:
        """A case with what was found of it."""
        case = self.cases[number]
        state: State = "shown" if number in self.shown else _STATES[self._nobody(case)]
        return Covered(case, state)

    def _nobody(self, case: Case) -> bool | None:
        """Whether it is proved that nobody shows a case; None where it was not found out."""
        reach = self.reach
        return None if reach is None else undecided(lambda: reach.nobody(case))


def _reach(protocol: Screener) -> Reach | None:
    """The questions about a protocol; None of one whose people cannot be searched."""
    try:
        return Reach(protocol)
    except Undecidable:
        return None


def measure(protocol: Screener, outcomes: Iterable[Outcome]) -> Coverage:
    """How much of a protocol the outcomes of its scenarios show."""
    return Measure(protocol, outcomes).coverage()
