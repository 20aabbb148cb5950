"""A quantity that is counted from a date is counted on the calendar, whatever its unit is called."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hn2301_asp.knowledge.vocabulary.load import load_vocabulary
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.fields import spellings
from hn2301_asp.patient.record import read_patient
from hn2301_asp.source.diagnostics import InputError, Place

UNITS = """
base: ["second = [time]", "month_unit = [calendar]", "count = []"]
units:
  "{day}": {{is: 86400 * second, spellings: []}}
  "{week}": {{is: 7 * 86400 * second, spellings: []}}
  "{month}": {{is: month_unit, spellings: []}}
  "{year}": {{is: 12 * month_unit, spellings: []}}
  hour: {{is: 3600 * second, spellings: [hours]}}
  fixed: {{is: 365 * 86400 * second, spellings: []}}
  jahr: {{is: 12 * month_unit, spellings: []}}
"""
FACTS = """
record:
  screening_date: {kind: date}
  event: {kind: date}
choices: {}
facts: {}
families: {}
doses: {}
"""
NAMES = {"day": "day", "week": "week", "month": "month", "year": "year"}


def vocabulary(unit: str, **names: str) -> Vocabulary:
    """A vocabulary whose one quantity is counted from a date, in a unit."""
    quantity = f"q: {{label: q, unit: {unit}, step: 1 {unit}, possible: [0, 99999], plausible: [0, 99999], "
    return load_vocabulary(
        {
            "vocabulary/units.yaml": UNITS.format(**{**NAMES, **names}),
            "vocabulary/quantities.yaml": quantity + "since: {date: event}}",
            "vocabulary/facts.yaml": FACTS,
            "vocabulary/drugs.yaml": "{}",
            "vocabulary/typical.yaml": "{}",
        }
    )


def counted(read: Vocabulary) -> Fraction | None:
    record = {"event": "2022-05-10", "screening_date": "2025-05-10"}
    patient = read_patient(record, read, spellings(read), Place())
    return patient.evidence.amounts[0][2].number


UNITS_BY_NAME: list[tuple[str, dict[str, str], int | Fraction]] = [
    ("day", {}, 1096),
    ("days", {"day": "days"}, 1096),
    ("week", {}, Fraction(1096, 7)),
    ("weeks", {"week": "weeks"}, Fraction(1096, 7)),
    ("month", {}, 36),
    ("months", {"month": "months"}, 36),
    ("year", {}, 3),
    ("years", {"year": "years"}, 3),
    ("jahr", {}, 3),
]


@pytest.mark.parametrize(("unit", "names", "expected"), UNITS_BY_NAME)
def test_a_unit_of_the_calendar_counts_by_its_definition_whatever_its_name(
    unit: str, names: dict[str, str], expected: int | Fraction
) -> None:
    assert counted(vocabulary(unit, **names)) == expected


@pytest.mark.parametrize("unit", ["fixed"])
def test_a_unit_that_is_none_of_the_calendar_is_refused_for_what_is_counted_from_a_date(unit: str) -> None:
    with pytest.raises(InputError) as caught:
        vocabulary(unit)
    assert [finding.message for finding in caught.value.findings] == [
        f"quantity `q`: `since` needs a unit of the calendar: `{unit}` is no hour, day, week, month or year "
        "(others stand in `also`)"
    ]
