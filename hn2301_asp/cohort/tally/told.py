"""A summary's numbers as they are told: every count that may turn out otherwise as a range. Nothing is counted here.

Where small counts are to stay hidden a hidden number is None, and so is whatever would give it away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from hn2301_asp.source.private import Private

Number = int | None


class Range(Struct, frozen=True):
    """From what is certain to what is possible; None is hidden."""

    least: Number
    most: Number


class CriterionFigures(Struct, frozen=True):
    """One criterion among the rows that were assessed.

    ``statuses``: how many have each. ``passes``: as needed for certain … as needed or open; ``blocks``: rules out …
    rules out or open; ``waits``: open. ``only``: the *only obstacle*: it rules out and all others are as needed, for
    certain … it rules out or is open and no other rules out, so that it may be the only one. ``only_open``: the *only
    one open*: all others are as needed. In the criteria's order: ``excluded`` of those that no earlier one rules out
    (rules out … rules out or is open), ``left`` after it (all so far as needed … none so far rules out).
    """

    id: str
    statuses: Mapping[str, Number]
    passes: Range
    blocks: Range
    waits: Number
    only: Range
    only_open: Number
    excluded: Range
    left: Range


class Combination(Struct, frozen=True):
    """Criteria that together rule rows out, and no other does: for certain … as far as is known."""

    criteria: tuple[str, ...]
    rows: Range


class Place(Struct, frozen=True):
    """A site: how many qualify there, certainly … possibly; an empty name is not known."""

    name: str
    rows: Range


class Month(Struct, frozen=True):
    """How many qualify in a month (not told where the first visit counts), and until its end: certainly … possibly.

    An empty name is no month: the rows without a single day.
    """

    name: str
    rows: Range | None
    until: Range | None


class Figures(Struct, frozen=True, dict=True):
    """All numbers of a summary. ``least`` is the smallest count that is told, None where all are.

    ``rows`` are all that were read; ``counted`` those that count, which are persons where the first visit counts:
    ``errors`` and ``contradictory`` ones, and the ``assessed``. ``possible`` are eligible … eligible or undetermined;
    ``together`` those whom only several criteria together rule out. ``waiting`` says how many of the undetermined wait
    for so many deciding facts (or, where these were not asked for, how many criteria are open: ``by_criteria``).
    """

    least: int | None
    persons: bool
    rows: Number
    counted: Number
    errors: Number
    contradictory: Number
    assessed: Number
    possible: Range
    undetermined: Number
    ineligible: Number
    together: Number
    criteria: tuple[CriterionFigures, ...]
    combinations: tuple[Combination, ...]
    by_criteria: bool
    waiting: Mapping[int, Number]
    deciding: Mapping[str, Number]
    facts: Mapping[str, Number]
    absent: tuple[str, ...]
    months: tuple[Month, ...]
    sites: tuple[Place, ...]

    @cached_property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        return None in _numbers(self)


class Waiting(Private, frozen=True):
    """An undetermined patient, and the facts that would decide; where these were not asked for, the open criteria."""

    patient: str
    facts: tuple[str, ...]


def _numbers(one: object) -> Iterator[object]:
    """All numbers in some figures."""
    if isinstance(one, Figures):
        for name in ("errors", "contradictory", "assessed", "possible", "undetermined", "ineligible", "together"):
            yield from _numbers(getattr(one, name))
        for part in (one.criteria, one.combinations, one.waiting, one.deciding, one.facts, one.sites, one.rows):
            yield from _numbers(part)
        yield from (
            number for month in one.months for part in (month.rows, month.until) if part for number in _numbers(part)
        )
    elif isinstance(one, Range):
        yield from (one.least, one.most)
    elif isinstance(one, CriterionFigures | Combination | Place):
        for name in one.__struct_fields__:
            if name not in ("id", "criteria", "name"):
                yield from _numbers(getattr(one, name))
    elif isinstance(one, Mapping):
        for number in one.values():
            yield from _numbers(number)
    elif isinstance(one, tuple):
        for part in one:
            yield from _numbers(part)
    else:
        yield one
