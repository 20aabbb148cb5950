"""One search for all cases of a protocol: who answers a question, the nearest to the typical patient, or nobody.

A patient is a record here that is only proposed: whoever takes it screens it first. Readings are those in force where
somebody answers under them, else as few others as are needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from hn2301_asp.comparison.facts_behind import facts_behind
from hn2301_asp.comparison.joint_program import Joined, SideAtoms
from hn2301_asp.comparison.search import Found, Search
from hn2301_asp.comparison.typical import typical_patient
from hn2301_asp.comparison.witness import candidates
from hn2301_asp.covering.model import Case
from hn2301_asp.screener import Screener

Record = Mapping[str, Any]


class Proposal(Struct, frozen=True):
    """A patient who may show a case, and the readings under which; those that are the default are left out."""

    record: Record
    readings: Mapping[str, str] = {}


class Asking:
    """The search; the protocol has an atom for each case that is not about a limit."""

    def __init__(self, protocol: Screener) -> None:
        self.protocol, self.base, self.space = protocol, protocol.knowledge_base, protocol.space
        default = self.base.default_readings()
        side = SideAtoms(self.space.eligible, self.space.criteria, self.space.scopes, (), {}, default, {})
        joined = Joined(self.base, self.space.circuit, (side,), {}, {})
        self.search = Search(joined, typical_patient(self.base))
        self.default = default

    def scope(self, case: Case) -> list[int]:
        """That the criterion applies of which a case is."""
        if case.side == "not_applicable" or case.owner not in self.space.scopes:
            return []
        return [self.space.scopes[case.owner]]

    def nobody(self, question: Sequence[int]) -> bool:
        """Whether it is proved that nobody answers a question, whatever the readings; raises Undecidable."""
        return self.search.nobody_ever([*self.search.possible, *question])

    def somebody(self, question: Sequence[int], readings: Mapping[str, str]) -> bool:
        """Whether somebody answers a question under some readings."""
        return not self.nobody([*question, *self.force(readings)])

    def under(self, question: Sequence[int], readings: Mapping[str, str], asked: Sequence[str]) -> Iterator[Proposal]:
        """The nearest patient who answers a question under some readings, as records that say more and more."""
        with self.search.under(self.force(readings)):
            found = self.search.find(question, nearest=True)
        if found is not None:
            yield from self.told(found, asked, readings)

    def force(self, readings: Mapping[str, str]) -> list[int]:
        """The literals of all readings, of which some are not the default."""
        return [self.space.readings[item] for item in {**self.default, **readings}.items()]

    def readings(self, question: Sequence[int]) -> Iterator[Mapping[str, str]]:
        """The readings under which somebody answers a question: those in force, else each other one, else several."""
        others = [{one.id: v} for one in self.base.readings.values() for v in one.values if v != one.default]
        found = False
        for chosen in ({}, *others):
            if self.somebody(question, chosen):
                found = True
                yield chosen
                if not chosen:
                    return
        if found or not others:
            return
        # Whoever answers it under any readings: of those as many as can be are put back.
        chosen = {}
        for reading in self.base.readings.values():
            for value in (reading.default, *(v for v in reading.values if v != reading.default)):
                known = [self.space.readings[item] for item in {**chosen, reading.id: value}.items()]
                if not self.nobody([*question, *known]):
                    chosen[reading.id] = value
                    break
            else:
                return
        yield {name: value for name, value in chosen.items() if value != self.default[name]}

    def told(self, found: Found, asked: Sequence[str], readings: Mapping[str, str]) -> Iterator[Proposal]:
        """A patient found, as records that say more and more; ``asked`` are inputs that the question is about."""
        for candidate in candidates(self.search, found, facts_behind(self.base, asked)):
            yield Proposal(candidate.record, readings)

    def bases(self, case: Case, held: Sequence[int], readings: Mapping[str, str] = {}) -> Iterator[Record]:
        """Whole patients to whom a criterion applies: one who is eligible, where somebody is."""
        scope = [*self.scope(case), *held]
        with self.search.under(self.force(readings)):
            for question in ([self.space.eligible, *scope], scope):
                found = self.search.find(question, nearest=True)
                if found is not None:
                    told = [one.record for one in candidates(self.search, found)]
                    break
            else:
                return
        yield from told

    def left_out(self, record: Record, facts: Sequence[str]) -> Record:
        """A record without some facts."""
        names = self.protocol.names

        def field(spelling: str) -> str:
            return names.get(spelling.partition("[")[0].strip(), spelling)

        return {
            name: value
            for name, value in record.items()
            if field(name) not in facts and field(name).partition(".")[0] not in facts
        }
