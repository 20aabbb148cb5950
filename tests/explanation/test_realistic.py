"""Fifteen patients as a site records them: their accounts against files that people reviewed line by line.

``realistic.yaml`` has the records. The first and last days were counted by hand from the protocol text.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol, Result
from hn2301_asp.patient.batch import read_batch
from hn2301_asp.report.patient.data import to_json
from tests.conftest import GOLDEN
from tests.explanation.patients import without_digests

Golden = Callable[[str, str], None]
RECORDS = Path(__file__).with_name("realistic.yaml")
FOLDER = "explanation/realistic"

#: Verdict, and the first and last day of each plan (None: the record does not tell), with why.
DAYS: dict[str, tuple[str, list[tuple[str | None, str | None]]]] = {
    # 70 on 31 March 2025.
    "R-01": ("eligible", [("2025-03-10", "2025-03-30")]),
    # Born 29 February 2008: 18 on 28 February 2026, 70 on 28 February 2078; neither year has a 29th.
    "R-02": ("ineligible", [("2026-02-28", "2078-02-27")]),
    # Six months from 31 August end on 29 February, after the two weeks from 31 January (14 February);
    # 53 kg and 0.9 mg/dL are 49.2 mL/min from the age of 69 on, which a 29 February reaches on 28 February 2065.
    "R-03": ("ineligible", [("2024-02-29", "2065-02-27")]),
    # Eight weeks from 3 February are 31 March; 70 on 12 April.
    "R-04": ("ineligible", [("2025-03-31", "2025-04-11")]),
    # The eighth day after 7 March; 54 kg and 1.0 mg/dL are below 50 mL/min from the age of 62 on.
    "R-05": ("ineligible", [("2025-03-15", "2045-12-04")]),
    "R-06": ("undetermined", [("2025-03-11", "2061-08-07")]),
    "R-07": ("ineligible", [("2025-03-12", "2025-10-01")]),
    "R-08": ("undetermined", [("2025-03-12", "2057-01-18")]),
    # Born 29 February 2000: 70 on 28 February 2070.
    "R-09": ("ineligible", [("2025-03-13", "2070-02-27")]),
    "R-10": ("ineligible", [("2025-03-13", "2039-05-16")]),
    # Nobody knows when a pregnancy ends.
    "R-11": ("ineligible", [(None, None)]),
    # Diagnosed in September 2024, on the 30th at the latest; born in 1979, on 1 January at the earliest.
    "R-12": ("undetermined", [("2025-03-30", "2048-12-31")]),
    "R-13": ("ineligible", []),
    "R-14": ("contradictory", []),
    # Two weeks after a dose changed on 18 March, or eight weeks after a drug begun then.
    "R-15": ("ineligible", [("2025-04-01", "2059-11-10"), ("2025-05-13", "2059-11-10")]),
}
#: The window as it stands in the account; nothing where the last day is far away.
WINDOWS = {
    "R-01": "Meets them until 30 Mar 2025 (because of age), if nothing else changes.",
    "R-02": "Would meet all 8 from 28 Feb 2026 if these facts held:",
    "R-03": "Would meet all 8 from 29 Feb 2024 if these facts held:",
    "R-04": "Would meet all 8 from 31 Mar 2025 until 11 Apr 2025 (because of age) if these facts held:",
    "R-05": "Would meet all 8 from 15 Mar 2025 if these facts held:",
    "R-11": "Would meet all 8, from a day that this record does not tell, if these facts held:",
    "R-13": "Nothing would help: date of birth (IN-1). Neither time nor another measurement changes this.",
    "R-15": "  or, from 13 May 2025:",
}
AS_JSON = ("R-04", "R-12", "R-15")
SOLVER_WORDS = (
    "atom|atoms|literal|literals|solver|solvers|unsat|sat|model|models|clingo|ground|grounding|brave|cautious|"
    "predicate|predicates|core|cores|axis|null|satisfiable|unsatisfiable|answer set"
)


@pytest.fixture(scope="module")
def results(protocol: Protocol) -> dict[str, Result]:
    """The screening of every patient, by id."""
    batch = read_batch([RECORDS], protocol.knowledge_base.vocabulary, protocol.names)
    assert not batch.findings
    return {patient.id or "": protocol.screen(patient) for patient in batch.patients}


@pytest.fixture(scope="module")
def accounts(results: dict[str, Result]) -> dict[str, str]:
    return {name: without_digests(result.explain()) for name, result in results.items()}


def test_there_are_fifteen(results: dict[str, Result]) -> None:
    assert list(results) == [f"R-{number:02}" for number in range(1, 16)] == list(DAYS)


@pytest.mark.parametrize("name", DAYS)
def test_the_account_reads_as_reviewed(accounts: dict[str, str], golden: Golden, name: str) -> None:
    golden(f"{FOLDER}/{name}.txt", accounts[name])


@pytest.mark.parametrize("name", AS_JSON)
def test_the_data_is_as_reviewed(results: dict[str, Result], golden: Golden, name: str) -> None:
    data = results[name].to_dict()
    masks = {"kb_digest": "…", "input_digest": "…", "versions": dict.fromkeys(data["provenance"]["versions"], "…")}
    golden(f"{FOLDER}/{name}.json", to_json({**data, "provenance": {**data["provenance"], **masks}}))


def test_no_golden_file_is_left_of_a_patient_that_is_gone() -> None:
    kept = {path.name for path in (GOLDEN / FOLDER).iterdir()}
    assert kept == {*(f"{name}.txt" for name in DAYS), *(f"{name}.json" for name in AS_JSON)}


@pytest.mark.parametrize("name", DAYS)
def test_the_first_and_the_last_day_are_those_counted_by_hand(results: dict[str, Result], name: str) -> None:
    def written(date: datetime.date | None) -> str | None:
        return date and date.isoformat()

    verdict, days = DAYS[name]
    assert results[name].verdict == verdict
    plans = results[name].answers.nearest.plans
    assert [(written(plan.earliest), written(plan.latest)) for plan in plans] == days


@pytest.mark.parametrize("name", WINDOWS)
def test_the_account_names_the_days_counted_by_hand(accounts: dict[str, str], name: str) -> None:
    assert WINDOWS[name] in accounts[name].splitlines()


@pytest.mark.parametrize("name", DAYS)
def test_no_line_stands_twice(accounts: dict[str, str], name: str) -> None:
    lines = [line for line in accounts[name].splitlines() if line]
    assert sorted(lines) == sorted(set(lines))


@pytest.mark.parametrize("name", DAYS)
def test_no_word_of_a_solver_is_used(accounts: dict[str, str], name: str) -> None:
    assert re.findall(rf"\b(?:{SOLVER_WORDS})\b", _prose(accounts[name]), re.IGNORECASE) == []


@pytest.mark.parametrize("name", DAYS)
def test_no_identifier_stands_unexplained(accounts: dict[str, str], name: str) -> None:
    assert re.findall(r"\S*\w_\w\S*", _prose(accounts[name])) == []


@pytest.mark.parametrize("name", DAYS)
def test_every_date_can_be_read_in_one_way_only(accounts: dict[str, str], name: str) -> None:
    months = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    text, found = re.subn(rf"\b(?:\d{{4}}-\d{{2}}-\d{{2}}|[1-3]?\d (?:{months}) \d{{4}})\b", "", _prose(accounts[name]))
    assert found >= 1
    # A month or a year as it was recorded stays; a citation has a year.
    text = re.sub(r"\b\d{4}-\d{2}\b(?!-)|Gault 1976|2019 EULAR/ACR|diagnosis:? 1989", "", text)
    assert re.findall(rf"\b(?:19|20)\d{{2}}\b|\b\d{{1,2}}/\d{{1,2}}/\d|\b(?:{months})\b", text) == []


def test_two_phrases_decide_together(results: dict[str, Result], accounts: dict[str, str]) -> None:
    together = [effect.other for effect in results["R-15"].answers.readings if len(effect.other.readings) > 1]
    assert [other.readings for other in together] == [
        {"in3_combination": "with_hydroxychloroquine", "in4_targeted": "yes"}
    ]
    assert together[0].verdict == "eligible"
    assert "Depends on readings together: " in accounts["R-15"]


def _prose(text: str) -> str:
    """An account without its readings, which are named as they are given, and without places in files."""
    before, _, after = text.partition("Readings in force:")
    told = before + after.partition("Assumptions in force:")[2]
    return " ".join(re.sub(r"\[[^\]]*\]|kb/\S+:\d+", "", told).split())
