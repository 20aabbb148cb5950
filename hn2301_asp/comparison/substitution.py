"""Two patients under one protocol: which facts of the one, put to the other's, change a criterion.

A fact is what the record says at one place: a value, an answer, or a closed list as a whole. A
fact that the other patient lacks is then not known. Every exchange is asked anew, so what is
found is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.comparison.contrast import differing, status
from hn2301_asp.patient.model import Patient
from hn2301_asp.screening import Screening, judged
from hn2301_asp.solver.assumptions import Evidence
from hn2301_asp.solver.minimal import Minimal, minimal_sets
from hn2301_asp.solver.space import Space

#: So many exchanges of facts are asked at most for one criterion.
EXCHANGES = 1000


class Exchange(Struct, frozen=True):
    """A criterion (None: the verdict) on which two patients differ.

    ``one`` and ``other`` are its statuses; ``changes`` the smallest sets of ``facts`` that, put to
    the other patient's values, make the one's status the other's.
    """

    criterion: str | None
    one: str
    other: str
    facts: tuple[str, ...]
    changes: Minimal


def contrast_patients(
    space: Space, one: tuple[Patient, Screening], other: tuple[Patient, Screening]
) -> tuple[Exchange, ...]:
    """The criteria on which two patients differ, and the facts that make the difference."""
    return tuple(_exchange(space, one, other, criterion) for criterion in differing(one[1], other[1]))


def _exchange(
    space: Space, one: tuple[Patient, Screening], another: tuple[Patient, Screening], criterion: str | None
) -> Exchange:
    (patient, screening), (other, _) = one, another
    mine, theirs = (s.verdict if criterion is None else s.statuses[criterion] for _, s in (one, another))

    def state(names: Iterable[str]) -> str | None:
        return status(*judged(space, exchanged(patient, other, frozenset(names)), screening.readings), criterion)

    facts = differing_facts(patient, other)
    if criterion is not None:
        near = _near(space, space.criteria[criterion], (patient, other))
        fewer = [name for name in facts if name in near]
        if state(fewer) == theirs:
            facts = fewer

    def works(chosen: Set[int]) -> bool:
        return state(facts[number] for number in chosen) == theirs

    return Exchange(criterion, mine, theirs, tuple(facts), minimal_sets(len(facts), works, EXCHANGES))


def differing_facts(one: Patient, other: Patient) -> list[str]:
    """The facts of which two records do not say the same, in the order of the first."""
    mine, theirs = _by_fact(one.evidence), _by_fact(other.evidence)
    names = dict.fromkeys([*one.facts, *other.facts, *mine, *theirs])
    return [name for name in names if mine.get(name) != theirs.get(name)]


def _by_fact(evidence: Evidence) -> dict[str, set[object]]:
    found: dict[str, set[object]] = {}
    for entry in (*evidence.atoms, *evidence.amounts):
        found.setdefault(entry[0], set()).add(entry[1:])
    return found


def exchanged(patient: Patient, other: Patient, names: Set[str]) -> Patient:
    """The patient with some facts as the other's record has them."""
    kept, taken = patient.evidence.without(names), other.evidence.only(names)
    # What is given of a quantity itself comes before what follows from other facts.
    amounts = sorted((*kept.amounts, *taken.amounts), key=lambda entry: entry[0] != entry[1])
    facts = {name: fact for name, fact in patient.facts.items() if name not in names}
    facts |= {name: fact for name, fact in other.facts.items() if name in names}
    return replace(patient, evidence=Evidence((*kept.atoms, *taken.atoms), tuple(amounts)), facts=facts)


def _near(space: Space, literal: int, patients: Sequence[Patient]) -> set[str]:
    """The facts that may say something of a criterion, itself or by way of ties, sums and constraints."""
    thresholds, scores = space.base.thresholds.thresholds, space.base.vocabulary.scores
    names = {atom: name for name, atom in space.circuit.inputs.items()}
    inputs = {names[atom] for atom in space.circuit.cone([0, literal])}
    quantities = {thresholds[name].quantity for name in inputs if name in thresholds}
    grown = -1
    while grown < len(inputs) + len(quantities):
        grown = len(inputs) + len(quantities)
        for group in space.groups:
            if group.tie.result in quantities:
                quantities.update(group.tie.quantities)
                inputs.update(group.tie.facts)
        for score in scores.values():
            for total, items in score.totals.items():
                atoms = {f"{score.family}({item})" for item in items}
                if total in quantities or not atoms.isdisjoint(inputs):
                    quantities.add(total)
                    inputs |= atoms
    return {
        entry[0]
        for patient in patients
        for entry in (*patient.evidence.atoms, *patient.evidence.amounts)
        if entry[1] in inputs or entry[1] in quantities
    }
