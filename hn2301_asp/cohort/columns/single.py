"""Parts of one plain column: numbers in one unit, or yes and no. Whole columns are compared at once.

What a number says changes only at some cuts of its axis. One number of each stretch between two cuts is read, whatever
the table holds, and the column is compared with those cuts beyond which something else is said. A cut is a fraction,
and a cell a float: it is above where its shortest digits are, which they are where it is above the float nearest to
the cut.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.cells import NUMBERS, Packed, Stored, bits_stored, cells, packed
from hn2301_asp.cohort.columns.coded import Floats
from hn2301_asp.cohort.columns.contents import Codes
from hn2301_asp.cohort.columns.measures import ends_of, in_own_unit, is_small, plain_unit
from hn2301_asp.cohort.columns.states import Reader, State
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.patient.lookups import Answers
from hn2301_asp.source.private import Private

#: A number of the column, and whether what begins there has it: a stretch from this number on, or from above it.
_Start = tuple[float, bool]


class Marks(Private, frozen=True):
    """The rows in each of some states; nothing is told of ``odd`` ones. ``numbers`` are in the quantity's own unit."""

    states: Sequence[State]
    marks: Sequence[Packed]
    odd: Packed
    numbers: Floats | None = None


def marks_of(reader: Reader, series: pl.Series, names: frozenset[str]) -> Marks | None:
    """The states of a part of one column, with the numbers of some quantities; None where it is not plain.

    Odd are numbers that are out of range, or of which more digits may be written than are read.
    """
    [column] = reader.part.columns
    every = packed(np.ones(len(series), np.bool_))
    if isinstance(column.kind, Answers) and series.dtype == pl.Boolean:
        yes, given = bits_stored(series)
        return _marks([(reader.state([True]), yes), (reader.state([False]), given ^ yes)], reader, given ^ every)
    if not isinstance(column.kind, Quantity) or series.dtype not in (*NUMBERS, pl.Float32):
        return None
    if reader.part.scope.groups:  # What follows by a tie may change anywhere.
        return None
    wanted = column.kind.name in names
    unit = plain_unit(series, column, reader.screener.knowledge_base.vocabulary)
    if unit is None or unit in column.kind.zeros or (wanted and series.dtype == pl.Float32):
        return None
    values, missing = cells(series)
    blank = packed(missing)
    told = [(state, rows & ~blank) for state, rows in Stretches(reader, 0, unit, values).rows()]
    numbers = None
    if wanted:
        numbers = np.array(in_own_unit(values, column.kind, unit))
        np.putmask(numbers, missing, np.nan)
    return _marks(told, reader, blank, numbers)


def _marks(
    told: Sequence[tuple[State | None, Packed]], reader: Reader, blank: Packed, numbers: Floats | None = None
) -> Marks:
    """States with their rows and those without anything: states of one meaning are one, and none is odd."""
    found: dict[tuple[object, ...], tuple[State, Packed]] = {}
    odd = np.zeros_like(blank)
    for state, rows in [*told, (reader.state([None]), blank)]:
        if state is None:
            odd = odd | rows
        else:
            first, others = found.get(state.meaning, (state, np.zeros_like(blank)))
            found[state.meaning] = first, others | rows
    return Marks([state for state, _ in found.values()], [rows for _, rows in found.values()], odd, numbers)


class Stretches:
    """A column's numbers between the cuts of their axis: those side by side that say the same, alone, are one.

    ``place`` is that of the column in its part.
    """

    def __init__(self, reader: Reader, place: int, unit: str, values: Stored) -> None:
        quantity = reader.part.columns[place].kind
        assert isinstance(quantity, Quantity)
        self.reader, self.place, self.values = reader, place, values
        self.kind = values.dtype.type
        self.real = values.dtype.kind == "f"
        ends = ends_of(quantity, unit, reader)
        self.ends = sorted({float(self.kind(end)) for end in ends}) if self.real else ends
        samples = (
            [self._whole, self._share] if quantity.counted and self.real else [self._any if self.real else self._whole]
        )
        sides = [[self._said(number, one) for number in range(2 * len(self.ends) - 1)] for one in samples]
        if len(sides) == 2 and all(
            one is None or other is None or one.meaning == other.meaning for one, other in zip(*sides, strict=True)
        ):
            sides = [[one or other for one, other in zip(*sides, strict=True)]]
        #: Of whole numbers and all others, or of both, the states with where each begins; None is odd.
        self.sides = [self._runs(said) for said in sides]

    def rows(self) -> Iterator[tuple[State | None, Packed]]:
        """The states with the rows that are in each; None with those that are odd."""
        passed: dict[_Start, Packed] = {}

        def beyond(start: _Start) -> Packed:
            if start not in passed:
                passed[start] = packed(self._beyond(start))
            return passed[start]

        share = packed(self._shares()) if len(self.sides) == 2 else None
        for number, runs in enumerate(self.sides):
            ends = [start for _, start in runs[1:]] + [self._last]
            for (state, start), end in zip(runs, ends, strict=True):
                rows = beyond(start) & ~beyond(end)
                yield state, rows if share is None else rows & share if number else rows & ~share
        yield None, ~beyond((self.ends[0], True)) | beyond(self._last)

    def codes(self) -> tuple[Codes, int, Flags]:
        """A code for each row, how many there are, and the rows that are odd."""
        odd = ~(self._beyond((self.ends[0], True)) & (self.values <= self.ends[-1]))
        if len(self.sides) == 1 and len(self.sides[0]) <= 256:
            [runs] = self.sides
            codes: Codes = np.zeros(len(self.values), np.uint8)
            for _, start in runs[1:]:
                codes += self._beyond(start)
            for code, (state, _) in enumerate(runs):
                if state is None:
                    odd |= codes == code
            return codes, len(runs), odd
        codes, many = np.zeros(len(self.values), np.uint16), 0
        share = self._shares() if len(self.sides) == 2 else None
        for number, runs in enumerate(self.sides):
            side = None if share is None else share if number else ~share
            own = np.full(len(codes), many, np.uint16)
            for _, start in runs[1:]:
                own += self._beyond(start)
            for code, (state, _) in enumerate(runs, many):
                if state is None:
                    odd |= own == code if side is None else (own == code) & side
            many += len(runs)
            codes = own if side is None else np.where(side, own, codes)
        return codes, many, odd

    @property
    def _last(self) -> _Start:
        return self.ends[-1], False

    def _shares(self) -> Flags:
        found: Flags = self.values != np.rint(self.values)
        return found

    def _beyond(self, start: _Start) -> Flags:
        end, at = start
        found: Flags = self.values >= end if at else self.values > end
        return found

    def _runs(self, said: Sequence[State | None]) -> list[tuple[State | None, _Start]]:
        """Stretches side by side that say the same; numbers that are too small to be read are odd."""
        found: list[tuple[State | None, _Start]] = []
        for number, state in enumerate(said):
            odd = self._is_small(number)
            if state is None and not odd and found:
                continue  # No number of the column's type lies there.
            last = found[-1][0] if found else None
            same = last is None and odd if state is None or last is None else last.meaning == state.meaning
            if not found or not same:
                found.append((state, (self.ends[number // 2], number % 2 == 0)))
        return found

    def _is_small(self, number: int) -> bool:
        return number % 2 == 1 and is_small(self.ends[number // 2], self.ends[number // 2 + 1])

    def _said(self, number: int, sample: Callable[[int], Any]) -> State | None:
        value = None if self._is_small(number) else sample(number)
        if value is None:
            return None
        return self.reader.state([value if n == self.place else None for n in range(len(self.reader.part.columns))])

    def _any(self, number: int) -> Any:
        low = self.kind(self.ends[number // 2])
        if number % 2 == 0:
            return self._cell(low)
        high = self.kind(self.ends[number // 2 + 1])
        middle = self.kind(low + (high - low) / 2)
        middle = middle if low < middle < high else np.nextafter(low, high)
        return self._cell(middle) if low < middle < high else None

    def _whole(self, number: int) -> Any:
        low = self.ends[number // 2]
        if number % 2 == 0:
            return self._cell(self.kind(low)) if low.is_integer() else None
        middle = math.floor(low) + 1
        return self._cell(self.kind(middle)) if middle < self.ends[number // 2 + 1] else None

    def _share(self, number: int) -> Any:
        low = self.ends[number // 2]
        if number % 2 == 0:
            return None if low.is_integer() else self._cell(self.kind(low))
        high = self.ends[number // 2 + 1]
        for middle in (low + (high - low) / 2, low + (high - low) / 3, math.nextafter(low, high)):
            found = self.kind(middle)
            if low < found < high and not float(found).is_integer():
                return self._cell(found)
        return None

    @staticmethod
    def _cell(value: Any) -> Any:
        """A number as a cell of the column holds it: one of 32 bits keeps its own digits."""
        return value if isinstance(value, np.float32) else value.item()
