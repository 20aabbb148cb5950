"""One table under two versions of a protocol, both summaries to be shown: small differences between them are hidden.

Each row counts on both sides at once. Whoever sees both summaries can subtract one from the other; so those whom a
cell counts under one version only are cells that are never told, and a change of one row changes it on both sides.
Months, sites and facts are told of neither side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import polars as pl
from msgspec.structs import replace

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.tally.cells import ELIGIBLE, INELIGIBLE, UNDETERMINED, Atoms, Key, combinations_of, pattern_atoms
from hn2301_asp.cohort.tally.counts import Pattern, Tally, pattern_codes, tally
from hn2301_asp.cohort.tally.facts import Completeness
from hn2301_asp.cohort.tally.figures import changed, figures_of
from hn2301_asp.cohort.tally.hiding import hidden_cells
from hn2301_asp.cohort.tally.told import Figures, Number
from hn2301_asp.screener import Screener
from hn2301_asp.source.private import Private

Both = tuple[Pattern, Pattern]
#: So many kinds of rows, the most frequent and the rarest, those are thought of too that differ in one criterion.
_MOST: Final = 120
_SIDES: Final = (":before", ":after")
_ASSESSED: Final = (ELIGIBLE, INELIGIBLE, UNDETERMINED)


class TallyPair(Private, frozen=True):
    """How many rows there are of each pattern under one version with each under the other; ``a + b`` adds up."""

    before: Tally
    after: Tally
    rows: Mapping[Both, int]

    def __add__(self, other: TallyPair) -> TallyPair:
        rows = Counter(self.rows)
        rows.update(other.rows)
        return TallyPair(self.before + other.before, self.after + other.after, dict(rows))


def tally_pair(
    table: pl.DataFrame, before: tuple[Screener, pl.DataFrame], after: tuple[Screener, pl.DataFrame]
) -> TallyPair:
    """The counts of one table, with what each version's ``frames.screened`` found of it."""
    codes = [pattern_codes(told, [c.id for c in version.knowledge_base.criteria]) for version, told in (before, after)]
    cut = codes[0].shape[1]
    together, counts = np.unique(np.concatenate(codes, axis=1), axis=0, return_counts=True)
    rows = {(one[:cut].tobytes(), one[cut:].tobytes()): int(n) for one, n in zip(together, counts, strict=True)}
    nothing = {"accrual": {}, "facts": Completeness(), "missing": {}, "deciding": {}, "dated": False, "sited": False}
    there, here = (replace(tally(version, table, told), **nothing) for version, told in (before, after))
    return TallyPair(there, here, rows)


def suppressed_pair(pair: TallyPair, least: int) -> tuple[Figures, Figures]:
    """The numbers under both versions, without the counts below ``least`` and whatever they follow from, together.

    The rule is that of ``suppressed``, for what both summaries show at once.
    """
    atoms = _atoms(pair, [*pair.rows, *_thinkable(pair)])
    few = sum(pair.rows.values()) < least
    hidden = frozenset(atoms.cells) if few else hidden_cells([atoms], least)
    told = []
    for tally_, side in zip((pair.before, pair.after), _SIDES, strict=True):
        own: dict[Key, Number] = {
            (key[0].removesuffix(side), *key[1:]): None if key in hidden else value
            for key, value in atoms.values.items()
            if key[0].endswith(side)
        }
        told.append(figures_of(tally_, () if few else combinations_of(tally_), own, least))
    return told[0], told[1]


def _atoms(pair: TallyPair, both: list[Both]) -> Atoms:
    """The cells of both sides, and those whom one side alone counts."""
    counts = np.array([pair.rows.get(one, 0) for one in both], np.int64)
    order = sorted(range(len(both)), key=lambda at: (-int(counts[at]), both[at]))
    cells: dict[Key, Flags] = {}
    for number, (tally_, side) in enumerate(zip((pair.before, pair.after), _SIDES, strict=True)):
        patterns = [both[at][number] for at in order]
        alike = sorted(set(patterns) - tally_.patterns.keys())
        own = pattern_atoms(tally_, combinations_of(tally_), alike)
        known = [*sorted(tally_.patterns, key=lambda one: (-tally_.patterns[one], one)), *alike]
        places = np.array([dict(zip(known, range(len(known)), strict=True))[one] for one in patterns], np.int64)
        cells |= {(key[0] + side, *key[1:]): flags[places] for key, flags in own.cells.items()}
    for key in [key for key in cells if key[0].endswith(_SIDES[0]) and not key[0].startswith("~")]:
        name = key[0].removesuffix(_SIDES[0])
        other = cells.get((name + _SIDES[1], *key[1:]))
        if other is not None:
            cells[f"~{name}:left", *key[1:]] = cells[key] & ~other
            cells[f"~{name}:joined", *key[1:]] = other & ~cells[key]
    return Atoms(counts[order], np.zeros(len(both), np.uint8), cells)


def _thinkable(pair: TallyPair) -> list[Both]:
    """Rows that there could be: one criterion otherwise, under both versions as some row has it, or alike in both."""
    frequent = sorted(pair.rows, key=lambda one: (-pair.rows[one], one))
    some = [one for one in frequent if one[0][0] in _ASSESSED and one[1][0] in _ASSESSED]
    some = some if len(some) <= _MOST else some[: _MOST // 2] + some[-_MOST // 2 :]
    found = {both for name in _names(pair) for both in _changed(some, name, pair)}
    return sorted(found - pair.rows.keys())


def _names(pair: TallyPair) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*pair.before.criteria, *pair.after.criteria)))


def _changed(some: list[Both], name: str, pair: TallyPair) -> Iterator[Both]:
    """Rows with one criterion otherwise; where only one version has it, on that side."""
    sides = (pair.before, pair.after)
    places = [side.criteria.index(name) if name in side.criteria else None for side in sides]
    ways = {
        tuple(None if place is None else pattern[place + 1] for place, pattern in zip(places, both, strict=True))
        for both in some
    }
    ways |= {tuple(None if place is None else status for place in places) for status in (1, 2, 3)}
    for both in some:
        for way in sorted(ways, key=str):
            found = [
                pattern if place is None or status is None else changed(pattern, place, status, side)
                for place, status, pattern, side in zip(places, way, both, sides, strict=True)
            ]
            yield found[0], found[1]
