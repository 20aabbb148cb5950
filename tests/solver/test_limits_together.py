"""Limits of every form on what is told of items, on what counts of several measurements, and in formulas."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from hn2301_asp.amendment.writing.edits import apply_edits
from hn2301_asp.amendment.writing.limits import limit_edits, read_limits
from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.source.diagnostics import InputError
from tests.one_criterion import base, status

UNITS = """
base: ["second = [time]", "gram = [mass]", "kelvin = [temperature]", "litre = [volume]", "count = []"]
units:
  day: {is: 86400 * second, spellings: [days]}
  mg: {is: gram / 1000, spellings: []}
  g: {is: gram, spellings: []}
  points: {is: count, spellings: []}
  U/L: {is: count / litre / second, spellings: []}
  °C: {is: kelvin, offset: 273.15, spellings: []}
  °F: {is: kelvin * 5 / 9, offset: 459.67, spellings: []}
"""
DRUGS = "cooling:\n  ice: {}\n  fan: {}\n"
QUANTITIES = """
fever: {label: temperature, unit: °C, also: {°F: {}}, step: 0.1 °C, possible: [25, 45], plausible: [33, 42],
  repeated: true}
mean: {label: mean temperature, summary: {of: fever, take: mean}}
highest: {label: highest temperature, summary: {of: fever, take: highest}}
skin: {label: skin temperature, unit: °F, also: {°C: {}}, step: 0.1 °F, possible: [70, 110], plausible: [80, 105]}
index: {label: heat index, unit: points, step: 1 points, possible: [0, 99999], plausible: [0, 99999]}
score: {label: score, unit: points, counted: true, step: 1 points, possible: [-5, 5], plausible: [-5, 5],
  repeated: true}
last: {label: latest score, summary: {of: score, take: latest}}
alt: {label: ALT, unit: U/L, step: 1 U/L, possible: [1, 900], plausible: [1, 900], baseline: BASELINE}
before: {label: ALT before, unit: U/L, step: 1 U/L, possible: [1, 900], plausible: [1, 900], repeated: true}
"""
FACTS = """
record: {screening_date: {kind: date}}
choices: {}
facts: {f: {}}
families:
  used:
    label: drugs used
    item: used
    of: drugs
    attributes:
      at: {unit: °C, also: {°F: {}}, label: temperature, possible: [-40, 60]}
      times: {unit: points, label: times, counted: true, possible: [0, 9]}
      dose: {unit: mg, also: {g: {}}, label: dose, possible: [0, 9000]}
doses: {}
"""
VOCABULARY = {
    "units": UNITS,
    "drugs": DRUGS,
    "quantities": QUANTITIES.replace(", baseline: BASELINE", ""),
    "facts": FACTS,
}


def protocol(threshold: str, rule: str = 'met("C-1") :- a.\n', **vocabulary: str) -> Protocol:
    never = ", no if never" if threshold.startswith(("mean", "highest", "latest")) else ""
    return base(f'a  {threshold}{never} "q"\n', rule, {**VOCABULARY, **vocabulary})


SOME = 'met("C-1") :- a(D).\n'
CASES: list[tuple[str, str, Mapping[str, Any], str]] = [
    ("temperature of used ≥ 98.6 °F", SOME, {"used": [{"drug": "ice", "at": 37}]}, "met"),
    ("temperature of used ≥ 98.6 °F", SOME, {"used": [{"drug": "ice", "at": "98.59 °F"}]}, "not_met"),
    ("temperature of used ≤ −4 °F", SOME, {"used": [{"drug": "ice", "at": "-20"}]}, "met"),
    ("temperature of used ≤ −4 °F", SOME, {"used": [{"drug": "fan", "at": "-19.9 °C"}]}, "not_met"),
    ("temperature of ice between −20 °C and 32 °F", 'met("C-1") :- a.\n', {"used.ice.at": "-4 °F"}, "met"),
    ("times of used 1 or 2", SOME, {"used": [{"drug": "ice", "times": 2}]}, "met"),
    ("times of used 1 or 2", SOME, {"used": [{"drug": "ice", "times": 3}, {"drug": "fan", "times": 0}]}, "not_met"),
    ("times of used = 1", SOME, {"used": [{"drug": "ice", "times": 1}]}, "met"),
    ("dose of used ≥ 500 mg (0.5 g)", SOME, {"used": [{"drug": "ice", "dose": "0.5 g"}]}, "met"),
    ("dose of used (cooling) ≥ 500 mg (0.5 g)", SOME, {"used": [{"drug": "ice", "dose": 499}]}, "not_met"),
    ("mean temperature < 100.4 °F", 'met("C-1") :- a.\n', {"fever": [{"value": 39}, {"value": "98.6 °F"}]}, "not_met"),
    ("mean temperature < 100.4 °F", 'met("C-1") :- a.\n', {"fever": [{"value": 38.9}, {"value": "98.6 °F"}]}, "met"),
    ("highest temperature ≥ 38 °C", 'met("C-1") :- a.\n', {"fever": [{"value": "100.4 °F"}, {"value": 36}]}, "met"),
    ("latest score −1 or 0", "", {}, "refused"),
    ("latest score = −1", 'met("C-1") :- a.\n', {"score": "-1"}, "met"),
    ("latest score between −2 points and 0 points", 'met("C-1") :- a.\n', {"score": "-3"}, "not_met"),
]


@pytest.mark.parametrize(("threshold", "rule", "record", "wanted"), CASES, ids=str)
def test_a_limit_of_any_form_is_on_anything_that_has_numbers(
    threshold: str, rule: str, record: Mapping[str, Any], wanted: str
) -> None:
    if wanted == "refused":
        with pytest.raises(InputError, match="threshold-syntax"):
            protocol(threshold)
        return
    assert status(protocol(threshold, rule), record) == wanted


def test_a_mean_of_degrees_is_that_of_temperatures_and_not_of_numbers() -> None:
    tried = protocol("mean temperature ≥ 38 °C")
    rng = random.Random("degrees")
    for _ in range(60):
        celsius = [Fraction(rng.randint(360, 400), 10) for _ in range(rng.randint(1, 4))]
        written = [
            f"{float(one * 9 / 5 + 32):.2f} °F" if rng.random() < 0.5 else f"{float(one):.1f}" for one in celsius
        ]
        wanted = "met" if sum(celsius) / len(celsius) >= 38 else "not_met"
        assert status(tried, {"fever": [{"value": one} for one in written]}) == wanted, written


@pytest.mark.parametrize("skin", ["95 °F", "35 °C", "94.9 °F", "35.1"])
def test_a_curve_reckons_from_the_zero_of_the_unit_that_it_names(skin: str) -> None:
    tried = base(
        'heat index [points] = skin temperature [°C] ^ 2 empirical, "s"\na  heat index ≥ 1225 points "q"\n',
        'met("C-1") :- a.\n',
        VOCABULARY,
    )
    if skin == "35.1":  # In °F, the quantity's own.
        with pytest.raises(InputError):
            tried.screen({"skin": skin})
        return
    assert status(tried, {"skin": skin}) == ("not_met" if skin == "94.9 °F" else "met")


def test_no_ratio_is_made_of_what_is_told_of_an_item() -> None:
    for asked in ("dose of ice / ALT", "ALT / dose of ice"):
        with pytest.raises(InputError, match="bad-ratio"):
            protocol(f"{asked} ≥ 1")


@pytest.mark.parametrize(("second", "fits"), [("0.5 g/day", True), ("0.6 g/day", False)])
def test_a_ratio_may_be_limited_in_two_units(second: str, fits: bool) -> None:
    units = UNITS + "  mg/day: {is: gram / 1000 / 86400 / second}\n  g/day: {is: gram / 86400 / second}\n"
    quantities = VOCABULARY["quantities"] + (
        "protein: {label: protein, unit: mg, step: 1 mg, possible: [0, 99999], plausible: [0, 99999]}\n"
        "time: {label: time, unit: day, step: 1 day, possible: [1, 9], plausible: [1, 9]}\n"
    )
    limit = f"protein / time ≥ 500 mg/day ({second})"
    if fits:
        tried = protocol(limit, units=units, quantities=quantities)
        assert [status(tried, {"protein": n, "time": 2}) for n in (1000, 999)] == ["met", "not_met"]
    else:
        with pytest.raises(InputError, match="paired-limit"):
            protocol(limit, units=units, quantities=quantities)


def test_a_baseline_is_one_value() -> None:
    with pytest.raises(InputError, match="refers to `before`, which is not declared as such"):
        protocol("ALT ≤ 2 × baseline", quantities=QUANTITIES.replace("BASELINE", "before"))


def test_a_new_limit_on_items_is_written_in_both_units() -> None:
    text = 'criterion C-1\na  dose of used ≥ 500 mg (0.5 g) "q"\n'
    (threshold,) = parse(text, "a.thr").thresholds
    limits = read_limits("≥ 1500", threshold, protocol("dose of used ≥ 500 mg", SOME).knowledge_base.vocabulary)
    assert "dose of used ≥ 1500 mg (1.5 g)" in apply_edits(text, limit_edits(text, threshold, limits))
