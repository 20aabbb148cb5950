"""A window of two times in which the other one counts: the shorter and not the longer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.model import Extreme
from hn2301_asp.mutation.altered import with_thresholds
from hn2301_asp.mutation.limits import extreme_of, same, with_limits, written
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of

KIND = "window"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for one in written(base):
        if not (extreme := extreme_of(base, one.first)):
            continue
        other: Extreme = "shorter" if extreme == "longer" else "longer"
        changed = with_limits(base, one, one.first.limits, other)
        if changed is None or same(base, changed):
            continue
        what = f"`{one.name}`: {one.first.shown} becomes {changed[one.first.name].shown}"
        make = partial(with_thresholds, base, changed)
        yield Mutant(KIND, what, one.first.place, home_of(base, one.first.place), one.inputs, make)
