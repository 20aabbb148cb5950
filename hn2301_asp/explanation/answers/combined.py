"""Whether readings of the text together can change a verdict: all combinations are judged at once, as lanes.

It spares most patients the question which combinations do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from itertools import product
from operator import or_

from hn2301_asp.screening import Screening
from hn2301_asp.solver.lanes import Lanes
from hn2301_asp.solver.modules import Slots
from hn2301_asp.solver.space import Space
from hn2301_asp.source.private import Private

#: So many things worked out under all combinations are remembered.
_REMEMBERED = 1_000
#: So many combinations are judged at once at most.
_MOST = 1_024


class _Every(Private, frozen=True):
    """All combinations of readings, those in force first, and in which of them each other reading is."""

    slots: Slots
    with_other: tuple[int, ...]
    alone: tuple[int, ...]


class _Combined:
    """The combinations beside some readings in force, for the latest of these."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.found: dict[tuple[str, ...], _Every | None] = {}

    def of(self, readings: Mapping[str, str]) -> _Every | None:
        """All combinations; None where they are too many."""
        key = tuple(readings.values())
        if key not in self.found:
            self.found.clear()
            self.found[key] = self._made(readings)
        return self.found[key]

    def _made(self, readings: Mapping[str, str]) -> _Every | None:
        known = self.space.base.readings.values()
        values = [(readings[one.id], *(v for v in one.values if v != readings[one.id])) for one in known]
        if reduce(lambda number, some: number * len(some), values, 1) > _MOST:
            return None
        chosen = [dict(zip((one.id for one in known), some, strict=True)) for some in product(*values)]
        others = [(one.id, value) for one in known for value in one.values if value != readings[one.id]]
        masks, alone = [], []
        for name, value in others:
            masks.append(sum(1 << slot for slot, some in enumerate(chosen) if some[name] == value))
            alone.append(1 << chosen.index({**readings, name: value}))
        return _Every(Slots(self.space, chosen), tuple(masks), tuple(alone))


def may_change_together(space: Space, screening: Screening) -> bool:
    """Whether several other readings together, none of which does so alone, may change the verdict."""
    if any(not space.readings_of([space.criteria[name]]) for name in screening.blocking):
        return False  # Whatever is read otherwise, that criterion blocks.
    every = space.once(_Combined).of(screening.readings)
    found = None if every is None else space.once(Lanes).judge(screening.assumed, every.slots)
    if every is None or found is None:
        return True
    if len(every.slots.remembered) > _REMEMBERED:
        every.slots.remembered.clear()
    holds, fails = found.can_hold[0], found.can_fail[0]
    all_ = every.slots.every
    other = (holds ^ (all_ if holds & 1 else 0)) | (fails ^ (all_ if fails & 1 else 0))
    other &= found.somebody
    alone = (mask for mask, slot in zip(every.with_other, every.alone, strict=True) if other & slot)
    return bool(other & ~reduce(or_, alone, 0))
