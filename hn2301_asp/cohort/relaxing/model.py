"""What moving single limits would admit, as data: a curve for each, and pairs of limits. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from hn2301_asp.cohort.shift import Range


class Step(Struct, frozen=True):
    """With the limit at ``limit`` so many more are certainly eligible, and so many more not ruled out, than now.

    ``shown`` is the limit in the threshold language.
    """

    limit: Fraction
    shown: str
    certain: int
    possible: int


class Curve(Struct, frozen=True):
    """Whom moving one limit would admit: a step wherever it admits one more, from the nearest on.

    ``name`` is the threshold's, ``quote`` what it says in the protocol's words, ``now`` the limit as it is and ``unit``
    what the numbers of the steps are in. ``last`` is the farthest limit that was looked at; where a guard-rail forbids
    what lies beyond, ``guarded`` says for what it stands.
    """

    name: str
    criteria: tuple[str, ...]
    label: str
    quote: str
    now: Fraction
    unit: str
    now_shown: str
    steps: tuple[Step, ...]
    last: str
    guarded: tuple[str, ...] = ()

    @property
    def admits(self) -> Range:
        """How many it admits at most: certainly, and not ruled out."""
        return Range(self.steps[-1].certain, self.steps[-1].possible) if self.steps else Range(0, 0)


class Pair(Struct, frozen=True):
    """Two limits that admit somebody together whom neither admits alone, moved to ``moved``.

    ``guarded`` are the guard-rails that both together would break, where each alone does not.
    """

    names: tuple[str, str]
    now: tuple[str, str]
    moved: tuple[str, str]
    certain: int
    possible: int
    guarded: tuple[str, ...] = ()


class Relaxation(Struct, frozen=True):
    """What moving the limits of a protocol would admit of the patients of a table.

    ``eligible`` are those who are so now, certainly and possibly; ``unread`` rows are not understood and not counted.
    ``curves`` and ``pairs`` are ranked, whoever admits most first; of the pairs the first ones. ``untold`` are the
    thresholds that are not moved, and why not. Where small counts are hidden ``least`` is the smallest that is told,
    ``eligible`` and ``unread`` are None where one of a kind is smaller.
    """

    protocol: str
    version: str
    scope: str
    rows: int
    unread: int | None
    eligible: Range | None
    curves: tuple[Curve, ...]
    pairs: tuple[Pair, ...]
    untold: tuple[tuple[str, str], ...]
    readings: Mapping[str, str]
    least: int | None = None
