"""How synthetic patients are drawn: plain data, read from ``vocabulary/cohort.yaml``. Nothing is drawn here.

Numbers are exact fractions in canonical units.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from msgspec import Struct

#: How a value comes about: `absent` is not recorded at all; the last two are days.
Kind = Literal["normal", "lognormal", "exponential", "choice", "answer", "absent", "between", "before"]
Comparator = Literal["<", "<=", ">", ">=", "="]


class Condition(Struct, frozen=True):
    """A value that was drawn earlier compares so with a number: an answer is 1 or 0, a word its place."""

    field: str
    comparator: Comparator
    number: Fraction


class Part(Struct, frozen=True):
    """How a value is drawn where all conditions hold.

    ``numbers`` are mean and standard deviation, median and ratio (one geometric standard deviation), the mean, the
    values that are chosen from, or the first and last day; ``shares`` are those of the values, or of yes.
    ``factors`` are what the value shares with others, by how much of a standard deviation. ``at_most`` names a
    field that it does not exceed, ``before`` the date that the days are counted back from.
    """

    kind: Kind
    conditions: tuple[Condition, ...] = ()
    numbers: tuple[Fraction, ...] = ()
    shares: tuple[Fraction, ...] = ()
    within: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))
    step: Fraction = Fraction(1)
    never: Fraction = Fraction(0)
    factors: tuple[tuple[str, Fraction], ...] = ()
    at_most: str | None = None
    before: str | None = None


class Drawn(Struct, frozen=True):
    """One field, drawn by the first of its parts whose conditions hold.

    Numbers are multiples of the power of ten that has so many ``decimals``; ``words`` are chosen from by their places.
    """

    field: str
    sort: Literal["number", "answer", "word", "date"]
    parts: tuple[Part, ...]
    decimals: int = 0
    words: tuple[str, ...] = ()


class Missing(Struct, frozen=True):
    """So large a share of the patients lacks these fields: all of them together, or each on its own."""

    name: str
    share: Fraction
    fields: tuple[str, ...]
    together: bool


class CohortModel(Struct, frozen=True):
    """What is drawn, in this order, and what is then missing. ``factors`` are numbers that no record holds."""

    factors: tuple[str, ...]
    drawn: Mapping[str, Drawn]
    missing: tuple[Missing, ...]
