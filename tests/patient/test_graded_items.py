"""Grades of organs are attributes: one organ with the gravest grade, or two with the one below."""

from __future__ import annotations

from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from tests import small_base

TEXTS = {
    **{name: text for name, text in small_base.TEXTS.items() if not name.startswith("scores/")},
    "vocabulary/units.yaml": 'base: ["count = []"]\nunits:\n  grade: {is: count, spellings: []}\n',
    "vocabulary/quantities.yaml": "{}\n",
    "vocabulary/facts.yaml": """
record: {}
choices: {}
facts: {f: {}}
families:
  bilag:
    label: organs
    item: organ
    of: organs
    attributes: {grade: {unit: grade, counted: true, possible: [0, 4]}}
doses: {}
""",
    "scores/organs.yaml": """
name: organs
label: organs
family: bilag
items: {renal: {weight: 1, domain: x}, skin: {weight: 1, domain: x}, joints: {weight: 1, domain: x}}
""",
    "readings.yaml": "readings: {}\nassumptions: {}\n",
    "background.lp": "",
    "criteria/all.thr": 'criterion C-1\nbilag_a  grade of bilag ≥ 4 grade "q"\nbilag_b  grade of bilag ≥ 3 grade "q"\n',
    "criteria/all.lp": """
active :- bilag_a(O).
active :- #count { O : bilag_b(O) } >= 2.
met("C-1") :- active.
met("C-2").
met("C-3") :- f.
""",
}


@pytest.fixture(scope="module")
def graded() -> Protocol:
    return Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", TEXTS, digest(TEXTS))))


CASES: list[tuple[Any, str]] = [
    ([{"item": "renal", "grade": 4}], "met"),
    ([{"item": "renal", "grade": 3}, {"item": "skin", "grade": 3}], "met"),
    ([{"item": "renal", "grade": 3}, {"item": "skin", "grade": 2}], "not_met"),
    ([{"item": "renal", "grade": 3}, "skin"], "unknown"),
    ([{"item": "renal", "grade": 3}], "not_met"),
    ([], "not_met"),
]


@pytest.mark.parametrize(("organs", "expected"), CASES, ids=str)
def test_one_of_the_gravest_or_two_of_the_next_would_do(graded: Protocol, organs: Any, expected: str) -> None:
    assert graded.screen({"bilag": organs}).criteria["C-1"] == expected
