"""Limits held against quotes with the units of another protocol's vocabulary."""

from __future__ import annotations

import pytest

from hn2301_asp.check.quoted_bounds import threshold_mismatches
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.knowledge.thresholds.twins import twins
from tests.one_criterion import base

UNITS = """
base:
  - litre = [volume]
  - gram = [mass]
  - second = [time]
  - metre = [length]
  - kelvin = [temperature]
  - count = []
units:
  mmHg: {is: 133.322 * 1000 * gram / metre / second / second, spellings: []}
  kPa: {is: 1000 * 1000 * gram / metre / second / second, spellings: []}
  mL/min/1.73m2: {is: litre / second / 60000, spellings: []}
  g/24h: {is: gram / 86400 / second, spellings: [g/day]}
  °C: {is: kelvin, offset: 273.15, spellings: []}
  °F: {is: kelvin * 5 / 9, offset: 459.67, spellings: []}
"""
QUANTITIES = """
sbp: {label: pressure, unit: mmHg, also: {kPa: {}}, step: 1 mmHg, possible: [40, 300], plausible: [60, 250]}
egfr: {label: eGFR, unit: mL/min/1.73m2, step: 1 mL/min/1.73m2, possible: [0, 300], plausible: [5, 200]}
loss: {label: loss, unit: g/24h, step: 0.1 g/24h, possible: [0, 50], plausible: [0, 30]}
t: {label: temperature, unit: °C, also: {°F: {}}, step: 0.1 °C, possible: [25, 45], plausible: [33, 42]}
"""
FACTS = "record: {}\nchoices: {}\nfacts: {f: {}}\nfamilies: {}\ndoses: {}\n"
TEXTS = {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS}


@pytest.mark.parametrize(
    ("limit", "quote", "differs"),
    [
        ("pressure ≥ 140 mmHg", "pressure ≥ 140 mm Hg", False),
        ("pressure ≥ 140 mm Hg", "pressure of at least 140 mmHg", False),
        ("pressure ≥ 140 mmHg", "pressure ≥ 140 kPa", True),
        ("eGFR > 60 mL/min/1.73m2", "eGFR > 60 mL/min/1.73 m²", False),
        ("eGFR > 60 mL/min/1.73 m2", "eGFR above 60 mL per min per 1.73 m2", False),
        ("eGFR > 60 mL/min/1.73m2", "eGFR > 60 mL/min", True),
        ("loss > 0.5 g/24h", "loss > 0.5 g per day", False),
        ("loss > 0.5 g/24 h", "loss > 0.5 g daily", False),
        ("loss > 0.5 g/24h", "loss > 0.5 g/h", True),
        ("temperature < 38.0 °C", "temperature below 38.0°C", False),
        ("temperature < 38.0 °C", "temperature below 38.0 °F", True),
        ("temperature < 38.0 °C (100.4 °F)", "temperature below 38.0 °C (100.4 °F)", False),
        ("temperature < 38.0 °C (100.4 °F)", "temperature below 100.4 °F", False),
        ("temperature < 38.0 °C (100.4 °F)", "temperature below 100.4 °C", True),
    ],
)
def test_a_limit_is_held_against_words_in_declared_units(limit: str, quote: str, differs: bool) -> None:
    vocabulary = base("", 'met("C-1") :- f.\n', TEXTS).knowledge_base.vocabulary
    (threshold,) = parse(f'criterion C-1\na {limit} "{quote}"\n', "a.thr").thresholds
    assert bool([*threshold_mismatches(threshold, threshold.reasons, vocabulary.quoted_units)]) == differs


def test_a_second_number_of_a_text_is_found_in_degrees() -> None:
    vocabulary = base("", 'met("C-1") :- f.\n', TEXTS).knowledge_base.vocabulary
    (threshold,) = parse('criterion C-1\na temperature < 38.0 °C "q"\n', "a.thr").thresholds
    (twin,) = twins(vocabulary, "t", threshold.limits[0], "a temperature below 38.0 °C (100.4 °F), twice")
    assert (twin.text, twin.unit) == ("100.4 °F", "°F")
