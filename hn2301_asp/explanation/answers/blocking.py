"""All minimal blocking sets: the smallest groups of facts that alone rule a patient out.

A set blocks where nobody with just these facts can be eligible, whatever all other facts are.
"""

from __future__ import annotations

from collections.abc import Sequence

from hn2301_asp.explanation.answers.answers import BlockingSets
from hn2301_asp.explanation.answers.facts_as_one import Unit
from hn2301_asp.explanation.answers.missing import Record
from hn2301_asp.explanation.answers.parts import Part, Parts
from hn2301_asp.explanation.answers.scope import parts_for
from hn2301_asp.explanation.answers.some_facts import HeldFacts
from hn2301_asp.solver.minimal import explore


def blocking_sets(record: Record, parts: Parts, units: Sequence[Unit], limit: int) -> BlockingSets:
    """Every subset-minimal set of known facts that alone forces ineligibility, smallest first.

    ``parts`` are those of whoever it may be; of what only bears on criteria that do not apply nothing is blamed.
    """
    found: list[tuple[str, ...]] = []
    complete = True
    if record.space.scopes:
        own_parts = parts_for(record.space, record.index, record.screening, read_so=True)
        bearing = {*own_parts.by_fact(record.space, record.patient.evidence), *record.held}
        units = [unit for unit in units if not bearing.isdisjoint(unit.facts)]
    for part, own in units_of_parts(record, parts, units):
        held = HeldFacts(record.space, part, record.patient.evidence, own, record.readings)
        explored = explore(held.all, held.blocking, limit)
        found += [held.names(mask) for mask in explored.conflicts]
        complete &= explored.complete
    # Parts on readings alone may rule everybody out, whatever the facts.
    found = [one for one in dict.fromkeys(found) if not any(set(other) < set(one) for other in found)]
    place = {unit.name: number for number, unit in enumerate(units)}
    found.sort(key=lambda one: (len(one), [place[name] for name in one]))
    return BlockingSets(tuple(found[:limit]), complete and len(found) <= limit)


def units_of_parts(record: Record, parts: Parts, units: Sequence[Unit]) -> list[tuple[Part, tuple[Unit, ...]]]:
    """The parts of eligibility that may fail, each with the facts of the patient that bear on it."""
    own: dict[int, list[Unit]] = {part.number: [] for part in parts.parts}
    bearing = parts.by_fact(record.space, record.patient.evidence)
    for unit in units:
        for number in sorted(set[int]().union(*(bearing.get(fact, ()) for fact in unit.facts))):
            own[number].append(unit)
    return [(part, tuple(own[part.number])) for part in parts.parts if not record.surely_holds(part)]
