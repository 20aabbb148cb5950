"""The value of a reading for which a rule asks: each other one; and any list of values without each of them.

A list of classes is such a list too: `class(D, (a; b))` without `a`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import symbol_of
from hn2301_asp.mutation.altered import with_rule, written_rules
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of, name_of
from hn2301_asp.mutation.spots import kind_of, spots

KIND = "value"

_READING: Final = "reading"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for rule in written_rules(base):
        for spot in spots(rule):
            if spot.atom != "SymbolicAtom" or kind_of(spot.literal.atom.symbol) != "Function":
                continue
            for other in _others(base, spot.literal.atom.symbol):
                literal = spot.literal.update(atom=spot.literal.atom.update(symbol=other))
                what = f"`{literal}` in the place of `{spot.literal}` in `{rule.source}`"
                make = partial(with_rule, base, rule, spot.put(literal))
                yield Mutant(KIND, what, spot.place, home_of(base, rule.place), (name_of(rule),), make)


def _others(base: KnowledgeBase, symbol: Any) -> Iterator[Any]:
    """The atom with another value of its reading, and without each value of a list."""
    arguments = list(symbol.arguments)
    for place, argument in enumerate(arguments):
        for other in _instead(base, symbol, place, argument):
            yield symbol.update(arguments=[*arguments[:place], other, *arguments[place + 1 :]])


def _instead(base: KnowledgeBase, symbol: Any, place: int, argument: Any) -> Iterator[Any]:
    if kind_of(argument) == "Pool":
        members = list(argument.arguments)
        for number in range(len(members)):
            left = [*members[:number], *members[number + 1 :]]
            yield left[0] if len(left) == 1 else argument.update(arguments=left)
    elif kind_of(argument) == "SymbolicTerm" and symbol.name == _READING and place == 1:
        reading = base.readings.get(str(symbol.arguments[0]))
        for value in reading.values if reading is not None else ():
            if value != str(argument):
                yield argument.update(symbol=symbol_of(value))
