"""Scores from their items, and what a given total that differs from them does."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.scores import with_scores

Record = dict[str, Any]
Scored = Callable[[Record], Patient]

FOUR = ["arthritis"]
SIX = ["arthritis", "rash"]
TEN = ["arthritis", "rash", "low_complement", "increased_dna_binding"]


@pytest.fixture
def scored(protocol: Protocol) -> Scored:
    """The patient of a record with the scores that follow."""
    return lambda record: with_scores(protocol.patient(record), protocol.space)


def totals(found: Patient) -> dict[str, Values]:
    """The scores that follow from the items."""
    return {quantity: values for fact, quantity, values in found.evidence.amounts if fact == "sledai"}


def points(number: int) -> Values:
    return Values(Interval.point(Fraction(number)))


CLOSED: list[tuple[list[str], int, int]] = [
    ([], 0, 0),
    (FOUR, 4, 4),
    (SIX, 6, 6),
    (TEN, 10, 6),
    (["low_complement", "increased_dna_binding"], 4, 0),
    (["seizure", "fever", "leukopenia"], 10, 10),
]


@pytest.mark.parametrize(("items", "total", "clinical"), CLOSED)
def test_a_closed_list_of_items_gives_every_score(scored: Scored, items: list[str], total: int, clinical: int) -> None:
    assert totals(scored({"sledai": items})) == {
        "sledai_2k": points(total),
        "sledai_2k_clinical": points(clinical),
        "sledai_2k_immunologic": points(total - clinical),
    }


def test_all_items_together_are_the_greatest_score(scored: Scored, protocol: Protocol) -> None:
    items = list(protocol.knowledge_base.vocabulary.families["sledai"].items)
    assert totals(scored({"sledai": items}))["sledai_2k"] == points(105)


def test_single_items_leave_the_scores_to_the_solver(scored: Scored) -> None:
    found = scored({"sledai.arthritis": "yes", "sledai.rash": "no"})
    assert totals(found) == {}
    assert found.evidence.atoms == (
        ("sledai.arthritis", "sledai(arthritis)", True),
        ("sledai.rash", "sledai(rash)", False),
    )


def test_without_items_nothing_follows(scored: Scored, protocol: Protocol) -> None:
    record = {"sledai_2k": 8}
    assert scored(record) == protocol.patient(record)


def test_a_given_total_that_agrees_with_the_items_is_kept_beside_them(scored: Scored) -> None:
    found = scored({"sledai": SIX, "sledai_2k": 6})
    assert found.remarks == ()
    assert totals(found) == {"sledai_2k_clinical": points(6), "sledai_2k_immunologic": points(0)}
    assert found.sources("sledai_2k") == [("sledai_2k", points(6))]


DIFFERENT: list[tuple[Record, str]] = [
    (
        {"sledai": SIX, "sledai_2k": 8},
        "SLEDAI-2K is given as 8 points, but its items give 6; the given value counts",
    ),
    (
        {"sledai": TEN, "sledai_2k_clinical": "8 points"},
        "clinical SLEDAI-2K is given as 8 points, but its items give 6; the given value counts",
    ),
    (
        {"sledai": TEN, "sledai_2k": 10, "sledai_2k_clinical": 8},
        "clinical SLEDAI-2K is given as 8 points, but its items give 6; the given value counts",
    ),
    (
        {"sledai": ["low_complement"], "sledai_2k": 4},
        "SLEDAI-2K is given as 4 points, but its items give 2; the given value counts",
    ),
]


@pytest.mark.parametrize(("record", "text"), DIFFERENT)
def test_a_given_total_on_the_same_side_of_the_threshold_wins_and_the_items_fall_silent(
    scored: Scored, record: Record, text: str
) -> None:
    found = scored(record)
    assert [(remark.code, remark.text) for remark in found.remarks] == [("given-and-derived", text)]
    assert totals(found) == {}
    assert found.evidence.atoms == ()


def test_open_items_give_a_range_in_the_remark(scored: Scored, protocol: Protocol) -> None:
    items = protocol.knowledge_base.vocabulary.families["sledai"].items
    known = {f"sledai.{item}": item == "arthritis" for item in items if item != "fever"}
    found = scored({**known, "sledai_2k": 3})
    assert [remark.text for remark in found.remarks] == [
        "SLEDAI-2K is given as 3 points, but its items give 4 to 5; the given value counts"
    ]


def test_a_given_total_that_open_items_can_still_give_is_not_remarked_on(scored: Scored) -> None:
    found = scored({"sledai.arthritis": "yes", "sledai_2k": 6})
    assert found.remarks == ()
    assert found.evidence.atoms == (("sledai.arthritis", "sledai(arthritis)", True),)


CLASHES: list[tuple[Record, tuple[str, ...]]] = [
    ({"sledai": FOUR, "sledai_2k": 6}, ("sledai", "sledai_2k")),
    ({"sledai": SIX, "sledai_2k": 5}, ("sledai", "sledai_2k")),
    ({"sledai": ["rash"], "sledai_2k_clinical": 4}, ("sledai", "sledai_2k_clinical")),
]


@pytest.mark.parametrize(("record", "clash"), CLASHES)
def test_a_total_on_the_other_side_of_a_threshold_than_its_items_is_contradictory(
    protocol: Protocol, record: Record, clash: tuple[str, ...]
) -> None:
    result = protocol.screen(record)
    assert (result.verdict, result.clash) == ("contradictory", clash)


CENSORED = [
    (">=8", "met"),
    (">7", "met"),
    (">=7", "unknown"),
    ("<=6", "unknown"),
    ("<6", "not_met"),
    ("<5.5", "not_met"),
]


@pytest.mark.parametrize(("total", "status"), CENSORED)
def test_a_censored_total_is_the_range_of_scores(protocol: Protocol, total: str, status: str) -> None:
    assert protocol.screen({"sledai_2k": total}).criteria["IN-6"] == status
