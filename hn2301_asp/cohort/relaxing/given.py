"""Rows that tell a quantity twice, or give one that follows from others: their verdict may hang on where limits lie.

Two values of one quantity contradict each other where a limit lies between them. A given value ties what it follows
from to the stretch between two limits in which it lies, so moving a limit may let in more completions of what is open,
or fewer, whether the value passes or not. On either side of each value that goes one way only. So a few limits show
whether such a row is ever less than it is now: then the curve is not told.
"""

from __future__ import annotations

import numpy as np

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.contents import value_at
from hn2301_asp.cohort.relaxing.admitting import Cohort, eligible, not_ruled_out
from hn2301_asp.cohort.relaxing.again import CONTRADICTORY, Rows, Verdicts
from hn2301_asp.cohort.relaxing.limits import Limit

#: Why such a limit is not told.
WHY = "some tell it twice, or where it follows from others too: whether that agrees hangs on where the limit lies"


def is_steady(cohort: Cohort, limit: Limit, end: int) -> bool:
    """Whether no such row is less eligible, or more ruled out, anywhere on the way to an end than now and there."""
    rows = np.flatnonzero(cohort.loose(limit)) if end else np.zeros(0, np.int64)
    if not len(rows):
        return True
    before, last, opened = cohort.verdicts[rows], cohort.with_moved([(limit, end)], rows), cohort.open(limit)[rows]
    turns = _turns(cohort, limit, rows)
    lost = _lost(before, last) | ((before == CONTRADICTORY) & (last != CONTRADICTORY) & opened)
    if lost.any() or turns is None:
        return False
    for steps in np.unique(turns[(turns > 0) & (turns <= end)]).tolist():
        at = np.flatnonzero((turns == steps).any(axis=0))
        for near in (steps - 1, steps):
            found = cohort.with_moved([(limit, near)], rows[at]) if near else before[at]
            lost = _lost(before[at], found) | (eligible(found) & ~eligible(last[at]))
            if (lost | ((found == CONTRADICTORY) & opened[at])).any():
                return False
    return True


def _lost(before: Verdicts, after: Verdicts) -> Flags:
    """Who is less eligible, or ruled out, with a limit moved."""
    return (eligible(before) & ~eligible(after)) | (not_ruled_out(before) & ~not_ruled_out(after))


def _turns(cohort: Cohort, limit: Limit, rows: Rows) -> Rows | None:
    """The steps after which the values of each row pass, as columns; None where one has no single value."""
    reader = cohort.reader_of(limit)
    if reader is None:
        return None
    own = [cohort.columns[column.written] for column in reader.part.columns]
    turns = []
    for row in rows.tolist():
        told = reader.amounts([value_at(series, row) for series in own]).get(limit.quantity, ())
        numbers = [one.number for one in told if one.number is not None]
        if not told or len(numbers) < len(told):
            return None
        turns.append([limit.first(number) for number in numbers])
    most = max(map(len, turns))
    return np.array([each + [0] * (most - len(each)) for each in turns], np.int64).T
