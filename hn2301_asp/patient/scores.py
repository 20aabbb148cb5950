"""Scores of a record: their totals from the items, and what happens where a given total differs.

The solver ties totals and items exactly. Only where a record gives both and they cannot agree is
something to decide: the given total wins, and the items no longer speak for the score, unless the
two fall on different sides of a threshold; then the record contradicts itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.knowledge.vocabulary.model import Score
from hn2301_asp.patient.model import GIVEN_COUNTS, Patient, Remark
from hn2301_asp.solver.assumptions import Evidence, possible_regions
from hn2301_asp.solver.known import Known, Told, bits
from hn2301_asp.solver.space import REMEMBERED, Space
from hn2301_asp.source.numbers import format_number
from hn2301_asp.source.private import Private
from hn2301_asp.source.remembered import remembered


def with_scores(patient: Patient, space: Space) -> Patient:
    """The patient with the totals that follow from the items, and differences settled."""
    known = space.once(Known)
    for scored in space.once(_with_totals):
        atoms = patient.evidence.atoms
        if known.of(atoms) & scored.bits:
            patient = _scored(patient, space, scored.score, scored.items(atoms, known))
    return patient


class _Items(Private, frozen=True):
    """What is known of a score's items, what they add to each total, and what it may be by them."""

    answers: Mapping[str, bool]
    least: Mapping[str, int]
    derived: Mapping[str, Values]


class _Scored:
    """A score with totals: what is known of its items is remembered by the bits that say anything of them."""

    def __init__(self, space: Space, score: Score) -> None:
        self.score = score
        of_family = [other for other in space.base.vocabulary.scores.values() if other.family == score.family]
        self.atoms = {f"{score.family}({item})": item for other in of_family for item in other.items}
        self.bits = bits(space.circuit.inputs[atom] for atom in self.atoms)
        self.found: dict[int, _Items] = {}

    def items(self, atoms: tuple[Told, ...], known: Known) -> _Items:
        """By the evidence; of an item both named and denied by what is said last: it is left to the solver."""
        part = known.of(atoms) & self.bits
        if known.both(part):
            return self._items(atoms)
        if part not in self.found:
            remembered(self.found, part, self._items(atoms), REMEMBERED)
        return self.found[part]

    def _items(self, atoms: tuple[Told, ...]) -> _Items:
        answers = {self.atoms[atom]: holds for _, atom, holds in atoms if atom in self.atoms}
        least, derived = dict[str, int](), dict[str, Values]()
        for total, names in self.score.totals.items():
            least[total] = sum(self.score.items[name].weight for name in names if answers.get(name))
            unknown = sum(self.score.items[name].weight for name in names if name not in answers)
            derived[total] = _between(least[total], least[total] + unknown)
        return _Items(answers, least, derived)


def _with_totals(space: Space) -> list[_Scored]:
    """The scores of a protocol that have totals."""
    return [_Scored(space, score) for score in space.base.vocabulary.scores.values() if score.totals]


def _scored(patient: Patient, space: Space, score: Score, items: _Items) -> Patient:
    derived, facts = items.derived, patient.facts
    given = {
        total: fact.values
        for total in score.totals
        if (fact := facts.get(total)) is not None and fact.values is not None
    }
    if given and not _agree(score, given, items):
        if all(_same_side(space, total, values, derived[total]) for total, values in given.items()):
            return _given_wins(patient, space, score, given, derived)
        return patient
    if score.family not in facts:
        return patient
    amounts = [(score.family, total, values) for total, values in derived.items() if total not in given]
    evidence = Evidence(patient.evidence.atoms, (*patient.evidence.amounts, *amounts))
    return replace(patient, evidence=evidence)


@lru_cache(maxsize=4096)
def _between(low: int, high: int) -> Values:
    least = Fraction(low)
    return Values(Interval(least, least if low == high else Fraction(high)))


def _agree(score: Score, given: Mapping[str, Values], items: _Items) -> bool:
    """Whether some completion of the items gives every total that is given."""
    totals = list(given)
    reachable = {tuple(items.least[total] for total in totals)}
    for name, item in score.items.items():
        if name not in items.answers:
            points = tuple(item.weight if name in score.totals[total] else 0 for total in totals)
            reachable |= {tuple(a + b for a, b in zip(sums, points, strict=True)) for sums in reachable}
    return any(
        all(
            values.interval is not None and values.interval.contains(Fraction(number))
            for values, number in zip(given.values(), sums, strict=True)
        )
        for sums in reachable
    )


def _same_side(space: Space, total: str, given: Values, derived: Values) -> bool:
    if total not in space.axes:
        return True
    return bool(set(possible_regions(space, total, given)) & set(possible_regions(space, total, derived)))


def _overlap(given: Values, derived: Values) -> bool:
    return given.interval is not None and derived.interval is not None and given.interval.overlaps(derived.interval)


def _given_wins(
    patient: Patient, space: Space, score: Score, given: Mapping[str, Values], derived: Mapping[str, Values]
) -> Patient:
    prefix = f"{score.family}("
    atoms = tuple(entry for entry in patient.evidence.atoms if not entry[1].startswith(prefix))
    remarks = list(patient.remarks)
    for total in [name for name in given if not _overlap(given[name], derived[name])] or given:
        quantity = space.base.vocabulary.quantities[total]
        interval = derived[total].interval
        assert interval is not None
        span = " to ".join(dict.fromkeys(map(format_number, interval.ends)))
        text = f"{quantity.label} is given as {patient.facts[total].told}, but its items give {span}{GIVEN_COUNTS}"
        remarks.append(Remark("given-and-derived", text, (total, score.family)))
    return replace(patient, evidence=replace(patient.evidence, atoms=atoms), remarks=tuple(remarks))
