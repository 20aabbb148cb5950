"""Accounts of limits that are multiples of another value, or on one quantity by another: what a reader is told."""

from __future__ import annotations

from typing import Any

import pytest

from hn2301_asp.api import Protocol
from tests.one_criterion import base

UNITS = """
base: ["litre = [volume]", "gram = [mass]", "mole = [substance]", "count = []"]
units:
  L: {is: litre, spellings: []}
  g/L: {is: gram / litre, spellings: []}
  mg/dL: {is: gram / litre / 100, spellings: []}
  umol/L: {is: mole / litre / 1000000, spellings: []}
  mmol/L: {is: mole / litre / 1000, spellings: []}
  mg/mmol: {is: gram / mole, spellings: []}
  "%": {is: count / 100, spellings: []}
"""
QUANTITIES = """
fev1: {label: FEV1, unit: L, step: 0.01 L, possible: [0, 12], plausible: [0.3, 8]}
fvc: {label: FVC, unit: L, step: 0.01 L, possible: [0.1, 12], plausible: [0.5, 9]}
c3: {label: C3, unit: g/L, also: {mg/dL: {}}, step: 0.01 g/L, possible: [0, 10], plausible: [0, 3], lln: c3_lln}
c3_lln: {label: limit of C3, unit: g/L, step: 0.01 g/L, possible: [0.1, 5], plausible: [0.3, 2]}
scr: {label: creatinine, unit: mg/dL, step: 0.1 mg/dL, possible: [0.1, 30], plausible: [0.3, 10], baseline: scr_before,
  also: {umol/L: {per: 1 mg/dL = 88.4 umol/L}}}
scr_before: {label: creatinine before, unit: umol/L, step: 1 umol/L, possible: [9, 3000], plausible: [20, 900]}
protein: {label: urine protein, unit: g/L, step: 0.01 g/L, possible: [0, 90], plausible: [0, 50]}
urine: {label: urine creatinine, unit: mmol/L, step: 0.1 mmol/L, possible: [0.1, 90], plausible: [1, 40]}
"""
FACTS = "record: {}\nchoices: {}\nfacts: {f: {}}\nfamilies: {}\ndoses: {}\n"


def protocol(limit: str) -> Protocol:
    texts = {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS}
    return base(f'asked {limit} "q"\n', 'met("C-1") :- asked.\n', texts)


@pytest.mark.parametrize(
    ("limit", "record", "told"),
    [
        (
            "FEV1 / FVC ≥ 70 %",
            {"fev1": 2, "fvc": 4},
            "FEV1 / FVC 50 % (from FEV1 2 L, FVC 4 L), needed: ≥ 70 %; missed by 20 %",
        ),
        (
            "FEV1 / FVC ≥ 0.7",
            {"fev1": 2, "fvc": 4},
            "FEV1 / FVC 0.5 (from FEV1 2 L, FVC 4 L), needed: ≥ 0.7; missed by 0.2",
        ),
        ("FEV1 / FVC ≥ 0.7", {"fev1": 2}, "FEV1 / FVC: not recorded (FEV1 2 L), needed: ≥ 0.7"),
        (
            "C3 ≥ 1 × LLN",
            {"c3": "72 mg/dL", "c3_lln": 0.9},
            "C3 72 mg/dL (0.72 g/L), 0.8 × LLN of 0.9 g/L, needed: ≥ 1 × LLN, that is ≥ 90 mg/dL; missed by 18 mg/dL",
        ),
        ("C3 ≥ 1 × LLN", {"c3": 0.72}, "C3 0.72 g/L; its lower limit of normal: not recorded, needed: ≥ 1 × LLN"),
        ("C3 ≥ 1 × LLN", {}, "C3 and its lower limit of normal: not recorded, needed: ≥ 1 × LLN"),
        (
            "creatinine ≤ 1.5 × baseline",
            {"scr": 3, "scr_before": "176.8"},
            "creatinine 3 mg/dL, 1.5 × baseline of 176.8 umol/L",
        ),
        (
            "creatinine ≤ 1.5 × baseline",
            {"scr": 4, "scr_before": "176.8"},
            "creatinine 4 mg/dL, 2 × baseline of 176.8 umol/L, needed: ≤ 1.5 × baseline, that is ≤ 3 mg/dL; "
            "missed by 1 mg/dL",
        ),
        (
            "urine protein / urine creatinine ≤ 50 mg/mmol",
            {"protein": 0.6, "urine": 10},
            "urine protein / urine creatinine 60 mg/mmol (from urine protein 0.6 g/L, urine creatinine 10 mmol/L), "
            "needed: ≤ 50 mg/mmol; missed by 10 mg/mmol",
        ),
    ],
)
def test_an_account_tells_a_ratio_and_what_it_is_of(limit: str, record: dict[str, Any], told: str) -> None:
    account = " ".join(protocol(limit).screen({**record, "f": "no"}).explain().split())
    assert told in account


def test_a_ratio_is_obtained_by_its_parts() -> None:
    told = protocol("FEV1 / FVC ≥ 0.7").screen({"f": "no"}).to_dict()
    assert (told["missing"], told["settles"]) == (["fev1", "fvc"], [["fev1", "fvc"]])
    told = protocol("creatinine ≤ 1.5 × baseline").screen({"f": "no", "scr": 2}).to_dict()
    assert told["missing"] == ["scr_before"]
