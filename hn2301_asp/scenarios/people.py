"""The patients of the scenarios, each read once for all versions that have one vocabulary.

They are made up and stand in the knowledge base like everything else that is kept of it; no record of anybody comes
here. What can be understood is kept by its content; what cannot is read again by whoever asks, and refused again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.thresholds.axis import Values
from hn2301_asp.patient.dates import DateRange
from hn2301_asp.patient.model import Fact, Patient, Remark
from hn2301_asp.scenarios.load import words_of
from hn2301_asp.scenarios.model import Scenario
from hn2301_asp.screener import Screener
from hn2301_asp.solver.assumptions import Evidence
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.kept import encode, once

_T = TypeVar("_T")

_Told = tuple[str, str, bool]
_Amount = tuple[str, str, Values]


class _Person(Struct, frozen=True, array_like=True):
    """One patient: facts and amounts as places in the tables of all, and the place of all that is told of inputs."""

    id: str | None
    screening: DateRange | None
    facts: tuple[int, ...]
    told: int
    amounts: tuple[int, ...]
    remarks: tuple[Remark, ...]
    digest: str
    person: str | None = None
    until: dict[str, DateRange] = {}


class _People(Struct, frozen=True):
    """The patients of one file, None for each that is refused. Most of them share most of what is said.

    ``told`` are the places of atoms that are said together.
    """

    facts: tuple[Fact, ...]
    atoms: tuple[_Told, ...]
    told: tuple[tuple[int, ...], ...]
    amounts: tuple[_Amount, ...]
    people: tuple[_Person | None, ...]


def people(
    files: KnowledgeBaseFiles, protocol: Screener, scenarios: Iterable[Scenario]
) -> Iterator[tuple[Scenario, Patient | InputError]]:
    """Every scenario with its patient, or with why the record is refused.

    The scenarios are those that ``load_scenarios`` makes of these files, all of them.
    """
    words = words_of(protocol.knowledge_base)
    for name, group in groupby(scenarios, key=lambda one: one.place.file):
        own = list(group)
        key = ("people", words, name or "", files.texts[name or ""])
        kept = once(_People, key, partial(_kept, protocol, own), unpacked=_unpacked)
        told = [tuple([kept.atoms[place] for place in places]) for places in kept.told]
        for scenario, person in zip(own, kept.people, strict=True):
            yield scenario, read(protocol, scenario) if person is None else _patient(kept, told, person, scenario)


def read(protocol: Screener, scenario: Scenario) -> Patient | InputError:
    """The patient of a scenario, or why the record is refused: findings are placed at the scenario's line."""
    try:
        return protocol.patient(scenario.record, scenario.place)
    except InputError as error:
        return error


def _patient(kept: _People, told: Sequence[tuple[_Told, ...]], person: _Person, scenario: Scenario) -> Patient:
    facts = [kept.facts[place] for place in person.facts]
    evidence = Evidence(told[person.told], tuple([kept.amounts[place] for place in person.amounts]))
    return Patient(
        person.id,
        scenario.place,
        person.screening,
        {fact.name: fact for fact in facts},
        evidence,
        person.remarks,
        person.digest,
        scenario.record,
        person.person,
        person.until,
    )


def _kept(protocol: Screener, scenarios: Sequence[Scenario]) -> _People:
    facts, amounts, atoms = _Table[Fact](_written), _Table[_Amount](_written), _Table[_Told](_same)
    told = _Table[tuple[int, ...]](_same)

    def person(scenario: Scenario) -> _Person | None:
        patient = read(protocol, scenario)
        # What is kept must come back as it is: the record as it stands there, each fact by its name.
        if isinstance(patient, InputError) or patient.record is not scenario.record:
            return None
        if any(name != fact.name for name, fact in patient.facts.items()):
            return None
        return _Person(
            patient.id,
            patient.screening,
            facts.places(patient.facts.values()),
            told.place(atoms.places(patient.evidence.atoms)),
            amounts.places(patient.evidence.amounts),
            patient.remarks,
            patient.digest,
            patient.person,
            {**patient.until},
        )

    found = tuple(map(person, scenarios))
    return _People(tuple(facts.rows), tuple(atoms.rows), tuple(told.rows), tuple(amounts.rows), found)


def _unpacked(kept: _People) -> _People:
    """A number is both ends of its interval, as where it was read: the same object, which need not be compared."""
    return replace(kept, amounts=tuple([(fact, quantity, _one(values)) for fact, quantity, values in kept.amounts]))


def _one(values: Values) -> Values:
    interval = values.interval
    if interval is None or interval.low is None or interval.low != interval.high:
        return values
    return replace(values, interval=replace(interval, high=interval.low))


class _Table(Generic[_T]):
    """What many patients say, each thing once: ``key`` tells what is the same."""

    def __init__(self, key: Callable[[_T], object]) -> None:
        self.key = key
        self.rows: list[_T] = []
        self.known: dict[object, int] = {}

    def places(self, said: Iterable[_T]) -> tuple[int, ...]:
        return tuple([self.place(one) for one in said])

    def place(self, one: _T) -> int:
        place = self.known.setdefault(self.key(one), len(self.rows))
        if place == len(self.rows):
            self.rows.append(one)
        return place


def _written(one: object) -> bytes:
    return msgspec.msgpack.encode(one, enc_hook=encode)


def _same(one: object) -> object:
    return one
