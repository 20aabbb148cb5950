"""The day on which something happened, where a date stands with a time of day.

A time with an offset is the writer's own clock: its day is the one that is written. A time in UTC
(`Z`, or `-00:00`: RFC 3339, section 4.3) is nobody's own: its day depends on where it was, so that
without the site's time zone every day is possible that it was anywhere. This module asks for no
clock; the rules of the zones are the machine's or those of the package `tzdata`.
"""

from __future__ import annotations

import datetime
import re

from hn2301_asp.patient.problems import ValueProblem, shown
from hn2301_asp.source.patterns import later

#: The clocks that differ most from UTC (IANA: Etc/GMT+12 and Pacific/Kiritimati), in hours.
WESTERNMOST, EASTERNMOST = -12, 14

TIME = r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?) ?(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?)?"
_CLOCK = later(r"(\d{2}):(\d{2})(?::(\d{2}))?")
_OFFSET = later(r"[+-](\d{2}):?(\d{2})?")
#: The zones of the IANA's list that are UTC by another name, without `Etc/`.
_UTC_ZONES = frozenset(
    {"uct", "utc", "universal", "zulu", "z", "gmt", "gmt+0", "gmt-0", "gmt0", "greenwich", "utc+00:00"}
)
#: Names that zone files have and that say no place: the machine's own zone, and what stands for none.
_NO_PLACE = frozenset({"localtime", "posixrules", "factory"})
_UTC = frozenset({"Z", "-00:00", "-0000", "-00"})


def time_of(clock: str, text: str) -> datetime.time:
    """A time of day as it is written; raises ValueProblem where no clock shows it."""
    found = _CLOCK.match(clock)
    assert found is not None
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise ValueProblem(f"`{shown(text)}` has a time that no clock shows", "hours are 00 to 23, minutes 00 to 59")
    return datetime.time(hour, minute, second)


def in_utc(offset: str | None, text: str) -> bool:
    """Whether an offset says UTC rather than the writer's own clock; raises ValueProblem where it is none."""
    if offset is None:
        return False
    if offset.upper() in _UTC:
        return True
    found = _OFFSET.fullmatch(offset)
    hours, minutes = (int(part or 0) for part in found.groups()) if found else (99, 0)
    furthest = -WESTERNMOST if offset.startswith("-") else EASTERNMOST
    if minutes > 59 or hours * 60 + minutes > furthest * 60:
        raise ValueProblem(f"`{shown(text)}` has an offset that no place has", "offsets are -12:00 to +14:00, or Z")
    return False


def is_utc(moment: datetime.datetime) -> bool:
    """Whether a program's moment is in UTC, by whatever name and class: then it is nobody's own clock.

    A place's zone is its own clock, also where it is as late as UTC; what has no name and is never
    other than UTC is UTC.
    """
    zone = moment.tzinfo
    if zone is None:
        return False
    name = getattr(zone, "key", None) or getattr(zone, "zone", None)
    if isinstance(name, str):
        return name.lower().removeprefix("etc/") in _UTC_ZONES
    halves = (moment.replace(month=month, day=1) for month in (1, 7))
    return all(zone.utcoffset(half) == datetime.timedelta(0) for half in halves)


def local_days(moment: datetime.datetime, zone: datetime.tzinfo | None) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that a moment in UTC may be: one where the site's zone is known."""
    if zone is not None:
        day = moment.replace(tzinfo=datetime.UTC).astimezone(zone).date()
        return day, day
    plain = moment.replace(tzinfo=None)
    west, east = (plain + datetime.timedelta(hours=hours) for hours in (WESTERNMOST, EASTERNMOST))
    return west.date(), east.date()


def parse_zone(raw: object) -> datetime.tzinfo:
    """A site's time zone, by its name (`Asia/Shanghai`) or as an offset (`+08:00`); raises ValueProblem."""
    help = "write a name such as `Asia/Shanghai`, or an offset such as `+08:00`"
    text = str(raw).strip()
    if text.upper() in ("Z", "UTC"):
        return datetime.UTC
    if (found := re.fullmatch(r"([+-])(\d{2}):?(\d{2})", text)) and not in_utc(text, text):
        minutes = int(found[2]) * 60 + int(found[3])
        return datetime.timezone(datetime.timedelta(minutes=-minutes if found[1] == "-" else minutes))
    if text.lower() in _NO_PLACE or text.lower().startswith(("right/", "posix/")):
        raise ValueProblem(f"`{shown(raw)}` is no time zone of a place", help)
    import zoneinfo  # Only a record that names its zone needs it, and it is slow to come.

    try:
        return zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueProblem(f"`{shown(raw)}` is no time zone that is known here", help) from None
