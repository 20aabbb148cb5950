"""Single numbers and lists of what is counted: against all completions of a record, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from hn2301_asp.check import check
from hn2301_asp.check.quoted_bounds import threshold_mismatches
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.source.quoted_units import QuotedUnits
from tests.conftest import Sample
from tests.drawn_places import Places, agree
from tests.one_criterion import base, files

UNITS = 'base: ["count = []"]\nunits:\n  grade: {is: count, spellings: []}\n'
QUANTITIES = """
ecog: {label: ECOG, unit: grade, counted: true, step: 1 grade, possible: [0, 5], plausible: [0, 5]}
pain: {label: pain, unit: grade, counted: true, step: 1 grade, possible: [0, 3], plausible: [0, 3], bare: error}
"""
FACTS = "record: {}\nchoices: {}\nfacts: {f: {}}\nfamilies: {}\ndoses: {}\n"
VOCABULARY = {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS}
#: What a threshold may ask of ECOG, and the grades that it means.
TESTS = {
    "ECOG = 0": {0},
    "ECOG = 2 grade": {2},
    "ECOG = 5": {5},
    "ECOG 0 or 1": {0, 1},
    "ECOG 1, 2 or 3 grade": {1, 2, 3},
    "ECOG 4 or 5": {4, 5},
    "ECOG ≤ 1 grade": {0, 1},
    "ECOG > 3 grade": {4, 5},
}
ECOG = Places(
    VOCABULARY,
    "ecog",
    ("0", "1", "2", "3", "4", "5"),
    TESTS,
    (*((grade, {grade}) for grade in range(6)), ("<=1", {0, 1}), (">1", {2, 3, 4, 5})),
)


def test_single_numbers_and_lists_mean_what_they_say() -> None:
    assert min(agree(ECOG, range(12)).values()) > 3


@pytest.mark.slow
def test_many_drawn_single_numbers_and_lists_mean_what_they_say(sample: Sample) -> None:
    assert min(agree(ECOG, range(100, 100 + sample(250))).values()) > sample(100)


@pytest.mark.parametrize(
    ("test", "raw", "needs", "missed"),
    [("= 0", 2, "= 0", "2 grade"), ("0 or 1", 3, "0 or 1", "2 grade"), ("= 1 grade", 0, "= 1 grade", "1 grade")],
)
def test_an_account_says_the_numbers_as_the_protocol_does(test: str, raw: Any, needs: str, missed: str) -> None:
    tried = base(f'fit ECOG {test} "q"\n', 'met("C-1") :- fit.\n', VOCABULARY)
    (blocking,) = tried.screen({"ecog": raw, "f": "no"}).to_dict()["criteria"][0]["blocked_by"]
    ((leaf,),) = [way["all_of"] for way in blocking["because"]["any_of"]]
    assert (leaf["needs"], leaf["missed_by"]) == (needs, missed)


def test_what_is_not_one_number_is_told_as_such() -> None:
    tried = base('fit ECOG = 1 "q"\n', 'met("C-1") :- not fit.\n', VOCABULARY)
    (blocking,) = tried.screen({"ecog": 1, "f": "no"}).to_dict()["criteria"][0]["blocked_by"]
    ((leaf,),) = [way["all_of"] for way in blocking["because"]["any_of"]]
    assert leaf["needs"] == "≠ 1"


def test_a_number_that_needs_its_unit_needs_it_here_too() -> None:
    found = check(files('hurts pain = 1 "q"\n', 'met("C-1") :- hurts.\n', VOCABULARY))
    assert [one.code for one in found if one.severity == "error"][:1] == ["missing-unit"]


@pytest.mark.parametrize(
    ("test", "text", "differs"),
    [
        ("0 or 1", "ECOG 0 or 1", False),
        ("0 or 1", "ECOG 0-1", False),
        ("0 or 1", "ECOG between 0 and 1", False),
        ("0 or 1", "ECOG 0, 1 or 2", True),
        ("0 or 1", "ECOG 1 or 2", True),
        ("= 0", "ECOG = 0", False),
        ("= 0", "ECOG exactly 0", False),
        ("= 0", "ECOG ≤ 0", True),
        ("≤ 1 grade", "ECOG ≤ 1", False),
    ],
)
def test_numbers_and_lists_are_held_against_their_quotes(test: str, text: str, differs: bool) -> None:
    (threshold,) = parse(f'criterion C-1\nfit ECOG {test} "{text}"\n', "a.thr").thresholds
    assert bool([*threshold_mismatches(threshold, threshold.reasons, QuotedUnits())]) == differs
