"""A limit that belongs to the other side (≥ and >), and one that is asked from the other side (≥ and ≤)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Comparator
from hn2301_asp.mutation.altered import with_thresholds
from hn2301_asp.mutation.limits import same, with_limits, written
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of

KIND = "comparator"

_STRICT: Final[Mapping[Comparator, Comparator]] = {">=": ">", ">": ">=", "<=": "<", "<": "<="}
_TURNED: Final[Mapping[Comparator, Comparator]] = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for one in written(base):
        limits = one.first.limits
        alone = len(limits) == 1
        for number, limit in enumerate(limits):
            for table in (_STRICT, _TURNED) if alone else (_STRICT,):
                if limit.comparator not in table:
                    continue
                other = replace(limit, comparator=table[limit.comparator])
                changed = with_limits(base, one, [*limits[:number], other, *limits[number + 1 :]])
                if changed is None or same(base, changed):
                    continue
                told = _told(one.first.window, changed[one.first.name].shown, other.comparator)
                what = f"`{one.name}`: {one.first.shown} becomes {told}"
                make = partial(with_thresholds, base, changed)
                yield Mutant(KIND, what, limit.place, home_of(base, one.first.place), one.inputs, make)


#: What a window is with another comparator: it has none in words.
_WINDOWS: Final[Mapping[Comparator, str]] = {"<": "less than", ">=": "at least"}


def _told(window: str, shown: str, comparator: Comparator) -> str:
    return f"{_WINDOWS[comparator]} {shown.removeprefix('within ')}" if window else shown
