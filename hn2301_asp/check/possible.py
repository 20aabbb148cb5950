"""Thresholds that no possible value crosses, and scores that can give no total."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.check.base import Base
from hn2301_asp.check.names import score_files
from hn2301_asp.knowledge.thresholds.axis import Interval, half_line
from hn2301_asp.knowledge.thresholds.model import Threshold, Thresholds
from hn2301_asp.knowledge.vocabulary.model import Score, Vocabulary
from hn2301_asp.knowledge.vocabulary.sections import QUANTITIES
from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.source.numbers import format_number


def possible_findings(base: Base) -> Iterator[Finding]:
    """Limits beyond what a quantity can be, and totals that a score does not give."""
    vocabulary = base.known.vocabulary
    for thresholds in (base.known.thresholds, base.known.guardrail_thresholds):
        told: set[str] = set()
        for threshold in thresholds.thresholds.values():
            name = threshold.name.partition("(")[0]  # What is wrong of every item is told once.
            if name not in told:
                found = list(_impossible(base, threshold, thresholds, vocabulary))
                told |= {name} if found else set()
                yield from found
    for score, file in score_files(base):
        yield from _without_total(base, score, file)


def _impossible(base: Base, threshold: Threshold, thresholds: Thresholds, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Of what follows from other quantities nothing is said here."""
    quantity = vocabulary.quantities.get(threshold.quantity)
    if quantity is None or threshold.quantity in thresholds.derived:
        return
    low, high = quantity.possible
    possible = Interval(low, high)
    for limit in threshold.limits:
        unit = vocabulary.unit(limit.unit) if limit.unit else None
        if unit is None or unit not in quantity.units:
            continue
        number = quantity.canonical(limit.number, unit)
        side = half_line(limit.comparator, number)
        if side.intersect(possible).is_empty:
            said = "no possible value is within it"
        elif low <= number <= high:
            continue
        else:
            said = "every possible value is within it"
        bounds = f"{format_number(low)} to {format_number(high)} {quantity.unit}".rstrip()
        name = threshold.name.partition("(")[0].removeprefix("_")
        yield Finding(
            "impossible-threshold",
            f"the limit of `{name}` lies outside what {quantity.label} can be: {said}",
            limit.place,
            help=f"possible is {bounds}",
            related=tuple(one for one in (base.place(QUANTITIES, quantity.name, "possible"),) if one.line),
        )


def _without_total(base: Base, score: Score, file: str) -> Iterator[Finding]:
    """A quantity that has a score's name is that score's total; else a total or a rule asks for its points."""
    if score.name in base.known.vocabulary.quantities and score.name not in score.totals:
        yield Finding(
            "score-total",
            f"`{score.name}` is a quantity, and the score of that name gives no such total",
            base.place(file, "totals") if score.totals else base.place(file, "name"),
            help=f"add it to `totals`: {score.name}: {{items: all}}",
        )
    elif not score.totals and not base.doubtful and not _asked(base, score):
        yield Finding(
            "score-total",
            f"no total and no rule asks for the points of {score.label}",
            base.place(file, "name"),
            help="add `totals`, or a rule that asks for `weight` of it",
        )


def _asked(base: Base, score: Score) -> bool:
    return any(
        atom.name == "weight" and atom.terms and score.name in {term.text for term in atom.terms[0].alternatives()}
        for _, statement in base.all_statements()
        for atom in statement.body
    )
