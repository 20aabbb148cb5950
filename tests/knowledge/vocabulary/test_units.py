"""Units are converted exactly, by declared spellings only."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.knowledge.vocabulary.model import unit_key
from hn2301_asp.knowledge.vocabulary.units import Units
from hn2301_asp.source.yaml_text import load_plain


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    text = (shipped_knowledge_base() / "vocabulary" / "units.yaml").read_text(encoding="utf-8")
    (found,) = load_plain(text, "units.yaml")
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def units(declared: dict[str, Any]) -> Units:
    return Units(declared)


@pytest.mark.parametrize(
    ("quantity", "spelling", "amount", "canonical"),
    [
        ("total_bilirubin", "umol/L", "34.2", "2"),
        ("total_bilirubin", "µmol/L", "51.3", "3"),
        ("total_bilirubin", "μmol/L", "17.1", "1"),
        ("serum_creatinine", "umol/L", "88.4", "1"),
        ("serum_creatinine", "umol/L", "221", "2.5"),
        ("hemoglobin", "g/dL", "8", "80"),
        ("hemoglobin", "mmol/L", "1", "16.114"),
        ("anc", "/uL", "1500", "1.5"),
        ("anc", "cells/mm3", "1500", "1.5"),
        ("anc", "K/uL", "1.5", "1.5"),
        ("anc", "10*3/uL", "1.5", "1.5"),
        ("anc", "10³/µL", "1.5", "1.5"),
        ("anc", "G/L", "1.5", "1.5"),
        ("anc", "10^9/L", "1.5", "1.5"),
        ("anc", "x10^9/L", "1.5", "1.5"),
        ("anc", "×10⁹/L", "1.5", "1.5"),
        ("alc", "/mm3", "800", "0.8"),
        ("alt", "ukat/L", "1", "60"),
        ("alt", "µkat/L", "0.5", "30"),
        ("alt", "IU/L", "40", "40"),
        ("weight", "lb", "100", "45.359237"),
        ("lvef", "fraction", "0.4", "40"),
        ("sle_duration", "years", "0.5", "6"),
        ("age", "months", "216", "18"),
        ("standard_treatment_duration", "days", "56", "8"),
        ("days_since_transfusion", "weeks", "1", "7"),
        ("prednisone_equivalent", "mg/day", "7.5", "7.5"),
        ("prednisone_equivalent", "g/d", "0.0075", "7.5"),
        ("creatinine_clearance", "mL/s", "1", "60"),
    ],
)
def test_a_value_in_a_declared_unit_is_exactly_its_canonical_value(
    protocol: Protocol, quantity: str, spelling: str, amount: str, canonical: str
) -> None:
    vocabulary = protocol.knowledge_base.vocabulary
    unit = vocabulary.unit(spelling)
    assert unit is not None
    assert Fraction(amount) * vocabulary.quantities[quantity].units[unit] == Fraction(canonical)


def test_a_factor_is_a_fraction_and_no_float(protocol: Protocol) -> None:
    factors = [f for q in protocol.knowledge_base.vocabulary.quantities.values() for f in q.units.values()]
    assert factors
    assert {type(factor) for factor in factors} == {Fraction}
    assert max(factor.denominator for factor in factors) == 10**8  # of the pound: 0.45359237 kg


#: Spellings of one unit, each group in all its forms.
ALIKE = [
    (
        "10*9/L",
        "10^9/L",
        "x10^9/L",
        "×10^9/L",
        "× 10^9/L",
        "10E9/L",
        "G/L",
        "Giga/L",
        "K/uL",
        "K/µL",
        "10*3/uL",
        "10⁹/L",
    ),
    ("/uL", "/µL", "/μL", "cells/uL", "/mm3", "/cmm"),
    ("umol/L", "µmol/L", "μmol/L", "micromol/L", " umol / L "),
    ("ukat/L", "µkat/L", "μkat/L"),
    ("1:x", "titre", "titer", "{titer}"),
]


@pytest.mark.parametrize("spellings", ALIKE)
def test_spellings_of_one_unit_are_one_unit(units: Units, spellings: tuple[str, ...]) -> None:
    assert {units.known(spelling) for spelling in spellings} == {spellings[0]}


@pytest.mark.parametrize("spelling", ["k/ul", "kelvin", "10^9", "", "mmol", "g/l/l", "MG/DL", "mg/dL mg/dL"])
def test_a_spelling_that_is_not_declared_is_not_understood(units: Units, spelling: str) -> None:
    assert units.known(spelling) is None


def test_blanks_and_the_forms_of_micro_and_times_do_not_matter() -> None:
    assert [unit_key(s) for s in ("× 10^9 / L", "x10^9/L", "µmol/L", "μmol/L", "umol/L")] == [
        "x10^9/L",
        "x10^9/L",
        "umol/L",
        "umol/L",
        "umol/L",
    ]


@pytest.mark.parametrize(
    ("unit", "canonical"),
    [("g/L", "10*9/L"), ("umol/L", "mg/dL"), ("day", "month"), ("month", "week"), ("U/L", "/uL"), ("mg/d", "mg/dL")],
)
def test_units_that_measure_different_things_are_not_converted(units: Units, unit: str, canonical: str) -> None:
    with pytest.raises(ValueError, match=f"^`{unit}` cannot be converted to `{canonical.replace('*', '.')}`$"):
        units.factor(unit, canonical)


@pytest.mark.parametrize("per", ["1 mg/dL = 17.1 umol/L", "17.1 umol/L = 1 mg/dL", "0.01 g/L = 17.1 µmol/L"])
def test_the_conversion_of_a_substance_may_be_written_either_way(units: Units, per: str) -> None:
    assert units.factor("umol/L", "mg/dL", per) == 1 / Fraction("17.1")


@pytest.mark.parametrize(
    ("per", "reason"),
    [
        ("17.1", "is not of the form `1 mg/dL = 17.1 umol/L`"),
        ("1 mg/dL = 17.1 blorb", "`blorb` is not declared"),
        ("1 kg = 17.1 mmol/L", "`umol/L` cannot be converted to `kg`"),
    ],
)
def test_a_conversion_that_cannot_be_understood_is_refused(units: Units, per: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        units.factor("umol/L", "mg/dL", per)


def test_one_spelling_cannot_stand_for_two_units() -> None:
    declared = {
        "base": ["gram = [mass]"],
        "units": {"g": {"is": "gram", "spellings": ["µx"]}, "mg": {"is": "gram / 1000", "spellings": ["ux"]}},
    }
    with pytest.raises(ValueError, match=r"^`ux` is declared as a spelling of `g` and of `mg`$"):
        Units(declared)


@pytest.mark.parametrize(
    ("base", "definition"),
    [
        ("@import /etc/passwd", "gram"),
        ("gram = [mass]\nmg = gram / 1000", "gram"),
        ("gram", "gram"),
        ("gram = [mass]", "gramm"),
        ("gram = [mass]", ""),
        ("gram = [mass]", "gram /"),
        ("gram = [mass]", "* gram"),
        ("gram = [mass]", "gram ("),
        ("gram = [mass]", "gram)"),
        ("gram = [mass]", "gram / 0"),
        ("gram = [mass]", "9**9**9"),
        ("gram = [mass]", "gram ** 1000000000"),
        ("gram = [mass]", "gram**9**9"),
        ("gram = [mass]", "1e999999999 * gram"),
        ("gram = [mass]", "__import__('os')"),
    ],
)
def test_a_definition_is_a_product_of_base_units_and_nothing_else(base: str, definition: str) -> None:
    with pytest.raises(ValueError, match=r"is no base unit|is no product|^unit `g`: "):
        Units({"base": [base], "units": {"g": {"is": definition, "spellings": []}}})


def test_a_unit_may_hold_a_small_power() -> None:
    declared = {
        "base": ["metre = [length]"],
        "units": {u: {"is": f"{f}metre**2", "spellings": []} for u, f in (("m2", ""), ("cm2", "1 / 10000 * "))},
    }
    assert Units(declared).factor("cm2", "m2") == Fraction(1, 10_000)


def test_decimals_of_a_definition_are_exact() -> None:
    declared = {
        "base": ["gram = [mass]"],
        "units": {
            "kg": {"is": "1000 * gram", "spellings": []},
            "lb": {"is": "0.45359237 * 1000 * gram", "spellings": []},
        },
    }
    assert Units(declared).factor("lb", "kg") == Fraction("0.45359237")
