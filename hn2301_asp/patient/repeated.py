"""Several measurements of one quantity, and what they come to: the latest, the highest on two occasions, the mean.

A list holds all measurements that there are. Where it is not known whether one lies within a window, or which came
first, the result is everything that it may be. This module knows no threshold.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.knowledge.vocabulary.model import Quantity, Summary
from hn2301_asp.patient.dates import DateRange, elapsed
from hn2301_asp.patient.fields import RawField
from hn2301_asp.patient.lookups import Lookups, Measured
from hn2301_asp.patient.measured import measured
from hn2301_asp.patient.model import Fact
from hn2301_asp.patient.problems import ValueProblem
from hn2301_asp.solver.unbounded import negative
from hn2301_asp.source.lists import listed
from hn2301_asp.source.numbers import spanned, with_unit
from hn2301_asp.source.private import Private

#: A list of more measurements than that is another kind of file.
MOST_MEASUREMENTS = 1000


class Counting(Private, frozen=True):
    """A measurement with its ends, and whether it counts: certainly, or only perhaps."""

    found: Measured
    interval: Interval
    certain: bool = True

    @property
    def days(self) -> DateRange | None:
        return self.found.days


def measurements(
    quantity: Quantity, raw: RawField, known: Lookups, zone: datetime.tzinfo | None
) -> list[tuple[str, Measured]]:
    """Every measurement of a list, with the field that names it in messages; a single value is a list of one.

    Raises ValueProblem where one cannot be understood, or there are too many.
    """
    values = raw.value if isinstance(raw.value, list | tuple) else [raw.value]
    if len(values) > MOST_MEASUREMENTS:
        raise ValueProblem(f"{len(values)} measurements are more than can be read ({MOST_MEASUREMENTS})")
    found = []
    for number, value in enumerate(values):
        try:
            one = measured(quantity, replace(raw, value=value), known, zone)
        except ValueProblem as problem:
            if len(values) == 1:
                raise
            raise ValueProblem(f"measurement {number + 1}: {problem}", problem.help) from None
        if one.given[2].interval is None:
            raise ValueProblem("a measurement cannot be `never`", "leave it out; an empty list is none")
        found.append((f"{raw.name}[{number + 1}]" if len(values) > 1 else raw.name, one))
    return found


def told(quantity: Quantity, found: Sequence[Measured]) -> Fact:
    """All measurements as one fact, for people."""
    words = ", ".join(_told(one) for one in found) or "none"
    return Fact(quantity.name, quantity.label, words)


def _told(one: Measured) -> str:
    return f"{one.fact.told} on {one.fact.date}" if one.fact.date else one.fact.told


def summarised(quantity: Quantity, found: Sequence[Measured], dates: Mapping[str, DateRange]) -> Fact:
    """What measurements come to, with those that count; never, where there are none that do."""
    summary = quantity.summary
    assert summary is not None
    counting = [one for each in found if (one := _counting(each, summary, dates)) is not None]
    counting.sort(key=lambda one: one.days.last if one.days else datetime.date.max)
    interval, never = _TAKEN[summary.take](counting, summary)
    values = Values(interval, never)
    words = _words(quantity, values, counting, found)  # They name the unit: none is to be written behind them.
    return Fact(quantity.name, quantity.label, words, values, quantity.unit, given_unit=quantity.unit or None)


def _counting(found: Measured, summary: Summary, dates: Mapping[str, DateRange]) -> Counting | None:
    """A measurement that lies within the window, or may lie there; None where it does not."""
    interval = found.given[2].interval
    assert interval is not None
    if summary.within is None:
        return Counting(found, interval)
    number, unit = summary.within
    until = dates.get(summary.before)
    if found.days is None or until is None:
        return Counting(found, interval, certain=False)
    window = Interval(Fraction(0), number)
    since = elapsed(found.days, until, unit)
    if not since.overlaps(window):
        return None
    assert since.low is not None
    assert since.high is not None
    return Counting(found, interval, window.contains(since.low) and window.contains(since.high))


def _words(quantity: Quantity, values: Values, counting: Sequence[Counting], found: Sequence[Measured]) -> str:
    """What counts, in words: `146 mmHg (of 150 mmHg on 2025-01-03 and 146 mmHg on 2025-01-12; 1 does not count)`."""
    if values.interval is None:
        shown = "never"
    elif values.interval.is_point:
        shown = with_unit(values.interval.ends[0], quantity.unit)
    else:
        shown = spanned(*values.interval.ends, quantity.unit)
    if values.interval is not None and values.never:
        shown += " or never"
    which = [_told(one.found) + ("" if one.certain else ", which may not count") for one in counting]
    left = len(found) - len(counting)
    parts = [f"of {listed(which)}"] if which else []
    parts += [f"{left} {'does' if left == 1 else 'do'} not count"] if left else []
    return f"{shown} ({'; '.join(parts)})" if parts else shown


#: An end with what is left out of it: 1 where the numbers begin above it, -1 where they stop below.
_End = tuple[Fraction, int]
_Taken = tuple[Interval | None, bool]


def _low(one: Counting) -> _End:
    return one.interval.ends[0], int(one.interval.low_open)


def _high(one: Counting) -> _End:
    return one.interval.ends[1], -int(one.interval.high_open)


def _between(low: _End | None, high: _End | None, never: bool) -> _Taken:
    if low is None or high is None:
        return None, True
    return Interval(low[0], high[0], bool(low[1]), bool(high[1])), never


def _latest(counting: Sequence[Counting], summary: Summary) -> _Taken:
    """Of those that may be the latest (or the earliest) the least and the greatest."""
    certain = [one.days for one in counting if one.certain and one.days is not None]

    def may_be(one: Counting) -> bool:
        """Whether none that certainly counts lies certainly behind it (or before it)."""
        if one.days is None:
            return True
        if summary.take == "latest":
            return all(other.first <= one.days.last for other in certain)
        return all(other.last >= one.days.first for other in certain)

    candidates = [one for one in counting if may_be(one)]
    low, high = min(map(_low, candidates), default=None), max(map(_high, candidates), default=None)
    return _between(low, high, not any(one.certain for one in counting))


def _highest(counting: Sequence[Counting], summary: Summary) -> _Taken:
    """The highest number that was reached on so many occasions so far apart."""
    low = _reached([one for one in counting if one.certain], _low, summary, surely=True)
    high = _reached(counting, _high, summary, surely=False)
    # Where it was perhaps never reached the least of all is as low as it can be.
    return _between(low or min(map(_low, counting), default=None), high, low is None)


def _lowest(counting: Sequence[Counting], summary: Summary) -> _Taken:
    """The lowest number that was undercut on so many occasions so far apart: the highest of the contrary numbers."""
    turned = [replace(one, interval=negative(one.interval)) for one in counting]
    interval, never = _highest(turned, summary)
    return interval and negative(interval), never


def _reached(
    counting: Sequence[Counting], end: Callable[[Counting], _End], summary: Summary, *, surely: bool
) -> _End | None:
    """The greatest number that so many occasions reach; None where there are not so many."""
    for number in sorted({end(one) for one in counting}, reverse=True):
        if (
            _occasions([one.days for one in counting if end(one) >= number], summary, surely=surely)
            >= summary.occasions
        ):
            return number
    return None


def _occasions(days: Sequence[DateRange | None], summary: Summary, *, surely: bool) -> int:
    """How many of some measurements lie so far apart: certainly, or at most where of some the day is not known."""
    if summary.occasions == 1 or not summary.apart:
        return len(days)
    known = [day for day in days if day is not None and (surely or day.first == day.last)]
    count, last, gap = 0, datetime.date.min, datetime.timedelta(days=summary.apart)
    for day in sorted(known, key=lambda day: day.last):
        if count == 0 or day.first >= last + gap:
            count, last = count + 1, day.last
    return count if surely else count + len(days) - len(known)


def _mean(numbers: Sequence[_End]) -> _End:
    return sum((number for number, _ in numbers), Fraction(0)) / len(numbers), _left_out(numbers)


def _median(numbers: Sequence[_End]) -> _End:
    ordered, half = sorted(numbers), len(numbers) // 2
    return _mean(ordered[half - 1 + len(numbers) % 2 : half + 1])


def _left_out(numbers: Sequence[_End]) -> int:
    return next((side for _, side in numbers if side), 0)


def _over_choices(of: Callable[[Sequence[_End]], _End], counting: Sequence[Counting]) -> _Taken:
    """The least and the greatest over every choice of those that perhaps count: the lowest of them, or the highest."""
    certain = [one for one in counting if one.certain]
    perhaps = [one for one in counting if not one.certain]
    lows = _choices([*map(_low, certain)], sorted(map(_low, perhaps)))
    highs = _choices([*map(_high, certain)], sorted(map(_high, perhaps), reverse=True))
    return _between(min(map(of, lows), default=None), max(map(of, highs), default=None), not certain)


def _choices(certain: list[_End], perhaps: list[_End]) -> Iterator[list[_End]]:
    for number in range(len(perhaps) + 1):
        if certain or number:
            yield [*certain, *perhaps[:number]]


_TAKEN: Mapping[str, Callable[[Sequence[Counting], Summary], _Taken]] = {
    "latest": _latest,
    "earliest": _latest,
    "highest": _highest,
    "lowest": _lowest,
    "mean": lambda counting, _: _over_choices(_mean, counting),
    "median": lambda counting, _: _over_choices(_median, counting),
}
