"""Running scenarios: each is screened as any record is, and compared with what it expects.

Nothing here decides what is right: screening does, and the scenario says what it should have been.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.patient.model import Patient
from hn2301_asp.scenarios.coverage import coverage as uncovered
from hn2301_asp.scenarios.load import load_scenarios
from hn2301_asp.scenarios.model import Difference, Expected, Outcome, Report, Scenario
from hn2301_asp.scenarios.people import people, read
from hn2301_asp.screener import Screener
from hn2301_asp.screening import CriterionStatus, Screening, Verdict, check_readings, screen_all
from hn2301_asp.source.diagnostics import InputError


def run_all(files: KnowledgeBaseFiles, protocol: Screener, *, coverage: bool = True) -> Report:
    """The outcomes of a knowledge base's scenarios and, with ``coverage``, what they leave unexercised.

    Raises InputError where the scenario files cannot be understood.
    """
    scenarios = load_scenarios(files, protocol.knowledge_base)
    outcomes = _outcomes(protocol, people(files, protocol, scenarios))
    return Report(outcomes, uncovered(protocol, outcomes) if coverage else ())


def run(protocol: Screener, scenarios: Iterable[Scenario]) -> tuple[Outcome, ...]:
    """The outcome of every scenario, in order."""
    return _outcomes(protocol, [(scenario, read(protocol, scenario)) for scenario in scenarios])


def _outcomes(protocol: Screener, cases: Iterable[tuple[Scenario, Patient | InputError]]) -> tuple[Outcome, ...]:
    """All are screened at once; a scenario whose readings or record are not understood is refused."""
    outcomes: list[Outcome | Scenario] = []
    asked: list[tuple[Patient, dict[str, str]]] = []
    for scenario, patient in cases:
        try:
            readings = check_readings(protocol.knowledge_base, scenario.readings)
            if isinstance(patient, InputError):
                raise patient
        except InputError as error:
            outcomes.append(Outcome(scenario, None, refused=error.findings))
        else:
            outcomes.append(scenario)
            asked.append((patient, readings))
    screenings = iter(screen_all(protocol.space, asked))
    return tuple(one if isinstance(one, Outcome) else _outcome(one, next(screenings)) for one in outcomes)


def _outcome(scenario: Scenario, screening: Screening) -> Outcome:
    return Outcome(scenario, screening, tuple(differences(scenario.expected, screening)))


class Told(Protocol):
    """What a protocol makes of a patient, as far as scenarios speak of it: of a screening, for one."""

    @property
    def verdict(self) -> Verdict: ...
    @property
    def statuses(self) -> Mapping[str, CriterionStatus]: ...
    @property
    def blocking(self) -> tuple[str, ...]: ...
    @property
    def clash(self) -> tuple[str, ...]: ...


def differences(expected: Expected, screening: Told) -> Iterator[Difference]:
    """In what a patient is not as a scenario expects."""
    if screening.verdict != expected.verdict:
        yield Difference("verdict", expected.verdict, screening.verdict)
    for criterion, status in expected.criteria.items():
        got = screening.statuses.get(criterion, "none: the record is contradictory")
        if got != status:
            yield Difference(criterion, status, got)
    if expected.blocking is not None and set(screening.blocking) != set(expected.blocking):
        yield Difference("blocking", _listed(expected.blocking), _listed(screening.blocking))
    if expected.clash is not None and frozenset(screening.clash) != expected.clash:
        yield Difference("clash", _listed(sorted(expected.clash)), _listed(sorted(screening.clash)))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
