"""A limit a little higher and a little lower: by one of its last digit, and by one step in which values are recorded.

Both ends of a range are moved, and both times of a window. A grade becomes the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.model import HALF_LIFE, Limit
from hn2301_asp.mutation.altered import with_thresholds
from hn2301_asp.mutation.limits import Written, at, moved, same, with_limits, written
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of
from hn2301_asp.source.numbers import decimals

KIND = "limit"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for one in written(base):
        home = home_of(base, one.first.place)
        for number, limit in enumerate(one.first.limits):
            for other in _others(base, one, limit):
                limits = [*one.first.limits[:number], other, *one.first.limits[number + 1 :]]
                changed = with_limits(base, one, limits)
                if changed is None or same(base, changed):
                    continue
                told = changed[one.first.name].shown
                what = f"`{one.name}`: {one.first.shown} becomes {told}"
                make = partial(with_thresholds, base, changed)
                yield Mutant(KIND, what, limit.place, home, one.inputs, make)


def _others(base: KnowledgeBase, one: Written, limit: Limit) -> Iterator[Limit]:
    """A limit by one more and one less, of each size once."""
    quantity, seen = base.thresholds.quantities[one.first.quantity], {limit.number}
    for by in (-1, 1):
        other = moved(quantity, limit, by)
        if other is not None and other.number not in seen:
            seen.add(other.number)
            yield other
    if limit.grade or limit.times or limit.unit is None or limit.unit.startswith(HALF_LIFE) or quantity.ratio:
        return
    unit = base.vocabulary.unit(limit.unit)
    if unit is None:
        return
    for by in (-1, 1):
        number = quantity.given(quantity.canonical(limit.number, unit) + by * quantity.step, unit)
        if number not in seen and (places := decimals(number)) is not None:
            seen.add(number)
            yield at(limit, number, max(places, len(limit.number_text.partition(".")[2])))
