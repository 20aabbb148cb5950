"""Units in quotes: declared ones in every usual form, and others, which are units all the same."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hn2301_asp.source.quoted_units import QuotedUnits, unit_key
from hn2301_asp.source.quotes import Bound, bounds_in

#: Declared spellings of another protocol, each with its unit.
DECLARED = (
    ("mmHg", "mmHg"),
    ("kg/m2", "kg/m2"),
    ("mL/min/1.73m2", "mL/min/1.73m2"),
    ("g/d", "g/d"),
    ("mg/kg/day", "mg/kg/d"),
    ("mg", "mg"),
    ("mg/mmol", "mg/mmol"),
    ("°C", "°C"),
    ("C", "°C"),
    ("°F", "°F"),
    ("10*6/kg", "10*6/kg"),
    ("10^6 cells/kg", "10*6/kg"),
    ("10*9/L", "10*9/L"),
    ("G/L", "10*9/L"),
    ("g/L", "g/L"),
    ("/HPF", "/HPF"),
    ("cells/HPF", "/HPF"),
    ("mEq/L", "mmol/L"),
    ("mmol/L", "mmol/L"),
    ("µmol/L", "umol/L"),
    ("L", "L"),
    ("copies/mL", "copies/mL"),
    ("ms", "ms"),
    ("msec", "ms"),
    ("公斤", "kg"),
    ("kg", "kg"),
    ("a", "year"),
    ("year", "year"),
)
UNITS = QuotedUnits(DECLARED)

READ = [
    ("blood pressure ≥ 140 mm Hg", ">= 140 mmHg"),
    ("blood pressure ≥140mmHg", ">= 140 mmHg"),
    ("BMI ≤ 30 kg/m²", "<= 30 kg/m2"),
    ("BMI ≤ 30 kg/m^2", "<= 30 kg/m2"),
    ("BMI ≤ 30 kg / m2", "<= 30 kg/m2"),
    ("BMI ≤ 30 kg per m2", "<= 30 kg/m2"),
    ("eGFR > 60 mL/min/1.73 m2", "> 60 mL/min/1.73m2"),
    ("eGFR > 60 mL/min/1.73 m²", "> 60 mL/min/1.73m2"),
    ("eGFR > 60 ml/min/1.73m²", "> 60 mL/min/1.73m2"),
    ("eGFR > 60 mL per min per 1.73 m2", "> 60 mL/min/1.73m2"),
    ("proteinuria > 0.5 g/24 h", "> 0.5 g/d"),
    ("proteinuria > 0.5 g/24h", "> 0.5 g/d"),
    ("proteinuria > 0.5 g/day", "> 0.5 g/d"),
    ("proteinuria > 0.5 g per day", "> 0.5 g/d"),
    ("proteinuria > 0.5 g daily", "> 0.5 g/d"),
    ("at most 1 mg/kg/day", "<= 1 mg/kg/d"),
    ("at most 1 mg/kg per day", "<= 1 mg/kg/d"),
    ("at most 5 mg", "<= 5 mg"),
    ("at most 50 mg/mmol", "<= 50 mg/mmol"),
    ("temperature < 38.0 °C", "< 38 °C"),
    ("temperature < 38.0°C", "< 38 °C"),
    ("temperature < 38 C", "< 38 °C"),
    ("temperature < 100.4 °F", "< 100.4 °F"),
    ("≥ 2 × 10^6/kg", ">= 2 10*6/kg"),
    ("≥ 2×10⁶ cells/kg", ">= 2 10*6/kg"),
    ("platelets ≥ 100×10^9/L", ">= 100 10*9/L"),
    ("platelets ≥ 100 G/L", ">= 100 10*9/L"),
    ("albumin ≥ 30 g/L", ">= 30 g/L"),
    ("fewer than 5 cells/HPF", "< 5 /HPF"),
    ("fewer than 5/HPF", "< 5 /HPF"),
    ("potassium ≤ 5.5 mEq/L", "<= 5.5 mmol/L"),
    ("creatinine ≤ 221 μmol/L", "<= 221 umol/L"),
    ("FEV1 ≥ 1.5 L", ">= 1.5 L"),
    ("QTcF ≤ 470 msec", "<= 470 ms"),
    ("体重 ≥ 40 公斤", ">= 40 kg"),
    ("HCV RNA < 15 copies/mL", "< 15 copies/mL"),
    # What is not declared is another unit.
    ("at most 5 mg/mL", "<= 5 mg/mL"),
    ("at most 5 mg daily", "<= 5 mg/d"),
    ("at least 3 weeks", ">= 3 week"),
    # A letter that is a word, a number alone.
    ("at most 2 a week", "<= 2"),
    ("grade ≤ 2 and", "<= 2"),
]


@pytest.mark.parametrize(("quote", "stated"), READ)
def test_a_quote_is_read_with_the_units_that_are_declared(quote: str, stated: str) -> None:
    sign, number, *unit = stated.split(maxsplit=2)
    assert bounds_in(quote, UNITS) == (Bound(sign, Fraction(number), unit[0] if unit else ""),)


def test_what_was_read_before_is_read_alike() -> None:
    """Every spelling of the table means the same with any units declared, and one is its own key."""
    for spelling in ("×10^9/L", "mg/day", "hours", "points", "titre", "U/L", "mL/minute"):
        assert UNITS.key(spelling) == unit_key(spelling) == UNITS.key(UNITS.key(spelling))


def test_capitals_matter_where_two_units_differ_by_them() -> None:
    units = QuotedUnits((("mg", "mg"), ("Mg", "Mg"), ("mmHg", "mmHg")))
    assert [units.key(one) for one in ("mg", "Mg", "MG", "MMHG")] == ["mg", "Mg", "MG", "mmHg"]
