"""Edits of threshold files, drawn on their syntax trees and printed back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import Comparator
from hn2301_asp.knowledge.thresholds.model import Limit
from hn2301_asp.knowledge.thresholds.statements import split
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax, parse
from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary
from hn2301_asp.source.diagnostics import InputError
from tests.threshold_text import show_threshold

Texts = dict[str, str]
COMPARATORS: tuple[Comparator, ...] = ("<", "<=", ">", ">=")
MOST_PLACES = 9


@dataclass(frozen=True)
class Case:
    """A threshold that is to be changed, among all of its version."""

    rng: random.Random
    syntax: ThresholdSyntax
    others: list[ThresholdSyntax]
    vocabulary: Vocabulary

    @property
    def limit(self) -> Limit:
        return self.syntax.limits[0]

    @property
    def quantity(self) -> Quantity:
        return self.vocabulary.quantities[self.vocabulary.phrases()[self.syntax.phrase.lower()]]

    def factor(self, unit: str | None) -> Fraction:
        """What brings a number in a unit, however it is spelt, to the quantity's own."""
        name = self.vocabulary.unit(unit) if unit else self.quantity.unit
        return self.quantity.units[name or self.quantity.unit]

    def step(self) -> Fraction:
        """The recording step in the limit's unit; a hundredth of the ratio to the limit of normal."""
        return Fraction(1, 100) if self.limit.times else self.quantity.step / self.factor(self.limit.unit)

    def unit(self) -> str:
        """Any unit of the quantity, in a spelling that the threshold language can write."""
        return self.spelt(self.rng.choice(list(self.quantity.units)))

    def spelt(self, unit: str) -> str:
        spellings = sorted(spelling for spelling, name in self.vocabulary.unit_names.items() if name == unit)
        return next(spelling for spelling in (unit, *spellings) if _writable(spelling))

    def numbered(self, number: Fraction) -> Limit | None:
        """The limit at another number; None where it cannot be written in decimal digits."""
        text = _decimal(number)
        return None if text is None else replace(self.limit, number=number, number_text=text)

    def limited(self, limit: Limit | None) -> ThresholdSyntax | None:
        """The threshold with its first limit replaced; a window is one up to a number."""
        if limit is None or limit == self.limit:
            return None
        form = "comparison" if self.syntax.form == "window" and limit.comparator != "<=" else self.syntax.form
        return replace(self.syntax, limits=(limit, *self.syntax.limits[1:]), form=form)


#: Makes another threshold of one, or None where it cannot.
Change = Callable[[Case], ThresholdSyntax | None]


def edit_threshold(
    rng: random.Random, texts: Texts, vocabulary: Vocabulary, change: Change
) -> tuple[str, Texts] | None:
    """The texts with one threshold changed, and what was done; None where the change does not apply to it."""
    files = sorted(name for name in texts if name.endswith(".thr") and name != "guardrails.thr")
    everything = [(name, syntax) for name in files for syntax in parse(texts[name], name).thresholds]
    file, before = rng.choice(everything)
    after = change(Case(rng, before, [syntax for _, syntax in everything], vocabulary))
    if after is None:
        return None
    return f"{file}: {_line(before)} -> {_line(after)}", {**texts, file: _printed(texts[file], file, before, after)}


def _line(syntax: ThresholdSyntax) -> str:
    return show_threshold(replace(syntax, reasons=()))


def _printed(text: str, file: str, before: ThresholdSyntax, after: ThresholdSyntax) -> str:
    """The file with one threshold printed anew."""
    statements = list(split(text))
    thresholds = [statement for statement in statements if statement.start == "threshold"]
    changed = thresholds[[syntax.name for syntax in parse(text, file).thresholds].index(before.name)]
    return "\n".join(show_threshold(after) if one is changed else one.text for one in statements) + "\n"


def _decimal(number: Fraction) -> str | None:
    """A number that is not negative, in decimal digits; None where they do not end soon."""
    for places in range(MOST_PLACES):
        if number >= 0 and (number * 10**places).denominator == 1:
            digits = f"{int(number * 10**places):0{places + 1}d}"
            return f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return None


@cache
def _writable(unit: str) -> bool:
    try:
        parse(f'criterion X-1\n\nx  age ≥ 1 {unit} "q"', "x.thr")
    except InputError:
        return False
    return True


def moved(case: Case) -> ThresholdSyntax | None:
    """By some recording steps."""
    steps = case.rng.choice([1, 1, 2, 3, 5, 10, 40]) * case.rng.choice([1, -1])
    return case.limited(case.numbered(case.limit.number + steps * case.step()))


def moved_between_steps(case: Case) -> ThresholdSyntax | None:
    """To a number that is never recorded."""
    part = Fraction(case.rng.choice([-150, -50, -10, 10, 50, 150]), 100)
    return case.limited(case.numbered(case.limit.number + part * case.step()))


def moved_far(case: Case) -> ThresholdSyntax | None:
    """To nothing, or by a factor that a slip of the pen could make."""
    factor = case.rng.choice([Fraction(0), Fraction(1, 10), Fraction(1, 2), Fraction(2), Fraction(10), Fraction(1000)])
    return case.limited(case.numbered(case.limit.number * factor))


def moved_to_neighbour(case: Case) -> ThresholdSyntax | None:
    """To another threshold of the same quantity, or to another one's number."""
    own = case.syntax.phrase.lower()
    same = [other for other in case.others if other.phrase.lower() == own and other.name != case.syntax.name]
    other = case.rng.choice(same or case.others).limits[0]
    if not same:
        return case.limited(case.numbered(other.number))
    return case.limited(replace(other, comparator=case.rng.choice([other, case.limit]).comparator))


def compared_otherwise(case: Case) -> ThresholdSyntax | None:
    """By another comparator."""
    comparator = case.rng.choice([one for one in COMPARATORS if one != case.limit.comparator])
    return case.limited(replace(case.limit, comparator=comparator))


def other_unit(case: Case) -> ThresholdSyntax | None:
    """The same number in another unit."""
    return case.limited(replace(case.limit, unit=case.unit(), times=None))


def converted(case: Case) -> ThresholdSyntax | None:
    """The same amount in another unit, or nearly so."""
    if case.limit.times:
        return None
    unit = case.unit()
    number = case.limit.number * case.factor(case.limit.unit) / case.factor(unit)
    limit = case.numbered(number) or case.numbered(round(number, 3))
    return case.limited(replace(limit, unit=unit)) if limit else None


def of_usual_limit(case: Case) -> ThresholdSyntax | None:
    """A multiple of the limit of normal becomes that of a usual one, in the quantity's unit; or the reverse."""
    quantity = case.quantity
    if quantity.uln is None:
        return None
    usual = case.vocabulary.quantities[quantity.uln].plausible[0]
    if case.limit.times:
        limit = case.numbered(case.limit.number * usual)
        return case.limited(replace(limit, unit=case.spelt(quantity.unit), times=None)) if limit else None
    limit = case.numbered(case.limit.number / usual)
    return case.limited(replace(limit, unit=None, times="ULN")) if limit else None


def never_otherwise(case: Case) -> ThresholdSyntax | None:
    """The other answer where the quantity is `never`."""
    return None if case.syntax.never is None else replace(case.syntax, never=not case.syntax.never)


def between(case: Case) -> ThresholdSyntax | None:
    """A range from the limit upwards."""
    if case.syntax.form == "between":
        return None
    high = case.numbered(case.limit.number + case.rng.choice([1, 5, 50]) * case.step())
    if high is None:
        return None
    limits = (replace(case.limit, comparator=">="), replace(high, comparator="<="))
    return replace(case.syntax, form="between", limits=limits)


def of_other_quantity(case: Case) -> ThresholdSyntax | None:
    """The same limit for another quantity; refused where the unit does not fit."""
    other = case.rng.choice(case.others)
    return None if other.phrase == case.syntax.phrase else replace(case.syntax, phrase=other.phrase, never=other.never)


THRESHOLD_CHANGES: dict[str, Change] = {
    "moved": moved,
    "moved between steps": moved_between_steps,
    "moved far": moved_far,
    "moved to a neighbour": moved_to_neighbour,
    "comparator": compared_otherwise,
    "unit": other_unit,
    "unit converted": converted,
    "limit of normal": of_usual_limit,
    "never": never_otherwise,
    "range": between,
    "quantity": of_other_quantity,
}
