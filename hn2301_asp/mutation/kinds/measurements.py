"""Which of several measurements count: how many, how far apart, within which time; one more and one less."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import Quantity, Summary
from hn2301_asp.knowledge.vocabulary.sections import QUANTITIES
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.source.diagnostics import Place

KIND = "measurements"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for quantity in base.vocabulary.quantities.values():
        for what, summary in _changed(quantity.summary) if quantity.summary is not None else ():
            other = replace(quantity, summary=summary)
            place = Place(QUANTITIES, field=quantity.name)
            make = partial(_with, base, other)
            yield Mutant(KIND, f"{quantity.label}: {what}", place, QUANTITIES, (quantity.name,), make)


def _with(base: KnowledgeBase, quantity: Quantity) -> KnowledgeBase:
    known, vocabulary = base.thresholds, base.vocabulary
    quantities = {**vocabulary.quantities, quantity.name: quantity}
    thresholds = replace(known, quantities={**known.quantities, quantity.name: quantity})
    return replace(base, vocabulary=replace(vocabulary, quantities=quantities), thresholds=thresholds)


def _changed(summary: Summary) -> Iterator[tuple[str, Summary]]:
    for by in (-1, 1):
        if summary.within is not None and summary.within[0] + by > 0:
            number, unit = summary.within
            what = f"within {number} {unit}s becomes {number + by}"
            yield what, replace(summary, within=(number + by, unit))
        if summary.apart and summary.apart + by >= 0:
            yield (
                f"apart by {summary.apart} days becomes {summary.apart + by}",
                replace(summary, apart=summary.apart + by),
            )
        if summary.occasions + by > 0 and summary.take in ("highest", "lowest"):
            what = f"on {summary.occasions} occasions becomes {summary.occasions + by}"
            yield what, replace(summary, occasions=summary.occasions + by)
