"""The missing facts that stand in any set that settles a verdict or could rule out: of one part, and of all together.

They are those of ``Deciding.settles`` and ``could_rule_out`` where no list is cut off: the sets that settle are made of
one of each open part, and what rules out fails one part.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from hn2301_asp.explanation.answers.deciding import ruling_sets, settling_sets
from hn2301_asp.explanation.answers.missing import Record
from hn2301_asp.explanation.answers.parts import Part
from hn2301_asp.explanation.answers.scope import parts_for
from hn2301_asp.explanation.answers.tools import Tools
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.screening import Screening
from hn2301_asp.solver.minimal import MOST_SETS
from hn2301_asp.solver.two_patients import Pair
from hn2301_asp.source.private import Private

#: Combinations of values that are looked through for those that rule out, in one part.
MOST_COMBINATIONS = 10_000


class Decisive(Private, frozen=True):
    """The facts of an open part that stand in a set that settles it (None: there is no such set), or could fail it."""

    settling: frozenset[str] | None
    ruling: frozenset[str]


def decisive(record: Record, pair: Pair, part: Part) -> Decisive | None:
    """What decides a part; None of one that cannot fail."""
    if not record.can_fail(part) or (_may_be_proved(record, part) and record.surely_holds(part)):
        return None
    settling, _ = settling_sets(record, pair, part, MOST_SETS)
    ruling, _ = ruling_sets(record, part, MOST_SETS, MOST_COMBINATIONS)
    return Decisive(
        frozenset(one.name for found in settling for one in found) if settling else None,
        frozenset(name for names in ruling for name in names),
    )


def _may_be_proved(record: Record, part: Part) -> bool:
    """Whether a proof may tell more of a part than the solver does: of numbers that follow from others."""
    return bool(part.scope.groups or record.space.scopes)


def together(found: Iterable[Decisive]) -> frozenset[str]:
    """The facts that stand in a set of a patient's: nothing settles a verdict of which one part stays open."""
    parts = list(found)
    settling = [part.settling for part in parts if part.settling is not None]
    sets = [part.ruling for part in parts] + (settling if len(settling) == len(parts) else [])
    return reduce(or_, sets, frozenset[str]())


def decisive_facts(tools: Tools, screening: Screening) -> frozenset[str]:
    """The facts that stand in any set that settles an undetermined verdict or could rule out."""
    parts = parts_for(tools.space, tools.index, screening)
    record = Record(tools.space, tools.index, parts, screening)
    unknown = {criterion for criterion, status in screening.statuses.items() if status == "unknown"}
    concerned = [part for part in parts.parts if not unknown.isdisjoint(part.criteria)]
    asked = (decisive(record, tools.pair, part) for part in concerned)
    return together(one for one in asked if one is not None)


def in_order(base: KnowledgeBase) -> tuple[str, ...]:
    """The names of all facts that can be missing, in the vocabulary's order: numbers, choices, answers, lists."""
    vocabulary = base.vocabulary
    return (*base.thresholds.quantities, *vocabulary.choices, *vocabulary.facts, *vocabulary.families)
