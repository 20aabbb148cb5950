"""A rule, or a constraint, that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.mutation.altered import without_rule, written_rules
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of, name_of

KIND = "rule"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for rule in written_rules(base):
        what, home = f"without `{rule.source}`", home_of(base, rule.place)
        yield Mutant(KIND, what, rule.place, home, (name_of(rule),), partial(without_rule, base, rule))
