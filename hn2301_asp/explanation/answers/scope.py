"""What applies to a patient, as it is taken for granted when other facts are looked at.

Who is of one arm is not moved to another one by a plan, and is not asked for what another arm needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from hn2301_asp.explanation.answers.parts import Part, Parts, find_parts
from hn2301_asp.explanation.why.index import CircuitIndex
from hn2301_asp.explanation.why.proof import Proof
from hn2301_asp.screening import Screening, culprits
from hn2301_asp.solver.behind import NOTHING, Behind, behind, resting_on
from hn2301_asp.solver.space import Space
from hn2301_asp.source.private import Private


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


class Asked(Private, frozen=True):
    """What is asked of a part: of what is not known these facts alone, where that is told, and never those."""

    only: Behind | None
    never: Behind

    def asks(self, atoms: Sequence[int], quantities: Sequence[str]) -> bool:
        """Whether a fact that says something of these is asked for."""
        foreign = self.never.inputs.issuperset(atoms) and self.never.quantities.issuperset(quantities)
        return not foreign and (self.only is None or self.only.touches(atoms, quantities))


def asked_now(space: Space, screening: Screening, part: Part, proof: Proof) -> Asked | None:
    """What is asked of a part; None where everything is.

    Nothing that only matters to another arm than the patient's. Before it is known which criteria apply it is what
    decides that, and of the other criteria what they ask for whichever it turns out to be.
    """
    if not space.scopes:
        return None
    unclear = {name for name in undecided(screening) if name in part.criteria}
    others = [literal for name, literal in part.conditions if name not in unclear]
    if unclear:
        others = [literal for literal in others if proof.value(literal) is not True]
    first = behind(space, (space.scopes[name] for name in unclear))
    inputs, choosing = space.circuit.inputs, behind(space, space.scopes.values()).inputs
    choices = [[inputs[name] for name in names] for names in space.choices if inputs[names[0]] in choosing]
    told = [[atom for atom in atoms if proof.value(atom) is not False] for atoms in choices if first.inputs & {*atoms}]
    every: list[Behind] = []
    for values in product(*told):
        known: dict[int, bool | None] = {
            atom: atom in values if {*atoms} & {*values} else proof.value(atom) for atoms in choices for atom in atoms
        }
        every.append(resting_on(space, _asked_of(proof.index, others, known)))
    same = Behind(
        frozenset.intersection(*(one.inputs for one in every)),
        frozenset.intersection(*(one.quantities for one in every)),
    )
    if unclear:
        return Asked(Behind(first.inputs | same.inputs, first.quantities | same.quantities), NOTHING)
    whole = behind(space, map(abs, others))
    return Asked(None, Behind(whole.inputs - same.inputs, whole.quantities - same.quantities))


def _asked_of(index: CircuitIndex, literals: Iterable[int], known: Mapping[int, bool | None]) -> set[int]:
    """The inputs on which literals rest for somebody of whom some inputs are known: by rules that these leave open."""
    found, waiting = set[int](), [*map(abs, literals)]
    while waiting:
        atom = waiting.pop()
        if atom in found:
            continue
        found.add(atom)
        if atom in index.weights:
            waiting += [abs(part) for part, _ in index.weights[atom].body]
        for rule in index.rules.get(atom, ()):
            if all(known.get(abs(part)) in (None, part > 0) for part in rule.body):
                waiting += map(abs, rule.body)
    return found & {*index.input_names}
