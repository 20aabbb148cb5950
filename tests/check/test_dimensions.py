"""Formulas that are not called empirical measure what they define."""

from __future__ import annotations

import pytest

from hn2301_asp.check import check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from tests import formula_base, small_base

#: A formula, and what is found; nothing where it measures what it defines, or is called empirical.
CASES = {
    'BMI [kg/m2] = weight [kg] / height [m]² "q"': "",
    'BMI [kg/m2] = weight [kg] / (height [cm] / 100)² "q"': "",
    'body surface [m2] = sqrt(height [m]^4) "q"': "",
    'body surface [m2] = sqrt(weight [kg] × height [cm] / 3600) empirical, "q"': "",
    'calcium [mg/dL] = max(albumin [g/L], 2 × serum creatinine [mg/dL]) "q"': "",
    'BMI [kg/m2] = weight [kg] / height [m] "q"': "gives length^-1 · mass, and `kg/m2` measures length^-2 · mass",
    'FIB-4 [points] = AST [U/L] / ALT [U/L] × 2^(weight [kg] / 1) "q"': "an exponent is a number: this is mass",
    'FIB-4 [points] = ln(weight [kg]) "q"': "a logarithm is of a number: this is mass",
    'calcium [mg/dL] = albumin [g/dL] + 4 "q"': "this is mass · volume^-1, and beside it stands a number",
    'calcium [mg/dL] = (albumin [g/dL] if f else 4) "q"': "this is mass · volume^-1, and beside it stands a number",
    'BMI [kg/m2] = weight [kg] ^ (1 if f else 2) "q"': "what is raised to this power is a number: it is mass",
}


@pytest.mark.parametrize("formula", CASES)
def test_a_formula_measures_what_it_defines(formula: str) -> None:
    vocabulary = {"units": formula_base.UNITS, "quantities": formula_base.QUANTITIES, "facts": formula_base.FACTS}
    texts = {
        **{name: text for name, text in small_base.TEXTS.items() if not name.startswith("scores/")},
        **{f"vocabulary/{name}.yaml": text for name, text in vocabulary.items()},
        "readings.yaml": "readings: {}\nassumptions: {}\n",
        "background.lp": "",
        "criteria/all.thr": f"criterion C-1\n{formula}\n",
        "criteria/all.lp": 'met("C-1") :- f.\n',
    }
    found = [f for f in check(KnowledgeBaseFiles("kb", texts, digest(texts))) if f.code.startswith("formula")]
    assert [f.severity for f in found] == ["warning"] * bool(CASES[formula])
    assert CASES[formula] in "".join(f.message for f in found)
