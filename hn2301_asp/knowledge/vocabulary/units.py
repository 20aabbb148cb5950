"""Units of measurement: declared spellings, and exact factors between them.

pint does the dimensional arithmetic, on fractions and from the definitions in ``units.yaml`` alone;
a spelling that does not stand there is never understood. pint is imported only while a knowledge
base is loaded from its files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import CalendarUnit, unit_key
from hn2301_asp.source.diagnostics import one_of
from hn2301_asp.source.libraries import blamed
from hn2301_asp.source.limits import MAX_BRACKETS
from hn2301_asp.source.text import clip

_BASE = re.compile(r"\w+ = \[\w*\]")
#: Products and quotients of names and numbers, a name perhaps with a small power: nothing that takes long.
_DEFINITION = re.compile(
    r"(?:(?<![\w.])[A-Za-z_]\w*(?![\w.])(?:\*\*[2-9](?![\w.*]))?"
    r"|(?<![\w.])[0-9]{1,20}(?:\.[0-9]{1,20})?(?![\w.])"
    r"|\*(?!\*)|[/() ])+"
)
_NAME = re.compile(r"[A-Za-z_]\w*")
#: Units of the calendar, by the spellings of which a vocabulary declares one at least.
_CALENDAR: dict[CalendarUnit, tuple[str, ...]] = {
    "hour": ("hour", "hours", "h"),
    "day": ("day", "days", "d"),
    "week": ("week", "weeks", "wk"),
    "month": ("month", "months", "mo"),
    "year": ("year", "years", "yr"),
}
#: How many of a smaller unit one of a greater is: on the calendar always, and so in units.yaml.
_CALENDAR_RATIOS: tuple[tuple[CalendarUnit, CalendarUnit, int], ...] = (
    ("day", "hour", 24),
    ("week", "day", 7),
    ("year", "month", 12),
)

_PER = re.compile(r"\s*([\d.]+)\s*(\S+)\s*=\s*([\d.]+)\s*(\S+)\s*$")


class UnitProblem(ValueError):
    """What is wrong with the declaration of a unit."""

    def __init__(self, unit: str, message: str) -> None:
        super().__init__(message)
        self.unit = unit


class Units:
    """The declared units of a knowledge base, with exact conversion between them."""

    def __init__(self, declared: Mapping[str, Any]) -> None:
        with blamed("pint", pint_works, _as_it_is):
            import pint

            self._registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
        self._base: list[str] = []
        for definition in declared.get("base", ()):
            if not _BASE.fullmatch(definition):
                raise ValueError(f"`{definition}` is no base unit such as `gram = [mass]`")
            with blamed("pint", pint_works, partial(_unreadable, definition)):
                self._registry.define(definition)
            self._base.append(definition.split()[0])
        self._definitions: dict[str, Any] = {}
        self._own: dict[str, str] = {}
        self.offsets: dict[str, Fraction] = {}
        self.names: dict[str, str] = {}
        self.spellings: list[tuple[str, str]] = []
        for number, (unit, entry) in enumerate(declared.get("units", {}).items()):
            definition = str(entry["is"]) if "is" in entry else self._kind(unit, number)
            self._definitions[unit] = self._defined(unit, definition)
            if "offset" in entry:
                self.offsets[unit] = _offset(unit, entry["offset"])
            for spelling in (unit, *entry.get("spellings", ())):
                self._declare(spelling, unit)
                self.spellings.append((spelling, unit))

    def _kind(self, unit: str, number: int) -> str:
        """The base unit of what is measured in one unit alone: that is no multiple of another."""
        name = f"kind_{number}"
        self._registry.define(f"{name} = [{name}]")
        self._own[name] = unit
        return name

    def _defined(self, unit: str, definition: str) -> Any:
        if definition.count("(") > MAX_BRACKETS or not _DEFINITION.fullmatch(definition):
            raise UnitProblem(unit, f"unit `{unit}`: `{clip(definition)}` is no product of units and numbers")

        def problem(error: Exception) -> UnitProblem:
            """Releases of pint differ in what they raise, and in their words."""
            base = self._base
            strange = [name for name in _NAME.findall(definition) if not {name, name.removesuffix("s")} & {*base}]
            if strange:
                known = f"those are {one_of(base)}" if base else 'declare it, as in base: ["second = [time]"]'
                return UnitProblem(unit, f"unit `{unit}`: `{strange[0]}` is no base unit; {known}")
            if isinstance(error, AttributeError | ArithmeticError):
                return UnitProblem(unit, f"unit `{unit}`: {error or 'it cannot be read'}")
            return UnitProblem(unit, f"unit `{unit}`: `{definition}` cannot be read")

        with blamed("pint", pint_works, problem):
            return self._registry.Quantity(1, "") * self._registry.parse_expression(_exact(definition))

    def _declare(self, spelling: str, unit: str) -> None:
        other = self.names.setdefault(unit_key(spelling), unit)
        if other != unit:
            raise UnitProblem(unit, f"`{spelling}` is declared as a spelling of `{other}` and of `{unit}`")

    def known(self, spelling: str) -> str | None:
        """The unit that a spelling stands for, or None."""
        return self.names.get(unit_key(spelling))

    def dimensions(self) -> dict[str, dict[str, Fraction]]:
        """What each unit measures: powers of the base units' dimensions, such as one of mass by one of volume."""
        with blamed("pint", pint_works, _as_it_is):
            return {
                unit: {
                    self._own.get(name.strip("[]"), name.strip("[]")): Fraction(power)
                    for name, power in sorted(one.dimensionality.items())
                }
                for unit, one in self._definitions.items()
            }

    def sizes(self) -> dict[str, Fraction]:
        """How much each unit is in base units, exactly."""
        with blamed("pint", pint_works, _as_it_is):
            return {unit: Fraction(one.to_base_units().magnitude) for unit, one in self._definitions.items()}

    def calendar(self, unit: str) -> CalendarUnit | None:
        """Which unit of the calendar a unit is, by its definition, whatever its name; None where it is none.

        Raises ValueError where a week or a year is declared as something else than the calendar's.
        """
        declared = {word: name for word, names in _CALENDAR.items() if (name := self._first(names)) is not None}
        for word, name in declared.items():
            if unit == name or (self._compatible(unit, name) and self._ratio(unit, name) == 1):
                self._check_calendar(word, declared)
                return word
        return None

    def _first(self, spellings: tuple[str, ...]) -> str | None:
        return next((name for spelling in spellings if (name := self.known(spelling)) is not None), None)

    def _check_calendar(self, word: CalendarUnit, declared: Mapping[CalendarUnit, str]) -> None:
        unit, day = declared[word], declared.get("day")
        if word in ("month", "year") and day is not None and self._compatible(unit, day):
            raise ValueError(f"`{unit}` has a fixed number of days: a {word} of the calendar has none")
        for greater, smaller, number in _CALENDAR_RATIOS:
            if word in (greater, smaller) and {greater, smaller} <= declared.keys():
                one, other = declared[greater], declared[smaller]
                if not self._compatible(one, other) or self._ratio(one, other) != number:
                    raise ValueError(f"one `{one}` must be {number} of `{other}` to be counted from a date")

    def zero(self, unit: str, canonical: str) -> Fraction:
        """What 0 of a unit is in ``canonical``: nothing, but where one of the two counts from a zero of its own."""
        zeros = [self.offsets.get(one, Fraction(0)) for one in (unit, canonical)]
        return zeros[0] * self._ratio(unit, canonical) - zeros[1]

    def factor(self, unit: str, canonical: str, per: str | None = None) -> Fraction:
        """How much one ``unit`` more is in ``canonical``, exactly.

        ``per`` gives a conversion of the substance, such as ``1 mg/dL = 17.1 umol/L``.
        Raises ValueError where the two measure different things.
        """
        if per is None:
            return self._ratio(unit, canonical)
        for one in (unit, canonical):
            if one in self.offsets:
                raise ValueError(f"`{one}` counts from a zero of its own: `per` says nothing of that")
        found = _PER.match(per)
        if not found:
            raise ValueError(f"`{per}` is not of the form `1 mg/dL = 17.1 umol/L`")
        left, left_unit, right, right_unit = found.groups()
        sides = [(Fraction(left), self._named(left_unit)), (Fraction(right), self._named(right_unit))]
        if not self._compatible(sides[0][1], canonical):
            sides.reverse()
        (amount, near), (other_amount, far) = sides
        return self._ratio(unit, far) / other_amount * amount * self._ratio(near, canonical)

    def _named(self, spelling: str) -> str:
        unit = self.known(spelling)
        if unit is None:
            raise ValueError(f"`{spelling}` is not declared in units.yaml")
        return unit

    def _compatible(self, unit: str, other: str) -> bool:
        with blamed("pint", pint_works, partial(_inconvertible, unit, other)):
            return bool(self._definitions[unit].dimensionality == self._definitions[other].dimensionality)

    def _ratio(self, unit: str, canonical: str) -> Fraction:
        if unit == canonical:
            return Fraction(1)
        if not self._compatible(unit, canonical):
            raise _inconvertible(unit, canonical)
        with blamed("pint", pint_works, partial(_inconvertible, unit, canonical)):
            ratio = (self._definitions[unit] / self._definitions[canonical]).to_base_units()
            return Fraction(ratio.magnitude)


def pint_works() -> None:
    """Converts one unit exactly: what pint must be able to do, whatever is declared."""
    import pint

    registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
    registry.define("gram = [mass]")
    gram, milligram = (registry.Quantity(1, "") * registry.parse_expression(text) for text in ("gram", "gram / 1000"))
    if milligram.dimensionality != gram.dimensionality:
        raise ArithmeticError("it does not know what a unit measures")
    if Fraction((milligram / gram).to_base_units().magnitude) != Fraction(1, 1000):
        raise ArithmeticError("it does not convert exactly")


def _offset(unit: str, written: Any) -> Fraction:
    """What is added to a number of a unit before its definition counts: 273.15 of °C, 459.67 of °F."""
    if isinstance(written, bool) or not isinstance(written, int | Decimal):
        raise UnitProblem(unit, f"unit `{unit}`: `offset` is a number, such as 273.15")
    return Fraction(written)


def _as_it_is(error: Exception) -> Exception:
    return error


def _unreadable(definition: str, _error: Exception) -> ValueError:
    return ValueError(f"`{definition}` cannot be read")


def _inconvertible(unit: str, other: str, _error: Exception | None = None) -> ValueError:
    return ValueError(f"`{unit}` cannot be converted to `{other}`")


def _exact(expression: str) -> str:
    """Decimals written as fractions: pint reads a decimal literal as a binary float otherwise."""
    return re.sub(
        r"\d+\.\d+",
        lambda match: "({}/{})".format(*Fraction(match.group()).as_integer_ratio()),
        expression,
    )
