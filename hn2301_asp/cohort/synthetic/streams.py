"""Random whole numbers that are the same everywhere, and the normal distribution as a table over them.

Each name has a stream of its own, so that what is declared beside it, and how many rows are asked for, changes nothing.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from statistics import NormalDist
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.source.sha256 import sha256

Whole = npt.NDArray[np.signedinteger[Any]]

#: A draw is one of so many numbers, and a standard deviation has so many steps.
DRAWS: Final = 1 << 16
UNIT: Final = 512
#: Beyond so many steps nothing is drawn.
MOST: Final = 5 * UNIT
#: Loadings of factors are so many to the whole.
_SHARES: Final = 1 << 10


def uniform(seed: int, name: str, count: int) -> npt.NDArray[np.uint16]:
    """As many draws from a name's stream, each as likely as any other."""
    digest = sha256(f"{seed}\0{name}".encode()).hexdigest()
    words = [int(digest[at : at + 8], 16) for at in range(0, 64, 8)]
    stream = np.random.RandomState(words)
    return np.frombuffer(stream.bytes(2 * count), dtype="<u2")


def happens(seed: int, name: str, share: Fraction, count: int) -> Flags:
    """Of a share of the rows, whichever they are."""
    limit = round(share * DRAWS)
    return uniform(seed, name, count) < limit if limit < DRAWS else np.ones(count, dtype=bool)


def normal(seed: int, name: str, count: int) -> Whole:
    """Draws from a standard normal distribution, in steps."""
    return _normal_table()[uniform(seed, name, count)]


def mixed(own: Whole, factors: list[tuple[Whole, Fraction]]) -> Whole:
    """A standard normal number that shares factors with others: the rest of its spread is its own."""
    if not factors:
        return own
    rest = math.sqrt(max(0.0, 1.0 - float(sum(part * part for _, part in factors))))
    total = own * np.int32(round(rest * _SHARES))
    for factor, part in factors:
        total += factor * np.int32(round(part * _SHARES))
    found: Whole = np.clip((total + _SHARES // 2) >> 10, -MOST, MOST)
    return found


@cache
def _normal_table() -> Whole:
    """For each draw the place in the normal distribution that it stands for."""
    half = [NormalDist().inv_cdf((draw + 0.5) / DRAWS) for draw in range(DRAWS // 2)]
    low = [math.floor(place * UNIT + 0.5) for place in half]
    return np.array([*low, *(-place for place in reversed(low))], dtype=np.int32)


def places() -> list[float]:
    """Every place of the distribution that is drawn, in standard deviations, from the lowest."""
    return [step / UNIT for step in range(-MOST, MOST + 1)]


@cache
def below() -> tuple[float, ...]:
    """The share that lies below each place; rounded, as libraries of mathematics differ in their last digits."""
    return tuple(round(0.5 * math.erfc(-place / math.sqrt(2.0)), 10) for place in places())


def looked_up(table: Any, drawn: Whole) -> Whole:
    """What the places stand for."""
    found: Whole = np.take(table, drawn + MOST)
    return found
