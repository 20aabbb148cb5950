"""What applies to a patient, as it is taken for granted when other facts are looked at.

Who is of one arm is not moved to another one by a plan, and is not asked for what another arm needs.
"""

from __future__ import annotations

from collections.abc import Mapping

from hn2301_asp.explanation.answers.parts import Part, Parts, find_parts
from hn2301_asp.explanation.why.index import CircuitIndex
from hn2301_asp.explanation.why.proof import Proof
from hn2301_asp.screening import Screening, culprits
from hn2301_asp.solver.behind import Behind, behind
from hn2301_asp.solver.space import Space


def _certain(space: Space, screening: Screening, *, read_so: bool) -> Mapping[str, bool]:
    """Of the criteria with a scope those of which it is known whether they apply, whatever the readings or as read."""
    known = {name: applies for name, applies in screening.applies.items() if applies is not None}
    if read_so or not known:
        return known
    if space.circuit.cone([0]) & {*space.readings.values()}:
        return {}
    return {name: applies for name, applies in known.items() if not space.readings_of([space.scopes[name]])}


def parts_for(space: Space, index: CircuitIndex, screening: Screening, *, read_so: bool = False) -> Parts:
    """The independent parts of eligibility for a patient: of what does not apply, whatever the readings, there is none.

    ``read_so``: of what does not apply under the readings in force.
    """
    taken = _certain(space, screening, read_so=read_so)
    key = ("parts", tuple(taken.items()))
    if key not in index.remembered:
        index.remembered[key] = find_parts(space, index, taken)
    found: Parts = index.remembered[key]
    return found


def held(space: Space, screening: Screening, proof: Proof) -> frozenset[str]:
    """The facts of a record on which it rests what applies to the patient."""
    evidence, readings = screening.patient.evidence, screening.readings
    found = behind(space, space.scopes.values()).facts(space, evidence) if space.scopes else frozenset[str]()
    for name, applies in screening.applies.items():
        atom = space.scopes[name]
        if applies is not None and proof.value(atom) is None:  # It follows by cases, or from what is impossible.
            found |= frozenset(culprits(space, evidence, readings, [-atom if applies else atom]))
    return found


def undecided(screening: Screening) -> tuple[str, ...]:
    """The criteria of which it is not known whether they apply."""
    return tuple(name for name, applies in screening.applies.items() if applies is None)


def deciding_scope(space: Space, screening: Screening, part: Part) -> dict[str, Behind]:
    """For each criterion of a part of which it is not known whether it applies, on what that rests."""
    return {name: behind(space, [space.scopes[name]]) for name in undecided(screening) if name in part.criteria}


def asked_first(space: Space, screening: Screening, part: Part, proof: Proof) -> Behind | None:
    """What is asked of a part before it is known which of its criteria apply; None where that is known.

    It is what decides that, and whatever its other criteria ask for.
    """
    unclear = {name for name in undecided(screening) if name in part.criteria}
    if not unclear:
        return None
    others = [literal for name, literal in part.conditions if name not in unclear and proof.value(literal) is not True]
    return behind(space, [*map(abs, others), *(space.scopes[name] for name in unclear)])
