"""What another version makes of the same patients, as data: counts that add up, and who changes sides.

Counts of batches, of sites or of workers are added with ``merged``. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.cohort.tally.told import Figures, Number
from hn2301_asp.source.private import Private

#: How many stand so under one version (the outer key) and so under the other (the inner one).
Matrix = Mapping[str, Mapping[str, int]]
#: A row without a verdict: it is not understood.
UNREAD: Final = "not understood"
#: A criterion without a status: the record contradicts itself or is not understood; or the version has none such.
NO_STATUS, ABSENT = "none", "not asked"
#: So many of those who change sides are named.
MOST_NAMED: Final = 100


class Mover(Private, frozen=True):
    """Somebody whom one version lets in and the other does not."""

    patient: str
    before: str
    after: str


class Range(Struct, frozen=True):
    """How many certainly are so, and how many possibly: those of whom it is unknown too."""

    certain: int
    possible: int


class Shift(Private, frozen=True):
    """The patients of a table under two versions, each under the readings in force in it.

    ``verdicts`` counts them by their verdict before and after, ``criteria`` by the status of each criterion of either
    version. ``newly_in`` are eligible now and were not, ``newly_out`` were and are not: the first ones, where they may
    be named. ``unknown_before`` and ``unknown_after`` are the columns that this version does not know.
    """

    rows: int
    verdicts: Matrix
    criteria: Mapping[str, Matrix]
    newly_in: tuple[Mover, ...] = ()
    newly_out: tuple[Mover, ...] = ()
    unknown_before: tuple[str, ...] = ()
    unknown_after: tuple[str, ...] = ()


class HiddenShift(Private, frozen=True):
    """The same where counts from 1 to below ``least`` stay hidden, from who subtracts one version from the other too.

    Nobody is named, and how many stand one way before and another way after is not told. A hidden number is None.
    """

    least: int
    rows: Number
    before: Figures
    after: Figures
    unknown_before: tuple[str, ...] = ()
    unknown_after: tuple[str, ...] = ()


def counts_before(matrix: Matrix) -> dict[str, int]:
    """How many stand so before, whatever comes after."""
    return {name: sum(row.values()) for name, row in matrix.items()}


def counts_after(matrix: Matrix) -> dict[str, int]:
    """How many stand so after, whatever was before."""
    found: dict[str, int] = {}
    for name, number in chain.from_iterable(row.items() for row in matrix.values()):
        found[name] = found.get(name, 0) + number
    return found


def moved(matrix: Matrix, there: Iterable[str], here: Iterable[str]) -> int:
    """How many stand one way before and another way after."""
    ends = tuple(here)
    return sum(matrix.get(start, {}).get(end, 0) for start in there for end in ends)


def span(counts: Mapping[str, int], sure: str, unsure: str) -> Range:
    """A count from those of whom it is certain to those of whom it is possible."""
    certain = counts.get(sure, 0)
    return Range(certain, certain + counts.get(unsure, 0))


def merged(one: Shift, other: Shift) -> Shift:
    """The counts of two tables of other patients together."""
    names = dict.fromkeys([*one.criteria, *other.criteria])
    return replace(
        one,
        rows=one.rows + other.rows,
        verdicts=_added(one.verdicts, other.verdicts),
        criteria={name: _added(one.criteria.get(name, {}), other.criteria.get(name, {})) for name in names},
        newly_in=(*one.newly_in, *other.newly_in)[:MOST_NAMED],
        newly_out=(*one.newly_out, *other.newly_out)[:MOST_NAMED],
        unknown_before=tuple(dict.fromkeys([*one.unknown_before, *other.unknown_before])),
        unknown_after=tuple(dict.fromkeys([*one.unknown_after, *other.unknown_after])),
    )


def ordered(counts: Mapping[tuple[str, str], int], order: Iterable[str]) -> dict[str, dict[str, int]]:
    """Counts of pairs as a matrix, in a fixed order; what nobody shows is left out."""
    words = [*order]
    found: dict[str, dict[str, int]] = {}
    for start in words:
        row = {end: counts[start, end] for end in words if counts.get((start, end))}
        if row:
            found[start] = row
    return found


def _added(one: Matrix, other: Matrix) -> dict[str, dict[str, int]]:
    sums: dict[tuple[str, str], int] = {}
    for matrix in (one, other):
        for start, row in matrix.items():
            for end, number in row.items():
                sums[start, end] = sums.get((start, end), 0) + number
    order = dict.fromkeys(name for pair in sums for name in pair)
    return ordered(sums, [word for word in WORDS if word in order])


#: All words for verdicts and for statuses, in the order in which they are shown.
WORDS: Final = (
    *("eligible", "ineligible", "undetermined", "contradictory", UNREAD),
    *("met", "not_met", "unknown", "not_applicable", NO_STATUS, ABSENT),
)
