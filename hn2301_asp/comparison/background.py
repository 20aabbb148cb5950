"""What is taken to be true of everybody, in words: every proof rests on it. Nothing is asked here."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.solver.ties import find_ties


def background(base: KnowledgeBase) -> Iterator[str]:
    """What is taken to be true of everybody: constraints, formulas, scores, and what quantities can be."""
    for rule in base.rules:
        if rule.head is None:
            yield f"{'; '.join(rule.because) or rule.source} ({rule.place.file}:{rule.place.line})"
    quantities = base.thresholds.quantities
    for tie in find_ties(base.vocabulary, base.thresholds):
        names = ", ".join(quantities[name].label for name in tie.quantities)
        how = "follows from" if tie.formula is not None else "is bounded by"
        yield f"{quantities[tie.result].label} {how} {names}"
    for score in base.vocabulary.scores.values():
        for total in score.totals:
            yield f"{base.vocabulary.quantities[total].label} is the sum of its items"
    yield "quantities are what is possible of them: whole numbers what is counted, any number what is measured"
