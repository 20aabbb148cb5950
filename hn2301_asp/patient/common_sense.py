"""What cannot be true together of anybody's dates and times, as the vocabulary declares it.

Nobody is ill before birth, nothing is observed after it was asked, no time is longer than a life.
What is only unusual is a remark. Which dates and times these are stands in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import Interval, Values, compared
from hn2301_asp.knowledge.vocabulary.model import SCREENING_DATE, CalendarUnit, Quantity
from hn2301_asp.patient.dates import DateRange, elapsed
from hn2301_asp.patient.lookups import Lookups
from hn2301_asp.patient.model import Fact, Remark
from hn2301_asp.patient.problems import ValueProblem

_HELP = "one of the two is wrong: both stand in the record"
#: Units of one kind, by how many of the kind's smaller unit each is.
_SMALLER: Mapping[CalendarUnit, tuple[CalendarUnit, int]] = {
    "hour": ("hour", 1),
    "day": ("hour", 24),
    "week": ("hour", 168),
    "month": ("month", 1),
    "year": ("month", 12),
}


def order_problems(
    known: Lookups, dates: Mapping[str, DateRange], observed: Mapping[str, DateRange]
) -> Iterator[tuple[str, ValueProblem]]:
    """Dates that cannot lie as they do, whatever day each may be; ``observed`` are those beside a value."""
    vocabulary, label = known.vocabulary, known.vocabulary.label
    for field in known.ordered:
        birth = dates.get(field.not_before or "")
        if birth is not None and field.name in dates and dates[field.name].last < birth.first:
            end = f"before the {label(field.not_before or '')} {birth.shown}"
            yield field.name, ValueProblem(f"{field.label} {dates[field.name].shown} lies {end}", _HELP)
    for name, day in observed.items():
        called = label(name.partition("[")[0])
        first, last = (dates.get(end or "") for end in (vocabulary.observed.not_before, vocabulary.observed.not_after))
        if first is not None and day.last < first.first:
            end = f"before the {label(vocabulary.observed.not_before or '')} {first.shown}"
            yield name, ValueProblem(f"{called} of {day.shown} was observed {end}", _HELP)
        if last is not None and day.first > last.last:
            end = f"after the {label(vocabulary.observed.not_after or '')} {last.shown}"
            yield name, ValueProblem(f"{called} of {day.shown} was observed {end}", _HELP)


def order_remarks(known: Lookups, dates: Mapping[str, DateRange]) -> Iterator[Remark]:
    """Dates that lie later than they usually do, for whoever the vocabulary names."""
    vocabulary = known.vocabulary
    for field in known.expected:
        usual = dates.get(field.expected_by or "")
        if usual is not None and field.name in dates and dates[field.name].first > usual.last:
            text = f"{field.label} {dates[field.name].shown} lies after the {vocabulary.label(field.expected_by or '')}"
            yield Remark("later-than-usual", f"{text} {usual.shown}: {field.if_later}", (field.name,))


def length_problems(
    known: Lookups,
    facts: Mapping[str, Fact],
    amounts: Iterable[tuple[str, str, Values]],
    dates: Mapping[str, DateRange],
    reported: Collection[str],
) -> Iterator[tuple[str, ValueProblem]]:
    """Times that are longer than the quantity within which they lie, whatever both may be.

    A completed number leaves room for nearly one more: somebody of 20 completed years has lived for
    less than 21. Where the day is known on which it began, no room is left. ``reported`` are facts of
    which a date's place was told already.
    """
    said: dict[str, list[tuple[str, Values]]] = {}
    timed = known.timed
    for fact, name, values in amounts:
        if name in timed:
            said.setdefault(name, []).append((fact, values))
    told: set[str] = set()
    lives: dict[tuple[str, str, CalendarUnit | None], Interval | None] = {}
    for quantity, whole in known.lengths:
        for fact, values in said.get(quantity.name, ()):
            for other, limits in said.get(whole.name, ()):
                life = (other, whole.name, quantity.calendar)
                if life not in lives:
                    lives[life] = _exactly(quantity, whole, other, dates) or _at_most(quantity, whole, limits)
                if fact not in told and fact not in reported and _exceeds(values, lives[life]):
                    told.add(fact)
                    long, short = (f"{facts[name].label} {facts[name].told}" for name in (fact, other))
                    yield fact, ValueProblem(f"{long} is longer than {short} allows", _HELP)


def _exactly(quantity: Quantity, whole: Quantity, fact: str, dates: Mapping[str, DateRange]) -> Interval | None:
    """How long the whole is, in the other quantity's unit, where a fact says on which day it began."""
    screening = dates.get(SCREENING_DATE)
    if fact != whole.since or fact not in dates or screening is None or quantity.calendar is None:
        return None
    return elapsed(dates[fact], screening, quantity.calendar)


def _at_most(quantity: Quantity, whole: Quantity, limits: Values) -> Interval | None:
    """How long the whole can be at most, in the other quantity's unit; None where nothing is known of it."""
    most = limits.interval.high if limits.interval is not None else None
    if limits.interval is None or most is None or quantity.calendar is None or whole.calendar is None:
        return None
    limit = most_of(most + 1 if whole.completed else most, whole.calendar, quantity.calendar)
    return Interval(high=limit, high_open=whole.completed or limits.interval.high_open)


def _exceeds(values: Values, whole: Interval | None) -> bool:
    interval = values.interval
    if interval is None or interval.low is None or whole is None or whole.high is None:
        return False
    above = compared(interval.low, whole.high)
    return above > 0 or (above == 0 and (interval.low_open or whole.high_open))


def most_of(number: Fraction, unit: CalendarUnit, wanted: CalendarUnit) -> Fraction:
    """The most that some time can be in another unit: a year has up to 366 days, a month at least 28."""
    (small, times), (wanted_small, wanted_times) = _SMALLER[unit], _SMALLER[wanted]
    above, below = number.numerator * times, number.denominator * wanted_times
    if small == wanted_small:
        return Fraction(above, below)
    if small == "month":
        return Fraction(24 * _most_days(-(-above // number.denominator)), wanted_times)
    return Fraction(above, below * 24 * 28)


def _most_days(months: int) -> int:
    """The most days of so many calendar months: one of every four years is a leap year, and it may be the first."""
    years, rest = divmod(months, 12)
    return years * 365 + (years + 3) // 4 + rest * 31
