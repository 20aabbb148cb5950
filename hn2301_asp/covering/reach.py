"""Who would show a case: patients as records, the likeliest first, or the proof that nobody does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.covering.asking import Asking, Proposal
from hn2301_asp.covering.limits import Limits
from hn2301_asp.covering.model import Case
from hn2301_asp.covering.unknowns import Unknowns
from hn2301_asp.screener import Screener


class Reach:
    """All questions about the cases of a protocol, which has an atom for each case that is not about a limit."""

    def __init__(self, protocol: Screener) -> None:
        self.asking = Asking(protocol)
        self.limits, self.unknowns = Limits(self.asking), Unknowns(self.asking)

    def nobody(self, case: Case) -> bool:
        """Whether it is proved that no patient shows a case, whatever the readings; raises Undecidable."""
        if case.side == "missing":
            return self.asking.nobody(self.asking.scope(case))
        if case.side == "unknown":
            return self.unknowns.never_open(case)
        if case.asks:
            return self.limits.nobody(case)
        return not case.ways or self.asking.nobody([case.atom, *self.asking.scope(case)])

    def people(self, case: Case) -> Iterator[Proposal]:
        """Patients who may show a case, the likeliest first; raises Undecidable where nothing more can be said."""
        if case.side == "missing":
            yield from self.unknowns.missing(case)
        elif case.side == "unknown":
            yield from self.unknowns.open(case)
        elif case.asks:
            yield from self.limits.people(case)
        elif case.ways:
            question = [case.atom, *self.asking.scope(case)]
            inputs = self.asking.space.circuit.inputs
            cone = self.asking.space.circuit.cone([case.atom])
            asked = [name for name, atom in inputs.items() if atom in cone]
            for readings in self.asking.readings(question):
                yield from self.asking.under(question, readings, asked)


def undecided(asked: Callable[[], bool]) -> bool | None:
    """The answer to a question that a search may have to leave open, which is None."""
    try:
        return asked()
    except Undecidable:
        return None
