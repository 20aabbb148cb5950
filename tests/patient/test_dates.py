"""Dates as people write them, and the exact time between two of them."""

from __future__ import annotations

import datetime
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.patient.dates import DateRange, add_months, elapsed, parse_date
from hn2301_asp.patient.problems import ValueProblem

ISO_HELP = "write it as YYYY-MM-DD"
DAY_NUMBER_HELP = f"a spreadsheet's day number is not understood: format the cell as a date, or {ISO_HELP}"


def on(text: str) -> DateRange:
    day = date.fromisoformat(text)
    return DateRange(day, day)


MARCH_8: list[object] = [
    "2025-03-08",
    " 2025-03-08 ",
    "2025-3-8",
    "2025/03/08",
    "2025.03.08",
    "2025-03-08T00:00",
    "2025-03-08T23:59:59.5",
    "2025-03-08T23:59:59,5+08:00",
    "2025-03-08t01:00+0100",
    "2025-03-08T00:00:00-11",
    "2025-03-08 12:30:00+01:00",
    "8 Mar 2025",
    "08-MAR-2025",
    "8. march 2025",
    "8 Mar., 2025",
    date(2025, 3, 8),
    datetime.datetime(2025, 3, 8, 23, 59),
]


@pytest.mark.parametrize("raw", MARCH_8, ids=str)
def test_one_day_may_be_written_in_many_ways(raw: object) -> None:
    found = parse_date(raw)
    assert (found.first, found.last) == (date(2025, 3, 8), date(2025, 3, 8))


UNAMBIGUOUS = [
    ("25/03/2025", "2025-03-25"),
    ("03/25/2025", "2025-03-25"),
    ("25.3.2025", "2025-03-25"),
    ("13-12-2024", "2024-12-13"),
    ("04/04/2025", "2025-04-04"),
    ("29/02/2024", "2024-02-29"),
    ("1 Sept 2024", "2024-09-01"),
    ("31 December 2024", "2024-12-31"),
]


@pytest.mark.parametrize(("raw", "expected"), UNAMBIGUOUS)
def test_day_and_month_are_understood_where_only_one_order_is_possible(raw: str, expected: str) -> None:
    assert parse_date(raw) == on(expected)


REFUSED: list[tuple[object, str, str]] = [
    ("03/04/2025", "`03/04/2025` can be two dates, by the order of day and month", ISO_HELP),
    ("12/05/2025", "`12/05/2025` can be two dates, by the order of day and month", ISO_HELP),
    ("05/12/2025", "`05/12/2025` can be two dates, by the order of day and month", ISO_HELP),
    ("1.2.2025", "`1.2.2025` can be two dates, by the order of day and month", ISO_HELP),
    ("2024-02-30", "`2024-02-30` is not a day of the calendar", ISO_HELP),
    ("2023-02-29", "`2023-02-29` is not a day of the calendar", ISO_HELP),
    ("31/04/2025", "`31/04/2025` is not a day of the calendar", ISO_HELP),
    ("31 Jun 2025", "`31 Jun 2025` is not a day of the calendar", ISO_HELP),
    ("2025-13", "`2025-13` is not a day of the calendar", ISO_HELP),
    ("25/03/25", "the year of `25/03/25` has two digits", ISO_HELP),
    ("1825-03-08", "the year of `1825-03-08` is not between 1900 and 2100", ISO_HELP),
    ("2101-01-01", "the year of `2101-01-01` is not between 1900 and 2100", ISO_HELP),
    ("yesterday", "`yesterday` is no date", ISO_HELP),
    ("8 Marraskuu 2025", "`8 Marraskuu 2025` is no date", ISO_HELP),
    ("March 8, 2025", "`March 8, 2025` is no date", ISO_HELP),
    ("20250308", "`20250308` is no date", ISO_HELP),
    ("45724", "`45724` is no date", DAY_NUMBER_HELP),
    ("45724.5", "`45724.5` is no date", DAY_NUMBER_HELP),
    (45724, "`45724` is no date", DAY_NUMBER_HELP),
    (1899, "`1899` is no date", DAY_NUMBER_HELP),
    (2101, "`2101` is no date", DAY_NUMBER_HELP),
    (45724.0, "`45724.0` is no date", DAY_NUMBER_HELP),
    (True, "`True` is no date", DAY_NUMBER_HELP),
]


@pytest.mark.parametrize(("raw", "message", "help"), REFUSED)
def test_what_is_no_date_or_could_be_two_is_refused(raw: object, message: str, help: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_date(raw)
    assert (str(caught.value), caught.value.help) == (message, help)


PARTS: list[tuple[object, str, str, str]] = [
    ("2024-02", "2024-02-01", "2024-02-29", "2024-02"),
    ("2023/02", "2023-02-01", "2023-02-28", "2023-02"),
    ("2024-12", "2024-12-01", "2024-12-31", "2024-12"),
    ("2024", "2024-01-01", "2024-12-31", "2024"),
    (2024, "2024-01-01", "2024-12-31", "2024"),
    (1900, "1900-01-01", "1900-12-31", "1900"),
    (2100, "2100-01-01", "2100-12-31", "2100"),
]


@pytest.mark.parametrize(("raw", "first", "last", "shown"), PARTS)
def test_a_month_or_a_year_alone_is_the_range_of_its_days(raw: object, first: str, last: str, shown: str) -> None:
    found = parse_date(raw)
    assert found == DateRange(date.fromisoformat(first), date.fromisoformat(last))
    assert found.shown == shown


def test_a_day_is_shown_in_iso_spelling() -> None:
    assert parse_date("8 Mar 2025").shown == "2025-03-08"


# Durations

MONTHS = [
    ("2024-09-10", "2025-03-10", Fraction(6)),
    ("2024-09-10", "2025-03-09", 5 + Fraction(27, 28)),
    ("2024-09-10", "2025-03-11", 6 + Fraction(1, 31)),
    ("2024-08-31", "2025-02-28", Fraction(6)),
    ("2024-08-31", "2025-02-27", 5 + Fraction(27, 28)),
    ("2023-08-31", "2024-02-29", Fraction(6)),
    ("2023-08-31", "2024-02-28", 5 + Fraction(28, 29)),
    ("2024-02-29", "2024-08-29", Fraction(6)),
    ("2024-08-29", "2025-02-28", Fraction(6)),
    ("2025-01-31", "2025-03-30", 1 + Fraction(30, 31)),
    ("2025-03-10", "2025-03-10", Fraction(0)),
    ("2024-02-29", "2025-02-28", Fraction(12)),
]


@pytest.mark.parametrize(("event", "day", "months"), MONTHS)
def test_months_are_completed_calendar_months_and_a_share_of_the_next(event: str, day: str, months: Fraction) -> None:
    assert elapsed(on(event), on(day), "month") == Interval.point(months)


YEARS = [
    ("1955-03-01", "2025-02-28", 69),
    ("1955-03-01", "2025-03-01", 70),
    ("2008-02-29", "2026-02-27", 17),
    ("2008-02-29", "2026-02-28", 18),
    ("2008-02-29", "2028-02-28", 19),
    ("2008-02-29", "2028-02-29", 20),
    ("2000-12-31", "2001-12-30", 0),
    ("2000-12-31", "2001-12-31", 1),
]


@pytest.mark.parametrize(("born", "day", "years"), YEARS)
def test_years_are_completed_on_the_birthday_and_without_29_february_on_the_28th(
    born: str, day: str, years: int
) -> None:
    assert elapsed(on(born), on(day), "year", completed=True) == Interval.point(Fraction(years))


def test_a_duration_in_years_is_not_cut_unless_the_vocabulary_says_so() -> None:
    """Five years and eleven months are more than five years."""
    found = elapsed(on("2019-04-10"), on("2025-03-10"), "year")
    assert found == Interval.point(Fraction(71, 12))


DAYS = [
    ("2025-02-24", "2025-03-10", 14),
    ("2025-02-25", "2025-03-10", 13),
    ("2024-02-28", "2024-03-01", 2),
    ("2023-02-28", "2023-03-01", 1),
    ("2025-03-10", "2025-03-10", 0),
    ("2025-03-11", "2025-03-10", -1),
]


@pytest.mark.parametrize(("event", "day", "days"), DAYS)
def test_days_and_weeks_are_counted_across_month_ends_and_leap_days(event: str, day: str, days: int) -> None:
    assert elapsed(on(event), on(day), "day") == Interval.point(Fraction(days))
    assert elapsed(on(event), on(day), "week") == Interval.point(Fraction(days, 7))


def test_the_time_from_a_month_alone_is_a_range() -> None:
    assert elapsed(parse_date("2024-09"), on("2025-03-15"), "month") == Interval(Fraction(11, 2), 6 + Fraction(14, 31))
    assert elapsed(parse_date("2024-09"), on("2024-09-15"), "day") == Interval(Fraction(-15), Fraction(14))


def test_the_time_until_a_month_alone_is_a_range() -> None:
    assert elapsed(on("1990-03-15"), parse_date("2025-03"), "year", completed=True) == Interval(
        Fraction(34), Fraction(35)
    )


def test_an_event_after_the_day_is_a_negative_time_in_every_unit() -> None:
    for unit in ("day", "week", "month", "year"):
        found = elapsed(on("2025-04-10"), on("2025-03-10"), unit)
        assert found.high is not None
        assert found.high < 0


DATES = st.dates(date(1930, 1, 1), date(2060, 12, 31))


@given(DATES, st.integers(0, 600))
def test_the_time_to_the_same_day_some_months_later_is_that_many_months(day: date, months: int) -> None:
    later = add_months(day, months)
    assert elapsed(DateRange(day, day), DateRange(later, later), "month") == Interval.point(Fraction(months))


@given(DATES, st.integers(1, 600))
def test_one_day_less_is_less_than_that_many_months(day: date, months: int) -> None:
    before = add_months(day, months) - datetime.timedelta(days=1)
    found = elapsed(DateRange(day, day), DateRange(before, before), "month")
    assert found.high is not None
    assert months - 1 <= found.high < months


@given(DATES, st.integers(0, 20000))
def test_every_spelling_of_a_day_is_that_day(day: date, later: int) -> None:
    other = day + datetime.timedelta(days=later)
    for text in (other.isoformat(), other.strftime("%d %b %Y"), other.strftime("%d-%B-%Y")):
        if other.year <= 2100:
            assert parse_date(text) == DateRange(other, other)
