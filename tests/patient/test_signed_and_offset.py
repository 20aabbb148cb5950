"""Numbers below zero, and units that count from a zero of their own: exact in records, limits, formulas and words."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from hn2301_asp.api import Protocol, compare
from hn2301_asp.check import check
from hn2301_asp.knowledge.thresholds.formula import value
from hn2301_asp.source.diagnostics import InputError
from tests.conftest import Sample
from tests.one_criterion import base, files, status

UNITS = """
base: ["litre = [volume]", "mole = [substance]", "kelvin = [temperature]", "count = []"]
units:
  mmol/L: {is: mole / litre / 1000, spellings: []}
  K: {is: kelvin, spellings: []}
  °C: {is: kelvin, offset: 273.15, spellings: [C, degC]}
  °F: {is: kelvin * 5 / 9, offset: 459.67, spellings: [F, degF]}
  points: {is: count, spellings: []}
"""
QUANTITIES = """
excess: {label: base excess, unit: mmol/L, step: 0.1 mmol/L, possible: [-30, 30], plausible: [-20, 20]}
change: {label: change, unit: points, counted: true, step: 1 points, possible: [-5, 5], plausible: [-5, 5]}
temperature: {label: temperature, unit: °C, also: {°F: {}, K: {}}, step: 0.1 °C, possible: [25, 45],
  plausible: [33, 42]}
felt: {label: felt temperature, unit: °F, also: {°C: {}}, step: 1 °F, possible: [-60, 160], plausible: [-20, 120]}
"""
FACTS = "record: {}\nchoices: {}\nfacts: {f: {}}\nfamilies: {}\ndoses: {}\n"


def protocol(thresholds: str, rules: str, quantities: str = QUANTITIES, units: str = UNITS) -> Protocol:
    return base(thresholds, rules, {"units": units, "quantities": quantities, "facts": FACTS})


def refused(thresholds: str, quantities: str = QUANTITIES, units: str = UNITS) -> str:
    with pytest.raises(InputError) as caught:
        protocol(thresholds, "", quantities, units)
    return str(caught.value)


def blocked(protocol: Protocol, record: dict[str, Any]) -> dict[str, Any]:
    """The one value that blocks C-1, as an account tells it."""
    (blocking,) = protocol.screen({**record, "f": "no"}).to_dict()["criteria"][0]["blocked_by"]
    ((leaf,),) = [way["all_of"] for way in blocking["because"]["any_of"]]
    found: dict[str, Any] = leaf
    return found


@pytest.mark.parametrize("sign", ["−", "-", "–"])
def test_a_limit_below_zero_parts_what_lies_on_its_sides(sign: str) -> None:
    tried = protocol(f'good base excess ≥ {sign}3 mmol/L "q"\n', 'met("C-1") :- good.\n')
    for raw, expected in (
        ("-3", "met"),
        ("−3", "met"),
        (-3, "met"),
        ("-3.1 mmol/L", "not_met"),
        ("<-3", "not_met"),
        ("≤ −3", "unknown"),
        (">-2.95", "met"),
        (0, "met"),
        ("-30", "not_met"),
    ):
        assert status(tried, {"excess": raw}) == expected, raw
    with pytest.raises(InputError, match="is not possible"):
        tried.screen({"excess": "-30.5"})


def test_a_range_may_span_zero() -> None:
    tried = protocol('good base excess between −3 mmol/L and 3 mmol/L "q"\n', 'met("C-1") :- good.\n')
    for raw, expected in ((-3, "met"), (3, "met"), (-3.01, "not_met"), (3.01, "not_met"), (">=-3", "unknown")):
        assert status(tried, {"excess": raw}) == expected, raw


def test_an_account_says_numbers_below_zero_as_such() -> None:
    tried = protocol('good base excess ≥ −3 mmol/L "q"\n', 'met("C-1") :- good.\n')
    told = blocked(tried, {"excess": "-4.2"})
    assert (told["needs"], told["missed_by"]) == ("≥ −3 mmol/L", "1.2 mmol/L")
    assert told["value"]["number"] == -4.2


def test_two_versions_differ_between_their_limits_below_zero() -> None:
    rules = 'met("C-1") :- good.\n'
    before, after = (protocol(f'good base excess ≥ {n} mmol/L "q"\n', rules) for n in ("−3", "−5"))
    overall = compare(before, after).overall
    assert (overall.relation, overall.loses.nobody) == ("broader", True)
    assert overall.gains.witness is not None
    assert -5 <= Fraction(str(overall.gains.witness.record["excess"])) < -3


@pytest.mark.parametrize(
    ("limit", "raw", "expected"),
    [
        ("< 38.0 °C", "100.4 °F", "not_met"),
        ("< 38.0 °C", "100.39 °F", "met"),
        ("≥ 100.4 °F", "38 °C", "met"),
        ("≥ 100.4 °F", "37.99", "not_met"),
        ("≥ 100.4 °F", "311.15 K", "met"),
        ("≥ 311.15 K", "100.4 degF", "met"),
        ("≤ 98.6 °F", "37 C", "met"),
        ("≤ 98.6 °F", "<=37.001", "unknown"),
        ("> 100 °F", "37.7 °C", "not_met"),
        ("> 100 °F", "37.8 °C", "met"),
    ],
)
def test_degrees_are_converted_exactly(limit: str, raw: Any, expected: str) -> None:
    tried = protocol(f'hot temperature {limit} "q"\n', 'met("C-1") :- hot.\n')
    assert status(tried, {"temperature": raw}) == expected


def by_hand(number: Fraction, unit: str) -> Fraction:
    """In °C."""
    return {"°C": number, "°F": (number - 32) * 5 / 9, "K": number - Fraction("273.15")}[unit]


def agree(seeds: range) -> None:
    """Drawn limits and values in every unit, on their limits and beside them."""
    for seed in seeds:
        rng = random.Random(f"degrees {seed}")
        sign, unit = rng.choice("<>≤≥"), rng.choice(["°C", "°F", "K"])
        shown = {"°C": Fraction(0), "°F": Fraction(0), "K": Fraction("273.15")}[unit]
        limit = Fraction(rng.randint(350, 410), 10) + shown if unit != "°F" else Fraction(rng.randint(950, 1060), 10)
        tried = protocol(f'hot temperature {sign} {float(limit):g} {unit} "q"\n', 'met("C-1") :- hot.\n')
        edge = by_hand(Fraction(f"{float(limit):g}"), unit)
        for own in ("°C", "°F", "K"):
            there = {"°C": edge, "°F": edge * 9 / 5 + 32, "K": edge + Fraction("273.15")}[own]
            for number in (Fraction(round(there * 100) + shift, 100) for shift in (-1, 0, 1)):
                one = by_hand(number, own)
                holds = {"<": one < edge, ">": one > edge, "≤": one <= edge, "≥": one >= edge}[sign]
                expected = "met" if holds else "not_met"
                assert status(tried, {"temperature": f"{float(number):.2f} {own}"}) == expected, (
                    seed,
                    sign,
                    limit,
                    number,
                )


def test_drawn_degrees_lie_on_their_side_of_the_limit() -> None:
    agree(range(8))


@pytest.mark.slow
def test_many_drawn_degrees_lie_on_their_side_of_the_limit(sample: Sample) -> None:
    agree(range(100, 100 + sample(200)))


def test_an_account_in_the_other_degrees_shifts_the_limit_and_not_the_distance() -> None:
    tried = protocol('cool temperature < 38.0 °C "q"\n', 'met("C-1") :- cool.\n')
    told = blocked(tried, {"temperature": "102.2 °F"})
    assert (told["needs"], told["needs_as_given"]) == ("< 38.0 °C", "< 100.4 °F")
    assert (told["missed_by"], told["missed_by_as_given"]) == ("1 °C", "1.8 °F")


def test_a_value_in_the_other_degrees_is_remarked_on_where_its_number_is_usual_there() -> None:
    tried = protocol('cool temperature < 38.0 °C "q"\n', 'met("C-1") :- cool.\n')
    with pytest.raises(InputError, match="perhaps 99 °F was meant"):
        tried.screen({"temperature": 99})


def test_a_witness_in_degrees_is_one() -> None:
    rules = 'met("C-1") :- hot.\n'
    before, after = (protocol(f'hot temperature {one} "q"\n', rules) for one in ("≥ 38 °C", "> 100.4 °F"))
    overall = compare(before, after).overall
    assert (overall.relation, overall.gains.nobody) == ("narrower", True)
    assert overall.loses.witness is not None
    assert status(before, overall.loses.witness.record) == "met"
    assert status(after, overall.loses.witness.record) == "not_met"
    assert compare(before, protocol('hot temperature ≥ 100.4 °F "q"\n', rules)).overall.relation == "equivalent"


def test_a_formula_reckons_from_the_zero_of_the_unit_that_it_names() -> None:
    tried = protocol(
        'felt temperature [°F] = temperature [°C] × 1.8 + 32 empirical, "s"\nhot felt temperature ≥ 100.4 °F "q"\n',
        'met("C-1") :- hot.\n',
    )
    derived = tried.knowledge_base.thresholds.derived["felt"].formula
    assert value(derived, {"temperature": Fraction(38)}, {}) == Fraction("100.4")
    assert status(tried, {"temperature": "100.4 °F"}) == "met"
    assert status(tried, {"temperature": "311.14 K"}) == "not_met"
    tried = protocol(
        'felt temperature [°C] = temperature [K] − 273.15 empirical, "s"\nh felt temperature > 1 °F "q"\n', ""
    )
    derived = tried.knowledge_base.thresholds.derived["felt"].formula
    assert value(derived, {"temperature": Fraction(38)}, {}) == Fraction("100.4")


def test_a_formula_over_such_a_unit_is_called_empirical() -> None:
    vocabulary = {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS}
    formula = 'felt temperature [°F] = temperature [°C] × 1.8 + 32 empirical, "s"\nh felt temperature > 1 °F "q"\n'
    for written, expected in (
        (formula, []),
        (
            formula.replace(" empirical,", ""),
            ["`°C` counts from a zero of its own: what is reckoned with it measures nothing"],
        ),
    ):
        found = check(files(written, 'met("C-1") :- h.\n', vocabulary))
        assert [one.message for one in found if one.code == "formula-dimension"] == expected


def test_what_counts_from_a_zero_of_its_own_has_no_multiples_and_no_shares() -> None:
    said = refused(
        'hot temperature / base excess ≥ 1 "q"\n',
        units=UNITS + "  K.L/mmol: {is: kelvin * 1000 * litre / mole, spellings: []}\n",
    )
    assert "counts from a zero of its own: it has no multiples" in said
    of = QUANTITIES.replace("unit: °C, also", "uln: felt, unit: °C, also")
    assert "counts from a zero of its own" in refused('hot temperature ≥ 1 × ULN "q"\n', of)
    shared = QUANTITIES.replace("unit: °C, also", "agrees_within: 2 %, unit: °C, also")
    assert "`agrees_within` is a share of the value" in refused('hot temperature ≥ 38 °C "q"\n', shared)
    per = QUANTITIES.replace("°F: {}, K: {}", "°F: {per: 1 °C = 2 °F}")
    assert "counts from a zero of its own: `per` says nothing of that" in refused('hot temperature ≥ 38 °C "q"\n', per)
    wrong = UNITS.replace("offset: 273.15", "offset: much")
    assert "`offset` is a number, such as 273.15" in refused('hot temperature ≥ 38 °C "q"\n', units=wrong)
