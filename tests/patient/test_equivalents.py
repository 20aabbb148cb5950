"""Doses of drugs add up as so much of any reference: which one, and what dose of it, the key in the list says."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.check import check
from hn2301_asp.forms.dictionary_words import dictionary_lines
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.report.writers.lines import plain
from tests.conftest import Sample

TEXTS = {
    "protocol.yaml": """
id: T
version: "1"
title: t
criteria:
  - {id: I1, kind: inclusion, title: t, text: "At most 60 mg of morphine a day, and 5 mg of prednisone or less"}
""",
    "vocabulary/vocabulary.yaml": """
units:
  mg/day: {spellings: [mg/d]}
quantities:
  opioids: {label: morphine a day, unit: mg/day, step: 1 mg/day, possible: [0, 5000], plausible: [0, 300]}
  steroids: {label: prednisone, unit: mg/day, step: 1 mg/day, possible: [0, 2000], plausible: [0, 100]}
drugs:
  opioid:
    morphine: {equals_10mg_morphine: 10}
    oxycodone: {label: oxycodone, equals_10mg_morphine: [5, 7]}
    tramadol: {equals_10mg_morphine: 100}
    methadone: {equals_10mg_morphine: none}
  steroid:
    prednisone: {equals_2.5mg_prednisone: 2.5}
    hydrocortisone: {equals_2.5mg_prednisone: 10}
families:
  taken: {label: drugs taken, item: taken, of: drugs}
doses:
  pain: {label: daily dose, adds_up_to: opioids, unit: mg/day, list: taken, class: opioid}
  steroid_dose: {label: daily steroid, adds_up_to: steroids, unit: mg/day, list: taken, class: steroid}
""",
    "criteria/I1.thr": """criterion I1

few_opioids    morphine a day ≤ 60 mg/day   "At most 60 mg"
few_steroids   prednisone ≤ 5 mg/day        because "5 mg or less"
""",
    "criteria/I1.lp": """%! "At most 60 mg of morphine a day, and 5 mg of prednisone or less"
met("I1") :- few_opioids, few_steroids.
""",
}
#: How many mg equal 10 mg of morphine, or 2.5 mg of prednisone, once more by hand.
OPIOIDS = {"morphine": ("10", "10"), "oxycodone": ("5", "7"), "tramadol": ("100", "100"), "methadone": None}
STEROIDS = {"prednisone": ("2.5", "2.5"), "hydrocortisone": ("10", "10")}


def files(*edits: tuple[str, str]) -> KnowledgeBaseFiles:
    texts = dict(TEXTS)
    for before, after in edits:
        assert before in texts["vocabulary/vocabulary.yaml"], before
        texts["vocabulary/vocabulary.yaml"] = texts["vocabulary/vocabulary.yaml"].replace(before, after)
    return KnowledgeBaseFiles("kb", texts, digest(texts))


def protocol(*edits: tuple[str, str]) -> Protocol:
    return Protocol(load_knowledge_base(files(*edits)))


def sums(doses: Mapping[str, int], table: Mapping[str, tuple[str, str] | None], amount: str) -> tuple[Any, Any]:
    """The least and the most that doses add up to; None where the most is open."""
    low, high = Fraction(0), Fraction(0)
    open_above = False
    for drug, dose in doses.items():
        ends = table[drug]
        if ends is None:
            open_above |= dose > 0
            continue
        low += dose * Fraction(amount) / Fraction(ends[1])
        high += dose * Fraction(amount) / Fraction(ends[0])
    return low, None if open_above else high


def expected(opioids: Mapping[str, int], steroids: Mapping[str, int]) -> str:
    found = set()
    for doses, table, amount, limit in ((opioids, OPIOIDS, "10", 60), (steroids, STEROIDS, "2.5", 5)):
        low, high = sums(doses, table, amount)
        found.add("no" if low > limit else "open" if high is None or high > limit or not doses else "yes")
    return "not_met" if "no" in found else "unknown" if "open" in found else "met"


def test_doses_add_up_to_each_reference_by_itself(sample: Sample) -> None:
    rng, screener, seen = random.Random("doses"), protocol(), set()
    for _ in range(sample(2_000)):
        opioids = {name: rng.choice([0, 5, 20, 42, 300]) for name in OPIOIDS if rng.random() < 0.4}
        steroids = {name: rng.choice([0, 4, 5, 20, 21]) for name in STEROIDS if rng.random() < 0.6}
        record: dict[str, Any] = {f"pain.{name}": f"{dose} mg/d" for name, dose in opioids.items()}
        record |= {f"steroid_dose.{name}": dose for name, dose in steroids.items()}
        status = screener.screen(record).criteria["I1"]
        assert status == expected(opioids, steroids), record
        seen.add(status)
    assert seen == {"met", "not_met", "unknown"}


def test_words_are_of_the_reference() -> None:
    text = plain(dictionary_lines(protocol().knowledge_base.vocabulary))
    assert "5 to 7 mg equal 10 mg morphine" in text
    assert "10 mg equal 2.5 mg prednisone" in text
    assert "no morphine equivalent is defined: the sum is open above" in text
    (remark,) = protocol().patient({"pain.methadone": 5}).remarks
    assert remark.text.startswith("methadone has no morphine equivalent")
    assert remark.facts == ("pain.methadone",)


def test_a_dose_is_given_of_the_drugs_that_are_compared_with_its_reference_alone() -> None:
    fields = set(protocol().knowledge_base.vocabulary.fields())
    assert {"pain.tramadol", "steroid_dose.prednisone"} <= fields
    assert not {"pain.prednisone", "steroid_dose.morphine"} & fields


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "{equals_10mg_morphine: 100}",
            "{equals_10mg_morphine: much}",
            "must be a number of mg, two of them for a range",
        ),
        ("{equals_10mg_morphine: 100}", "{equals_10mg_morfine: 100}", "`equals_10mg_morfine` is not known here"),
        (
            "{equals_10mg_morphine: 100}",
            "{equals_10mg_morphine: 100, equals_2.5mg_prednisone: 2}",
            "it is compared with one dose",
        ),
        (
            "{equals_10mg_morphine: 100}",
            "{equals_5mg_tramadol: 5}",
            "name one of `equals_10mg_morphine`, `equals_5mg_tramadol` as `equivalents`",
        ),
        ("class: opioid}", "class: opioid, equivalents: equals_10mg_morfine}", "no drug says `equals_10mg_morfine`"),
    ],
)
def test_what_is_no_equivalence_is_told(before: str, after: str, message: str) -> None:
    assert message in " ".join(finding.message for finding in check(files((before, after))))


def test_of_several_references_an_entry_names_its_own() -> None:
    two = ("{equals_10mg_morphine: 100}", "{equals_5mg_tramadol: 5}")
    named = ("class: opioid}", "class: opioid, equivalents: equals_10mg_morphine}")
    fields = set(protocol(two, named).knowledge_base.vocabulary.fields())
    assert {"pain.morphine", "pain.oxycodone"} <= fields
    assert "pain.tramadol" not in fields
