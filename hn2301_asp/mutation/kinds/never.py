"""What a threshold says of `never`, or of an item that does not hold: the contrary."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.mutation.altered import with_gate, with_thresholds
from hn2301_asp.mutation.limits import written
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of

KIND = "never"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    known = base.thresholds
    for one in written(base):
        threshold, gate = one.first, known.gates.get(one.name)
        home = home_of(base, threshold.place)
        if known.quantities[threshold.quantity].never:
            is_so = threshold.test.never
            flipped = {t.name: replace(t, test=replace(t.test, never=not is_so)) for t in one.thresholds}
            make = partial(with_thresholds, base, flipped)
        elif gate is not None:
            is_so = gate.never
            make = partial(with_gate, base, replace(gate, never=not is_so))
        else:
            continue
        words = ("yes", "no") if is_so else ("no", "yes")
        what = f"`{one.name}`: {words[0]} if never becomes {words[1]} if never"
        yield Mutant(KIND, what, threshold.place, home, one.inputs, make)
