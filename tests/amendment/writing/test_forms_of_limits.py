"""New limits of every form, as `amend set` reads and writes them in a threshold file."""

from __future__ import annotations

import pytest

from hn2301_asp.amendment.writing.edits import apply_edits
from hn2301_asp.amendment.writing.limits import limit_edits, read_limits
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.diagnostics import InputError
from tests.one_criterion import base

UNITS = """
base: ["litre = [volume]", "gram = [mass]", "mole = [substance]", "kelvin = [temperature]", "count = []"]
units:
  grade: {is: count, spellings: []}
  "%": {is: count / 100, spellings: []}
  mg/dL: {is: gram / litre / 100, spellings: []}
  umol/L: {is: mole / litre / 1000000, spellings: [µmol/L]}
  °C: {is: kelvin, offset: 273.15, spellings: []}
  °F: {is: kelvin * 5 / 9, offset: 459.67, spellings: []}
"""
QUANTITIES = """
ecog: {label: ECOG, unit: grade, counted: true, step: 1 grade, possible: [0, 5], plausible: [0, 5]}
scr: {label: creatinine, unit: mg/dL, also: {umol/L: {per: 1 mg/dL = 88.4 umol/L}}, step: 0.1 mg/dL,
  possible: [0.1, 30], plausible: [0.3, 10], baseline: other}
other: {label: earlier creatinine, unit: mg/dL, step: 0.1 mg/dL, possible: [0.1, 30], plausible: [0.3, 10]}
t: {label: temperature, unit: °C, also: {°F: {}}, step: 0.1 °C, possible: [25, 45], plausible: [33, 42]}
nyha: {label: NYHA class, grades: [I, II, III, IV]}
change: {label: change, unit: mg/dL, step: 0.1 mg/dL, possible: [-9, 9], plausible: [-5, 5]}
"""
FACTS = "record: {}\nchoices: {}\nfacts: {f: {}}\nfamilies: {}\ndoses: {}\n"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    texts = {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS}
    return base("", 'met("C-1") :- f.\n', texts).knowledge_base.vocabulary


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        ("NYHA class ≤ II", "≤ III", "NYHA class ≤ III"),
        ("NYHA class ≤ II", "I", "NYHA class ≤ I"),
        ("NYHA class between I and II", "between II and III", "NYHA class between II and III"),
        ("ECOG 0 or 1", "0, 1 or 2", "ECOG 0, 1 or 2"),
        ("ECOG 0 or 1 grade", "1 or 2", "ECOG 1 or 2 grade"),
        ("ECOG = 0", "1", "ECOG = 1"),
        ("ECOG = 0", "≤ 1 grade", "ECOG ≤ 1 grade"),
        ("ECOG ≤ 1 grade", "= 1", "ECOG = 1 grade"),
        ("creatinine ≤ 2.5 mg/dL (221 µmol/L)", "≤ 3", "creatinine ≤ 3 mg/dL (265 µmol/L)"),
        ("creatinine ≤ 2.5 mg/dL (221.0 µmol/L)", "2.75", "creatinine ≤ 2.75 mg/dL (243.1 µmol/L)"),
        ("creatinine ≤ 2.5 mg/dL (221 µmol/L)", "< 200 µmol/L", "creatinine < 200 µmol/L (2.3 mg/dL)"),
        ("creatinine ≤ 2.5 mg/dL (221 µmol/L)", "≤ 1.5 × baseline", "creatinine ≤ 1.5 × baseline"),
        ("creatinine ≤ 2.5 mg/dL", "≤ 2.5 mg/dL (221 µmol/L)", "creatinine ≤ 2.5 mg/dL (221 µmol/L)"),
        ("creatinine ≤ 1.5 × baseline", "2", "creatinine ≤ 2 × baseline"),
        ("creatinine / earlier creatinine < 0.7", "0.75", "creatinine / earlier creatinine < 0.75"),
        ("temperature < 38.0 °C", "100.5 °F", "temperature < 100.5 °F"),
        ("temperature < 38.0 °C (100.4 °F)", "38.5", "temperature < 38.5 °C (101.3 °F)"),
        ("change ≥ −3 mg/dL", "−2.5", "change ≥ −2.5 mg/dL"),
        ("change between −3 mg/dL and 3 mg/dL", "between −2 and 2", "change between −2 mg/dL and 2 mg/dL"),
    ],
)
def test_a_new_limit_is_written_as_the_old_one_stands(vocabulary: Vocabulary, old: str, new: str, written: str) -> None:
    text = f'criterion C-1\n\na  {old}  "q"\n'
    (threshold,) = parse(text, "a.thr").thresholds
    limits = read_limits(new, threshold, vocabulary)
    after = apply_edits(text, limit_edits(text, threshold, limits))
    assert " ".join(after.split("\n")[2].split()) == f'a {written} "q"'
    (again,) = parse(after, "a.thr").thresholds
    assert [(one.number, one.times) for one in again.limits] == [(one.number, one.times) for one in limits]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ECOG 0 or 1", "≤ 1 grade", "is a list, and `≤ 1 grade` is one bound"),
        ("ECOG ≤ 1 grade", "0 or 1", "is one bound, and `0 or 1` is a list"),
    ],
)
def test_a_limit_of_another_form_is_refused(vocabulary: Vocabulary, old: str, new: str, said: str) -> None:
    (threshold,) = parse(f'criterion C-1\na  {old}  "q"\n', "a.thr").thresholds
    with pytest.raises(InputError, match=said):
        read_limits(new, threshold, vocabulary)


@pytest.mark.parametrize("new", ["≤ V", "<= 1", "1"])
def test_what_is_no_grade_is_refused_by_name(vocabulary: Vocabulary, new: str) -> None:
    (threshold,) = parse('criterion C-1\na  NYHA class ≤ II  "q"\n', "a.thr").thresholds
    with pytest.raises(InputError) as caught:
        read_limits(new, threshold, vocabulary)
    (finding,) = caught.value.findings
    assert finding.message == f"`{new.split()[-1]}` is no grade of NYHA class"
    assert finding.help == "its grades are `I`, `II`, `III`, `IV`"
