"""How far a limit must be moved for each of some rows to pass: by the exact numbers that its cells say.

Numbers tell it where nothing else of the record hangs on them: the limit's quantity is given once, or follows from
others that are each given once. From where to where it may lie is enough where no other threshold asks for it. Of
other rows nothing is said here: they are asked about (``relaxing``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.columns.contents import together, told_apart, value_at
from hn2301_asp.cohort.columns.states import Reader
from hn2301_asp.cohort.relaxing.limits import Limit
from hn2301_asp.knowledge.thresholds.axis import Interval, Values, domain_of
from hn2301_asp.solver.known import answered
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.ties import Span, Tie, reach

Steps = npt.NDArray[np.int64]
#: Where a row's cells do not tell.
UNTOLD = -1


def steps_of(limit: Limit, reader: Reader, own: Sequence[pl.Series]) -> tuple[Steps, Steps]:
    """By how many steps the limit must be moved for each row to pass certainly, and possibly; as far as cells tell."""
    length, space = len(own[0]) if own else 0, reader.screener.space
    nothing = np.full(length, UNTOLD, np.int64)
    of_items = reader.screener.knowledge_base.thresholds.gate_of(limit.thresholds[0])
    follows = space.ties.get(limit.quantity)
    simple = _alone(limit, space) if follows is None else _simple(follows, space)
    if not length or of_items is not None or not simple:
        return nothing, nothing
    codes, first = together(list(map(told_apart, own)))
    steps = np.full((2, len(first)), UNTOLD, np.int64)
    for code, at in enumerate(first):
        where = _interval(limit, reader, [value_at(series, at) for series in own], follows)
        if where is not None:
            steps[:, code] = _steps(limit, where)
    steps[(steps < 1) | (steps > limit.most)] = UNTOLD
    return steps[0][codes], steps[1][codes]


def _steps(limit: Limit, where: Interval) -> tuple[int, int]:
    """The steps after which all of an interval lies on the side on which patients pass, and those after which some."""
    low, high = (where.low, where.low_open), (where.high, where.high_open)
    (last, last_open), (first, first_open) = (low, high) if limit.step < 0 else (high, low)
    return (
        UNTOLD if last is None else limit.first(last, last_open),
        UNTOLD if first is None else limit.first(first, first_open, some=True),
    )


def _interval(limit: Limit, reader: Reader, values: Sequence[Any], follows: Tie | None) -> Interval | None:
    """Where the limit's quantity lies by a content, if nothing else depends on it."""
    amounts, space = reader.amounts(values), reader.screener.space
    sole = _asked_once(limit, reader)
    quantities = reader.screener.knowledge_base.thresholds.quantities
    if follows is None:
        found = _given(amounts, limit.quantity)
        if found is None or not (found.is_point or sole):
            return None
        return domain_of(quantities[limit.quantity]).within(found)
    if limit.quantity in amounts:
        return None  # It is given and may follow, too.
    told = reader.state(values).assumed
    known = answered(told.atoms, space.choices) if told is not None else {}
    if follows.formula is None or any(fact not in known for fact in follows.facts):
        return None
    facts = {fact: known[fact] for fact in follows.facts}
    given = {name: _given(amounts, name) for name in follows.quantities}
    numbers = {name: one.low for name, one in given.items() if one is not None and one.is_point and one.low is not None}
    if len(numbers) == len(given):
        number = follows.computed(numbers, facts)
        return None if number is None else Interval.point(number)
    free = all(name in numbers or (name not in space.axes and not quantities[name].counted) for name in given)
    if not sole or not free or any(name in amounts and one is None for name, one in given.items()):
        return None
    box = {name: Span(one or domain_of(quantities[name]).possible) for name, one in given.items()}
    return reach(follows.formula, box, facts)


def _asked_once(limit: Limit, reader: Reader) -> bool:
    """Whether no other threshold asks for the limit's quantity."""
    thresholds = reader.screener.knowledge_base.thresholds.thresholds
    return sum(one.quantity == limit.quantity for one in thresholds.values()) == 1


def _given(amounts: Mapping[str, Sequence[Values]], quantity: str) -> Interval | None:
    """Where a quantity lies that a content tells once."""
    told = amounts.get(quantity, ())
    return told[0].interval if len(told) == 1 and not told[0].never else None


def _alone(limit: Limit, space: Space) -> bool:
    """Whether a quantity neither follows from others nor gives any."""
    linked = {name for tie in space.ties.values() for name in (tie.result, *tie.quantities)}
    return limit.quantity not in linked and limit.quantity not in space.totals


def _simple(tie: Tie, space: Space) -> bool:
    """Whether a result follows by a formula from quantities that are given, and gives nothing else."""
    others = {name for one in space.ties.values() if one is not tie for name in (one.result, *one.quantities)}
    if tie.formula is None or tie in space.linked or not others.isdisjoint((tie.result, *tie.quantities)):
        return False
    return space.totals.keys().isdisjoint(tie.quantities)
