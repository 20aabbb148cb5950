"""Whole columns of dates: the days that they name, and how long it is from one to another, in the calendar's units.

``elapsed`` says what a time between two days is; here the same is worked out for all rows, to the cuts of an axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.contents import Codes
from hn2301_asp.knowledge.vocabulary.model import CalendarUnit, Quantity
from hn2301_asp.patient.dates import parse_date
from hn2301_asp.patient.problems import ValueProblem
from hn2301_asp.patient.values import is_unknown

Days = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]

#: Days, and times without a zone.
_DATES = (pl.Date(), pl.Datetime("ms"), pl.Datetime("us"), pl.Datetime("ns"))
#: In units of the calendar that months make up: how many months a unit has.
_MONTHS: dict[CalendarUnit, int] = {"month": 1, "year": 12}
#: And in those that days make up.
_DAYS: dict[CalendarUnit, int] = {"day": 1, "week": 7}


def days_of(series: pl.Series) -> tuple[Days, Flags] | None:
    """The day that each cell names, NaT where it names none, and where it may be several days or is no date.

    None of a column whose cells are neither days, times without a zone, nor texts.
    """
    if series.dtype in _DATES:
        return series.cast(pl.Date).to_numpy().astype("datetime64[D]"), np.zeros(len(series), np.bool_)
    if series.dtype != pl.String:
        return None
    unique = series.unique()
    days, unclear = np.full(len(unique), "NaT", "datetime64[D]"), np.zeros(len(unique), np.bool_)
    for number, text in enumerate(unique.to_list()):
        if text is None or is_unknown(text):
            continue
        try:
            found = parse_date(text)
        except ValueProblem:
            unclear[number] = True
            continue
        unclear[number] = found.first != found.last
        days[number] = np.datetime64(found.first, "D")
    place = series.to_frame("text").join(
        pl.DataFrame({"text": unique, "place": np.arange(len(unique))}),
        on="text",
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )["place"]
    return days[place.to_numpy()], unclear[place.to_numpy()]


def can_be_counted(quantity: Quantity, cuts: Sequence[Fraction]) -> bool:
    """Whether a time can be cut by whole days or whole months, and by no share of a month."""
    unit = quantity.calendar
    return unit in _DAYS or (unit in _MONTHS and all((c * _MONTHS[unit]).denominator == 1 and c >= 0 for c in cuts))


def counted(event: Days, until: Days, quantity: Quantity, cuts: Sequence[Fraction]) -> tuple[Codes, Floats]:
    """Between which cuts the time from one day to another lies, and what it is in the quantity's unit.

    A code of 2n lies between two cuts, one of 2n + 1 at a cut; of completed units the whole ones are meant. Rows
    without both days have the code -1.
    """
    unit = quantity.calendar
    assert unit is not None
    known = ~(np.isnat(event) | np.isnat(until))
    first, last = (np.where(known, days, np.datetime64(0, "D")) for days in (event, until))
    whole, rest, share = _passed(first, last, unit)
    times = _MONTHS.get(unit, 1)
    if quantity.completed:
        whole, rest, share = whole // times * times, rest * 0, share * 0
    codes = np.zeros(len(event), np.int64)
    for cut in cuts:
        # A share of a unit is that of days: what is left over, and how many a unit has.
        end, part = divmod(cut * times, 1)
        left = int(part * _DAYS.get(unit, 1)) if unit in _DAYS else 0
        fine = (part * _DAYS.get(unit, 1)).denominator > 1 if unit in _DAYS else False
        codes += (whole > end) | ((whole == end) & (rest > left))
        codes += (whole > end) | ((whole == end) & (rest > left if fine else rest >= left))
    codes[~known] = -1
    return codes, np.where(known, (whole + share) / times, np.nan)


def _passed(first: Days, last: Days, unit: CalendarUnit) -> tuple[Codes, Codes, Floats]:
    """The whole units from one day to another (months, of years too), the days left over, and their share of one."""
    days = (last - first).astype(np.int64)
    if unit in _DAYS:
        size = _DAYS[unit]
        return days // size, days % size, days % size / size
    months = first.astype("datetime64[M]").astype(np.int64)
    passed = last.astype("datetime64[M]").astype(np.int64) - months
    passed -= _later(first, passed) > last
    start, end = _later(first, passed), _later(first, passed + 1)
    rest = (last - start).astype(np.int64)
    return passed, rest, rest / (end - start).astype(np.int64)


def _later(day: Days, months: Codes) -> Days:
    """The same day some months later, or the last day of a month that has no such day."""
    month = day.astype("datetime64[M]")
    start = (month + months.astype("timedelta64[M]")).astype("datetime64[D]")
    last = (month + (months + 1).astype("timedelta64[M]")).astype("datetime64[D]") - start
    place = day - month.astype("datetime64[D]")
    found: Days = start + np.minimum(place, last - np.timedelta64(1, "D"))
    return found
