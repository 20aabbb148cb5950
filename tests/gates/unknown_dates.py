"""Dates of which a record says no more than a month, a year or a moment in UTC, and the day that they were."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

from hn2301_asp.knowledge.vocabulary.model import Quantity
from tests.gates.unknown_numbers import Part
from tests.gates.writing import Pen

SCREENED = datetime.date(2025, 3, 10)
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
#: Sites by their clocks: what a record says of the zone, and how many hours it is ahead of UTC.
ZONES = {"Asia/Shanghai": 8, "+08:00": 8, "-05:00": -5, "UTC": 0, "Pacific/Kiritimati": 14}
DAY = datetime.timedelta(days=1)


class Dates:
    """Draws dates of one record, at a site of one time zone."""

    def __init__(self, pen: Pen, limits: Mapping[str, tuple[Fraction, ...]]) -> None:
        self.pen, self.rng, self.limits = pen, pen.rng, limits
        self.screened = SCREENED + self.rng.randrange(-300, 300) * DAY
        self.zone = self.rng.choice(list(ZONES))

    def about_the_record(self) -> list[Part]:
        """The screening date, now and then no more than its month at first, and the zone, which may come later."""
        day = Part({"screening_date": self.pen.day(self.screened)})
        zone = Part({"time_zone": self.zone})
        way = self.rng.randrange(8)
        vague: list[Part] = [Part({"screening_date": f"{self.screened:%Y-%m}"}, lambda: day), Part({}, lambda: day)]
        return [vague[way] if way < len(vague) else day, Part({}, lambda: zone) if way % 2 else Part({})]

    def event(self, quantity: Quantity) -> Part:
        """A month, a year or a moment in UTC; then a day of it. Or nothing, and then a date."""
        assert quantity.since is not None
        name = quantity.since
        limit = self.rng.choice(self.limits.get(quantity.name) or (Fraction(10),))
        days = int(limit * DAYS[quantity.calendar or "day"]) + self.rng.randrange(-40, 41)
        day = self.screened - max(0, days) * DAY
        way = self.rng.randrange(4)
        if way == 0:
            return Part({}, lambda: self._on(name, day))
        if way == 1:
            return Part({name: f"{day.year}"}, lambda: self._of_a_year(name, day))
        if way == 2 and day + 2 * DAY <= self.screened:
            return self._moment(name, day)
        return Part({name: f"{day:%Y-%m}"}, lambda: self._of_a_month(name, day))

    def _on(self, name: str, day: datetime.date) -> Part:
        return Part({name: self.pen.day(day)})

    def _of_a_month(self, name: str, day: datetime.date) -> Part:
        """Any day of the month that is not after screening."""
        month = [day.replace(day=1) + n * DAY for n in range(31)]
        return self._on(name, self.rng.choice([d for d in month if d.month == day.month and d <= self.screened]))

    def _of_a_year(self, name: str, day: datetime.date) -> Part:
        """Any month of the year, or a day of it, that is not after screening."""
        firsts = [day.replace(month=m, day=1) for m in range(1, 13)]
        month = self.rng.choice([first for first in firsts if first <= self.screened])
        if self.pen.chance(0.5):
            return self._of_a_month(name, month)
        return Part({name: f"{month:%Y-%m}"}, lambda: self._of_a_month(name, month))

    def _moment(self, name: str, day: datetime.date) -> Part:
        """A moment in UTC, and the day that it was by the site's clock."""
        moment = datetime.datetime.combine(day, datetime.time(self.rng.choice([1, 12, 16, 23])))
        local = (moment + datetime.timedelta(hours=ZONES[self.zone])).date()
        return Part({name: f"{moment.isoformat()}Z"}, lambda: self._on(name, local))
