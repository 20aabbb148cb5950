"""How many are asked for, or how much they add up to: one more and one less."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import symbol_of
from hn2301_asp.mutation.altered import with_rule, written_rules
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of, name_of
from hn2301_asp.mutation.spots import kind_of, spots

KIND = "count"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for rule in written_rules(base):
        for spot in spots(rule):
            for other in _bounded(spot.literal) if spot.atom in ("BodyAggregate", "Aggregate") else ():
                what = f"`{other}` in the place of `{spot.literal}` in `{rule.source}`"
                make = partial(with_rule, base, rule, spot.put(other))
                yield Mutant(KIND, what, spot.place, home_of(base, rule.place), (name_of(rule),), make)


def _bounded(literal: Any) -> Iterator[Any]:
    """What is counted, with each of its bounds one less and one more."""
    for side in ("left_guard", "right_guard"):
        guard = getattr(literal.atom, side)
        if guard is None or kind_of(guard.term) != "SymbolicTerm" or not str(guard.term).isdecimal():
            continue
        for number in (int(str(guard.term)) - 1, int(str(guard.term)) + 1):
            if number >= 0:
                term = guard.term.update(symbol=symbol_of(str(number)))
                yield literal.update(atom=literal.atom.update(**{side: guard.update(term=term)}))
