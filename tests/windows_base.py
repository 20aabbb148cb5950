"""A small knowledge base with windows before and after events, hours too, and their meaning by hand.

A vaccine before the infusion, fever before the apheresis, surgery after the consent. Nothing here is shared with the
engine but the texts: days are counted with dates, hours with moments.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import product

from hn2301_asp.api import Protocol
from tests.one_criterion import base

UNITS = """
base: ["second = [time]"]
units:
  hour: {is: 3600 * second, spellings: [hours, h]}
  day: {is: 86400 * second, spellings: [days]}
  week: {is: 7 * 86400 * second, spellings: [weeks]}
"""
QUANTITIES = """
vaccine: {label: last vaccine, unit: day, also: {week: {}}, step: 1 day, possible: [0, 400], plausible: [0, 400],
  completed: true, never: true, ever: vaccinated_ever, since: {date: vaccine_date, to: infusion_date}}
fever: {label: fever, unit: hour, step: 1 hour, possible: [-1000, 9000], plausible: [-1000, 9000], never: true,
  ever: fever_ever, since: {date: fever_date, to: apheresis_date}}
surgery: {label: surgery, unit: day, step: 1 day, possible: [-400, 400], plausible: [-400, 400], completed: true,
  never: true, ever: surgery_ever, since: {date: consent_date, to: surgery_date}}
"""
FACTS = """
record:
  screening_date: {kind: date}
  vaccine_date: {kind: date}
  infusion_date: {kind: date, label: date of the infusion, names: [first infusion]}
  fever_date: {kind: date}
  apheresis_date: {kind: date}
  consent_date: {kind: date}
  surgery_date: {kind: date}
  vaccinated_ever: {kind: ever}
  fever_ever: {kind: ever}
  surgery_ever: {kind: ever}
choices: {size: {values: [big, small]}}
facts: {f: {}, g: {}, exact: {}}
families: {}
doses: {}
"""
VOCABULARY = {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS}
THRESHOLDS = """
vaccinated  last vaccine within 4 weeks before infusion, no if never     "q"
feverish    fever within 24 hours before apheresis, no if never          "q"
operated    surgery within 28 days after consent, no if never            "q"
"""
RULES = 'met("C-1") :- not vaccinated, not operated.\nmet("C-1") :- vaccinated, feverish.\n'
#: Each window: the field from which, the one to which, whether it ever was, and the limit in hours or days.
WINDOWS = {
    "vaccinated": ("vaccine_date", "infusion_date", "vaccinated_ever", 28),
    "feverish": ("fever_date", "apheresis_date", "fever_ever", 24),
    "operated": ("consent_date", "surgery_date", "surgery_ever", 28),
}


def windows(thresholds: str = THRESHOLDS) -> Protocol:
    return base(thresholds, RULES, VOCABULARY)


def draw_record(rng: random.Random) -> dict[str, str]:
    """Dates near the limits, some as months, some with a time, some missing; a vaccine lies before its infusion."""
    day = date(2025, 3, 1) + timedelta(days=rng.randint(0, 40))
    record = {}
    for since, to, ever, limit in WINDOWS.values():
        hours = limit == 24
        apart = rng.choice([0, 1, 2]) if hours else rng.choice([0, 1, 27, 28, 29, 60])
        last = day + timedelta(days=apart if since == "vaccine_date" else rng.choice([-1, 1, 1]) * apart)
        for field, when in ((since, day), (to, last)):
            if rng.random() < 0.15:
                continue
            record[field] = when.isoformat()
            if hours and rng.random() < 0.6:
                record[field] += f"T{rng.choice(['00:00', '09:30', '10:00', '23:59'])}"
            elif not hours and rng.random() < 0.1 and (since != "vaccine_date" or apart == 60):
                record[field] = when.isoformat()[:7]
        if since not in record and rng.random() < 0.3:
            record[ever] = "no"
    return record


def _moments(written: str | None, hours: bool) -> list[datetime]:
    """The moments that a field may mean; every minute matters of a day without a time."""
    if written is None:
        return []
    if "T" in written:
        return [datetime.fromisoformat(written)]
    first = date.fromisoformat(written if len(written) == 10 else f"{written}-01")
    days = 1 if len(written) == 10 else ((first + timedelta(days=31)).replace(day=1) - first).days
    starts = [datetime.combine(first + timedelta(days=n), datetime.min.time()) for n in range(days)]
    if not hours:
        return starts
    return [start + timedelta(minutes=m) for start in starts for m in (0, 570, 600, 720, 1439, 1439.9)]


def truths(record: Mapping[str, str], window: str) -> set[bool]:
    """What a window may be of a patient with this record."""
    since, to, ever, limit = WINDOWS[window]
    if record.get(ever) == "no":
        return {False}
    hours = limit == 24
    unit = timedelta(hours=1) if hours else timedelta(days=1)
    pairs = product(_moments(record.get(since), hours), _moments(record.get(to), hours))
    found = {timedelta(0) <= later - earlier <= limit * unit for earlier, later in pairs}
    return found or {True, False}


def statuses(record: Mapping[str, str]) -> Iterator[bool]:
    """C-1 over everything that the windows may be."""
    each: list[list[bool]] = [sorted(truths(record, window)) for window in WINDOWS]
    for vaccinated, feverish, operated in product(*each):
        yield (not vaccinated and not operated) or (vaccinated and feverish)


WORD: Mapping[frozenset[bool], str] = {
    frozenset({True}): "met",
    frozenset({False}): "not_met",
    frozenset({True, False}): "unknown",
}
Judge = Callable[[Mapping[str, str]], str]


def by_hand(record: Mapping[str, str]) -> str:
    return WORD[frozenset(statuses(record))]
