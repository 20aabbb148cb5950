"""What cannot be true together of anybody's dates and times, as the vocabulary declares it.

Nobody is ill before birth, nothing is observed after it was asked, no time is longer than a life.
What is only unusual is a remark. Which dates and times these are stands in the vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.knowledge.vocabulary import CalendarUnit, Quantity, Vocabulary
from hn2301_asp.knowledge.vocabulary.model import SCREENING_DATE
from hn2301_asp.patient.dates import DateRange, elapsed
from hn2301_asp.patient.model import Fact, Remark
from hn2301_asp.patient.problems import ValueProblem

_HELP = "one of the two is wrong: both stand in the record"
#: Units of one kind, by how many of the kind's smaller unit each is.
_SMALLER: Mapping[CalendarUnit, tuple[CalendarUnit, int]] = {
    "day": ("day", 1),
    "week": ("day", 7),
    "month": ("month", 1),
    "year": ("month", 12),
}


def order_problems(
    vocabulary: Vocabulary, dates: Mapping[str, DateRange], observed: Mapping[str, DateRange]
) -> Iterator[tuple[str, ValueProblem]]:
    """Dates that cannot lie as they do, whatever day each may be; ``observed`` are those beside a value."""
    label = vocabulary.label
    for field in vocabulary.record.values():
        birth = dates.get(field.not_before or "")
        if birth is not None and field.name in dates and dates[field.name].last < birth.first:
            here = f"{field.label} {dates[field.name].shown}"
            yield (
                field.name,
                ValueProblem(f"{here} lies before the {label(field.not_before or '')} {birth.shown}", _HELP),
            )
    for name, day in observed.items():
        first, last = (dates.get(end or "") for end in (vocabulary.observed.not_before, vocabulary.observed.not_after))
        if first is not None and day.last < first.first:
            end = f"before the {label(vocabulary.observed.not_before or '')} {first.shown}"
            yield name, ValueProblem(f"{label(name)} of {day.shown} was observed {end}", _HELP)
        if last is not None and day.first > last.last:
            end = f"after the {label(vocabulary.observed.not_after or '')} {last.shown}"
            yield name, ValueProblem(f"{label(name)} of {day.shown} was observed {end}", _HELP)


def order_remarks(vocabulary: Vocabulary, dates: Mapping[str, DateRange]) -> Iterator[Remark]:
    """Dates that lie later than they usually do, for whoever the vocabulary names."""
    for field in vocabulary.record.values():
        usual = dates.get(field.expected_by or "")
        if usual is not None and field.name in dates and dates[field.name].first > usual.last:
            text = f"{field.label} {dates[field.name].shown} lies after the {vocabulary.label(field.expected_by or '')}"
            yield Remark("later-than-usual", f"{text} {usual.shown}: {field.if_later}", (field.name,))


def length_problems(
    vocabulary: Vocabulary,
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
    known = list(amounts)
    told: set[str] = set()
    for quantity in vocabulary.quantities.values():
        whole = vocabulary.quantities.get(quantity.within or "")
        if whole is None:
            continue
        for fact, _, values in (entry for entry in known if entry[1] == quantity.name):
            for other, _, limits in (entry for entry in known if entry[1] == whole.name):
                exact = _exactly(quantity, whole, other, dates)
                longer = _exceeds(values, exact) if exact else _longer(quantity, values, whole, limits)
                if fact not in told and fact not in reported and longer:
                    told.add(fact)
                    long, life = (f"{facts[name].label} {facts[name].told}" for name in (fact, other))
                    yield fact, ValueProblem(f"{long} is longer than {life} allows", _HELP)


def _exactly(quantity: Quantity, whole: Quantity, fact: str, dates: Mapping[str, DateRange]) -> Interval | None:
    """How long the whole is, in the other quantity's unit, where a fact says on which day it began."""
    screening = dates.get(SCREENING_DATE)
    if fact != whole.since or fact not in dates or screening is None or quantity.calendar is None:
        return None
    return elapsed(dates[fact], screening, quantity.calendar)


def _exceeds(values: Values, whole: Interval) -> bool:
    interval = values.interval
    if interval is None or interval.low is None or whole.high is None:
        return False
    return interval.low > whole.high or (interval.low == whole.high and interval.low_open)


def _longer(quantity: Quantity, values: Values, whole: Quantity, limits: Values) -> bool:
    if values.interval is None or limits.interval is None:
        return False
    least, most = values.interval.low, limits.interval.high
    if least is None or most is None or quantity.calendar is None or whole.calendar is None:
        return False
    limit = most_of(most + 1 if whole.completed else most, whole.calendar, quantity.calendar)
    below = whole.completed or limits.interval.high_open or values.interval.low_open
    return least >= limit if below else least > limit


def most_of(number: Fraction, unit: CalendarUnit, wanted: CalendarUnit) -> Fraction:
    """The most that some time can be in another unit: a year has up to 366 days, a month at least 28."""
    (small, times), (wanted_small, wanted_times) = _SMALLER[unit], _SMALLER[wanted]
    amount = number * times
    if small != wanted_small:
        amount = _most_days(math.ceil(amount)) if small == "month" else amount / 28
    return amount / wanted_times


def _most_days(months: int) -> Fraction:
    """The most days of so many calendar months: one of every four years is a leap year, and it may be the first."""
    years, rest = divmod(months, 12)
    return Fraction(years * 365 + (years + 3) // 4 + rest * 31)
