"""What is shown of a patient to whom some criteria do not apply: in text, as data, as a table and on a page."""

from __future__ import annotations

import csv
import io

import pytest

from hn2301_asp.api import Protocol, Result, load
from hn2301_asp.report.html import to_html
from hn2301_asp.report.patient.table import to_csv
from hn2301_asp.report.patient.verdict import summary, turns_on
from tests import arms_base

WOMAN = {"patient_id": "A", "arm": "lupus", "sex": "F", "age": 34, "pregnant": False, "lactating": False}
MAN = {"patient_id": "B", "arm": "SSc", "sex": "M", "age": 51, "digital_ulcers": False}
SHORT = {**WOMAN, "duration": "3 months", "hemoglobin": "112 g/L", "skin_score": 3}


@pytest.fixture(scope="module")
def arms(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    return load(arms_base.written(tmp_path_factory.mktemp("arms") / "kb"))


def test_the_counts_of_the_sentence_add_up(arms: Protocol) -> None:
    full = {**SHORT, "duration": "12 months"}
    assert summary(arms.screen(full)) == (
        "meets all 2 inclusion criteria that apply; none of 1 exclusion criterion in scope applies; 3 not applicable"
    )
    assert summary(arms.screen(SHORT)) == (
        "meets 1 of 2 inclusion criteria that apply; none of 1 exclusion criterion in scope applies; "
        "blocked by IN-2; 3 not applicable"
    )
    assert summary(arms.screen(MAN)) == (
        "cannot be decided yet: of 2 inclusion criteria 1 met, none failed, 1 open; "
        "of 1 exclusion criterion 1 does not apply, none applies, 0 open; 3 not applicable"
    )
    young = {"patient_id": "D", "sex": "M", "age": 15}
    assert summary(arms.screen(young)) == (
        "meets 0 of 4 inclusion criteria, whichever apply; none of 1 exclusion criterion, whichever are in scope, "
        "applies; blocked by IN-1; 4 open; 1 not applicable"
    )


def test_the_account_says_why_a_criterion_applies_or_does_not(arms: Protocol) -> None:
    told = arms.screen(SHORT).explain()
    assert "IN-2  lupus   kb/criteria/in2_lupus.lp:5\n      applies: arm: lupus\n" in told
    assert "\nMet: IN-1\nDoes not apply: EX-1\nNot applicable: IN-3, IN-4, EX-2 (arm: lupus)\n" in told
    assert "Enough to rule the patient out: arm and history of lupus together\n" in told
    assert "Would meet all 2 inclusion criteria that apply, and none of 1 exclusion criterion in scope" in told
    assert "skin" not in told
    told = arms.screen(MAN).explain()
    assert "\nNot applicable: IN-2, IN-4 (arm: sclerosis)\nNot applicable: EX-1 (sex: male)\n" in told
    assert "swollen" not in told


def test_where_the_arm_is_not_known_it_is_to_be_obtained_first(arms: Protocol) -> None:
    result = arms.screen({"patient_id": "C", "sex": "M", "age": 51, "hemoglobin": "70 g/L"})
    assert turns_on(result) == ("IN-2: arm: not recorded, applies if: lupus",)
    assert "  1  arm, ask the investigator (decides whether IN-2, IN-3, IN-4 and EX-2 apply):" in result.explain()
    data = result.to_dict()
    assert data["missing"] == ["arm"]
    assert [(step["fact"], step["decides_scope_of"]) for step in data["obtain"]] == [
        ("arm", ["IN-2", "IN-3", "IN-4", "EX-2"])
    ]


def test_the_data_say_what_applies_and_by_which_facts(arms: Protocol) -> None:
    def scopes(result: Result) -> dict[str, tuple[str, object]]:
        return {one["id"]: (one["status"], one.get("scope")) for one in result.to_dict()["criteria"]}

    found = scopes(arms.screen(SHORT))
    lupus = {"answer": "lupus", "as_given": "lupus", "date": None}
    assert found["IN-1"] == ("met", None)
    assert found["IN-2"] == (
        "not_met",
        {
            "applies": True,
            "rule": 'applies("IN-2")',
            "file": "kb/criteria/in2_lupus.lp",
            "line": 2,
            "facts": {"arm": lupus},
        },
    )
    status, scope = found["IN-3"]
    assert status == "not_applicable"
    assert isinstance(scope, dict)
    assert (scope["applies"], scope["facts"]) == (False, {"arm": lupus})
    status, scope = scopes(arms.screen({**SHORT, "arm": None}))["IN-3"]
    assert status == "unknown"
    assert isinstance(scope, dict)
    assert (scope["applies"], scope["facts"]) == (None, {})


def test_tables_and_pages_have_the_status(arms: Protocol) -> None:
    results = [arms.screen(SHORT), arms.screen(MAN)]
    rows = list(csv.DictReader(io.StringIO(to_csv(arms, results))))
    assert [row["IN-3"] for row in rows] == ["not_applicable", "unknown"]
    page = to_html(arms, results)
    assert "· ○ not applicable</caption>" in page
    assert "<li>IN-3, IN-4, EX-2: arm: lupus</li>" in page
    assert '<p class="absent">Applies: arm: lupus</p>' in page


def test_pages_of_a_protocol_for_everybody_do_not_speak_of_it(protocol: Protocol) -> None:
    assert "not applicable" not in to_html(protocol, [protocol.screen({"age": 34}), protocol.screen({"age": 15})])
