"""Versions compared on what counts of several measurements: what makes it, and who shows a difference."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hn2301_asp.amendment.boundaries import boundaries
from hn2301_asp.api import Protocol, compare
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.knowledge.files import digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.report.amendment.meaning import parts
from tests import items_base
from tests.one_criterion import files

UNITS = """
base: ["second = [time]"]
units:
  ms: {is: second / 1000, spellings: []}
  day: {is: 86400 * second, spellings: [days]}
  week: {is: 7 * 86400 * second, spellings: [weeks]}
"""
QUANTITIES = """
pulse: {label: pulse time, unit: ms, step: 1 ms, possible: [1, 900], plausible: [1, 900], repeated: true}
twice: {label: pulse time on two occasions, summary: {of: pulse, take: highest, occasions: 2, apart: 1 week}}
last: {label: latest pulse time, summary: {of: pulse, take: latest}}
vaccine: {label: last vaccine, unit: day, step: 1 day, possible: [0, 900], plausible: [0, 900], completed: true,
  since: {date: vaccine_date, to: infusion_date}}
"""
FACTS = """
record: {screening_date: {kind: date}, vaccine_date: {kind: date}, infusion_date: {kind: date}}
choices: {size: {values: [big, small]}}
facts: {f: {}, g: {}, exact: {}}
families: {}
doses: {}
"""
TYPICAL = "pulse: [{value: 80, date: 2025-01-02}, {value: 82, date: 2025-01-20}]\nf: no\ng: yes\nvaccine: 10 days\n"
THRESHOLDS = """
slow        pulse time on two occasions > {limit} ms, no if never  "q"
slow_now    latest pulse time > 90 ms, no if never                 "q"
vaccinated  last vaccine within 28 days{before}                    "q"
"""
RULES = 'met("C-1") :- not slow, not slow_now.\nmet("C-3") :- not vaccinated.\n'


def version(limit: int = 100, quantities: str = QUANTITIES, before: str = " before infusion") -> Protocol:
    texts = {"units": UNITS, "quantities": quantities, "facts": FACTS, "typical": TYPICAL}
    made = files(THRESHOLDS.format(limit=limit, before=before), RULES, texts)
    return Protocol(load_knowledge_base(made))


BASE = version()


@pytest.mark.parametrize(
    ("other", "open_to_doubt"),
    [
        (version(quantities=QUANTITIES.replace("apart: 1 week", "apart: 2 weeks")), "C-1"),
        (version(quantities=QUANTITIES.replace("take: highest", "take: lowest")), "C-1"),
        (version(quantities=QUANTITIES.replace(", to: infusion_date", ""), before=" before screening"), "C-3"),
    ],
)
def test_nothing_is_proved_of_a_number_that_is_made_otherwise(other: Protocol, open_to_doubt: str) -> None:
    found = compare(BASE, other)
    assert found.overall.relation == "undecided"
    assert {name for name, change in found.criteria.items() if change.relation != "equivalent"} == {open_to_doubt}


def test_of_several_versions_only_the_one_that_makes_it_otherwise_is_open_to_doubt() -> None:
    comparer = Comparer([BASE, version(quantities=QUANTITIES.replace("1 week", "2 weeks")), version()])
    assert [comparer.criteria(0, n)["C-1"].relation for n in (1, 2)] == ["undecided", "equivalent"]


def test_a_witness_does_not_contradict_the_measurements_of_whoever_is_typical() -> None:
    found = compare(BASE, version(110)).overall.gains.witness
    assert found is not None
    assert found.record == {"twice": 101, "last": 82, "f": False, "g": True, "vaccine": "10 days"}
    assert found.text == "the typical patient, but pulse time on two occasions 101 ms"
    assert [BASE.screen(found.record).verdict, version(110).screen(found.record).verdict] == ["ineligible", "eligible"]


def test_whoever_stands_at_a_limit_has_its_number_though_a_date_tells_it_of_whoever_is_typical() -> None:
    def dated(days: int) -> Protocol:
        made = files(
            THRESHOLDS.format(limit=100, before=" before infusion").replace("28 days", f"{days} days"),
            RULES,
            {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS},
        )
        typical = TYPICAL.replace("vaccine: 10 days", "vaccine_date: 2025-05-22\ninfusion_date: 2025-06-01")
        texts = {**made.texts, "vocabulary/typical.yaml": typical}
        return Protocol(load_knowledge_base(replace(made, texts=texts, digest=digest(texts))))

    found = boundaries(Comparer([dated(28), dated(35)]), 0, 1)
    told = [(one.position, one.witness.text, one.witness.before, one.witness.after) for one in found]
    assert told[-3:] == [
        ("below", "the typical patient, but last vaccine 34 days", "ineligible", "eligible"),
        ("at", "the typical patient, but last vaccine 35 days", "ineligible", "eligible"),
        ("above", "the typical patient, but last vaccine 36 days", "ineligible", "ineligible"),
    ]
    assert all("vaccine_date" not in one.witness.record for one in found[-3:])


def washed(limit: str) -> Protocol:
    thresholds = items_base.THRESHOLDS.replace("12 weeks", limit)
    made = files(thresholds, items_base.RULES, items_base.VOCABULARY)
    typical = "used: [{drug: azathioprine, months: 9}, {drug: mmf, months: 9}]\nf: yes\n"
    texts = {**made.texts, "vocabulary/typical.yaml": typical}
    return Protocol(load_knowledge_base(replace(made, texts=texts, digest=digest(texts))))


def test_whoever_stands_at_a_limit_on_items_has_what_the_limit_is_about() -> None:
    found = boundaries(Comparer([washed("12 weeks"), washed("16 weeks")]), 0, 1)
    told: list[tuple[str, Any, str, str]] = [
        (one.position, one.witness.record.get("used.rituximab.last"), one.witness.before, one.witness.after)
        for one in found
    ]
    assert told == [
        ("below", 111, "eligible", "ineligible"),
        ("at", 112, "eligible", "ineligible"),
        ("above", 113, "eligible", "eligible"),
    ]


def test_who_is_not_known_is_not_named_above() -> None:
    told = dict(parts(compare(BASE, version(quantities=QUANTITIES.replace("1 week", "2 weeks")))))
    assert told["C-1: undecided"] == [("patients", "not known, as said above")]
