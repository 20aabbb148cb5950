"""Windows before and after any event: read, judged and explained as counted by hand."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import pytest

from hn2301_asp.api import Protocol, compare
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.patient.dates import elapsed, parse_date
from hn2301_asp.patient.local_day import parse_zone
from hn2301_asp.source.diagnostics import InputError
from tests.one_criterion import base, status
from tests.windows_base import VOCABULARY, by_hand, draw_record, windows


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return windows()


def test_windows_are_as_counted_by_hand(protocol: Protocol, sample: Callable[[int], int]) -> None:
    rng = random.Random(13)
    records = [draw_record(rng) for _ in range(sample(4000))]
    told = {str(record): (status(protocol, record), by_hand(record)) for record in records}
    assert {record: words for record, words in told.items() if words[0] != words[1]} == {}
    assert {words[0] for words in told.values()} == {"met", "not_met", "unknown"}


BOUNDARIES = [
    ("2025-03-01", "2025-03-01", "met"),  # on the day itself
    ("2025-03-01", "2025-03-29", "met"),  # day 28 is within 28 days
    ("2025-03-01", "2025-03-30", "not_met"),
    ("2025-03-29", "2025-03-01", "not_met"),  # surgery before consent is not after it
]


@pytest.mark.parametrize(("consent", "surgery", "expected"), BOUNDARIES)
def test_the_last_day_is_within_and_the_other_side_is_not(consent: str, surgery: str, expected: str) -> None:
    one = windows_of_one('a surgery within 28 days after consent, no if never "q"\n', "a")
    assert status(one, {"consent_date": consent, "surgery_date": surgery}) == expected


def windows_of_one(thresholds: str, atom: str) -> Protocol:
    return base(thresholds, f'met("C-1") :- {atom}.\n', VOCABULARY)


def test_hours_are_counted_from_moment_to_moment_and_a_day_is_any_of_its_moments() -> None:
    one = windows_of_one('a fever within 24 hours before apheresis, no if never "q"\n', "a")
    told = {
        ("2025-03-01T10:00", "2025-03-02T10:00"): "met",
        ("2025-03-01T09:59", "2025-03-02T10:00"): "not_met",
        ("2025-03-01", "2025-03-02T10:00"): "unknown",
        ("2025-03-01", "2025-03-02"): "unknown",
        ("2025-02-28", "2025-03-02"): "not_met",
        ("2025-03-02T09:00", "2025-03-02"): "unknown",  # perhaps after it
    }
    found = {pair: status(one, {"fever_date": pair[0], "apheresis_date": pair[1]}) for pair in told}
    assert found == told


def test_a_clock_that_is_put_forward_leaves_out_an_hour_where_the_zone_is_known() -> None:
    zone = parse_zone("Europe/Vienna")
    night = parse_date("2025-03-29T12:00", zone), parse_date("2025-03-30T12:00", zone)
    plain = parse_date("2025-03-29T12:00"), parse_date("2025-03-30T12:00")
    assert (elapsed(*night, "hour"), elapsed(*plain, "hour")) == (
        Interval.point(Fraction(23)),
        Interval.point(Fraction(24)),
    )


def test_what_is_counted_to_a_date_that_is_missing_needs_that_date(protocol: Protocol) -> None:
    result = protocol.screen({"vaccine_date": "2025-03-01", "surgery_ever": "no"})
    assert [(r.code, r.text) for r in result.screening.remarks] == [
        ("no-date", "vaccine date 2025-03-01 is not used for last vaccine: there is no date of the infusion")
    ]
    assert "last vaccine: not known without date of the infusion" in str(result.explain())


def test_an_event_that_lies_after_the_one_it_must_lie_before_is_an_error(protocol: Protocol) -> None:
    with pytest.raises(InputError) as refused:
        protocol.screen({"vaccine_date": "2025-03-02", "infusion_date": "2025-03-01"})
    assert "vaccine date 2025-03-02 lies after the date of the infusion 2025-03-01" in str(refused.value)


def test_an_explanation_says_before_what(protocol: Protocol) -> None:
    record = {"vaccine_date": "2025-03-01", "infusion_date": "2025-03-11", "fever_ever": "no", "surgery_ever": "no"}
    told = str(protocol.screen(record).explain())
    assert "last vaccine 10 days before infusion" in told
    assert "more than 4 weeks before infusion, or never" in told


def test_a_window_that_moves_is_told_with_somebody_who_is_judged_otherwise() -> None:
    there, here = (
        windows_of_one(f'a last vaccine within {weeks} weeks before infusion, no if never "q"\n', "a")
        for weeks in (4, 6)
    )
    found = compare(there, here).criteria["C-1"]
    assert (found.relation, found.loses.witness) == ("broader", None)
