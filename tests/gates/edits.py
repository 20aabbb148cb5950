"""Amendments to attack: the second opinion's edits, and limits moved by less than anybody records."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import Comparator
from hn2301_asp.knowledge.thresholds.model import Limit
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax
from tests.amendment.opinion.drawing import Drawing, Drawn
from tests.amendment.opinion.threshold_edits import Case, Change, edit_threshold

#: The comparator with which the number itself falls on the other side.
STRICT: dict[Comparator, Comparator] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
#: Parts of a recording step by which a limit is moved.
HAIRS = tuple(Fraction(part, 1000) for part in (1, 5, 10, 50, 100, 250, 333, 500, 750, 999))
OPINION = "second opinion"


def _moved(case: Case, limit: Limit, number: Fraction) -> ThresholdSyntax | None:
    moved = dataclasses.replace(case, syntax=replace(case.syntax, limits=(limit, *case.syntax.limits[1:])))
    return case.limited(moved.numbered(number))


def by_less_than_a_step(case: Case) -> ThresholdSyntax | None:
    """In the unit in which it stands."""
    part = case.rng.choice(HAIRS) * case.rng.choice([1, -1])
    return _moved(case, case.limit, case.limit.number + part * case.step())


def to_the_next_step(case: Case) -> ThresholdSyntax | None:
    """`≥ 0.8` becomes `> 0.79`: the same of whatever is recorded in steps, and of nothing else."""
    outwards = 1 if case.limit.comparator in ("<=", ">") else -1
    limit = replace(case.limit, comparator=STRICT[case.limit.comparator])
    return _moved(case, limit, limit.number + outwards * case.step())


def comparator(case: Case) -> ThresholdSyntax | None:
    """The number itself falls on the other side."""
    return case.limited(replace(case.limit, comparator=STRICT[case.limit.comparator]))


def in_another_unit(case: Case) -> ThresholdSyntax | None:
    """Converted to another unit and rounded there, or moved by a part of what is left."""
    others = [unit for unit in case.quantity.units if unit != case.quantity.unit]
    if case.limit.times or not others:
        return None
    unit = case.rng.choice(others)
    exact = case.limit.number * case.factor(case.limit.unit) / case.factor(unit)
    places = case.rng.choice([0, 1, 2, 3, 4])
    number = round(exact + case.rng.choice([-1, 0, 0, 1]) * Fraction(1, 10**places), places)
    limit = replace(case.limit, unit=case.spelt(unit))
    if case.rng.random() < 0.3:
        limit = replace(limit, comparator=STRICT[limit.comparator])
    return _moved(case, limit, number)


def of_a_date(case: Case) -> ThresholdSyntax | None:
    """A time that is counted from a date, moved by days or parts of a month."""
    quantity = case.quantity
    if quantity.since is None:
        return None
    parts = {"day": (1, 2), "week": (7, 14, 70), "month": (30, 31, 10, 365), "year": (365, 366, 12, 10)}
    whole = Fraction(1, case.rng.choice(parts[quantity.calendar or "day"])) / case.factor(case.limit.unit)
    number = case.limit.number + case.rng.choice([-3, -2, -1, 1, 2]) * whole
    limit = case.limit
    if case.rng.random() < 0.4:
        limit = replace(limit, comparator=STRICT[limit.comparator])
    return _moved(case, limit, round(number, case.rng.choice([1, 2, 3, 6])))


def of_a_dose(case: Case) -> ThresholdSyntax | None:
    """What doses add up to, moved to where only a sum or a conversion lies between."""
    if case.quantity.name not in {doses.adds_up_to for doses in case.vocabulary.doses.values()}:
        return None
    moves = [Fraction(part, 1000) for part in (-250, -125, -100, -30, -1, 1, 20, 125, 240, 500)]
    limit = case.limit
    if case.rng.random() < 0.5:
        limit = replace(limit, comparator=STRICT[limit.comparator])
    return _moved(case, limit, limit.number + case.rng.choice(moves) / case.factor(limit.unit))


def of_a_formula(case: Case) -> ThresholdSyntax | None:
    """What follows from other quantities, moved by a hair."""
    derived = case.limit.times or case.quantity.agrees_within is not None
    hair = Fraction(case.rng.choice([1, 10, 99, 1000, 10000]), 100000) * case.rng.choice([1, -1])
    return _moved(case, case.limit, case.limit.number + hair) if derived else None


#: Limits moved by less than anybody records, each kind drawn as often as the others.
HAIRLINE: dict[str, Change] = {
    "less than a step": by_less_than_a_step,
    "next step": to_the_next_step,
    "comparator": comparator,
    "another unit": in_another_unit,
    "date": of_a_date,
    "dose": of_a_dose,
    "formula": of_a_formula,
}
#: Of so many amendments in a row these are the second opinion's.
CYCLE: tuple[str, ...] = tuple(
    name for one in HAIRLINE for name in ((OPINION, one) if one not in ("date", "comparator") else (one,))
)


def family_of(number: int) -> str:
    """Which kind of edit an amendment is drawn by, by its number."""
    return CYCLE[number % len(CYCLE)]


def drawn_by(family: str, drawing: Drawing, rng: random.Random) -> Drawn:
    """One amendment of a family; a hairline edit now and then comes with one of the second opinion's."""
    if family == OPINION:
        return drawing.amendment(rng)
    first = drawing.amendment(rng) if rng.random() < 0.15 else Drawn(drawing.texts, (), ())
    told, texts = _edited(rng, HAIRLINE[family], first, drawing)
    return Drawn(texts, (*first.kinds, family), (*first.told, told))


def _edited(
    rng: random.Random, change: Callable[[Case], ThresholdSyntax | None], first: Drawn, drawing: Drawing
) -> tuple[str, dict[str, str]]:
    while True:
        try:
            edited = edit_threshold(rng, dict(first.texts), drawing.vocabulary, change)
        except KeyError:
            continue  # of a threshold whose unit fits its quantity no more
        if edited is not None:
            return edited
