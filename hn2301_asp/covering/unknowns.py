"""Who shows what is not known: patients of whom a value is missing, or of whom it is open whether a criterion is met.

Nobody is judged here but to look for the likeliest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from hn2301_asp.comparison.facts_behind import facts_behind
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.covering.asking import Asking, Proposal
from hn2301_asp.covering.model import Case
from hn2301_asp.source.diagnostics import InputError

#: So many readings together are looked at for one under which it can be open whether a criterion is met.
_MOST_READINGS = 512


class Unknowns:
    """The questions about what is not known, put to the search of all cases."""

    def __init__(self, asking: Asking) -> None:
        self.asking, self.protocol = asking, asking.protocol
        self.base, self.space = asking.base, asking.space

    def never_open(self, case: Case) -> bool:
        """Whether it is proved that a criterion is never open, whatever the readings; raises Undecidable."""
        return not any(self._either_way(case, readings) for readings in self._all_readings(case))

    def missing(self, case: Case) -> Iterator[Proposal]:
        """Patients of whom a value is not known: those first whose criterion is open for want of it."""
        for ask in case.asks:
            facts = facts_behind(self.base, [ask.threshold.name])
            item = self.base.thresholds.quantities[ask.threshold.quantity].of_item
            held = [] if item is None else [self.space.circuit.inputs[f"{item[0]}({item[1]})"]]
            yield from self._lacking(case, held, facts, [ask.threshold.quantity])

    def open(self, case: Case) -> Iterator[Proposal]:
        """Patients of whom it is open whether they fulfil a criterion, as one fact is not known, or all are not."""
        atom = self.space.criteria[case.name]
        cone = self.space.circuit.cone([atom, *self.asking.scope(case)])
        names = [name for name, input_ in self.space.circuit.inputs.items() if input_ in cone]
        facts = facts_behind(self.base, names)
        for readings in self._all_readings(case):
            if self._either_way(case, readings):
                for held in ([atom], [-atom]):
                    yield from self._lacking(case, held, facts, [], readings)
                return

    def _either_way(self, case: Case, readings: Mapping[str, str]) -> bool:
        """Whether under some readings a criterion can be met and can be not, or can apply and can not."""
        atom, scope = self.space.criteria[case.name], self.asking.scope(case)
        ways = [[[atom, *scope], [-atom, *scope]], *([[[one], [-one]] for one in scope])]
        return any(all(self.asking.somebody(question, readings) for question in two) for two in ways)

    def _all_readings(self, case: Case) -> Iterator[Mapping[str, str]]:
        """All readings of what a criterion depends on, those in force first; raises Undecidable where they are many."""
        asked = self.space.readings_of([self.space.criteria[case.name]])
        own = [one for one in self.base.readings.values() if one.id in asked]
        values = [(one.default, *(value for value in one.values if value != one.default)) for one in own]
        for number, chosen in enumerate(product(*values)):
            if number == _MOST_READINGS:
                raise Undecidable(f"there are more than {_MOST_READINGS} readings together")
            yield {one.id: value for one, value in zip(own, chosen, strict=True) if value != one.default}

    def _lacking(
        self,
        case: Case,
        held: Sequence[int],
        facts: Sequence[str],
        quantities: Sequence[str],
        readings: Mapping[str, str] = {},
    ) -> Iterator[Proposal]:
        """Records from which one of some facts is left out, or all: first those that leave the criterion open."""
        rest: list[Proposal] = []
        for record in self.asking.bases(case, held, readings):
            try:
                patient = self.protocol.patient(record)
            except InputError:
                continue
            said = [fact for name in quantities for fact, _ in patient.sources(name)]
            own = self._with_sources([*said, *facts])
            for left in [[], *([fact] for fact in own), own]:
                proposal = Proposal(self.asking.left_out(record, left), readings)
                try:
                    screening = self.protocol.screen(proposal.record, readings=readings).screening
                except InputError:
                    continue
                if screening.statuses.get(case.owner) == "unknown":
                    yield proposal
                else:
                    rest.append(proposal)
        yield from rest

    def _with_sources(self, facts: Sequence[str]) -> list[str]:
        """Facts, and what they are made of where a record says that instead: measurements, or a date."""
        found: dict[str, None] = {}
        for fact in facts:
            quantity = self.base.thresholds.quantities.get(fact)
            found[fact] = None
            if quantity is not None:
                made_of = [quantity.since, None if quantity.summary is None else quantity.summary.of]
                found |= dict.fromkeys(one for one in made_of if one is not None)
        return list(found)
