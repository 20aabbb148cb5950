"""Dates as people write them, and the time between two of them.

What could be two dates is an error. A month or a year given alone is the range of its days, and so
is a time in UTC where the site's time zone is not known. This module knows no vocabulary; it never
asks for today.
"""

from __future__ import annotations

import datetime
import math
import re
from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.patient.local_day import TIME, in_utc, is_utc, local_days, time_of
from hn2301_asp.patient.problems import ValueProblem, shown
from hn2301_asp.source.patterns import later
from hn2301_asp.source.private import Private


class DateRange(Private, frozen=True):
    """A date, or the days that it may be: of a month or year given alone, or of a time in UTC.

    ``at`` is the moment on the site's clock, where a time of day stands with it; ``zone`` the site's, where known.
    """

    first: datetime.date
    last: datetime.date
    at: datetime.datetime | None = None
    zone: datetime.tzinfo | None = None

    @property
    def moment(self) -> str:
        """The date with its time of day, where it has one."""
        return f"{self.at:%Y-%m-%d %H:%M}" if self.at is not None else self.shown

    @property
    def shown(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        after, year = self.last + datetime.timedelta(days=1), self.first.year
        if year == self.last.year and self.first.day == after.day == 1:
            if self.first.month == self.last.month:
                return self.first.isoformat()[:7]
            if self.first.month == after.month == 1:
                return f"{year}"
        return f"{self.first} {'or' if (self.last - self.first).days == 1 else 'to'} {self.last}"


_ISO = later(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){TIME}$", re.IGNORECASE)
_RANGE = later(r"(\S.*?)\s+(?:to|–|-)\s+(\S.*)$")
_MONTH = later(r"(\d{4})(?:[-/.](\d{1,2}))?$")
_NAMED = later(r"(\d{1,2})[\s.-]+([A-Za-z]{3,9})\.?[\s,-]+(\d{4})$")
_SLASHED = later(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2,4})$")
_MONTHS = "january february march april may june july august september october november december"
_DAY_NUMBER = later(r"\d{5}(\.\d+)?$")
_DATE_HELP = "write it as YYYY-MM-DD"
_DAY_NUMBER_HELP = f"a spreadsheet's day number is not understood: format the cell as a date, or {_DATE_HELP}"


def parse_date(raw: object, zone: datetime.tzinfo | None = None) -> DateRange:
    """A date as people write it; raises ValueProblem where it is none, or could be two.

    ``zone`` is the site's time zone, for a time in UTC; without it such a time is a range of days.
    """
    found = _parsed(raw, zone)
    return found if zone is None else replace(found, zone=zone)


def _parsed(raw: object, zone: datetime.tzinfo | None) -> DateRange:
    if isinstance(raw, datetime.datetime):
        if is_utc(raw):
            return _utc(raw, zone)
        return DateRange(raw.date(), raw.date(), raw.replace(tzinfo=None))
    if isinstance(raw, datetime.date):
        return DateRange(raw, raw)
    if isinstance(raw, int) and 1900 <= raw <= 2100:
        raw = str(raw)
    if not isinstance(raw, str):
        raise ValueProblem(f"`{shown(raw)}` is no date", _DAY_NUMBER_HELP)
    text = raw.strip()
    if day := _as_machines_write(text):
        return DateRange(day, day)
    if found := _ISO.match(text):
        return _with_time(_day(int(found[1]), int(found[2]), int(found[3]), text), found, text, zone)
    if found := _NAMED.match(text):
        for number, month in enumerate(_MONTHS.split(), start=1):
            if month.startswith(found[2].lower()):
                return _day(int(found[3]), number, int(found[1]), text)
    if found := _MONTH.match(text):
        return _part(int(found.group(1)), found.group(2), text)
    if found := _SLASHED.match(text):
        return _slashed(found[1], found[2], found[3], text)
    if found := _RANGE.match(text):
        return _range(parse_date(found[1], zone), parse_date(found[2], zone), text)
    raise ValueProblem(f"`{shown(raw)}` is no date", _DAY_NUMBER_HELP if _DAY_NUMBER.match(text) else _DATE_HELP)


def _as_machines_write(text: str) -> datetime.date | None:
    """The day of `2025-03-01`, as nearly every date is written; None where it needs a closer look."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2100 else None


def _range(first: DateRange, last: DateRange, text: str) -> DateRange:
    """From one day to another, as a planned day is given."""
    if last.last < first.first:
        raise ValueProblem(f"`{shown(text)}` ends before it begins", "the earlier day comes first")
    return DateRange(first.first, last.last)


def _with_time(day: DateRange, found: re.Match[str], text: str, zone: datetime.tzinfo | None) -> DateRange:
    """The day as it is written, or where the time is in UTC the days that it may be at the site."""
    if found["time"] is None:
        return day
    time = datetime.datetime.combine(day.first, time_of(found["time"], text))
    if not in_utc(found["offset"], text):
        return DateRange(day.first, day.last, time)
    return _utc(time, zone)


def _utc(time: datetime.datetime, zone: datetime.tzinfo | None) -> DateRange:
    """A time in UTC: where the site's zone is known a moment on its clock, else the days that it may be."""
    days = local_days(time, zone)
    if zone is None:
        return DateRange(*days)
    return DateRange(*days, time.replace(tzinfo=datetime.UTC).astimezone(zone).replace(tzinfo=None))


def _slashed(first: str, second: str, year: str, text: str) -> DateRange:
    a, b = int(first), int(second)
    if len(year) != 4:
        raise ValueProblem(f"the year of `{text}` has two digits", _DATE_HELP)
    if a <= 12 and b <= 12 and a != b:
        raise ValueProblem(f"`{text}` can be two dates, by the order of day and month", _DATE_HELP)
    return _day(int(year), b, a, text) if a > 12 or a == b else _day(int(year), a, b, text)


def _day(year: int, month: int, day: int, text: str) -> DateRange:
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        raise ValueProblem(f"`{text}` is not a day of the calendar", _DATE_HELP) from None
    if not 1900 <= year <= 2100:
        raise ValueProblem(f"the year of `{text}` is not between 1900 and 2100", _DATE_HELP)
    return DateRange(date, date)


def _part(year: int, month: str | None, text: str) -> DateRange:
    first = _day(year, int(month or 1), 1, text).first
    return DateRange(first, add_months(datetime.date(year, 1, 31), int(month or 12) - 1))


def elapsed(event: DateRange, until: DateRange, unit: str, *, completed: bool = False) -> Interval:
    """The time from an event to a day, in ``unit`` (year, month, week, day or hour).

    Months are completed calendar months and the share of the next one, so that "at least 6 months" holds
    from the same day of the sixth month on; a day that a month does not have is its last day (assumption
    B02). Years are twelve of them. ``completed`` cuts fractions off: an age. Negative where the event lies
    after the day. Hours are counted from moment to moment, and of a day without a time from any moment of it.
    """
    if unit == "hour":
        return _hours(event, until, completed=completed)
    low = high = _between(event.last, until.first, unit)
    if event.first != event.last or until.first != until.last:
        high = _between(event.first, until.last, unit)
    if not completed:
        return Interval(low, high)
    first = Fraction(math.floor(low))
    return Interval(first, first if high is low else Fraction(math.floor(high)))


def _hours(event: DateRange, until: DateRange, *, completed: bool) -> Interval:
    """The hours from one moment to another; where a day ends the next one begins."""
    (first, last), (soonest, latest) = _moments(event), _moments(until)
    low, high = _in_hours(soonest - last), _in_hours(latest - first)
    if not completed:
        return Interval(low, high, event.at is None, until.at is None)
    most = math.ceil(high) - 1 if until.at is None else math.floor(high)
    return Interval(Fraction(math.floor(low)), Fraction(most))


def _moments(when: DateRange) -> tuple[datetime.datetime, datetime.datetime]:
    """The first moment that a date may be, and the one up to which: a clock that is put back shows some twice."""
    midnight, end = datetime.time(), when.last + datetime.timedelta(days=1)
    if when.at is not None:
        moments = when.at, when.at
    else:
        moments = datetime.datetime.combine(when.first, midnight), datetime.datetime.combine(end, midnight)
    if when.zone is None:
        return moments
    first, last = (moment.replace(tzinfo=when.zone).astimezone(datetime.UTC) for moment in moments)
    return first, last


def _in_hours(time: datetime.timedelta) -> Fraction:
    return Fraction(time // datetime.timedelta(microseconds=1), 3_600_000_000)


def _between(event: datetime.date, day: datetime.date, unit: str) -> Fraction:
    days = (day - event).days
    if unit == "day":
        return Fraction(days)
    if unit == "week":
        return Fraction(days, 7)
    months = _months(event, day, days)
    return months / 12 if unit == "year" else months


def _months(event: datetime.date, day: datetime.date, days: int) -> Fraction:
    """Calendar months from one day to another, with the share of the last one."""
    if days < 0:
        return Fraction(days, 31)
    months = (day.year - event.year) * 12 + day.month - event.month
    start = add_months(event, months)
    if start > day:
        months -= 1
        start, end = add_months(event, months), start
    else:
        end = add_months(event, months + 1)
    whole = (end - start).days
    return Fraction(months * whole + (day - start).days, whole)


_LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def add_months(date: datetime.date, months: int) -> datetime.date:
    """The same day some months later, or the last day of a month that has no such day."""
    month = date.month - 1 + months
    year, month = date.year + month // 12, month % 12 + 1
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return datetime.date(year, month, min(date.day, 29 if leap else _LAST_DAYS[month - 1]))
