"""A condition of a rule that is not asked, and one that is asked for its contrary; inside what is counted too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.mutation.altered import with_rule, written_rules
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of, name_of
from hn2301_asp.mutation.spots import spots

KIND = "literal"

#: Of these the contrary is told by a kind of its own, or stands for the whole of what is not asked.
_OTHERWISE = ("Comparison", "BooleanConstant", "")


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for rule in written_rules(base):
        home, touches = home_of(base, rule.place), (name_of(rule),)
        for spot in spots(rule):
            changes = [(f"without `{spot.literal}`", spot.put(None))]
            if spot.atom not in _OTHERWISE:
                contrary = spot.literal.update(sign=0 if spot.literal.sign else 1)
                changes.append((f"`{contrary}` in the place of `{spot.literal}`", spot.put(contrary)))
            for what, text in changes:
                make = partial(with_rule, base, rule, text)
                yield Mutant(KIND, f"{what} in `{rule.source}`", spot.place, home, touches, make)
