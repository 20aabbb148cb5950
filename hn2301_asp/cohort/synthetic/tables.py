"""What each place of the normal distribution stands for under a part: one table, worked out once."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate

import numpy as np

from hn2301_asp.cohort.synthetic.streams import Whole, below, places
from hn2301_asp.knowledge.cohort.model import Part

#: Rounded here first: what the last digits of a power or a logarithm are depends on the machine.
_DIGITS = 6


def table(part: Part, decimals: int) -> Whole:
    """The value at each place, the lowest first, in units of the last decimal; of an answer 0 or 1."""
    if part.kind == "answer":
        return np.array([int(share > 1 - float(part.shares[0])) for share in below()], dtype=np.int32)
    if part.kind == "choice":
        return _chosen(part, decimals)
    scale = Fraction(10**decimals)
    step = int(part.step * scale)
    low, high = math.ceil(part.within[0] / part.step), math.floor(part.within[1] / part.step)
    one = float(part.step)
    steps = [math.floor(round(value / one, _DIGITS) + 0.5) for value in _values(part)]
    return np.array([min(max(number, low), high) * step for number in steps], dtype=np.int64)


def _values(part: Part) -> list[float]:
    numbers = [float(number) for number in part.numbers]
    if part.kind == "normal":
        return [numbers[0] + numbers[1] * place for place in places()]
    if part.kind == "lognormal":
        return [numbers[0] * numbers[1] ** place for place in places()]
    # Of the exponential distribution: the share above a place is that below the opposite one.
    return [-numbers[0] * math.log(max(share, 1e-10)) for share in reversed(below())]


def _chosen(part: Part, decimals: int) -> Whole:
    """Values by their shares: the first where the place is lowest."""
    values = [int(number * 10**decimals) for number in part.numbers]
    ends = [round(float(end), 10) for end in accumulate(part.shares)]
    last = max(place for place, share in enumerate(part.shares) if share)
    found, at = [], 0
    for share in below():
        while at < last and (share >= ends[at] or not part.shares[at]):
            at += 1
        found.append(values[at])
    return np.array(found, dtype=np.int64)
