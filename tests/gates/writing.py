"""Facts as sites write them: numbers, comparators, units, dates and lists in every spelling the readers know.

Draws only; what is written may be coarser than what was meant (rounded in its unit), which an attack may be.
"""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary, known_names

Fields = dict[str, Any]
OPERATORS: Mapping[str, tuple[str, ...]] = {
    "<": ("<",),
    "<=": ("<=", "≤", "=<"),
    ">": (">",),
    ">=": (">=", "≥", "=>"),
}
YES, NO = (True, "yes", "Y", "true", "1", "是"), (False, "no", "N", "false", "0", "否")
#: A number that does not end is written with at most so many decimals.
MOST_PLACES = 9
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def ends(number: Fraction, most: int = MOST_PLACES) -> bool:
    """Whether a number has so few decimals."""
    return (number * 10**most).denominator == 1


def decimals(number: Fraction, places: int) -> str:
    """A number in decimal digits, rounded down to so many places, with no nought at its end."""
    whole = math.floor(number * 10**places)
    sign, digits = ("-" if whole < 0 else ""), f"{abs(whole):0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return sign + (text.rstrip("0").rstrip(".") if places else text)


@dataclass(frozen=True)
class Pen:
    """Writes what it is told, each time in another way; ``plain`` writes it in one way and exactly."""

    rng: random.Random
    vocabulary: Vocabulary

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    # Numbers

    def number(self, quantity: Quantity, number: Fraction, operator: str | None = None, *, name: str = "") -> Fields:
        """A quantity's number in some unit; ``operator`` makes it a comparator's end."""
        name = name or quantity.name
        unit = self.rng.choice(list(quantity.units))
        text = self.digits(number / quantity.units[unit], whole=quantity.counted and not quantity.completed)
        bare = quantity.bare_number and unit == quantity.unit
        if quantity.limit_of and operator is None:
            return self._upper_limit(name, text, self.spelt(unit), bare=bare)
        if quantity.unit == "1:x" and operator is None and self.chance(0.5):
            return {name: f"1:{text}"}
        if bare and operator is None and self.chance(0.4):
            return {name: self._native(text)}
        sign = self.rng.choice(OPERATORS[operator]) if operator else ""
        form = self.rng.randrange(4)
        spelling = "" if bare and self.chance(0.3) else self.spelt(unit)
        if form == 0 and spelling:
            beside = operator is not None and self.chance(0.5)
            return {f"{name}[{spelling}]": text if beside else sign + text} | (
                {f"{name}[operator]": sign} if beside else {}
            )
        if form == 1:
            held: Fields = {"value": sign + text} if self.chance(0.5) else {"value": text}
            if operator and held["value"] == text:
                held["operator"] = sign
            return {name: held | ({"unit": spelling} if spelling else {}) | self._beside()}
        blank = " " if spelling[:1].isdigit() or "e" in text or self.chance(0.6) else ""
        return {name: f"{sign}{' ' if sign and self.chance(0.3) else ''}{text}{blank}{spelling}".strip()}

    def digits(self, number: Fraction, *, whole: bool = False) -> str:
        """A number's digits: as they are where they end soon, mostly, or rounded down or up."""
        if whole:
            return str(math.floor(number))
        if ends(number, 12) and (self.chance(0.7) or number.denominator == 1):
            return self._power(decimals(number, 12))
        places = self.rng.randint(0, MOST_PLACES)
        up = Fraction(1, 10**places) if self.chance(0.5) else Fraction(0)
        return self._power(decimals(number + up, places))

    def _power(self, text: str) -> str:
        """Now and then as `7.95e2`, or with noughts behind."""
        if self.chance(0.04):
            shift = self.rng.choice([-2, -1, 1, 2])
            moved = Fraction(text) / Fraction(10) ** shift
            return f"{decimals(moved, 14)}e{shift}"
        return text + ("0" if "." in text and self.chance(0.1) else "")

    def _native(self, text: str) -> object:
        kind = self.rng.randrange(4)
        if kind == 0 and text.isdigit():
            return int(text)
        return Decimal(text) if kind == 1 else float(text) if kind == 2 and len(text) < 12 else text

    def _beside(self) -> Fields:
        return {"source": self.rng.choice(["local laboratory", "chart", "传真"])} if self.chance(0.3) else {}

    def _upper_limit(self, name: str, text: str, spelling: str, *, bare: bool) -> Fields:
        """As laboratories print it."""
        unit = "" if bare and self.chance(0.6) else f" {spelling}"
        if self.chance(0.25) and "e" not in text and not text.startswith("0"):
            return {name: f"{decimals(Fraction(text) / 4, 1)}-{text}{unit}"}
        return {name: f"{self.rng.choice(['', '<', '≤'])}{text}{unit}"}

    def spelt(self, unit: str) -> str:
        """A unit in any spelling that is declared."""
        spelling = self.rng.choice([s for s, name in self.vocabulary.unit_names.items() if name == unit])
        if spelling.startswith("x10") and self.chance(0.5):
            return f"×{spelling[1:]}"
        return spelling.replace("u", "µ", 1) if "/u" in spelling and self.chance(0.5) else spelling

    # Dates

    def day(self, date: datetime.date) -> object:
        """One day, in a way that can only be this one."""
        y, m, d = date.year, date.month, date.day
        ways: list[object] = [date, f"{date}", f"{date}", f"{y}/{m}/{d}", f"{y}.{m:02d}.{d:02d}"]
        ways += [f"{d} {MONTHS[m - 1]} {y}", f"{d:02d}-{MONTHS[m - 1]}-{y}", f"{date}T08:30", f"{date} 23:59:59+08:00"]
        if d > 12 or d == m:
            ways += [f"{d}.{m}.{y}", f"{d:02d}/{m:02d}/{y}", f"{m}/{d}/{y}"]
        return self.rng.choice(ways)

    def vague_day(self, date: datetime.date) -> object:
        """A month or a year in which the day lies, or a moment in UTC that may be it."""
        way = self.rng.randrange(5)
        if way == 0:
            return self.rng.choice([f"{date.year}", date.year])
        if way < 3:
            # Whatever the site's zone: a moment at noon may be that day, and at 16:00 the next one too.
            return f"{date}T{self.rng.choice(['12:00:00', '16:00:00.000', '01:30'])}Z"
        return f"{date.year}-{date.month:02d}"

    # Facts and lists

    def yes_no(self, holds: bool) -> object:
        return self.rng.choice(YES if holds else NO)

    def items(self, family: str, held: Sequence[str]) -> Fields:
        """A closed list, in any order and under any names."""
        named: list[Any] = [self.item(family, item) for item in held]
        self.rng.shuffle(named)
        if self.chance(0.2) and named and not any(";" in str(one) for one in named):
            return {family: ";".join(named)}
        return {family: "none" if not named and self.chance(0.3) else named}

    def single(self, family: str, answers: Mapping[str, bool]) -> Fields:
        """Single items; the others stay open."""
        spelt = {self.item(family, item): self.yes_no(holds) for item, holds in answers.items()}
        way = self.rng.randrange(3)
        if way == 0 and spelt:
            return {family: spelt}
        return {f"{family}{'.' if way == 1 else '__'}{item}": answer for item, answer in spelt.items()}

    def item(self, family: str, item: str) -> str:
        """An item by any name that is its own."""
        known = self.vocabulary.families[family].items[item]
        return self.rng.choice(known_names(known)) if self.chance(0.3) else item

    def drug(self, drug: str) -> str:
        """A drug by any name that is its own, as a field can hold it."""
        names = [name for name in known_names(self.vocabulary.drugs[drug]) if "." not in name]
        return self.rng.choice(names) if self.chance(0.3) else drug
