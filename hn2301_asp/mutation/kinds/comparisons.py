"""A comparison in a rule with another comparator: its contrary, the other side, with or without the limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.mutation.altered import with_rule, written_rules
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of, name_of
from hn2301_asp.mutation.spots import spots

KIND = "comparison"

#: clingo's numbers of comparators.
_GREATER, _LESS, _AT_MOST, _AT_LEAST, _UNLIKE, _EQUAL = range(6)
_OTHERS: Final[Mapping[int, tuple[int, ...]]] = {
    _GREATER: (_AT_LEAST, _LESS, _AT_MOST),
    _LESS: (_AT_MOST, _GREATER, _AT_LEAST),
    _AT_MOST: (_LESS, _AT_LEAST, _GREATER),
    _AT_LEAST: (_GREATER, _AT_MOST, _LESS),
    _UNLIKE: (_EQUAL,),
    _EQUAL: (_UNLIKE,),
}


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for rule in written_rules(base):
        for spot in spots(rule):
            for other in _compared(spot.literal) if spot.atom == "Comparison" else ():
                what = f"`{other}` in the place of `{spot.literal}` in `{rule.source}`"
                make = partial(with_rule, base, rule, spot.put(other))
                yield Mutant(KIND, what, spot.place, home_of(base, rule.place), (name_of(rule),), make)


def _compared(literal: Any) -> Iterator[Any]:
    """A comparison with every other comparator in the place of each of its own."""
    guards = list(literal.atom.guards)
    for number, guard in enumerate(guards):
        for comparator in _OTHERS[int(guard.comparison)]:
            other = guard.update(comparison=comparator)
            yield literal.update(atom=literal.atom.update(guards=[*guards[:number], other, *guards[number + 1 :]]))
