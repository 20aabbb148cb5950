"""By what things are told apart that are counted or added up: without one of its names, or by another variable.

What counts twice under two names, or once for two that weigh the same, is counted by the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.reading_rules import children
from hn2301_asp.mutation.altered import with_rule, written_rules
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of, name_of
from hn2301_asp.mutation.spots import kind_of, spots

KIND = "counted"

#: clingo's number of `#count`; of whatever else the first of the names is the weight.
_COUNT = 0


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for rule in written_rules(base):
        for spot in spots(rule):
            for other in _told_apart(spot.literal) if spot.atom == "BodyAggregate" else ():
                what = f"`{other}` in the place of `{spot.literal}` in `{rule.source}`"
                make = partial(with_rule, base, rule, spot.put(other))
                yield Mutant(KIND, what, spot.place, home_of(base, rule.place), (name_of(rule),), make)


def _told_apart(literal: Any) -> Iterator[Any]:
    """What is counted, with other names before the colon."""
    elements = list(literal.atom.elements)
    weighed = int(literal.atom.function != _COUNT)
    for place, element in enumerate(elements):
        for terms in _others(element, weighed):
            changed = [*elements[:place], element.update(terms=terms), *elements[place + 1 :]]
            yield literal.update(atom=literal.atom.update(elements=changed))


def _others(element: Any, weighed: int) -> Iterator[list[Any]]:
    terms = list(element.terms)
    known = {str(term) for term in terms}
    free = {str(term): term for condition in element.condition for term in _variables(condition)}
    for number in range(weighed, len(terms)):
        if len(terms) > 1:
            yield [*terms[:number], *terms[number + 1 :]]
        for name, term in free.items():
            if name not in known and kind_of(terms[number]) == "Variable":
                yield [*terms[:number], term, *terms[number + 1 :]]


def _variables(node: Any) -> Iterator[Any]:
    if kind_of(node) == "Variable":
        yield node
    for child in children(node):
        yield from _variables(child)
