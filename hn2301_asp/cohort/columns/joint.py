"""Parts of several plain columns: numbers in one unit, yes and no, few words. Whole columns are compared at once.

Rows are told apart by where their numbers lie, and what follows from them. Nothing is told of *odd* ones: a number out
of range, a result too near to a limit for floats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.cells import NUMBERS, Stored, cells
from hn2301_asp.cohort.columns.coded import Floats, Numbers
from hn2301_asp.cohort.columns.contents import Codes, Numbered, apart, value_at
from hn2301_asp.cohort.columns.measures import in_own_unit, plain_unit
from hn2301_asp.cohort.columns.single import Stretches
from hn2301_asp.cohort.columns.states import Reader
from hn2301_asp.cohort.columns.ties import Number, TieCodes
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.patient.choices import Words
from hn2301_asp.patient.lookups import Answers
from hn2301_asp.solver.known import answered
from hn2301_asp.solver.ties import Tie
from hn2301_asp.source.private import Private

#: Columns of words with more contents than these are no plain ones.
_FEW = 6


#: Codes of rows, a row of each that is told of, and the rows themselves; None are all that are in no other group.
Group = tuple[Codes, Mapping[int, int], Numbers | None]


class Joint(Private, frozen=True):
    """The rows' codes, in groups; ``odd`` rows have none. ``numbers`` are in the quantities' own units."""

    groups: Sequence[Group]
    odd: Flags
    numbers: Mapping[str, Floats]


def joint(reader: Reader, own: Sequence[pl.Series], wanted: frozenset[str]) -> Joint | None:
    """The codes of a part's rows, with the numbers that are wanted; None where its columns are not plain."""
    part = _Part(reader, own)
    return part.codes(wanted) if part.plain else None


class _Part:
    """The columns of a part: where numbers lie, and what is answered."""

    def __init__(self, reader: Reader, own: Sequence[pl.Series]) -> None:
        self.reader, self.own = reader, own
        self.ties = [group.tie for group in reader.part.scope.groups]
        self.length = len(own[0])
        #: Of each column the codes of its cells, and where there is none.
        self.told: list[tuple[Numbered, Flags]] = []
        self.odd = np.zeros(self.length, np.bool_)
        self.numbers: dict[str, tuple[Stored, Flags]] = {}
        self.facts: dict[str, tuple[Flags, Flags]] = {}
        self.plain = all(self._is_plain(place) for place in range(len(own))) and all(map(self._is_asked, self.ties))

    def _is_asked(self, tie: Tie) -> bool:
        return (
            tie.result not in self.numbers
            and {*tie.quantities} <= self.numbers.keys()
            and {*tie.facts} <= self.facts.keys()
        )

    def _is_plain(self, place: int) -> bool:
        """Whether a column is plain; then it is told."""
        column, series = self.reader.part.columns[place], self.own[place]
        kind = column.kind
        if isinstance(kind, Quantity):
            unit = plain_unit(series, column, self.reader.screener.knowledge_base.vocabulary)
            if kind.name in self.numbers or unit is None or series.dtype not in NUMBERS or unit in kind.zeros:
                return False
            values, missing = cells(series)
            codes, many, outside = Stretches(self.reader, place, unit, values).codes()
            self.odd |= outside & ~missing
            self.numbers[kind.name] = in_own_unit(values, kind, unit), missing
        elif isinstance(kind, Answers | Words):
            found = _answers(series) if series.dtype == pl.Boolean else _words(series)
            if found is None:
                return False
            (codes, many), missing = found
            self._ask(place, codes, ~missing)
        else:
            return False
        self.told.append(((codes, many), missing))
        return True

    def _ask(self, place: int, codes: Codes, given: Flags) -> None:
        """Of the facts that ties ask, and that a column tells, where they are known and where they hold."""
        asked = {fact for tie in self.ties for fact in tie.facts}
        for code in range(int(codes.max(initial=0)) + 1 if asked else 0):
            rows = (codes == code) & given
            if rows.any():
                content = [None] * len(self.own)
                content[place] = value_at(self.own[place], int(rows.argmax()))
                told, choices = self.reader.state(content).assumed, self.reader.screener.space.choices
                for fact, holding in answered(told.atoms, choices).items() if told else ():
                    if fact in asked:
                        known, holds = self.facts.setdefault(fact, (np.zeros_like(given), np.zeros_like(given)))
                        known |= rows
                        holds |= rows & holding

    def codes(self, wanted: frozenset[str]) -> Joint:
        """The codes of all rows: of those without a gap, and of those with one."""
        gap = np.logical_or.reduce([missing for _, missing in self.told])
        codes, first, odd = self._some(None, self.odd | gap)
        groups: list[Group] = [(codes, first, None)]
        if len(at := np.flatnonzero(gap)):
            codes, first, odd[at] = self._some(at, self.odd[at])
            groups.append((codes, {code: int(at[row]) for code, row in first.items()}, at))
        told = {
            name: np.where(self.numbers[name][1], np.nan, self.numbers[name][0])
            for name in wanted & self.numbers.keys()
        }
        return Joint(groups, odd, told)

    def _some(self, at: Numbers | None, odd: Flags) -> tuple[Codes, dict[int, int], Flags]:
        """The codes of rows without a gap, or of some with one; a row of each, and those that are odd."""
        quantities = self.reader.screener.knowledge_base.vocabulary.quantities
        told: list[Numbered] = []
        for (codes, many), missing in self.told:
            told.append((codes, many) if at is None else (np.where(missing[at], many, codes[at]), many + 1))
        for tie in self.ties:
            numbers, facts = {}, {}
            for name in tie.quantities:
                values, missing = self.numbers[name]
                here = values if at is None else np.where(missing[at], np.nan, values[at])
                numbers[name] = Number(here, quantities[name])
            for fact in tie.facts:
                known, holds = self.facts[fact]
                facts[fact] = (known, holds) if at is None else (known[at], holds[at])
            tied = TieCodes(self.reader.screener.space, tie, numbers, facts)
            if at is None:
                found, many, near = tied.of_points()
            else:
                found, many = tied.codes()
                near = found == many - 1
            odd = odd | near
            told.append((found, many))
        return *apart(told, odd), odd


def _answers(series: pl.Series) -> tuple[Numbered, Flags]:
    """Codes of yes and no, and where there is neither."""
    values, missing = cells(series)
    return (values.view(np.uint8), 2), missing


def _words(series: pl.Series) -> tuple[Numbered, Flags] | None:
    """Codes of a column of few words, and where there is none."""
    if series.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return None
    missing = cells(series.is_null())[0]
    codes, left, many = np.zeros(len(series), np.uint8), ~missing, 0
    while left.any():
        if many == _FEW:
            return None
        rows, _ = cells(series == series[int(left.argmax())])
        codes += rows.view(np.uint8) * np.uint8(many)
        left &= ~rows
        many += 1
    return (codes, max(many, 1)), missing
