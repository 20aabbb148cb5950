"""Every field that is drawn, as whole columns: what is true of each patient, before anything is missing."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

import numpy as np
from msgspec import Struct

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.synthetic.streams import Whole, happens, looked_up, mixed, normal, uniform
from hn2301_asp.cohort.synthetic.tables import table
from hn2301_asp.knowledge.cohort.fields import quantity_of
from hn2301_asp.knowledge.cohort.model import CohortModel, Condition, Drawn, Part
from hn2301_asp.knowledge.vocabulary.model import CalendarUnit, Quantity, Vocabulary

#: The shortest and the longest that a unit of the calendar can be, in days.
_DAYS: Final[dict[CalendarUnit, tuple[Fraction, Fraction]]] = {
    "hour": (Fraction(1, 24), Fraction(1, 24)),
    "day": (Fraction(1), Fraction(1)),
    "week": (Fraction(7), Fraction(7)),
    "month": (Fraction(28), Fraction(31)),
    "year": (Fraction(365), Fraction(366)),
}
_MONTHS: Final[dict[CalendarUnit, int]] = {"month": 1, "year": 12}


class Values(Struct, frozen=True):
    """One field of all patients: whole numbers, of whom it is recorded, and of whom it never happened.

    Numbers are so many of the last of their ``decimals``; answers are 1 or 0, words their places, dates days
    since 1970.
    """

    numbers: Whole
    known: Flags
    never: Flags | None = None
    decimals: int = 0


def draw_fields(model: CohortModel, vocabulary: Vocabulary, count: int, seed: int) -> dict[str, Values]:
    """What is true of so many patients, field by field in the order of the declaration."""
    drawing = _Drawing(model, vocabulary, count, seed)
    for drawn in model.drawn.values():
        drawing.found[drawn.field] = drawing.limited(drawn, drawing.draw(drawn))
    return drawing.found


class _Drawing:
    def __init__(self, model: CohortModel, vocabulary: Vocabulary, count: int, seed: int) -> None:
        self.vocabulary, self.count, self.seed = vocabulary, count, seed
        self.drawn = model.drawn
        self.factors = {factor: normal(seed, f"factor {factor}", count) for factor in model.factors}
        self.found: dict[str, Values] = {}

    def draw(self, drawn: Drawn) -> Values:
        """A field, by the first part whose conditions hold."""
        own = self._own(drawn)
        numbers = _room(drawn, self.count)
        known = np.zeros(self.count, dtype=bool)
        never = np.zeros(self.count, dtype=bool) if any(part.never for part in drawn.parts) else None
        left = np.ones(self.count, dtype=bool)
        for place, part in enumerate(drawn.parts):
            here = left & self._hold(part.conditions)
            left &= ~here
            if part.kind == "absent":
                continue
            np.copyto(numbers, self._part(part, drawn, own), where=here, casting="unsafe")
            known |= here & self.found[part.before].known if part.before is not None else here
            if never is not None and part.never:
                never |= here & happens(self.seed, f"never {drawn.field} {place}", part.never, self.count)
        return Values(numbers, known, never, drawn.decimals)

    def _own(self, drawn: Drawn) -> Whole:
        if drawn.sort == "date":
            return uniform(self.seed, drawn.field, self.count).astype(np.int32)
        return normal(self.seed, drawn.field, self.count)

    def _part(self, part: Part, drawn: Drawn, own: Whole) -> Whole:
        if drawn.sort == "date":
            low, high = (int(number) for number in part.numbers)
            days: Whole = low + ((own.astype(np.int64) * (high - low + 1)) >> 16).astype(np.int32)
            return days if part.before is None else self.found[part.before].numbers - days
        factors = [(self.factors[factor], share) for factor, share in part.factors]
        found = looked_up(table(part, drawn.decimals), mixed(own, factors))
        return found if part.at_most is None else self._at_most(found, part, drawn)

    def _at_most(self, numbers: Whole, part: Part, drawn: Drawn) -> Whole:
        other = self.found[part.at_most or ""]
        step = int(part.step * 10**drawn.decimals)
        limit = other.numbers.astype(np.int64) * 10**drawn.decimals // 10**other.decimals // step * step
        counts = other.known if other.never is None else other.known & ~other.never
        limited: Whole = np.where(counts, np.minimum(numbers, limit), numbers)
        return limited

    def _hold(self, conditions: tuple[Condition, ...]) -> Flags:
        holds = np.ones(self.count, dtype=bool)
        for condition in conditions:
            holds &= compared(self.found[condition.field], condition)
        return holds

    def limited(self, drawn: Drawn, values: Values) -> Values:
        """The same, where it is a time: no longer than the time within which it lies."""
        quantity = quantity_of(drawn.field, self.vocabulary)
        whole = self.vocabulary.quantities.get(quantity.within or "") if quantity is not None else None
        if quantity is None or whole is None or whole.name not in self.found:
            return values
        limits, per = self.found[whole.name], longest(quantity, whole)
        if per is None:
            return values
        most = limits.numbers.astype(np.int64) * per.numerator * 10**drawn.decimals
        most //= per.denominator * 10**limits.decimals
        steps = {int(part.step * 10**drawn.decimals) for part in drawn.parts if part.kind != "absent"}
        most = most // (unit := math.lcm(*steps)) * unit
        numbers = np.where(limits.known, np.minimum(values.numbers, most), values.numbers).astype(values.numbers.dtype)
        return Values(numbers, values.known, values.never, values.decimals)


def _room(drawn: Drawn, count: int) -> Whole:
    """Room for as many values, in no more bytes than the largest needs."""
    if drawn.sort == "answer":
        return np.zeros(count, dtype=np.int8)
    ends = [end for part in drawn.parts for end in (*part.within, *(part.numbers if part.kind == "choice" else ()))]
    if max(map(abs, ends), default=Fraction(0)) * 10**drawn.decimals < 2**31:
        return np.zeros(count, dtype=np.int32)
    return np.zeros(count, dtype=np.int64)


def longest(quantity: Quantity, whole: Quantity) -> Fraction | None:
    """How many units of a time surely lie within one unit of the whole."""
    own, of = quantity.calendar, whole.calendar
    if own is None or of is None:
        return None
    if own in _MONTHS and of in _MONTHS:
        return Fraction(_MONTHS[of], _MONTHS[own])
    return _DAYS[of][0] / _DAYS[own][1]


def compared(values: Values, condition: Condition) -> Flags:
    """Where a value is recorded and compares so; of `never` nothing does."""
    limit, numbers = condition.number * 10**values.decimals, values.numbers
    low, high = math.floor(limit), math.ceil(limit)
    holds: Flags
    if condition.comparator == "<":
        holds = numbers < high
    elif condition.comparator == "<=":
        holds = numbers <= low
    elif condition.comparator == ">":
        holds = numbers > low
    elif condition.comparator == ">=":
        holds = numbers >= high
    else:
        holds = (numbers == low) & (low == high)
    holds = holds & values.known
    return holds if values.never is None else holds & ~values.never
