"""Columns of numbers and dates: between which cuts of its axis each row's quantity lies.

Between two cuts every number means the same, so a row of each stretch is read for all. A cut is a fraction, and a
cell a float: it is above where its shortest digits are, which they are where it is above the float nearest to the cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.contents import Codes, Numbered, told_apart, value_at
from hn2301_asp.cohort.columns.dates import can_be_counted, counted, days_of
from hn2301_asp.cohort.columns.headings import Column
from hn2301_asp.cohort.columns.states import Reader
from hn2301_asp.knowledge.thresholds.model import Axis
from hn2301_asp.knowledge.vocabulary.model import Quantity, RecordField, Vocabulary
from hn2301_asp.source.private import Private

Floats = npt.NDArray[np.float64]


#: So many rows are compared with all cuts before the next ones: they stay in the processor's cache.
_STRETCH = 65_536


#: Beyond this, and below what it is divided by, a number's digits may be more than are read.
LARGEST = 1e30


class Measure(Private, frozen=True):
    """What a column, or two dates, say of a quantity.

    ``numbers`` are in the quantity's unit, NaN where there is none; ``unclear`` rows are told apart by their content.
    ``bounds`` are the least and the most that it can be, where these are not the number.
    """

    codes: Numbered
    numbers: Floats
    unclear: Flags
    bounds: tuple[Floats, Floats] | None = None

    @property
    def given(self) -> Flags:
        """Where something is said."""
        return ~np.isnan(self.numbers) | self.unclear


def cuts_of(quantity: Quantity, axis: Axis | None) -> list[Fraction]:
    """Where a number of a quantity may change its meaning, in its own unit."""
    regions = axis.regions if axis is not None else ()
    ends = {end for region in regions if region.interval is not None for end in region.interval.limits}
    ends |= {*quantity.possible}
    if quantity.counted:  # A whole number beyond an end is another one.
        ends |= {near for end in ends for near in (end - 1, end + 1)}
    return sorted(ends)


#: Between these, but for nothing itself, a number may have more digits than are read.
_SMALL = (-1 / LARGEST, 0.0, 1 / LARGEST)


def ends_of(quantity: Quantity, unit: str, reader: Reader) -> list[float]:
    """The cuts of a quantity's axis as numbers of a unit, with where numbers become too small to be read."""
    cuts = cuts_of(quantity, reader.screener.space.axes.get(quantity.name))
    ends = {float(quantity.given(cut, unit)) for cut in cuts}
    return sorted(ends | {end for end in _SMALL if min(ends) < end < max(ends)})


def is_small(low: float, high: float) -> bool:
    """Whether only numbers that are too small to be read lie between two ends."""
    return low in _SMALL and high in _SMALL


def in_own_unit(values: npt.NDArray[Any], quantity: Quantity, unit: str) -> Floats:
    """Numbers of a unit in the quantity's own."""
    numbers: Floats = values.astype(np.float64, copy=False)
    if (scale := float(quantity.units[unit])) != 1:
        numbers = numbers * scale
    return np.floor(numbers) if quantity.counted else numbers


def measured(series: pl.Series, place: int, reader: Reader) -> Measure:
    """What a column says of its quantity."""
    column, vocabulary = reader.part.columns[place], reader.screener.knowledge_base.vocabulary
    unit = plain_unit(series, column, vocabulary)
    return _as_written(series, place, reader) if unit is None else _cut(series, column, unit, reader)


def plain_unit(series: pl.Series, column: Column, vocabulary: Vocabulary) -> str | None:
    """The unit of a column of plain numbers; None where only the cells' own words tell."""
    quantity, bracket, kind = column.kind, column.heading.bracket, series.dtype
    if not isinstance(quantity, Quantity) or not (kind.is_float() or kind.is_integer()):
        return None
    unit = quantity.unit if bracket is None else vocabulary.unit(bracket)
    if unit is None or quantity.repeated or quantity.graded or unit not in quantity.units:
        return None
    if quantity.counted and quantity.units[unit] != 1:
        return None
    return None if kind.is_integer() and _beyond(series) else unit


def _beyond(series: pl.Series) -> bool:
    """Whether a whole number is too large for a float."""
    values = series.drop_nulls().to_numpy()
    return len(values) > 0 and bool((values > 2**53).any() or (values < -(2**53)).any())


def _cut(series: pl.Series, column: Column, unit: str, reader: Reader) -> Measure:
    quantity, kind = column.kind, series.dtype
    assert isinstance(quantity, Quantity)
    real = np.float32 if kind == pl.Float32 else np.float64
    given = [quantity.given(cut, unit) for cut in cuts_of(quantity, reader.screener.space.axes.get(quantity.name))]
    ends = np.unique(np.array([real(float(cut)) for cut in given], real))
    values = series.to_numpy()  # NaN where there is none.
    missing = np.isnan(values)
    codes: Codes = np.zeros(len(values), np.uint8 if 4 * len(ends) + 4 <= 256 else np.int64)
    for start in range(0, len(values), _STRETCH):
        part, own = values[start : start + _STRETCH], codes[start : start + _STRETCH]
        for end in ends:
            own += part > end
            own += part >= end
        if quantity.counted:
            own *= 2
            own += part != np.rint(part)
    size = (2 * len(ends) + 1) * (2 if quantity.counted else 1)
    size_of = np.abs(values)
    endless = (size_of > LARGEST) | ((size_of < 1 / LARGEST) & (values != 0))
    codes[endless] = size
    codes[missing] = size + 1
    numbers, unclear = values if real is np.float64 else _by_digits(values), endless
    if (scale := float(quantity.units[unit])) != 1:
        numbers = numbers * scale
    if zero := float(quantity.zeros.get(unit, 0)):
        unclear = endless | (np.abs(numbers + zero) * 2 < np.abs(numbers))  # Hardly a digit is left of these.
        numbers = numbers + zero
    numbers = np.floor(numbers) if quantity.counted else numbers
    return Measure((codes, size + 2), numbers, unclear)


def _by_digits(values: npt.NDArray[np.float32]) -> Floats:
    """Floats of 32 bits as those of 64 that are nearest to their digits."""
    different, place = np.unique(values, return_inverse=True)
    return different.astype(np.str_).astype(np.float64)[place]


def _as_written(series: pl.Series, place: int, reader: Reader) -> Measure:
    """A column of numbers in texts: each content is read by itself."""
    codes, many = told_apart(series)
    first = np.full(many, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    meant: dict[tuple[object, ...], int] = {}
    number, numbers, unclear = np.zeros(many, np.int64), np.full(many, np.nan), np.zeros(many, np.bool_)
    least, most = np.full(many, np.nan), np.full(many, np.nan)
    name, width = reader.part.columns[place].heading.name, len(reader.part.columns)
    for code in np.flatnonzero(first >= 0):
        content = [value_at(series, int(first[code])) if column == place else None for column in range(width)]
        state, told = reader.state(content), reader.said(content).get(name)
        said = None if told is None else told.number
        number[code] = meant.setdefault((state.meaning, told is None, said is None), len(meant))
        unclear[code] = state.refused or (told is not None and said is None)
        numbers[code] = np.nan if said is None else float(said)
        least[code], most[code] = reader.bounds(content).get(name, (np.nan, np.nan))
    return Measure((number[codes], len(meant)), numbers[codes], unclear[codes], (least[codes], most[codes]))


def by_dates(quantity: Quantity, days: Mapping[str, npt.NDArray[np.datetime64]], reader: Reader) -> Measure | None:
    """What two dates say of the time between them; None where it cannot be cut by whole days and months."""
    cuts = cuts_of(quantity, reader.screener.space.axes.get(quantity.name))
    if quantity.possible[0] >= 0:  # What lies before the day from which it is counted is refused, whatever it is.
        cuts = sorted({*(cut for cut in cuts if cut > 0), Fraction(0)})
    if quantity.since is None or quantity.to not in days or not can_be_counted(quantity, cuts):
        return None
    codes, numbers = counted(days[quantity.since], days[quantity.to], quantity, cuts)
    return Measure((codes + 1, 2 * len(cuts) + 2), numbers, np.zeros(len(codes), np.bool_))


def all_days(
    own: Sequence[pl.Series], columns: Sequence[Column]
) -> Iterator[tuple[str, npt.NDArray[np.datetime64], Flags] | None]:
    """The days of each column of dates; None of one whose cells are nothing of the kind."""
    for series, column in zip(own, columns, strict=True):
        if isinstance(column.kind, RecordField) and column.kind.kind == "date":
            found = days_of(series)
            yield None if found is None else (column.heading.name, *found)
