"""What answering needs of a protocol, made once for all patients. Knows none of them."""

from __future__ import annotations

from hn2301_asp.explanation.answers.parts import Parts, find_parts
from hn2301_asp.explanation.why.index import CircuitIndex
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.two_patients import Pair
from hn2301_asp.source.private import Private


class Tools(Private, frozen=True):
    """What answering needs of a protocol, made once for all patients: ``parts`` are those of whoever it may be."""

    space: Space
    index: CircuitIndex
    parts: Parts

    @property
    def pair(self) -> Pair:
        """Two patients in one solver: made for the first verdict that is open, as no other asks for it."""
        return self.space.once(Pair)


def make_tools(space: Space, index: CircuitIndex) -> Tools:
    return Tools(space, index, find_parts(space, index))
