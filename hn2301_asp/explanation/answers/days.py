"""What time does to a patient: durations grow, ages are completed, windows run out.

A day is an offset from the screening day. Dates are counted on the calendar; a duration that was
given as a number grows by whole days, one in months between a day's share of the longest and of the
shortest month; an age that was given as a number stays, for nobody can say when it is completed.
Knows no rule and asks the solver nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache, partial

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.knowledge.thresholds.model import Axis
from hn2301_asp.knowledge.vocabulary.model import SCREENING_DATE, CalendarUnit, Quantity
from hn2301_asp.patient.dates import DateRange, elapsed
from hn2301_asp.patient.model import Patient
from hn2301_asp.solver.assumptions import Evidence
from hn2301_asp.source.private import Private

#: Nothing is looked for later than this many days after screening.
FARTHEST = 36_525
#: The most and the fewest days of each unit.
_DAYS: Mapping[CalendarUnit, tuple[int | Fraction, int | Fraction]] = {
    "hour": (Fraction(1, 24), Fraction(1, 24)),
    "day": (1, 1),
    "week": (7, 7),
    "month": (31, 28),
    "year": (366, 365),
}


class Clock(Private, frozen=True):
    """One fact that time changes: its quantity, and the date that it counts from, or its number."""

    fact: str
    quantity: Quantity
    event: DateRange | None
    number: Fraction | None

    def at(self, day: int, screening: DateRange | None) -> Values:
        """What the quantity may be some days after screening."""
        if self.event is None:
            assert self.number is not None
            most, fewest = _DAYS[_unit(self.quantity)]
            grown = Interval(self.number + Fraction(day) / most, self.number + Fraction(day) / fewest)
            return Values(grown)
        assert screening is not None
        later = datetime.timedelta(days=day)
        at = None if screening.at is None else screening.at + later
        until = DateRange(screening.first + later, screening.last + later, at, screening.zone)
        return Values(elapsed(self.event, until, _unit(self.quantity), completed=self.quantity.completed))


def _unit(quantity: Quantity) -> CalendarUnit:
    """The unit in which a quantity is counted from a date: the vocabulary is refused where it has none."""
    assert quantity.calendar is not None
    return quantity.calendar


def clocks(base: KnowledgeBase, patient: Patient) -> tuple[Clock, ...]:
    """The facts of a patient that time changes, in the record's order."""
    found: list[Clock] = []
    for fact, name, values in patient.evidence.amounts:
        quantity = base.thresholds.quantities[name]
        if quantity.since is None or quantity.to != SCREENING_DATE:  # From one date to another no time goes on.
            continue
        if fact == quantity.since and (fact != name or patient.facts[fact].days is not None):
            found.append(Clock(fact, quantity, patient.facts[fact].days, None))
        elif fact == name and values.number is not None and (quantity.calendar == "day" or not quantity.completed):
            # A number of completed years or months does not say when the next one is.
            found.append(Clock(fact, quantity, None, values.number))
    return tuple(found)


def late_enough(quantity: Quantity, event: DateRange, least: Interval) -> tuple[datetime.date, bool] | None:
    """The first day up to which a time that counts from a date is long enough; None where none is near.

    Of a time in hours that begins at a known moment it is the day on which it becomes long enough; whether it is so
    only from some hour on stands beside it.
    """

    def at(days: int) -> datetime.date:
        return event.last + datetime.timedelta(days=days)

    def time(days: int) -> Interval:
        until = DateRange(at(days), at(days), None, event.zone)
        return elapsed(event, until, _unit(quantity), completed=quantity.completed)

    def whole(days: int) -> bool:
        return time(days).intersect(least) == time(days)

    def enough(days: int) -> bool:
        return time(days).overlaps(least) if event.at is not None else whole(days)

    turn = 0 if enough(0) else first_turn(enough)
    if turn is None or (turn == 0 and whole(0)):
        return None
    return at(turn), not whole(turn)


def begun(quantity: Quantity) -> Clock:
    """A time that starts on the screening day."""
    return Clock(quantity.name, quantity, None, Fraction(0))


def at_day(
    evidence: Evidence, ticking: Iterable[Clock], restarted: Mapping[str, Clock], day: int, screening: DateRange | None
) -> Evidence:
    """The evidence as it is some days after screening; ``restarted`` are quantities that began anew."""
    moved = {(clock.fact, clock.quantity.name): clock for clock in ticking}
    amounts = [
        (fact, name, moved[fact, name].at(day, screening) if (fact, name) in moved else values)
        for fact, name, values in evidence.amounts
        if name not in restarted
    ]
    amounts += [(name, name, clock.at(day, screening)) for name, clock in restarted.items()]
    return Evidence(evidence.atoms, tuple(amounts))


def turning_days(base: KnowledgeBase, clock: Clock, screening: DateRange | None) -> Iterator[int]:
    """The days on which a quantity comes to lie elsewhere between the thresholds, in no order."""
    axis = base.thresholds.axes.get(clock.quantity.name)
    if axis is None:
        return

    @cache
    def lies(day: int) -> tuple[Fraction, Fraction]:
        interval = clock.at(day, screening).interval
        assert interval is not None
        return interval.ends

    # Whichever end of the range passes a limit, the answer may change that day.
    yield from crossings(axis, lambda day: lies(day)[0])
    yield from crossings(axis, lambda day: lies(day)[1])


def crossings(axis: Axis, number: Callable[[int], Fraction]) -> Iterator[int]:
    """The days on which a number that only grows, or only falls, reaches a limit of an axis, or passes it."""

    def beyond(limit: Fraction, strictly: bool, day: int) -> bool:
        return number(day) > limit if strictly else number(day) >= limit

    for limit in {end for region in axis.regions if region.interval for end in region.interval.limits}:
        for strictly in (False, True):
            day = first_turn(partial(beyond, limit, strictly))
            if day is not None:
                yield day


def first_turn(question: Callable[[int], bool]) -> int | None:
    """The first day on which an answer that turns once is another than on day 0; None: it never is."""
    now = question(0)
    low, high = 0, 1
    while question(high) == now:
        if high == FARTHEST:
            return None
        low, high = high, min(high * 4, FARTHEST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if question(middle) == now else (low, middle)
    return high
