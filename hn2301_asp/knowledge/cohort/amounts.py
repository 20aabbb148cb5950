"""How a number is drawn: its distribution, in any unit of its quantity, within what is possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal

from hn2301_asp.knowledge.cohort.fields import quantity_of
from hn2301_asp.knowledge.cohort.model import Condition, Drawn, Kind, Part
from hn2301_asp.knowledge.cohort.written import NoPart, at, number, pair, probability, shares
from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary
from hn2301_asp.source.diagnostics import did_you_mean, one_of
from hn2301_asp.source.numbers import MOST_DECIMALS, decimals, spanned, with_unit

Sort = Literal["number", "answer", "word", "date"]


class Subject:
    """What is drawn: a number of a quantity, an answer, one of some words, or a day."""

    def __init__(
        self,
        field: str,
        sort: Sort,
        quantity: Quantity | None = None,
        *,
        words: list[str] | None = None,
        closed: bool = False,
        dose: bool = False,
    ) -> None:
        self.field, self.sort, self.quantity, self.closed, self.dose = field, sort, quantity, closed, dose
        self.words: list[str] = list(quantity.grades) if quantity is not None else (words or [])


class AmountReader:
    """Reads parts of quantities; ``drawn`` are the fields before."""

    def __init__(self, vocabulary: Vocabulary, drawn: Mapping[str, Drawn]) -> None:
        self.vocabulary, self.drawn = vocabulary, drawn

    def read(
        self,
        entry: Mapping[str, Any],
        key: str,
        conditions: tuple[Condition, ...],
        factors: tuple[tuple[str, Fraction], ...],
        subject: Subject,
    ) -> Part:
        """A part of which ``key`` says how it is drawn."""
        quantity = subject.quantity
        assert quantity is not None
        unit = at("unit", self._unit, entry["unit"], quantity) if "unit" in entry else quantity.unit
        if quantity.grades and key != "choice":
            raise NoPart(f"`{subject.field}` has grades: they are drawn by `choice`", key)
        step = at("step", _step, entry.get("step"), quantity, unit)
        within = at("within", _within, entry.get("within"), subject, unit)
        if subject.dose:  # Who takes a drug takes some of it.
            within = (max(within[0], step), within[1])
        never = at("never", probability, entry.get("never", 0), "`never`")
        if never and not quantity.never:
            raise NoPart(f"`{subject.field}` cannot be `never`", "never")
        at_most = at("at_most", self._at_most, entry.get("at_most"), quantity)
        numbers, parts = at(key, _how, key, entry[key], subject, unit)
        kind: Kind = key  # type: ignore[assignment]
        return Part(kind, conditions, numbers, parts, within, step, never, factors, at_most)

    def _unit(self, spelling: Any, quantity: Quantity) -> str:
        unit = self.vocabulary.unit(str(spelling))
        if unit is None or unit not in quantity.units:
            raise NoPart(f"`{spelling}` is no unit of it", help=f"its units are {one_of([*quantity.units])}")
        return unit

    def _at_most(self, other: Any, quantity: Quantity) -> str | None:
        if other is None:
            return None
        known = [
            f for f in self.drawn if (q := quantity_of(f, self.vocabulary)) is not None and q.unit == quantity.unit
        ]
        if other not in known:
            message = f"`{other}` is no quantity in {quantity.unit} that is drawn before this"
            raise NoPart(message, help=did_you_mean(str(other), known))
        return str(other)


def _step(given: Any, quantity: Quantity, unit: str) -> Fraction:
    if given is None:
        return quantity.step if decimals(quantity.step) is not None else Fraction(1)
    step = number(given, "`step`") * quantity.units[unit]
    places = decimals(step)
    if step <= 0 or places is None or places > MOST_DECIMALS or (quantity.counted and step.denominator != 1):
        raise ValueError(f"a step of {given} {unit} is no decimal number of {quantity.unit} above 0")
    return step


def _within(given: Any, subject: Subject, unit: str) -> tuple[Fraction, Fraction]:
    quantity = subject.quantity
    assert quantity is not None
    if given is None:
        return quantity.plausible
    low, high = (quantity.canonical(end, unit) for end in pair(given, "`within`"))
    if low > high:
        raise ValueError("`within` names the smaller number first")
    for end in (low, high):
        _possible(end, quantity)
    return low, high


def _how(key: str, given: Any, subject: Subject, unit: str) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    quantity = subject.quantity
    assert quantity is not None
    if key == "choice":
        return tuple(_values(given, subject, unit)), shares(given)
    if key == "exponential":
        mean = quantity.canonical(number(given, "the mean"), unit)
        _possible(mean, quantity)
        if mean <= 0:
            raise ValueError("the mean must be above 0")
        return (mean,), ()
    middle, spread = pair(given, f"`{key}`")
    _possible(middle := quantity.canonical(middle, unit), quantity)
    if key == "normal":
        if spread < 0:
            raise ValueError("the standard deviation cannot be below 0")
        return (middle, spread * quantity.units[unit]), ()
    if middle <= 0 or spread < 1:
        raise ValueError("the median must be above 0, and the ratio of one standard deviation 1 or more")
    return (middle, spread), ()


def _values(given: Mapping[str, Any], subject: Subject, unit: str) -> Iterator[Fraction]:
    quantity = subject.quantity
    assert quantity is not None
    for word in given:
        found = quantity.grade(word)
        if quantity.grades and found is None:
            raise NoPart(f"`{word}` is no grade of it", word, help=f"grades are {one_of(quantity.grades)}")
        if found is None:
            try:
                found = quantity.canonical(number(word, "a value"), unit)
                _possible(found, quantity)
            except ValueError as problem:
                raise NoPart(str(problem), word) from None
        places = decimals(found)
        if places is None or places > MOST_DECIMALS or (quantity.counted and found.denominator != 1):
            raise NoPart(f"`{word}` {unit} is no value that is recorded in {quantity.unit}", word)
        if subject.dose and found <= 0:
            raise NoPart("a dose of a drug that is taken is above 0", word)
        yield found


def _possible(value: Fraction, quantity: Quantity) -> None:
    if not quantity.possible[0] <= value <= quantity.possible[1]:
        possible = spanned(*quantity.possible, quantity.unit)
        raise ValueError(f"{with_unit(value, quantity.unit)} is not possible: {quantity.label} is {possible}")
