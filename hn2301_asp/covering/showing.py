"""Which cases some patients show. Only patients that can exist count: a contradictory record shows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hn2301_asp.covering.model import Case
from hn2301_asp.scenarios.exercising import unexercised
from hn2301_asp.scenarios.limits import unshown
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening


def shown(protocol: Screener, cases: Mapping[int, Case], screenings: Sequence[Screening]) -> set[int]:
    """The numbers of the cases that some screening shows; the protocol is the one with an atom for each case."""
    real = [screening for screening in screenings if screening.verdict != "contradictory"]
    if not real:
        return set()
    return {
        *_limits(protocol, cases, real),
        *_rules(protocol, cases, real),
        *_statuses(cases, real),
        *_readings(cases, real),
    }


def _limits(protocol: Screener, cases: Mapping[int, Case], screenings: Sequence[Screening]) -> Iterable[int]:
    asked = [(number, ask) for number, case in cases.items() for ask in case.asks]
    left = unshown(protocol, [ask for _, ask in asked], screenings)
    return [number for place, (number, _) in enumerate(asked) if place not in left]


def _rules(protocol: Screener, cases: Mapping[int, Case], screenings: Sequence[Screening]) -> Iterable[int]:
    asked = {n: case.ways for n, case in cases.items() if case.ways and case.sort not in ("status", "reading")}
    left = unexercised(protocol, screenings, asked, {n: cases[n].owner for n in asked if cases[n].owner})
    return asked.keys() - left.keys()


def _statuses(cases: Mapping[int, Case], screenings: Sequence[Screening]) -> Iterable[int]:
    seen = {item for screening in screenings for item in screening.statuses.items()}
    return [n for n, case in cases.items() if case.sort == "status" and (case.name, case.side) in seen]


def _readings(cases: Mapping[int, Case], screenings: Sequence[Screening]) -> Iterable[int]:
    seen = {
        (reading, screening.readings[reading])
        for screening in screenings
        for other in screening.depends_on_reading
        for reading in other.readings
    }
    return [n for n, case in cases.items() if case.sort == "reading" and (case.name, case.side) in seen]
