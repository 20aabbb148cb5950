"""What is told of a tally, defined once: each cell is a set of the rows that it counts. No word and no layout here.

Rows that are alike are an *atom*; a cell says of each atom whether it counts there. From that its number follows, and
what else must be hidden with it (``tally_hiding``). A name that begins with ``~`` is of a cell that is never told and
could be worked out from others: how many a range leaves open, and what lies between two points of a curve.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.tally.counts import NOT_KNOWN, Accrued, Pattern, Tally
from hn2301_asp.screening import BLOCKS, STATUSES, VERDICTS

Key = tuple[str, ...]
Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]

#: How many blocking combinations are told at most.
MOST_COMBINATIONS: Final = 12
ERROR, ELIGIBLE, INELIGIBLE, UNDETERMINED, CONTRADICTORY = (
    0,
    *(VERDICTS.index(verdict) + 1 for verdict in ("eligible", "ineligible", "undetermined", "contradictory")),
)
_UNKNOWN, _OUTSIDE = STATUSES.index("unknown") + 1, STATUSES.index("not_applicable") + 1


class Atoms(Struct, frozen=True, dict=True):
    """Rows that are alike, as far as some cells tell: how many of each, their verdict, the cells that count them."""

    counts: Numbers
    verdicts: Codes
    cells: Mapping[Key, Flags]

    @cached_property
    def values(self) -> dict[Key, int]:
        """The number of each cell."""
        return {key: int(self.counts[flags].sum()) for key, flags in self.cells.items()}


def codes_of(patterns: Sequence[Pattern], criteria: int) -> Codes:
    """Patterns as a table: the verdict, and each criterion's status."""
    return np.frombuffer(b"".join(patterns), np.uint8).reshape(len(patterns), criteria + 1)


def blocks_of(codes: Codes, tally: Tally) -> Flags:
    """Which criteria rule each pattern out."""
    ruling = np.array([STATUSES.index(BLOCKS[kind]) + 1 for kind in tally.kinds], np.uint8)
    found: Flags = codes[:, 1:] == ruling
    return found


def combinations_of(tally: Tally) -> tuple[tuple[str, ...], ...]:
    """The most frequent sets of criteria that rule somebody out, the most frequent first."""
    codes = codes_of([*tally.patterns], len(tally.criteria))
    rows: dict[tuple[int, ...], int] = {}
    for blocks, number in zip(blocks_of(codes, tally), tally.patterns.values(), strict=True):
        places = tuple(np.flatnonzero(blocks).tolist())
        if places:
            rows[places] = rows.get(places, 0) + number
    most = sorted(rows, key=lambda places: (-rows[places], len(places), places))[:MOST_COMBINATIONS]
    return tuple(tuple(tally.criteria[place] for place in places) for places in most)


def pattern_atoms(tally: Tally, combinations: Sequence[tuple[str, ...]], others: Sequence[Pattern] = ()) -> Atoms:
    """The cells about verdicts and criteria, the most frequent patterns first; of ``others`` there is no row."""
    rows = sorted(tally.patterns.items(), key=lambda one: (-one[1], one[0]))
    codes = codes_of([*(pattern for pattern, _ in rows), *others], len(tally.criteria))
    counts = np.array([*(number for _, number in rows), *(0 for _ in others)], np.int64)
    return Atoms(counts, codes[:, 0].copy(), dict(_pattern_cells(codes, tally, combinations)))


def _pattern_cells(codes: Codes, tally: Tally, combinations: Sequence[tuple[str, ...]]) -> Iterator[tuple[Key, Flags]]:
    """Of each cell the patterns that it counts.

    In an eligible row nothing can stand in the way, whatever is not known of it; what a record that contradicts itself
    says counts nowhere else.
    """
    verdict, statuses = codes[:, 0], codes[:, 1:]
    blocks = blocks_of(codes, tally)
    open_ = (statuses == _UNKNOWN) & (verdict != ELIGIBLE)[:, None]
    assessed = np.isin(verdict, (ELIGIBLE, INELIGIBLE, UNDETERMINED))
    passes = ~blocks & ~open_ & assessed[:, None]
    yield ("error",), verdict == ERROR
    yield ("contradictory",), verdict == CONTRADICTORY
    yield ("assessed",), assessed
    yield ("eligible",), verdict == ELIGIBLE
    yield ("possible",), (verdict == ELIGIBLE) | (verdict == UNDETERMINED)
    yield ("undetermined",), verdict == UNDETERMINED
    yield ("ineligible",), verdict == INELIGIBLE
    yield ("together",), (verdict == INELIGIBLE) & ~blocks.any(axis=1)
    waiting = np.where(verdict == UNDETERMINED, open_.sum(axis=1), 0)
    for number in range(1, len(tally.criteria) + 1):
        yield ("open", str(number)), waiting == number
    all_pass, none_blocks = assessed.copy(), assessed.copy()
    for place, name in enumerate(tally.criteria):
        own = statuses[:, place]
        for word, status in enumerate(STATUSES, start=1):
            yield ("status", name, status), (own == word) & assessed
        yield ("passes", name, "least"), passes[:, place]
        yield ("passes", name, "most"), assessed & ~blocks[:, place]
        yield ("blocks", name, "least"), blocks[:, place]
        yield ("blocks", name, "most"), assessed & ~passes[:, place]
        yield ("waits", name), open_[:, place] & assessed
        others = np.delete(passes, place, axis=1).all(axis=1)
        yield ("only open", name), assessed & open_[:, place] & others
        yield from _exact(("only", name), [place], blocks, open_, assessed)
        yield ("excluded", name, "least"), none_blocks & blocks[:, place]
        yield ("excluded", name, "most"), none_blocks & ~passes[:, place]
        yield ("~excluded", name), none_blocks & open_[:, place]
        before = all_pass.copy()
        all_pass &= passes[:, place]
        none_blocks &= ~blocks[:, place]
        yield ("left", name, "least"), all_pass.copy()
        yield ("left", name, "most"), none_blocks.copy()
        yield ("~left", name), none_blocks & ~all_pass
        yield ("~step", name), before & ~all_pass
    for names in combinations:
        yield from _exact(("combination", *names), [tally.criteria.index(n) for n in names], blocks, open_, assessed)


def _exact(key: Key, places: list[int], blocks: Flags, open_: Flags, assessed: Flags) -> Iterator[tuple[Key, Flags]]:
    """That just these criteria rule a row out: for certain, and as far as is known."""
    inside = np.zeros(blocks.shape[1], np.bool_)
    inside[places] = True
    beyond = (blocks & ~inside).any(axis=1)
    may = assessed & ~beyond & ((blocks | open_) | ~inside).all(axis=1)
    sure = may & (blocks | ~inside).all(axis=1) & ~open_.any(axis=1)
    yield (*key, "least"), sure
    yield (*key, "most"), may
    yield (f"~{key[0]}", *key[1:]), may & ~sure


def accrual_atoms(tally: Tally) -> Atoms:
    """The cells about months and sites. Of other verdicts there is one atom each, which counts nowhere."""
    where = [*tally.accrual, *_elsewhere(tally)]
    counts = [*tally.accrual.values(), *(0 for _ in range(len(where) - len(tally.accrual)))]
    verdicts = [ELIGIBLE if one[0] is not None else UNDETERMINED for one in where]
    return _with_rest(tally, counts, verdicts, dict(_accrual_cells(where, tally)))


def _with_rest(
    tally: Tally, counts: Sequence[int], verdicts: Sequence[int], cells: Mapping[Key, Sequence[bool]]
) -> Atoms:
    """Atoms, and one more of each verdict that none of them has, or not for all rows: it counts nowhere."""
    rest = [0] * 5
    for pattern, rows in tally.patterns.items():
        rest[pattern[0]] += rows
    for verdict, rows in zip(verdicts, counts, strict=True):
        rest[verdict] -= rows
    others = [verdict for verdict in range(5) if rest[verdict] or verdict not in verdicts]
    return Atoms(
        np.array([*counts, *(rest[verdict] for verdict in others)], np.int64),
        np.array([*verdicts, *others], np.uint8),
        {key: np.array([*flags, *(False for _ in others)], np.bool_) for key, flags in cells.items()},
    )


def _elsewhere(tally: Tally) -> list[Accrued]:
    """Where nobody is and somebody could be: each month and site in which there is somebody, on either side."""
    places = {(month, site) for _, _, month, site in tally.accrual}
    places |= {(month, site) for month, site, _, _ in tally.accrual if month is not None and site is not None}
    found: set[Accrued] = {(month, site, month, site) for month, site in places}
    found |= {(None, None, month, site) for month, site in places}
    return sorted(found - tally.accrual.keys(), key=lambda one: (one[0] is None, one[2], one[3]))


def months_of(tally: Tally) -> tuple[str, ...]:
    """The months in which somebody qualifies, possibly; the one that is not known last."""
    found = {month for sure, _, may, _ in tally.accrual for month in (sure, may) if month is not None}
    return tuple(sorted(found, key=lambda month: (month == NOT_KNOWN, month)))


def sites_of(tally: Tally) -> tuple[str, ...]:
    """The sites at which somebody qualifies, possibly; the one that is not known last."""
    found = {site for _, sure, _, may in tally.accrual for site in (sure, may) if site is not None}
    return tuple(sorted(found, key=lambda site: (site == NOT_KNOWN, site)))


def _accrual_cells(where: Sequence[Accrued], tally: Tally) -> Iterator[tuple[Key, list[bool]]]:
    # Where the first visit counts, a month's share is no range: only the curve is, and months are what lies between.
    month_cell = "~month" if tally.persons else "month"
    for month in months_of(tally) if tally.dated else ():
        yield (month_cell, month, "least"), [sure == month for sure, _, _, _ in where]
        yield (month_cell, month, "most"), [may == month for _, _, may, _ in where]
        yield ("~month", month, "open"), [may == month and sure != month for sure, _, may, _ in where]
        if month != NOT_KNOWN:
            sure_by = [sure is not None and NOT_KNOWN < sure <= month for sure, _, _, _ in where]
            may_by = [NOT_KNOWN < may <= month for _, _, may, _ in where]
            yield ("until", month, "least"), sure_by
            yield ("until", month, "most"), may_by
            yield ("~until", month), [may and not sure for may, sure in zip(may_by, sure_by, strict=True)]
    for site in sites_of(tally) if tally.sited else ():
        yield ("site", site, "least"), [sure == site for _, sure, _, _ in where]
        yield ("site", site, "most"), [site in (sure, may) for _, sure, _, may in where]
        yield ("~site", site), [may == site and sure != site for _, sure, _, may in where]


def missing_atoms(tally: Tally) -> Atoms:
    """The cells about how many of the undetermined wait for so many facts."""
    numbers = [*tally.missing]
    cells: dict[Key, list[bool]] = {
        ("missing", str(number)): [number == other for other in numbers] for number in numbers
    }
    return _with_rest(tally, [*tally.missing.values()], [UNDETERMINED] * len(numbers), cells)


def deciding_atoms(tally: Tally) -> Iterator[Atoms]:
    """Of each deciding fact the cells about how many of the undetermined wait for it, and how many do not."""
    waiting = sum(tally.missing.values())
    for fact, rows in tally.deciding.items():
        cells: dict[Key, list[bool]] = {("deciding", fact): [True, False], ("~deciding", fact): [False, True]}
        yield _with_rest(tally, [rows, waiting - rows], [UNDETERMINED] * 2, cells)


def fact_atoms(tally: Tally) -> Iterator[Atoms]:
    """Of each fact the cells about how many rows tell of it, and how many do not."""
    for fact, rows in tally.facts.told.items():
        yield Atoms(
            np.array([rows, tally.facts.rows - rows], np.int64),
            np.zeros(2, np.uint8),
            {("fact", fact): np.array([True, False]), ("~fact", fact): np.array([False, True])},
        )
