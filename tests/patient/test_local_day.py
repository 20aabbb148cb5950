"""A date with a time of day: which day it was at the site, and never silently one of two."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.patient.dates import DateRange, parse_date
from hn2301_asp.patient.local_day import parse_zone
from hn2301_asp.patient.problems import ValueProblem

Record = dict[str, Any]

SCREENED = {"screening_date": "2025-03-10"}

IN_UTC = [
    ("2025-03-02T16:00:00.000Z", "2025-03-02 or 2025-03-03", "2025-03-03"),
    ("2025-03-02t16:00z", "2025-03-02 or 2025-03-03", "2025-03-03"),
    ("2025-03-02 15:59:59Z", "2025-03-02 or 2025-03-03", "2025-03-02"),
    ("2025-03-02T00:00:00Z", "2025-03-01 or 2025-03-02", "2025-03-02"),
    ("2025-03-02T09:59Z", "2025-03-01 or 2025-03-02", "2025-03-02"),
    ("2025-03-02T11:00Z", "2025-03-01 to 2025-03-03", "2025-03-02"),
    # RFC 3339, 4.3: an offset of -00:00 says that the local one is not known.
    ("2025-03-02T16:00-00:00", "2025-03-02 or 2025-03-03", "2025-03-03"),
    ("2024-12-31T16:00:00Z", "2024-12-31 or 2025-01-01", "2025-01-01"),
]


@pytest.mark.parametrize(("text", "days", "in_shanghai"), IN_UTC)
def test_a_time_in_utc_is_every_day_that_it_was_anywhere_and_one_where_the_zone_is_known(
    text: str, days: str, in_shanghai: str
) -> None:
    assert parse_date(text).shown == days
    assert parse_date(text, parse_zone("Asia/Shanghai")).shown == in_shanghai
    assert parse_date(text, parse_zone("+08:00")).shown == in_shanghai


def test_a_moment_of_a_program_that_is_in_utc_is_read_alike() -> None:
    moment = datetime.datetime(2025, 3, 2, 16, tzinfo=datetime.UTC)
    assert parse_date(moment) == DateRange(date(2025, 3, 2), date(2025, 3, 3))
    here = datetime.datetime(2025, 3, 2, 23, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
    assert parse_date(here).shown == "2025-03-02"


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-02T23:59:59+08:00",
        "2025-03-02T00:00-1100",
        "2025-03-02T16:00+00:00",
        "2025-03-02 16:00:00 +08",
        "2025-03-02T16:00",
    ],
)
def test_any_other_offset_and_none_gives_the_day_as_it_is_written(text: str) -> None:
    for zone in (None, parse_zone("Asia/Shanghai")):
        assert parse_date(text, zone).shown == "2025-03-02"


@pytest.mark.parametrize("clock", ["24:00", "99:99", "23:60", "23:59:60", "24:00:00Z"])
def test_a_time_that_no_clock_shows_is_an_error(clock: str) -> None:
    with pytest.raises(ValueProblem, match="has a time that no clock shows"):
        parse_date(f"2025-03-02T{clock}")


class Tzutc(datetime.tzinfo):
    """UTC as other packages make it: a class of its own."""

    def utcoffset(self, _: datetime.datetime | None) -> datetime.timedelta:
        return datetime.timedelta(0)


UTC_ZONES = [ZoneInfo(name) for name in ("UTC", "Zulu", "GMT", "Etc/GMT", "Etc/UCT", "Greenwich", "Etc/GMT-0")]


@pytest.mark.parametrize(
    "zone",
    [*UTC_ZONES, Tzutc(), datetime.timezone(datetime.timedelta(0), "GMT")],
    ids=lambda zone: getattr(zone, "key", type(zone).__name__),
)
def test_utc_by_another_name_is_utc(zone: datetime.tzinfo) -> None:
    moment = datetime.datetime(2025, 3, 2, 16, tzinfo=zone)
    assert parse_date(moment).shown == "2025-03-02 or 2025-03-03"
    assert parse_date(moment, parse_zone("Asia/Shanghai")).shown == "2025-03-03"


@pytest.mark.parametrize("name", ["Europe/London", "Africa/Abidjan", "Asia/Shanghai", "Etc/GMT-8"])
def test_a_places_zone_is_its_own_clock(name: str) -> None:
    assert parse_date(datetime.datetime(2025, 3, 2, 16, tzinfo=ZoneInfo(name))).shown == "2025-03-02"


@pytest.mark.parametrize("name", ["localtime", "posixrules", "Factory", "right/Asia/Shanghai"])
def test_a_zone_of_no_place_is_an_error(name: str) -> None:
    with pytest.raises(ValueProblem, match="is no time zone of a place"):
        parse_zone(name)


@pytest.mark.parametrize("offset", ["+15:00", "-99:00", "+08:75", "-13:00", "-12:01", "+14:30"])
def test_an_offset_that_no_place_has_is_an_error(offset: str) -> None:
    with pytest.raises(ValueProblem, match="has an offset that no place has"):
        parse_date(f"2025-03-02T16:00{offset}")


def verdict(protocol: Protocol, changes: Record) -> str:
    typical = {**protocol.knowledge_base.vocabulary.typical, **SCREENED, "days_since_transfusion": None}
    return protocol.screen({**typical, **changes}).verdict


def test_a_transfusion_at_a_time_in_utc_is_within_the_window_or_not_by_the_site_s_zone(protocol: Protocol) -> None:
    moment = {"last_transfusion_date": "2025-03-02T16:00:00.000Z"}
    assert verdict(protocol, moment) == "undetermined"
    assert verdict(protocol, {**moment, "time_zone": "Asia/Shanghai"}) == "ineligible"
    assert verdict(protocol, {**moment, "time_zone": "Europe/Berlin"}) == "eligible"
    assert verdict(protocol, {"last_transfusion_date": "2025-03-02T16:00:00+08:00"}) == "eligible"


def test_what_may_help_is_worked_out_from_a_time_in_utc_too(protocol: Protocol) -> None:
    typical = {**protocol.knowledge_base.vocabulary.typical, **SCREENED, "days_since_transfusion": None}
    result = protocol.screen({**typical, "last_transfusion_date": "2025-03-04T16:00:00Z"})
    assert result.verdict == "ineligible"
    assert "2025-03-04 or 2025-03-05" in result.explain()


def test_a_time_zone_that_is_not_known_is_an_error(refused: Callable[[Record], str]) -> None:
    assert refused({"time_zone": "Shanghai"}) == (
        "error[value] `Shanghai` is no time zone that is known here\n"
        "  at field time_zone\n"
        "  help: write a name such as `Asia/Shanghai`, or an offset such as `+08:00`"
    )
