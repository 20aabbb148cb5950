"""The scenarios of a protocol, ready to be put to one that is altered: likely ones first, and no further than needed.

What a scenario expects is compared as when scenarios are run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set

from msgspec import Struct

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.mutation.model import Killer
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.scenarios.load import load_scenarios
from hn2301_asp.scenarios.model import Scenario
from hn2301_asp.scenarios.people import people
from hn2301_asp.scenarios.run import differences
from hn2301_asp.screener import Screener
from hn2301_asp.screening import CriterionStatus, Verdict, blocking, check_readings, culprits, judged_all
from hn2301_asp.source.diagnostics import InputError

#: So many scenarios are judged at once: at first few, as most mutants are noticed soon.
_FIRST, _MOST = 8, 160


class Case(Struct, frozen=True):
    """A scenario with its patient as the protocol reads the record; ``said`` names what is special in it."""

    scenario: Scenario
    patient: Patient
    said: frozenset[str] = frozenset()


class Told(Struct, frozen=True):
    """What an altered protocol makes of a patient, as far as scenarios speak of it."""

    verdict: Verdict
    statuses: Mapping[str, CriterionStatus]
    blocking: tuple[str, ...]
    clash: tuple[str, ...]


class Cases:
    """The scenarios that hold as the protocol stands; ``unused`` are the others, which can show nothing."""

    def __init__(self, files: KnowledgeBaseFiles, protocol: Screener) -> None:
        self.protocol = protocol
        scenarios = load_scenarios(files, protocol.knowledge_base)
        read = list(people(files, protocol, scenarios))
        self.sentences = tuple(scenario.sentence for scenario in scenarios)
        base = protocol.knowledge_base
        cases = [Case(s, patient, _said(base, s)) for s, patient in read if not isinstance(patient, InputError)]
        failing = {case.scenario.sentence for case, told in _judged(protocol, cases) if _differences(case, told)}
        failing |= {scenario.sentence for scenario, patient in read if isinstance(patient, InputError)}
        self.unused = tuple(scenario.sentence for scenario, _ in read if scenario.sentence in failing)
        self.cases = [case for case in cases if case.scenario.sentence not in failing]

    def killer(self, mutant: Screener, home: str, matters: Collection[str], near: Set[str]) -> Killer | None:
        """The first scenario that fails under an altered protocol; None where all hold.

        Those come first that speak of the criterion in whose file it stands, and whose patient is special in what lies
        ``near``; then those that speak of any criterion to which it matters.
        """
        ordered = sorted(self.cases, key=lambda case: _rank(case, home, matters, near))
        read = mutant.knowledge_base.vocabulary is not self.protocol.knowledge_base.vocabulary
        start, size = 0, _FIRST
        while start < len(ordered):
            batch = ordered[start : start + size]
            start, size = start + size, min(2 * size, _MOST)
            found = self._noticed(mutant, batch, read=read)
            if found is not None:
                return found
        return None

    def _noticed(self, mutant: Screener, batch: Sequence[Case], *, read: bool) -> Killer | None:
        """The first of some scenarios that fails; where the vocabulary is another one, records are ``read`` anew."""
        cases: list[Case] = []
        refused: Killer | None = None
        for case in batch:
            try:
                patient = mutant.patient(case.scenario.record, case.scenario.place) if read else case.patient
            except InputError as error:
                said = f"the record is refused: {error.findings[0].message}"
                refused = Killer(case.scenario.sentence, case.scenario.place, (said,))
                break
            cases.append(Case(case.scenario, patient))
        for case, told in _judged(mutant, cases):
            if found := _differences(case, told):
                return Killer(case.scenario.sentence, case.scenario.place, found)
        return refused


def _rank(case: Case, home: str, matters: Collection[str], near: Set[str]) -> tuple[bool, int, bool]:
    """The lower the likelier: it speaks of the criterion; of what lies near; of a criterion to which it matters."""
    criteria = case.scenario.expected.criteria
    return home not in criteria, -len(case.said & near), criteria.keys().isdisjoint(matters)


def _said(base: KnowledgeBase, scenario: Scenario) -> frozenset[str]:
    """The fields and items by which a scenario's patient differs from the typical one, and the readings it states."""
    typical, found = base.vocabulary.typical, {*scenario.readings}
    for field in {*scenario.record, *typical}:
        here, there = scenario.record.get(field), typical.get(field)
        if repr(here) == repr(there):
            continue
        found.update(field.split("."))
        lists = [{*map(str, one)} if isinstance(one, list) else set() for one in (here, there)]
        found |= lists[0] ^ lists[1]
    return frozenset(found)


def _judged(protocol: Screener, cases: Sequence[Case]) -> Iterator[tuple[Case, Told]]:
    """What a protocol makes of some patients, each under the readings of the scenario."""
    base, space = protocol.knowledge_base, protocol.space
    readings = [check_readings(base, case.scenario.readings) for case in cases]
    judged = judged_all(space, [(case.patient, chosen) for case, chosen in zip(cases, readings, strict=True)])
    for case, chosen, (verdict, statuses) in zip(cases, readings, judged, strict=True):
        clash: tuple[str, ...] = ()
        if verdict == "contradictory":
            clash = culprits(space, with_scores(case.patient, space).evidence, chosen, ())
        yield case, Told(verdict, statuses, blocking(base, statuses) if statuses else (), clash)


def _differences(case: Case, told: Told) -> tuple[str, ...]:
    return tuple(map(str, differences(case.scenario.expected, told)))
