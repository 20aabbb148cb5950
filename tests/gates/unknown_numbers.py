"""Numbers of which a record says no more than an end, or nothing, and what they may turn out to be.

What becomes known is drawn from what was written, in the unit in which it was written: nothing is read here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from hn2301_asp.knowledge.vocabulary.model import Quantity
from tests.gates.writing import OPERATORS, Fields, Pen, decimals, ends

HOLDS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True)
class Part:
    """What a record says of something; ``known`` draws what more may become known of it (None: no more)."""

    fields: Fields
    known: Callable[[], Part] | None = field(default=None, compare=False)


def beside(fields: Fields, part: Part) -> Part:
    """A part with some fields beside it, and beside all that becomes known of it."""
    known = part.known
    return Part(fields | part.fields, None if known is None else lambda: beside(fields, known()))


@dataclass(frozen=True)
class Numbers:
    """Draws numbers of quantities, known and not known, near limits."""

    pen: Pen
    limits: Mapping[str, tuple[Fraction, ...]]

    @property
    def rng(self) -> random.Random:
        return self.pen.rng

    def any_number(self, quantity: Quantity, ever: str | None = None) -> Part:
        """Any number that is possible, or `never`."""
        kept = {ever: self.pen.yes_no(True)} if ever else {}
        if quantity.never and not ever and self.rng.random() < 0.3:
            return Part({quantity.name: "never"})
        unit, number = self._in_some_unit(quantity)
        return Part(kept | self._written(quantity, decimals(number, 12), unit))

    def _in_some_unit(self, quantity: Quantity) -> tuple[str, Fraction]:
        """A number in digits that end, at or beside a limit or anywhere, in some unit."""
        low, high = quantity.possible
        while True:
            unit = self.rng.choice(list(quantity.units))
            factor = quantity.units[unit]
            limits = self.limits.get(quantity.name, ())
            near = self.rng.choice(limits if limits and self.pen.chance(0.7) else quantity.possible) / factor
            places = 0 if quantity.counted and not quantity.completed else self.rng.choice([0, 1, 2, 3, 5])
            number = round(near, places) + self.rng.choice([-2, -1, 0, 0, 1, 2]) * Fraction(1, 10**places)
            if places and self.pen.chance(0.4):
                part = Fraction(self.rng.choice([-95, -50, -10, 10, 50, 95]), 100) * quantity.step / factor
                number = round(near + part, 6)
            if ends(near, 12) and self.rng.random() < 0.3:
                number = near
            if low <= number * factor <= high and number >= 0:
                return unit, number

    def _written(self, quantity: Quantity, text: str, unit: str, sign: str = "", name: str = "") -> Fields:
        name = name or quantity.name
        if quantity.bare_number and unit == quantity.unit and self.pen.chance(0.5):
            return {name: f"{sign}{text}"}
        spelling = self.pen.spelt(unit)
        ways: list[Fields] = [{name: f"{sign}{text} {spelling}"}, {f"{name}[{spelling}]": f"{sign}{text}"}]
        held = {"value": text, "unit": spelling} | ({"operator": sign} if sign else {})
        return self.rng.choice([*ways, {name: held}])

    def censored(self, quantity: Quantity, name: str = "", most: Fraction | None = None) -> Part:
        """Above or below some number; then a narrower range, or a number of it in the same unit."""
        unit, bound = self._in_some_unit(quantity)
        operator = self.rng.choice(list(OPERATORS))
        low, high = (end / quantity.units[unit] for end in (quantity.possible[0], most or quantity.possible[1]))

        def fits(number: Fraction) -> bool:
            return low <= number <= high and HOLDS[operator](number, bound)

        within = self._numbers(quantity, unit, bound, low, high)
        if not any(map(fits, within)):
            return Part({}, lambda: self.any_number(quantity))

        def known() -> Part:
            number = self.rng.choice([one for one in within if fits(one)])
            if self.rng.random() < 0.25:
                narrower = self._written(quantity, decimals(number, 12), unit, operator.rstrip("=") + "=", name)
                return Part(narrower, lambda: self._at(quantity, number, unit, name))
            return self._at(quantity, number, unit, name)

        sign = self.rng.choice(OPERATORS[operator])
        return Part(self._written(quantity, decimals(bound, 12), unit, sign, name), known)

    def _at(self, quantity: Quantity, number: Fraction, unit: str, name: str) -> Part:
        return Part(self._written(quantity, decimals(number, 12), unit, name=name))

    def _numbers(self, quantity: Quantity, unit: str, bound: Fraction, low: Fraction, high: Fraction) -> list[Fraction]:
        """Numbers of a unit beside a bound, at limits and at the ends, all in digits that end."""
        factor = quantity.units[unit]
        at = [bound, low, high, *(limit / factor for limit in self.limits.get(quantity.name, ()))]
        places = (0,) if quantity.counted and not quantity.completed else (0, 1, 3, 6)
        beside = [round(one, p) + k * Fraction(1, 10**p) for one in at for p in places for k in (-1, 0, 1, 5)]
        whole = quantity.counted and not quantity.completed
        return [one for one in (*at, *beside) if ends(one, 12) and (one.denominator == 1 or not whole) and one >= 0]
