"""Pairs of limits that admit somebody together whom neither admits alone."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.relaxing.admitting import Admitted, Cohort, Guard, Together, eligible, not_ruled_out
from hn2301_asp.cohort.relaxing.again import UNDETERMINED, Rows, Verdicts
from hn2301_asp.cohort.relaxing.limits import Limit, shown
from hn2301_asp.cohort.relaxing.model import Pair


class _Waiting(NamedTuple):
    """A pair: how many it admits of those whom no other limit may keep out, and the rows that are to be asked about.

    It certainly admits ``most`` at most.
    """

    one: Limit
    other: Limit
    certain: int
    possible: int
    open: Rows
    most: int


def pairs_of(
    cohort: Cohort, found: Mapping[Limit, Admitted], together: Together, guard: Guard, most: int
) -> tuple[Pair, ...]:
    """The pairs that admit most, each limit moved to its end: none of the others admits more."""
    ends = dict(together.moves)
    waiting = [one for one in _waiting(cohort, found, together) if one.certain or one.possible or len(one.open)]
    waiting.sort(key=lambda one: -one.most)
    told: list[tuple[int, int, Limit, Limit]] = []
    for one in waiting:
        least = sorted((certain for certain, *_ in told), reverse=True)[most - 1 : most]
        if least and least[0] >= one.most:
            break
        certain, possible = one.certain, one.possible
        if len(one.open):
            moves = [(limit, ends[limit]) for limit in (one.one, one.other)]
            new = _new(cohort, found, one.one, one.other, one.open, cohort.with_moved(moves, one.open))
            certain, possible = certain + int(new[0].sum()), possible + int(new[1].sum())
        if certain or possible:
            told.append((certain, possible, one.one, one.other))
    told.sort(key=lambda pair: (-pair[0], -pair[1]))
    return tuple(_pair(cohort, ends, guard, *pair) for pair in told[:most])


def _waiting(cohort: Cohort, found: Mapping[Limit, Admitted], together: Together) -> list[_Waiting]:
    """Each two limits, with what is known of those whom both may keep out."""
    limits, made = [limit for limit, _ in together.moves], list[_Waiting]()
    sure, likely = _needed(cohort, together)
    certain_at = eligible(together.after)
    open_at = cohort.verdicts[together.rows] != UNDETERMINED
    for one, other in combinations(range(len(limits)), 2):
        both = together.out[one] & together.out[other]
        if not both.any():
            continue
        pair, rest = (limits[one], limits[other]), ~(1 << one | 1 << other)
        both &= cohort.hopeful(pair, together.rows)
        alone, several = both & (together.level == 2), both & (together.level > 2)
        certain, possible = _new(cohort, found, *pair, together.rows[alone], together.after[alone])
        may = several & certain_at & (sure & rest == 0)
        may &= ~np.isin(together.rows, np.concatenate([found[limit].certain for limit in pair]))
        asked = may | (several & open_at & (likely & rest == 0))
        most = int(certain.sum()) + int(may.sum())
        made.append(_Waiting(*pair, int(certain.sum()), int(possible.sum()), together.rows[asked], most))
    return made


def _needed(cohort: Cohort, together: Together) -> tuple[Rows, Rows]:
    """Of each row, as bits, the limits without which all others do not admit it: to certainty, or not ruled out.

    A pair that admits it holds them all.
    """
    sure, likely = np.zeros(len(together.rows), np.int64), np.zeros(len(together.rows), np.int64)
    for number in range(len(together.moves)):
        at = np.flatnonzero(together.out[number] & (together.level > 2))
        if len(at):
            others = [move for place, move in enumerate(together.moves) if place != number]
            left = cohort.with_moved(others, together.rows[at])
            sure[at] |= (~eligible(left)).astype(np.int64) << number
            likely[at] |= (~not_ruled_out(left)).astype(np.int64) << number
    return sure, likely


def _new(
    cohort: Cohort, found: Mapping[Limit, Admitted], one: Limit, other: Limit, rows: Rows, after: Verdicts
) -> tuple[Flags, Flags]:
    """Which of some rows two limits admit and neither admits alone: certainly, and not ruled out any more."""
    sure = np.isin(rows, np.concatenate([found[one].certain, found[other].certain]))
    likely = np.isin(rows, np.concatenate([found[one].possible, found[other].possible]))
    possible = (cohort.verdicts[rows] != UNDETERMINED) & not_ruled_out(after)
    return eligible(after) & ~sure, possible & ~likely


def _pair(
    cohort: Cohort, ends: Mapping[Limit, int], guard: Guard, certain: int, possible: int, one: Limit, other: Limit
) -> Pair:
    now, last = (
        (shown(cohort.screener, one, steps[0]), shown(cohort.screener, other, steps[1]))
        for steps in ((0, 0), (ends[one], ends[other]))
    )
    broken = guard([(one, ends[one]), (other, ends[other])])
    return Pair((one.name, other.name), now, last, certain, possible, broken)
