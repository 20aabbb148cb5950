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
from hn2301_asp.knowledge.vocabulary import Score
from hn2301_asp.patient.model import GIVEN_COUNTS, Patient, Remark
from hn2301_asp.solver.assumptions import possible_regions
from hn2301_asp.solver.space import Space
from hn2301_asp.source.numbers import format_number


def with_scores(patient: Patient, space: Space) -> Patient:
    """The patient with the totals that follow from the items, and differences settled."""
    known = _answers(patient, space)
    for score in space.base.vocabulary.scores.values():
        answers = known.get(score.family)
        if score.totals and answers:
            before, patient = patient, _scored(patient, space, score, answers)
            if patient.evidence.atoms is not before.evidence.atoms:
                known = _answers(patient, space)
    return patient


def _answers(patient: Patient, space: Space) -> dict[str, dict[str, bool]]:
    """The items that are known, by their family; an item both named and denied is left to the solver."""
    found: dict[str, dict[str, bool]] = {}
    scored = space.scored
    for family, item, holds in [(*scored[atom], holds) for _, atom, holds in patient.evidence.atoms if atom in scored]:
        found.setdefault(family, {})[item] = holds
    return found


def _scored(patient: Patient, space: Space, score: Score, answers: Mapping[str, bool]) -> Patient:
    derived = {total: _range(score, total, answers) for total in score.totals}
    given = {
        total: fact.values
        for total in score.totals
        if (fact := patient.facts.get(total)) is not None and fact.values is not None
    }
    if given and not _agree(score, given, answers):
        if all(_same_side(space, total, values, derived[total]) for total, values in given.items()):
            return _given_wins(patient, space, score, given, derived)
        return patient
    closed = score.family in patient.facts
    if not closed:
        return patient
    amounts = tuple((score.family, total, values) for total, values in derived.items() if total not in given)
    evidence = replace(patient.evidence, amounts=(*patient.evidence.amounts, *amounts))
    return replace(patient, evidence=evidence)


def _range(score: Score, total: str, answers: Mapping[str, bool]) -> Values:
    """What a total may be: the items scored, and those that are not known on top."""
    low = open_points = 0
    for item in score.totals[total]:
        answer = answers.get(item)
        if answer is None:
            open_points += score.items[item].weight
        elif answer:
            low += score.items[item].weight
    return _between(low, low + open_points)


@lru_cache(maxsize=4096)
def _between(low: int, high: int) -> Values:
    least = Fraction(low)
    return Values(Interval(least, least if low == high else Fraction(high)))


def _agree(score: Score, given: Mapping[str, Values], answers: Mapping[str, bool]) -> bool:
    """Whether some completion of the items gives every total that is given."""
    totals = list(given)
    reachable = {(0,) * len(totals)}
    for name, item in score.items.items():
        points = tuple(item.weight if name in score.totals[total] else 0 for total in totals)
        scored = {tuple(a + b for a, b in zip(sums, points, strict=True)) for sums in reachable}
        answer = answers.get(name)
        if answer is None:
            reachable |= scored
        elif answer:
            reachable = scored
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
        assert interval.low is not None
        assert interval.high is not None
        span = format_number(interval.low)
        if interval.low != interval.high:
            span += f" to {format_number(interval.high)}"
        remarks.append(
            Remark(
                "given-and-derived",
                f"{quantity.label} is given as {patient.facts[total].told}, but its items give {span}{GIVEN_COUNTS}",
                (total, score.family),
            )
        )
    return replace(patient, evidence=replace(patient.evidence, atoms=atoms), remarks=tuple(remarks))
