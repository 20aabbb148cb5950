"""Which facts of a record stand behind inputs of the joint program. Nothing is solved here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.solver.ties import choice_of


def facts_behind(base: KnowledgeBase, inputs: Iterable[str]) -> tuple[str, ...]:
    """The facts from which inputs follow, as a record names them: a family, a measured quantity, an answer."""
    found: dict[str, None] = {}
    for name in inputs:
        threshold = base.thresholds.thresholds.get(name)
        if threshold is not None:
            found |= dict.fromkeys(measured(base, threshold.quantity))
            continue
        family = name.partition("(")[0]
        if family != "reading":
            found[family] = None
    return tuple(found)


def measured(base: KnowledgeBase, quantity: str) -> Iterator[str]:
    """What is recorded of a quantity: itself, what its formula asks for, or the items that it adds up."""
    derived = base.thresholds.derived.get(quantity)
    vocabulary = base.vocabulary
    if derived is not None:
        for name in derived.formula.quantities():
            yield from measured(base, name)
        for name in derived.formula.facts():
            yield choice_of(name, vocabulary)
        return
    families = [score.family for score in vocabulary.scores.values() if quantity in score.totals]
    if families:
        yield families[0]
        return
    room = base.thresholds.quantities[quantity].room
    yield quantity if room is None else room.measured
