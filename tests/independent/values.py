"""Quantities: what a field's text says, as the exact set of values that the patient may have.

A known value is one point. An unknown or censored one is all that is possible: whole numbers of what
is counted, any number of what is measured. All is exact: fractions.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

#: A value close to an end that is left out: nearer than any limit of the protocol is to another number.
CLOSE = 10**12


@dataclass(frozen=True, slots=True)
class Domain:
    """The values from `low` to `high`: whole numbers, or all real ones, without the ends that are left out."""

    low: Fraction
    high: Fraction
    whole: bool = False
    low_out: bool = False
    high_out: bool = False

    @property
    def ends(self) -> tuple[Fraction, ...]:
        """The two extremes: enough for anything monotone in the quantity. Of an end left out a value close by."""
        close = (self.high - self.low) / CLOSE
        low, high = self.low + close * self.low_out, self.high - close * self.high_out
        return (low,) if low == high else (low, high)

    def representatives(self, cuts: Iterable[Fraction]) -> list[Fraction]:
        """At least one value at and on each side of every cut, with each region's extremes."""
        first, last = self.ends[0], self.ends[-1]
        inside = [cut for cut in cuts if first <= cut <= last]
        found = set(self.ends)
        if self.whole:
            for cut in inside:
                found.update(Fraction(math.floor(cut) + k) for k in (-1, 0, 1, 2))
        else:
            points = sorted({*self.ends, *inside})
            found.update(points)
            found.update((a + b) / 2 for a, b in pairwise(points))
        return sorted(value for value in found if first <= value <= last)


@dataclass(frozen=True, slots=True)
class Quantity:
    """How one quantity may be written and what is possible; `units` gives spellings' factors."""

    low: Fraction
    high: Fraction
    step: Fraction
    units: Mapping[str, Fraction]
    bare: bool = True  # a number without a unit is read in the canonical unit; otherwise it is an error
    counted: bool = False  # whole numbers: points, grades, completed years, days, titres
    completed: bool = False  # fractions are cut off: completed years, whole days

    @property
    def anything(self) -> Domain:
        """Every possible value."""
        return Domain(self.low, self.high, self.counted)


def _units(**factors: str) -> dict[str, Fraction]:
    """Spellings, separated by blanks (a `~` stands for a blank), keyed by the factor's name."""
    return {
        spelling.replace("~", " "): _FACTORS[name]
        for name, spellings in factors.items()
        for spelling in spellings.split()
    }


_FACTORS = {
    "one": Fraction(1),
    "tenfold": Fraction(10),
    "hundredfold": Fraction(100),
    "thousandfold": Fraction(1000),
    "sixtyfold": Fraction(60),
    "thousandth": Fraction(1, 1000),
    "twelfth": Fraction(1, 12),
    "twelvefold": Fraction(12),
    "seventh": Fraction(1, 7),
    "sevenfold": Fraction(7),
    "pound": Fraction("0.45359237"),
    "half": Fraction(1, 2),
    "hemoglobin": Fraction("16.114"),
    "bilirubin": 1 / Fraction("17.1"),
    "creatinine": 1 / Fraction("88.4"),
}
_DAYS = "day d days"
_WEEKS = "week wk weeks wks"
_MONTHS = "month mo months"
_YEARS = "year a y yr years yrs"
_MICROMOLAR = "umol/L \u00b5mol/L \u03bcmol/L umol/l \u00b5mol/l micromol/L"

_CELLS = _units(
    one="10*9/L \u00d710^9/L x10^9/L 10^9/L x10*9/L \u00d710*9/L 10E9/L G/L Giga/L "
    "10*3/uL x10*3/uL 10^3/uL x10^3/uL K/uL 10*3/mm3 10^3/mm3",
    thousandth="/uL /\u00b5L cells/uL cells/\u00b5L /mm3 cells/mm3 /cmm",
)
_ENZYME = _units(one="U/L IU/L U/l IU/l [IU]/L", sixtyfold="ukat/L ukat/l \u00b5kat/L")
_INR = _units(one="{INR} INR")
_SECONDS = _units(one="s sec second seconds")
_PERCENT = _units(one="% percent pct", hundredfold="fraction")
_POINTS = _units(one="points point {score} pts")
_TIME_IN_WEEKS = _units(one=_WEEKS, seventh=_DAYS)
_TIME_IN_DAYS = _units(one=_DAYS, sevenfold=_WEEKS)


def _quantity(
    low: str,
    high: str,
    step: str,
    units: Mapping[str, Fraction],
    *,
    bare: bool = True,
    counted: bool = False,
    completed: bool = False,
) -> Quantity:
    return Quantity(Fraction(low), Fraction(high), Fraction(step), units, bare, counted, completed)


_DAILY_DOSE = _quantity("0", "2000", "0.25", _units(one="mg/d mg/day mg/D mg~per~day mg/24h", thousandfold="g/d g/day"))
_WHOLE_DAYS = _quantity("0", "40000", "1", _TIME_IN_DAYS, counted=True, completed=True)
_WEEKS_BY_DAY = _quantity("0", "5200", "1/7", _TIME_IN_WEEKS, bare=False)
_TRANSAMINASE = _quantity("0", "50000", "1", _ENZYME)
_TRANSAMINASE_LIMIT = _quantity("5", "300", "1", _ENZYME)

QUANTITIES: dict[str, Quantity] = {
    "age": _quantity("0", "120", "1", _units(one=_YEARS, twelfth=_MONTHS), counted=True, completed=True),
    "weight": _quantity(
        "1",
        "400",
        "0.1",
        _units(one="kg kilogram kilograms KG 公斤", pound="lb lbs [lb_av] pound pounds", half="斤 市斤"),
    ),
    "ana_titre_ever": _quantity("1", "1000000", "1", _units(one="1:x {titer} titre titer"), counted=True),
    "sle_duration": _quantity("0", "1440", "1", _units(one=_MONTHS, twelvefold=_YEARS), bare=False),
    "standard_treatment_duration": _WEEKS_BY_DAY,
    "dose_stable_duration": _WEEKS_BY_DAY,
    "prednisone_equivalent": _DAILY_DOSE,
    "dose": _DAILY_DOSE,  # of a single drug, in mg of itself: the family dose.*
    "sledai_2k": _quantity("0", "105", "1", _POINTS, counted=True),
    "sledai_2k_clinical": _quantity("0", "101", "1", _POINTS, counted=True),
    "anc": _quantity("0", "500", "0.01", _CELLS),
    "alc": _quantity("0", "500", "0.01", _CELLS),
    "hemoglobin": _quantity(
        "10",
        "300",
        "1",
        _units(one="g/L g/l", tenfold="g/dL g/dl gm/dL", hemoglobin="mmol/L mmol/l"),
        bare=False,
    ),
    "days_since_transfusion": _WHOLE_DAYS,
    "days_since_growth_factor": _WHOLE_DAYS,
    "inr": _quantity("0.1", "30", "0.01", _INR),
    "inr_uln": _quantity("0.5", "3", "0.01", _INR),
    "aptt": _quantity("5", "400", "0.1", _SECONDS),
    "aptt_uln": _quantity("15", "100", "0.1", _SECONDS),
    "alt": _TRANSAMINASE,
    "alt_uln": _TRANSAMINASE_LIMIT,
    "ast": _TRANSAMINASE,
    "ast_uln": _TRANSAMINASE_LIMIT,
    "lvef": _quantity("0", "100", "1", _PERCENT),
    "dyspnea_grade": _quantity("0", "5", "1", _units(one="grade {grade} CTCAE~grade"), counted=True),
    "spo2": _quantity("0", "100", "1", _PERCENT),
    "total_bilirubin": _quantity("0", "100", "0.1", _units(one="mg/dL mg/dl", bilirubin=_MICROMOLAR), bare=False),
    "serum_creatinine": _quantity("0.05", "40", "0.01", _units(one="mg/dL mg/dl", creatinine=_MICROMOLAR), bare=False),
    "creatinine_clearance": _quantity(
        "0", "20000", "0.1", _units(one="mL/min ml/min mL/minute", sixtyfold="mL/s ml/s")
    ),
}

_WRITTEN = re.compile(r"(<=|>=|<|>|\u2264|\u2265)?\s*(?:1:)?(\d+(?:\.\d+)?)\s*(.*)", re.DOTALL)


def read_quantity(name: str, given: object) -> Domain:
    """The values meant by a field's content; ValueError if not understood or not possible."""
    quantity = QUANTITIES[name]
    match = _WRITTEN.fullmatch(str(given).strip())
    if isinstance(given, bool) or match is None:
        raise ValueError(f"{name}: {given!r} is not a quantity")
    comparator, number, unit = match.groups()
    if not unit and not quantity.bare:
        raise ValueError(f"{name}: {given!r} needs a unit")
    if unit and unit not in quantity.units:
        raise ValueError(f"{name}: the unit of {given!r} is not known")
    value = Fraction(number) * (quantity.units[unit] if unit else 1)
    return _censored(name, quantity, comparator, value) if comparator else _point(name, quantity, value)


def _point(name: str, quantity: Quantity, value: Fraction) -> Domain:
    if quantity.completed:
        value = Fraction(math.floor(value))
    if quantity.counted and value.denominator != 1:
        raise ValueError(f"{name}: {value} is not a whole number")
    if not quantity.low <= value <= quantity.high:
        raise ValueError(f"{name}: {value} is not possible")
    return Domain(value, value)


def _censored(name: str, quantity: Quantity, comparator: str, bound: Fraction) -> Domain:
    """The possible values on the named side of the bound; where fractions are cut off, they are cut off then."""
    low, high = quantity.low, quantity.high
    low_out = high_out = False
    if comparator in (">", ">=", "\u2265"):
        strictly = comparator == ">"
        if quantity.completed:
            bound, strictly = Fraction(math.floor(bound)), False
        if bound > low or (bound == low and strictly):
            low, low_out = bound, strictly
    else:
        strictly = comparator == "<"
        if quantity.completed:
            bound, strictly = Fraction(math.ceil(bound) - 1 if strictly else math.floor(bound)), False
        if bound < high or (bound == high and strictly):
            high, high_out = bound, strictly
    if quantity.counted:
        low = Fraction(math.floor(low) + 1 if low_out else math.ceil(low))
        high = Fraction(math.ceil(high) - 1 if high_out else math.floor(high))
        low_out = high_out = False
    if low > high or (low == high and (low_out or high_out)):
        raise ValueError(f"{name}: no possible value is {comparator} {bound}")
    return Domain(low, high, quantity.counted, low_out, high_out)
