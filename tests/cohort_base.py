"""A small vocabulary with everything that a synthetic cohort can hold, and what is drawn of it.

It shares nothing with the shipped protocol: grades, degrees, times in several units, a score, doses.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from hn2301_asp.cohort.synthetic.columns import Cohort, Column, draw
from hn2301_asp.forms.columns import columns
from hn2301_asp.knowledge.cohort.model import CohortModel
from hn2301_asp.knowledge.cohort.reading import read_cohort
from hn2301_asp.knowledge.files import COHORT, KnowledgeBaseFiles
from hn2301_asp.knowledge.vocabulary.load import load_vocabulary
from hn2301_asp.knowledge.vocabulary.model import Vocabulary

TEXTS = {
    "vocabulary/vocabulary.yaml": """
base: ["count = []", "kelvin = [temperature]", "second = [time]", "month_unit = [calendar]", "gram = [mass]"]
units:
  u: {is: count, spellings: []}
  dozen: {is: 12 * count, spellings: []}
  points: {is: count, spellings: []}
  "°C": {is: kelvin, offset: 273.15, spellings: []}
  "°F": {is: 5 / 9 * kelvin, offset: 459.67, spellings: []}
  day: {is: 86400 * second, spellings: []}
  week: {is: 7 * 86400 * second, spellings: []}
  month: {is: month_unit, spellings: []}
  year: {is: 12 * month_unit, spellings: []}
  mg/d: {is: gram / 1000 / (86400 * second), spellings: []}
quantities:
  a: {label: aa, unit: u, also: {dozen: {}}, step: 0.1 u, possible: [-100, 1000], plausible: [-50, 500]}
  b: {label: bb, unit: u, step: 0.1 u, possible: [-100, 1000], plausible: [-50, 500]}
  c: {label: cc, unit: u, step: 0.1 u, possible: [0, 1000], plausible: [0, 500]}
  e: {label: ee, unit: u, step: 0.01 u, possible: [0, 1000], plausible: [0, 500]}
  n: {label: nn, unit: u, counted: true, step: 1 u, possible: [0, 10], plausible: [0, 10]}
  heat: {label: temperature, unit: "°C", also: {"°F": {}}, step: 0.1 °C, possible: [20, 45], plausible: [34, 42]}
  many: {label: mm, unit: u, step: 0.01 u, possible: [0, 10000000000], plausible: [0, 10000000000]}
  nyha: {label: NYHA class, grades: [I, II, III, IV]}
  age:
    {label: age, unit: year, step: 1 year, possible: [0, 120], plausible: [0, 120], completed: true,
     since: {date: born}}
  ill:
    {label: illness, unit: month, step: 1 month, possible: [0, 1440], plausible: [0, 720], since: {date: ill_since},
     within: age}
  cure:
    {label: cure, unit: week, also: {day: {}}, step: 1 day, possible: [0, 5200], plausible: [0, 520],
     since: {date: cure_since}, within: age}
  last:
    {label: last time, unit: day, step: 1 day, possible: [0, 40000], plausible: [0, 9000], completed: true, never: true,
     ever: ever, since: {date: last_on}, within: age}
  other: {label: other time, unit: day, step: 1 day, possible: [0, 400], plausible: [0, 400], never: true}
  total: {label: tt, unit: points, step: 1 points, possible: [0, 5], plausible: [0, 5]}
  part: {label: pp, unit: points, step: 1 points, possible: [0, 3], plausible: [0, 3]}
  steroid: {label: steroid, unit: mg/d, step: 0.25 mg/d, possible: [0, 500], plausible: [0, 100]}
record:
  patient_id: {kind: text}
  screening_date: {kind: date}
  consent: {kind: date}
  born: {kind: date}
  ill_since: {kind: date}
  cure_since: {kind: date}
  last_on: {kind: date}
  ever: {kind: ever}
  place: {kind: text}
choices:
  size: {values: [small, middle, big]}
facts:
  f: {}
  g: {}
  h: {}
families:
  item: {item: item, of: sc}
  takes: {item: taken, of: drugs}
doses:
  dose: {adds_up_to: steroid, unit: mg/d, list: takes, class: steroids}
drugs:
  steroids:
    alpha: {equals_5mg_alpha: 5}
    beta: {equals_5mg_alpha: 4}
    gamma: {equals_5mg_alpha: 0.75}
    vague: {equals_5mg_alpha: [6, 7.5]}
  others:
    delta: {}
""",
    "scores/sc.yaml": """
name: sc
label: score
family: item
totals:
  total: {items: all}
  part: {items: {marked: false}}
items:
  one: {weight: 1, domain: x}
  two: {weight: 2, domain: x}
  also_two: {weight: 2, domain: y, marked: true}
""",
}


@cache
def vocabulary() -> Vocabulary:
    return load_vocabulary(TEXTS)


def declared(text: str) -> CohortModel:
    """What a text of the file declares; raises InputError with every finding."""
    found = read_cohort({COHORT: text}, vocabulary())
    assert found is not None
    return found


def drawn(text: str, count: int = 20_000, seed: int = 1, without: tuple[str, ...] = ()) -> Cohort:
    """So many patients of a declaration, in a form of every field but some."""
    files = KnowledgeBaseFiles("", TEXTS, "")
    form = [c for c in columns(files, vocabulary(), short=False) if c.entry.field not in without]
    return draw(declared(text), vocabulary(), form, count, seed)


def by_field(cohort: Cohort) -> Mapping[str, Column]:
    return {column.field: column for column in cohort.columns}


def numbers(text: str, field: str, count: int = 20_000, seed: int = 1) -> np.ndarray:
    """The numbers of one field, of whom it is recorded."""
    from hn2301_asp.cohort.synthetic.writing import values

    found, known = values(by_field(drawn(text, count, seed))[field])
    return found[known]
