"""A plan tells how late a planned date must be, where what waits is counted up to it: to the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from tests import items_base, windows_base
from tests.one_criterion import files


def waiting(thresholds: str, rules: str, vocabulary: dict[str, str], handling: str) -> Protocol:
    made = files(thresholds, rules, vocabulary)
    texts = {**made.texts, "vocabulary/handling.yaml": handling}
    return Protocol(load_knowledge_base(replace(made, texts=texts, digest=digest(texts))))


def window(limit: str) -> Protocol:
    return waiting(
        f'vaccinated  last vaccine within {limit} before infusion, no if never "q"\n',
        'met("C-1") :- not vaccinated.\n',
        windows_base.VOCABULARY,
        "vaccine: {kind: waits}\n",
    )


def planned(protocol: Protocol, record: dict[str, Any]) -> list[tuple[str, date]]:
    """What plans say of dates that are still to come."""
    changes = [change for plan in protocol.screen(record).answers.nearest.plans for change in plan.changes]
    return [(one.planned.fact, one.planned.earliest) for one in changes if one.planned is not None]


RECORD = {"screening_date": "2025-03-10", "infusion_date": "2025-03-20", "vaccine_date": "2025-03-01", "f": "no"}


@pytest.mark.parametrize("limit", ["4 weeks", "28 days", "60 days", "365 days"])
@pytest.mark.parametrize("vaccine", ["2025-03-01", "2024-02-29", "2025-03", "2025-03-01 to 2025-03-04"])
def test_the_day_that_is_told_is_the_first_that_will_do(limit: str, vaccine: str) -> None:
    protocol, record = window(limit), {**RECORD, "vaccine_date": vaccine}
    if protocol.screen(record).verdict != "ineligible":
        assert vaccine == "2024-02-29"
        return
    [(fact, day)] = planned(protocol, record)
    assert fact == "infusion_date"
    statuses = [
        protocol.screen({**record, "infusion_date": str(day + timedelta(days=days))}).criteria["C-1"]
        for days in (-1, 0, 1)
    ]
    assert statuses[0] in ("not_met", "unknown")
    assert statuses[1:] == ["met", "met"]


def test_of_hours_the_first_day_is_told_on_which_some_hour_will_do() -> None:
    protocol = waiting(
        'feverish  fever within 24 hours before apheresis, no if never "q"\n',
        'met("C-1") :- not feverish.\n',
        windows_base.VOCABULARY,
        "fever: {kind: waits}\n",
    )
    record = {"screening_date": "2025-03-01", "fever_date": "2025-03-10T10:00", "f": "no"}
    assert planned(protocol, {**record, "apheresis_date": "2025-03-10T12:00"}) == [
        ("apheresis_date", date(2025, 3, 11))
    ]
    told = protocol.screen({**record, "apheresis_date": "2025-03-10T12:00"})
    assert "on 11 Mar 2025 at the earliest, late enough on that day" in " ".join(told.explain().split())
    [plan] = told.to_dict()["nearest_eligible"]
    assert plan["changes"][0]["planned"] == {
        "fact": "apheresis_date",
        "earliest": "2025-03-11",
        "late_on_it": True,
    }
    late = ["2025-03-10T23:59", "2025-03-11T10:00", "2025-03-11T10:01"]
    statuses = [protocol.screen({**record, "apheresis_date": when}).criteria["C-1"] for when in late]
    assert statuses == ["not_met", "not_met", "met"]


def test_it_is_told_in_words_and_data() -> None:
    result = window("4 weeks").screen(RECORD)
    assert (
        "with time, last vaccine > 4 weeks before infusion (counted from 2025-03-01) "
        "(date of the infusion on 30 Mar 2025 at the earliest)" in " ".join(result.explain().split())
    )
    [plan] = result.to_dict()["nearest_eligible"]
    assert plan["changes"][0]["planned"] == {"fact": "infusion_date", "earliest": "2025-03-30"}


@pytest.mark.parametrize(
    "record",
    [
        {**RECORD, "infusion_date": "2025-03-09"},  # It was already.
        {key: value for key, value in RECORD.items() if key != "screening_date"},
        {"vaccine": "19 days", "screening_date": "2025-03-10", "infusion_date": "2025-03-20", "f": "no"},
    ],
)
def test_of_a_date_that_is_past_or_a_time_without_a_date_no_day_is_told(record: dict[str, Any]) -> None:
    assert planned(window("4 weeks"), record) == []


def test_a_washout_of_one_drug_is_told_to_the_day() -> None:
    protocol = waiting(
        'late  last dose of used (targeted) within longer of 5 half-lives or 12 weeks before infusion "q"\n',
        'met("C-1") :- not out.\nout :- late(D).\n',
        items_base.VOCABULARY,
        "used: {kind: waits}\n",
    )
    record: dict[str, Any] = {
        "screening_date": "2025-03-10",
        "infusion_date": "2025-03-20",
        "used": [{"drug": "rituximab", "last": "2025-01-10"}, {"drug": "belimumab", "last": "2024-06-01"}],
        "f": "no",
    }
    [(fact, day)] = planned(protocol, record)
    assert (fact, day) == ("infusion_date", date(2025, 1, 10) + timedelta(days=101))
    assert protocol.screen({**record, "infusion_date": str(day)}).verdict == "eligible"
    assert protocol.screen({**record, "infusion_date": str(day - timedelta(days=1))}).verdict == "ineligible"
