"""Ordered grades, told by their names everywhere: against all completions of a record, by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hn2301_asp.api import compare
from hn2301_asp.check import check
from hn2301_asp.check.quoted_bounds import threshold_mismatches
from hn2301_asp.forms.dictionary import entries
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.quoted_units import QuotedUnits
from tests.conftest import Sample
from tests.drawn_places import Places, agree
from tests.one_criterion import base, files, status

UNITS = 'base: ["count = []"]\nunits:\n  u: {is: count, spellings: []}\n'
QUANTITIES = """
nyha: {label: NYHA class, grades: [I, II, III, IV], further: {I: ["1"], II: ["2", class II]}}
pain: {label: pain, names: [pain now], grades: [none, mild, strong]}
x: {label: x, unit: u, counted: true, step: 1 u, possible: [0, 3], plausible: [0, 3]}
"""
FACTS = "record: {}\nchoices: {}\nfacts: {f: {}}\nfamilies: {}\ndoses: {}\n"
VOCABULARY = {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS}
NAMES = ("I", "II", "III", "IV")
#: What a threshold may ask, and the grades that it means.
TESTS = {
    "NYHA class ≤ II": {0, 1},
    "NYHA class < III": {0, 1},
    "NYHA class ≥ III": {2, 3},
    "NYHA class > I": {1, 2, 3},
    "NYHA class = II": {1},
    "NYHA class between II and III": {1, 2},
    "NYHA class ≤ IV": {0, 1, 2, 3},
}
NYHA = Places(
    VOCABULARY,
    "nyha",
    NAMES,
    TESTS,
    (
        *((name, {place}) for place, name in enumerate(NAMES)),
        ("ii", {1}),
        ("2", {1}),
        (1, {0}),
        ("Class II", {1}),
        ("<= II", {0, 1}),
        (">II", {2, 3}),
        ("≥I", {0, 1, 2, 3}),
    ),
)


def test_grades_mean_what_they_say() -> None:
    assert min(agree(NYHA, range(12)).values()) > 3


@pytest.mark.slow
def test_many_drawn_grades_mean_what_they_say(sample: Sample) -> None:
    assert min(agree(NYHA, range(100, 100 + sample(250))).values()) > sample(100)


@pytest.mark.parametrize("raw", ["V", "3", "", "IIb", "II III", {"value": "II", "unit": "u"}, 2.5, True, "never"])
def test_what_is_no_grade_is_an_error_that_names_them(raw: Any) -> None:
    tried = base('p NYHA class ≤ II "q"\n', 'met("C-1") :- p.\n', VOCABULARY)
    if raw == "":
        assert status(tried, {"nyha": raw}) == "unknown"
        return
    with pytest.raises(InputError, match=r"I`, `II`|grade|no number|cannot be"):
        tried.screen({"nyha": raw})


@pytest.mark.parametrize(
    ("test", "raw", "told"),
    [
        ("≤ II", "IV", "NYHA class IV, needed: ≤ II; missed by 2 grades"),
        ("≤ II", "III", "NYHA class III, needed: ≤ II; missed by 1 grade"),
        ("= II", "2", "NYHA class 2 (II), needed ="),
        ("≤ II", ">II", "NYHA class >II, needed: ≤ II"),
    ],
)
def test_an_account_tells_grades_by_their_names(test: str, raw: str, told: str) -> None:
    tried = base(f'p NYHA class {test} "q"\n', 'met("C-1") :- p.\n', VOCABULARY)
    result = tried.screen({"nyha": raw, "f": "no"})
    account = " ".join(result.explain().split())
    assert told.partition(", needed =")[0] in account
    data = json.dumps(result.to_dict(), ensure_ascii=False)
    assert " < II < " not in data + account
    assert '"number"' not in data


def test_what_is_missing_is_told_by_names() -> None:
    tried = base('p NYHA class ≤ II "q"\nq NYHA class ≥ II "q"\n', 'met("C-1") :- p, q.\n', VOCABULARY)
    account = " ".join(tried.screen({"f": "no"}).explain().split())
    assert "NYHA class" in account
    assert " < II < " not in account


@pytest.mark.parametrize(
    ("threshold", "said"),
    [
        ("NYHA class ≤ V", "`V` is no grade of NYHA class"),
        ("NYHA class ≤ 2", "NYHA class is told by its grades"),
        ("NYHA class 1 or 2", "NYHA class is told by its grades"),
        ("x ≤ II", "`II` is no number, and x has no grades"),
        ("NYHA class / x ≤ 2", "NYHA class has grades: they are no numbers"),
    ],
)
def test_a_limit_on_grades_is_a_grade(threshold: str, said: str) -> None:
    found = check(files(f'p {threshold} "q"\n', 'met("C-1") :- p.\n', VOCABULARY))
    assert said in " ".join(one.message for one in found)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{label: n, grades: [I]}", "two grades or more"),
        ("{label: n, grades: [I, i]}", "one word cannot stand for two grades"),
        ("{label: n, grades: [I, II], unit: u}", "`unit` says nothing of grades"),
        ("{label: n, grades: [I, II], further: {III: [x]}}", "further names for some of the `grades`"),
        ('{label: n, grades: ["1", "2"]}', "a grade is a name of letters and figures"),
        ("{label: n, grades: [NA, I, II]}", "`NA` is no grade"),
        ('{label: n, grades: ["no", mild]}', "`no` is no grade"),
        ("{label: n, grades: [I, II], further: {II: [never]}}", "`never` is no grade"),
    ],
)
def test_grades_are_declared_in_order(entry: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        base("", 'met("C-1") :- f.\n', {**VOCABULARY, "quantities": f"n: {entry}\n"})


@pytest.mark.parametrize(
    ("test", "quote", "differs"),
    [
        ("≤ II", "NYHA class ≤ II", False),
        ("≤ II", "NYHA class II or less", False),
        ("≤ II", "NYHA class no more than II", False),
        ("≥ III", "NYHA class III or higher", False),
        ("between II and III", "NYHA class II or III", False),
        ("between II and III", "NYHA class II-III", False),
        ("= II", "NYHA class = II", False),
        ("≤ II", "NYHA class ≤ III", True),
        ("≤ II", "NYHA class < II", True),
        ("between II and III", "NYHA class II, III or IV", True),
    ],
)
def test_grades_are_held_against_their_quotes(test: str, quote: str, differs: bool) -> None:
    (threshold,) = parse(f'criterion C-1\np NYHA class {test} "{quote}"\n', "a.thr").thresholds
    found = [*threshold_mismatches(threshold, threshold.reasons, QuotedUnits(), NAMES)]
    assert bool(found) == differs


@pytest.mark.parametrize("grades", ["O, I, II, III, IV", "IV, III, II, I", "I, II, III"])
def test_of_another_scale_nothing_is_proved(grades: str) -> None:
    texts = {**VOCABULARY, "quantities": f"nyha: {{label: NYHA class, grades: [{grades}]}}\n"}
    before, after = (
        base('p NYHA class ≤ II "q"\n', 'met("C-1") :- p.\n', {**VOCABULARY, **vocabulary})
        for vocabulary in ({"quantities": "nyha: {label: NYHA class, grades: [I, II, III, IV]}\n"}, texts)
    )
    assert compare(before, after).overall.relation == "undecided"


def test_grades_have_no_margin() -> None:
    made = files('p NYHA class ≤ II "q"\n', 'met("C-1") :- p.\n', VOCABULARY)
    texts = {**made.texts, "vocabulary/handling.yaml": "nyha: {kind: retest, margin: 5 %}\n"}
    found = check(KnowledgeBaseFiles("kb", texts, digest(texts)))
    assert "`nyha` has grades: they have no margin" in [one.message for one in found]


def test_the_data_dictionary_offers_the_grades() -> None:
    vocabulary = base("", 'met("C-1") :- f.\n', VOCABULARY).knowledge_base.vocabulary
    entry = next(one for one in entries(vocabulary) if one.field == "nyha")
    assert (entry.kind, entry.values, entry.units) == ("choice", NAMES, ())
    assert entry.names == {"I": ("1",), "II": ("2", "class_ii")}
