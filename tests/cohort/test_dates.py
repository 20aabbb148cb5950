"""Times between whole columns of days lie between the same cuts as `elapsed` puts each of them."""

from __future__ import annotations

import datetime
import random
from fractions import Fraction
from typing import get_args

import numpy as np
import pytest
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.cohort.columns.dates import can_be_counted, counted
from hn2301_asp.knowledge.vocabulary.model import CalendarUnit, Quantity
from hn2301_asp.patient.dates import DateRange, elapsed
from tests.conftest import Sample

#: Month ends and leap days stand among them often.
DELICATE = [
    datetime.date(year, month, day)
    for year in (2020, 2023, 2024)
    for month in (1, 2, 3, 8)
    for day in (1, 28, 29, 30, 31)
    if month != 2 or day < 29
]


def drawn(rng: random.Random) -> datetime.date:
    if rng.random() < 0.5:
        return rng.choice(DELICATE) + datetime.timedelta(days=rng.choice([-1, 0, 0, 1]))
    return datetime.date(2019, 1, 1) + datetime.timedelta(days=rng.randint(0, 2_600))


def cuts(unit: str) -> list[Fraction]:
    if unit in ("day", "week"):
        return sorted(Fraction(cut) for cut in (0, 1, 7, 12, "3/2", "5/7", "1/3"))
    return sorted(Fraction(cut) for cut in ((0, 1, 6, 7, 12) if unit == "month" else (0, 1, 2, "1/2")))


@pytest.mark.parametrize("completed", [False, True])
@pytest.mark.parametrize("unit", [unit for unit in get_args(CalendarUnit) if unit != "hour"])
def test_a_column_is_counted_as_each_of_its_days_is(
    protocol: Protocol, unit: CalendarUnit, completed: bool, sample: Sample
) -> None:
    quantity: Quantity = next(iter(protocol.knowledge_base.vocabulary.quantities.values()))
    quantity = replace(quantity, calendar=unit, completed=completed)
    rng, ends = random.Random(f"{unit} {completed}"), cuts(unit)
    assert can_be_counted(quantity, ends)
    events, days = ([drawn(rng) for _ in range(sample(40_000))] for _ in range(2))
    codes, numbers = counted(np.array(events, "datetime64[D]"), np.array(days, "datetime64[D]"), quantity, ends)
    for event, day, code, number in zip(events, days, codes.tolist(), numbers.tolist(), strict=True):
        time = elapsed(DateRange(event, event), DateRange(day, day), unit, completed=completed).low
        assert time is not None
        assert code == sum((time > end) + (time >= end) for end in ends), (event, day)
        assert time < 0 or abs(float(time) - number) < 1e-12


def test_what_needs_a_share_of_a_month_or_hours_is_not_counted(protocol: Protocol) -> None:
    quantity = next(iter(protocol.knowledge_base.vocabulary.quantities.values()))
    assert not can_be_counted(replace(quantity, calendar="month"), [Fraction(1, 2)])
    assert not can_be_counted(replace(quantity, calendar="hour"), [Fraction(1)])
    assert not can_be_counted(replace(quantity, calendar=None), [Fraction(1)])


def test_a_day_that_is_missing_says_nothing(protocol: Protocol) -> None:
    quantity = replace(
        next(iter(protocol.knowledge_base.vocabulary.quantities.values())), calendar="day", completed=False
    )
    days = np.array(["2024-02-29", "NaT"], "datetime64[D]")
    codes, numbers = counted(days, days[::-1], quantity, [Fraction(0)])
    assert codes.tolist() == [-1, -1]
    assert np.isnan(numbers).all()
