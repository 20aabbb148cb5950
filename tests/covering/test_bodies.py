"""What there is to see of single rules: words in the place of one, sums of weights, readings taken together."""

from __future__ import annotations

from collections import Counter

import pytest

from hn2301_asp.covering.cases import cases_of
from hn2301_asp.covering.measuring import measure
from hn2301_asp.covering.pools import Named, pools_of
from hn2301_asp.covering.suggesting import suggest
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.screener import Screener
from tests.covering.by_hand import TEXTS

SECOND = """
  r2:
    criteria: [C-1, C-2]
    phrase: p
    question: q
    default: x
    values: {x: one, y: other}
    why: w
assumptions: {}
"""


def protocol(rules, **changed):
    texts = {**TEXTS, "criteria/one.lp": rules, "criteria/two.lp": 'met("C-2") :- e_soon, a_low.\n', **changed}
    files = KnowledgeBaseFiles("kb", texts, digest(texts))
    return Screener(load_knowledge_base(files), files=files)


def seen(made, sort):
    """The cases of a sort with their states, where nothing is shown yet."""
    return {(one.case.name, one.case.side): one.state for one in measure(made, ()).cases if one.case.sort == sort}


def test_each_word_in_the_place_of_one_is_to_be_seen():
    made = protocol('met("C-1") :- size((big;small)), a_high.\n')
    assert seen(made, "alternative") == {
        ('met("C-1")', "size big"): "missing",
        ('met("C-1")', "size small"): "missing",
    }
    found = suggest(made, ())
    sizes = Counter(
        one.screening.patient.facts["size"].answer
        for one in found.scenarios
        if any(case.sort == "alternative" for case in one.cases)
    )
    assert sizes == {"big": 1, "small": 1}


POOLS = [
    ("a(X) :- b(X, (one;two)).", [Named("b", 1, "one"), Named("b", 1, "two")]),
    ("a :- b(one;two).", [Named("b", 0, "one"), Named("b", 0, "two")]),
    ("a :- b(one), c.", []),
    ("a :- #count { X : b(X); X : c(X) } >= 2.", []),
]


@pytest.mark.parametrize(("text", "named"), POOLS, ids=[text for text, _ in POOLS])
def test_words_are_found_where_they_stand(text, named):
    made = protocol('met("C-1") :- f.\n')
    rule = next(rule for rule in made.knowledge_base.rules if rule.head_text == 'met("C-1")')
    changed = type(rule)(**{**{name: getattr(rule, name) for name in rule.__struct_fields__}, "source": text})
    assert list(pools_of(changed)) == named


def test_a_word_is_known_in_a_ground_atom_by_its_place():
    named = Named("b", 1, "f(x,y)")
    assert named.is_in('b("one, two",f(x,y))')
    assert not named.is_in("b(f(x,y),one)")
    assert not named.is_in("c(one,f(x,y))")
    assert not named.is_in("b(one)")


SUM = "#sum {{ W, I : item(I), weight(sc, I, W) }} >= {}"


@pytest.mark.parametrize(
    ("bound", "states"),
    [
        (3, {"at 3": "missing", "below 3": "missing"}),
        (4, {"at 4": "missing", "below 4": "missing"}),
    ],
)
def test_a_sum_is_to_be_seen_at_its_bound_and_at_the_next_lower_total(bound, states):
    made = protocol(f'met("C-1") :- enough, f.\nenough :- {SUM.format(bound)}.\n')
    assert {side: state for (_, side), state in seen(made, "count").items()} == states
    shown = {
        case.side: one.screening.patient.facts["item"].items
        for one in suggest(made, ()).scenarios
        for case in one.cases
        if case.sort == "count"
    }
    weights = {"one": 1, "two": 1, "three": 2}
    totals = {side: sum(weights[item] for item in items) for side, items in shown.items()}
    assert totals == {f"at {bound}": bound, f"below {bound}": bound - 1}


def test_weights_that_leave_totals_out_are_seen_at_those_that_there_are():
    scores = TEXTS["scores/sc.yaml"].replace("weight: 1", "weight: 4").replace("weight: 2", "weight: 6")
    scores = scores.replace("totals:\n  total: {items: all}\n", "totals: {}\n")
    limits = TEXTS["criteria/one.thr"].replace('t_high    tt ≥ 3 u    "q"\n', "")
    rules = f'met("C-1") :- enough, f.\nenough :- {SUM.format(9)}.\n'
    quantities = "\n".join(TEXTS["vocabulary/quantities.yaml"].split("\n")[:-2]) + "\n"
    changed = {"scores/sc.yaml": scores, "criteria/one.thr": limits, "vocabulary/quantities.yaml": quantities}
    wide, cases = cases_of(protocol(rules, **changed))
    told = {case.side: case.text for case in cases if case.sort == "count"}
    assert told == {
        "at 9": "no scenario counts exactly 10 here, just enough",
        "below 9": "no scenario counts exactly 8 here, just too few",
    }
    assert all(case.atom in wide.space.circuit.derived.values() for case in cases if case.ways)


def test_a_rule_of_two_other_readings_is_shown_under_both():
    readings = TEXTS["readings.yaml"].replace("assumptions: {}\n", SECOND.removeprefix("\n"))
    rules = 'met("C-1") :- f, reading(rd, y), reading(r2, y).\nmet("C-1") :- t_high, reading(rd, x), reading(r2, x).\n'
    made = protocol(rules, **{"readings.yaml": readings})
    found = suggest(made, ())
    assert {one.state for one in found.rest} <= {"out_of_reach"}
    [own] = [
        one.text
        for one in found.scenarios
        if any((case.side, str(case.place)) == ("admits", "criteria/one.lp:1:1") for case in one.cases)
    ]
    assert "  readings: {rd: y, r2: y}\n" in own


def test_a_reading_of_several_criteria_is_counted_under_none():
    readings = TEXTS["readings.yaml"].replace("assumptions: {}\n", SECOND.removeprefix("\n"))
    made = protocol(
        'met("C-1") :- f, reading(r2, x).\nmet("C-1") :- t_high, reading(r2, y).\n', **{"readings.yaml": readings}
    )
    owners = {one.case.name: one.case.owner for one in measure(made, ()).cases if one.case.sort == "reading"}
    assert owners == {"rd": "C-1", "r2": ""}
    assert seen(made, "reading") == {
        ("rd", "x"): "out_of_reach",
        ("rd", "y"): "out_of_reach",
        ("r2", "x"): "missing",
        ("r2", "y"): "missing",
    }


def test_a_reading_that_only_shifts_a_sum_matters():
    rules = """\
met("C-1") :- enough, f.
enough :- #sum { 2 : f; 1 : late } >= 3.
late :- reading(rd, y), a_high.
late :- reading(rd, x), a_low.
"""
    made = protocol(rules)
    assert seen(made, "reading") == {("rd", "x"): "missing", ("rd", "y"): "missing"}
    assert {one.state for one in suggest(made, ()).rest} <= {"out_of_reach"}


def test_of_people_who_cannot_be_searched_nothing_is_proved_and_nobody_is_suggested():
    """A formula of a score's total is not searched: what is not shown is left open, and said so."""
    more = "x: {label: xx, unit: u, step: 1 u, possible: [0, 16], plausible: [0, 16]}\n"
    limits = TEXTS["criteria/one.thr"] + 'x_high   xx ≥ 4 u   "q"\n\nxx [u] = tt [u] × aa [u]   "q"\n'
    changed = {"vocabulary/quantities.yaml": TEXTS["vocabulary/quantities.yaml"] + more, "criteria/one.thr": limits}
    made = protocol('met("C-1") :- x_high, f.\n', **changed)
    found = measure(made, ())
    assert {one.state for one in found.cases} == {"undecided"}
    assert found.gaps == found.cases
    suggested = suggest(made, ())
    assert suggested.scenarios == ()
    assert suggested.rest == found.cases
