"""Ordered grades of the items of a list, counted, against all completions of a record; two versions with witnesses."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from hn2301_asp.api import Protocol, compare
from hn2301_asp.check import check
from hn2301_asp.forms.dictionary import attribute_entries, entries
from hn2301_asp.source.diagnostics import InputError
from tests.conftest import Sample
from tests.one_criterion import base, files, status

UNITS = 'base: ["count = []"]\nunits:\n  u: {is: count, spellings: []}\n'
FACTS = """
record: {}
choices: {}
facts: {f: {}, g: {}}
lists:
  organs:
    organ: {renal: {names: [kidney]}, skin: {}, joints: {}}
families:
  bilag:
    label: BILAG
    item: scored
    of: organs
    attributes:
      grade: {grades: [E, D, C, B, A], further: {A: [severe]}}
doses: {}
"""
VOCABULARY = {"units": UNITS, "quantities": "{}\n", "drugs": "{}\n", "facts": FACTS}
GRADES = ("E", "D", "C", "B", "A")
ORGANS = ("renal", "skin", "joints")
#: What a threshold may ask, and the places that it means.
TESTS = {"= A": {4}, "≥ B": {3, 4}, "≥ C": {2, 3, 4}, "≤ D": {0, 1}, "between C and B": {2, 3}, "> E": {1, 2, 3, 4}}
#: What a record may say of a grade, and the places that it leaves.
TOLD: tuple[tuple[str, set[int]], ...] = (
    *((name, {place}) for place, name in enumerate(GRADES)),
    *((name, {place}) for place, name in enumerate(GRADES)),
    ("severe", {4}),
    (">= C", {2, 3, 4}),
    ("<B", {0, 1, 2}),
)

#: One organ as in the first test, or so many as in the second.
Rule = tuple[str, str, int]


def protocol(rule: Rule) -> Protocol:
    one, other, number = rule
    thresholds = f'grade_one  grade of bilag {one} "q"\ngrade_other  grade of bilag {other} "q"\n'
    rules = f'met("C-1") :- active.\nactive :- grade_one(O).\nactive :- #count {{ O : grade_other(O) }} >= {number}.\n'
    return base(thresholds, rules, VOCABULARY)


def draw_rule(rng: random.Random) -> Rule:
    one, other = rng.sample([*TESTS], 2)
    return one, other, rng.choice([2, 2, 3])


def met(rule: Rule, places: tuple[int | None, ...]) -> bool:
    one, other, number = rule
    some = any(place in TESTS[one] for place in places)
    return some or sum(place in TESTS[other] for place in places) >= number


def draw_record(rng: random.Random) -> tuple[dict[str, Any], dict[str, set[int | None]]]:
    """A record, and the places that it leaves each organ; None is an organ that is not scored."""
    closed = rng.random() < 0.5
    record: dict[str, Any] = {"bilag": []} if closed else {}
    left: dict[str, set[int | None]] = {}
    for organ in ORGANS:
        told, places = rng.choice(TOLD)
        kind = rng.choice(["graded", "graded", "scored", "no", "open"])
        if closed and kind in ("graded", "scored"):
            entry = {"organ": rng.choice([organ, "kidney"] if organ == "renal" else [organ]), "grade": told}
            record["bilag"].append(entry if kind == "graded" else organ)
        elif not closed and kind == "graded":
            record |= rng.choice([{f"bilag.{organ}.grade": told}, {f"bilag.{organ}": {"grade": told}}])
        elif not closed and kind != "open":
            record[f"bilag.{organ}"] = "yes" if kind == "scored" else "no"
        if kind == "graded":
            left[organ] = {*places}
        elif kind == "scored":
            left[organ] = {*range(5)}
        else:
            left[organ] = {None, *range(5)} if kind == "open" and not closed else {None}
    return record, left


def completions(left: Mapping[str, set[int | None]]) -> Iterator[tuple[int | None, ...]]:
    return product(*(left[organ] for organ in ORGANS))


def agree(seeds: range) -> Counter[str]:
    """Asserts the status of each drawn record, and counts them."""
    found: Counter[str] = Counter()
    for seed in seeds:
        rng = random.Random(f"graded items {seed}")
        rule = draw_rule(rng)
        tried = protocol(rule)
        for _ in range(8):
            record, left = draw_record(rng)
            sides = {met(rule, places) for places in completions(left)}
            wanted = "unknown" if len(sides) == 2 else "met" if True in sides else "not_met"
            assert status(tried, record) == wanted, (seed, rule, record)
            found[wanted] += 1
    return found


def test_counted_grades_mean_what_they_say() -> None:
    assert min(agree(range(12)).values()) > 8


@pytest.mark.slow
def test_many_records_of_graded_items(sample: Sample) -> None:
    assert min(agree(range(100, 100 + sample(300))).values()) > sample(60)


def compared(seeds: range) -> Counter[str]:
    """Asserts who gains and loses between two drawn rules, over all scores, and that witnesses do."""
    found: Counter[str] = Counter()
    everybody = [*product([None, *range(5)], repeat=len(ORGANS))]
    for seed in seeds:
        rng = random.Random(f"graded versions {seed}")
        before, after = draw_rule(rng), draw_rule(rng)
        overall = compare(protocol(before), protocol(after)).overall
        sides = {(met(before, places), met(after, places)) for places in everybody}
        for side, wanted in ((overall.gains, (False, True)), (overall.loses, (True, False))):
            assert side.nobody == (wanted not in sides), (seed, before, after)
            found[f"nobody {side.nobody}"] += 1
            if side.witness is not None:
                record = side.witness.record
                shown = (status(protocol(before), record), status(protocol(after), record))
                assert shown == tuple("met" if one else "not_met" for one in wanted), (seed, record)
    return found


def test_versions_of_counted_grades_are_compared() -> None:
    assert min(compared(range(6)).values()) > 1


@pytest.mark.slow
def test_many_versions_of_counted_grades(sample: Sample) -> None:
    assert min(compared(range(100, 100 + sample(120))).values()) > sample(15)


def test_an_account_tells_what_counts_by_its_grade() -> None:
    record = {"bilag": [{"organ": "renal", "grade": "B"}, {"item": "skin", "grade": "C"}]}
    told = protocol(("= A", "≥ B", 2)).screen(record)
    account = " ".join(told.explain().split())
    assert "grade of renal B needed: = A; missed by 1 grade" in account
    assert "recorded, but not counted here: skin (grade of skin C, needs ≥ B)" in account
    assert " < D < " not in account


def test_the_data_dictionary_offers_the_grades_of_items() -> None:
    vocabulary = protocol(("= A", "≥ B", 2)).knowledge_base.vocabulary
    [once] = attribute_entries(vocabulary.families["bilag"], vocabulary)
    assert (once.field, once.kind, once.values) == ("bilag.ITEM.grade", "choice", GRADES)
    offered = {one.field: one for one in entries(vocabulary)}
    assert offered["bilag.renal.grade"].names == {"A": ("severe",)}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"bilag": [{"organ": "renal", "grade": "F"}]}, "`F` is no grade of renal"),
        ({"bilag": [{"organ": "renal", "grade": 3}]}, "`3` is no grade of renal"),
        ({"bilag": [{"orgn": "renal", "grade": "A"}]}, "write `{item: …, grade: …}`"),
        ({"bilag": [{"organ": "renal", "item": "skin", "grade": "A"}]}, "`organ` is nothing that is told of the BILAG"),
        ({"bilag": [{"organ": "lung", "grade": "A"}]}, "`lung` is not known among the BILAG"),
    ],
)
def test_what_is_no_graded_item_is_an_error(record: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        protocol(("= A", "≥ B", 2)).screen(record)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("threshold", "said"),
    [
        ("grade of bilag ≥ F", "`F` is no grade of"),
        ("grade of bilag ≥ 4", "is told by its grades"),
        ("grade of renal ≥ 4", "grade of renal is told by its grades"),
    ],
)
def test_a_limit_on_grades_of_items_is_a_grade(threshold: str, said: str) -> None:
    found = check(files(f'p {threshold} "q"\n', 'met("C-1") :- f.\n', VOCABULARY))
    assert said in " ".join(one.message for one in found)


@pytest.mark.parametrize(
    ("attribute", "said"),
    [
        ("{grades: [E, D], unit: u}", "`unit` says nothing of grades"),
        ("{grades: [E, D], since: {}}", "`since` says nothing of grades"),
        ("{grades: [E, never]}", "`never` is no grade"),
        ("{unit: u, further: {A: [x]}}", "`further` gives further names of `grades`"),
        ("{grades: [E]}", "two grades or more"),
    ],
)
def test_grades_of_items_are_declared_in_order(attribute: str, said: str) -> None:
    facts = FACTS.replace("{grades: [E, D, C, B, A], further: {A: [severe]}}", attribute)
    with pytest.raises(InputError, match=said):
        base("", 'met("C-1") :- f.\n', {**VOCABULARY, "facts": facts})
