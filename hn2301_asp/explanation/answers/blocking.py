"""All minimal blocking sets: the smallest groups of facts that alone rule a patient out.

A set blocks where nobody with just these facts can be eligible, whatever all other facts are.
"""

from __future__ import annotations

from collections.abc import Sequence

from hn2301_asp.explanation.answers.answers import BlockingSets
from hn2301_asp.explanation.answers.facts_as_one import Unit
from hn2301_asp.explanation.answers.missing import Record
from hn2301_asp.explanation.answers.parts import Part
from hn2301_asp.explanation.answers.some_facts import HeldFacts
from hn2301_asp.solver.minimal import explore


def blocking_sets(record: Record, units: Sequence[Unit], limit: int) -> BlockingSets:
    """Every subset-minimal set of known facts that alone forces ineligibility, smallest first."""
    found: list[tuple[str, ...]] = []
    complete = True
    for part, own in units_of_parts(record, units):
        held = HeldFacts(record.space, part, record.patient.evidence, own, record.readings)
        explored = explore(held.all, held.blocking, limit)
        found += [held.names(mask) for mask in explored.conflicts]
        complete &= explored.complete
    # Parts on readings alone may rule everybody out, whatever the facts.
    found = [one for one in dict.fromkeys(found) if not any(set(other) < set(one) for other in found)]
    place = {unit.name: number for number, unit in enumerate(units)}
    found.sort(key=lambda one: (len(one), [place[name] for name in one]))
    return BlockingSets(tuple(found[:limit]), complete and len(found) <= limit)


def units_of_parts(record: Record, units: Sequence[Unit]) -> list[tuple[Part, tuple[Unit, ...]]]:
    """The parts of eligibility that may fail, each with the facts of the patient that bear on it."""
    parts = [part for part in record.parts.parts if not record.surely_holds(part)]
    own: dict[int, list[Unit]] = {part.number: [] for part in record.parts.parts}
    bearing = record.parts.by_fact(record.space, record.patient.evidence)
    for unit in units:
        for number in sorted(set[int]().union(*(bearing.get(fact, ()) for fact in unit.facts))):
            own[number].append(unit)
    return [(part, tuple(own[part.number])) for part in parts]
