"""How two versions relate, by z3: who loses, who gains, and so what the change is.

It is asked of people who break the background of neither version.
"""

from __future__ import annotations

from dataclasses import dataclass

from hn2301_asp.knowledge.model import KnowledgeBase
from tests.amendment.opinion import formulas as f
from tests.amendment.opinion.formulas import Bounded, Formula, leaves
from tests.amendment.opinion.solver import Opinion, Patient
from tests.amendment.opinion.version import Version


@dataclass(frozen=True)
class Direction:
    """Somebody who passes one version and not the other, or None: there is nobody.

    ``measured`` is such a person whose hidden numbers are all measured, so that a record can show them.
    """

    somebody: Patient | None
    measured: Patient | None


@dataclass(frozen=True)
class Change:
    """Who passes now and did not, and who did and no longer does."""

    gains: Direction
    loses: Direction

    @property
    def relation(self) -> str:
        if self.gains.somebody is None:
            return "equivalent" if self.loses.somebody is None else "narrower"
        return "broader" if self.loses.somebody is None else "shifted"


def opinion_on(base: KnowledgeBase) -> Opinion:
    """A solver that knows which facts exclude each other."""
    return Opinion([f"{c.name}({value})" for value in c.values] for c in base.vocabulary.choices.values())


def overall(opinion: Opinion, base: Version, amended: Version) -> Change:
    """What the change does to eligibility."""
    return _change(opinion, (base, amended), base.eligible, amended.eligible)


def passing(version: Version, criterion: str) -> Formula:
    """Everybody whom a criterion does not block; one that is not there blocks nobody."""
    return f.conjunction([version.everybody, version.passes.get(criterion, f.TRUE)])


def of_criteria(opinion: Opinion, base: Version, amended: Version) -> dict[str, Change]:
    """What the change does to each criterion of either version."""
    criteria = dict.fromkeys([*base.passes, *amended.passes])
    return {c: _change(opinion, (base, amended), passing(base, c), passing(amended, c)) for c in criteria}


def _change(opinion: Opinion, versions: tuple[Version, Version], before: Formula, after: Formula) -> Change:
    if before is after:
        return Change(Direction(None, None), Direction(None, None))
    people = f.conjunction([version.everybody for version in versions])
    return Change(_direction(opinion, people, after, before), _direction(opinion, people, before, after))


def _direction(opinion: Opinion, people: Formula, one: Formula, other: Formula) -> Direction:
    somebody = opinion.patient(people, one, f.negation(other))
    if somebody is None:
        return Direction(None, None)
    conditions = {leaf.data.number.when for leaf in leaves(one) | leaves(other) if hidden(leaf)}
    if all(somebody.facts[condition] for condition in conditions):
        return Direction(somebody, somebody)
    return Direction(somebody, opinion.patient(people, one, f.negation(other), *map(f.fact, sorted(conditions))))


def hidden(leaf: Formula) -> bool:
    """Whether a leaf asks for a number that is measured under a condition only."""
    return leaf.kind == "test" and isinstance(leaf.data.number, Bounded)
