"""SARIF 2.1.0: valid by its schema, relative paths, suppressions, and nothing that a viewer would follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from hn2301_asp import __version__
from hn2301_asp.amendment.model import Conflict, Report
from hn2301_asp.report.amendment.sarif import to_sarif
from hn2301_asp.source.diagnostics import Place

from .hostile import hostile
from .sample import ACTIVITY, MEND, REDUNDANT, REPORT
from .sarif_schema import schema

EMPTY = replace(REPORT, accounts=())
VARIANTS = [
    REPORT,
    EMPTY,
    replace(REPORT, base_conflicts=(REDUNDANT,), together=(replace(MEND, accepted="meant so", follows=(REDUNDANT,)),)),
    replace(REPORT, base_conflicts=(replace(MEND, undecided=True, place=Place("kb/a b.thr"), was=None),)),
    hostile(REPORT),
]


def _errors(log: object) -> list[str]:
    from jsonschema import Draft7Validator

    return [error.message for error in Draft7Validator(schema()).iter_errors(log)]


def _results(*conflicts: Conflict) -> list[dict[str, Any]]:
    log = json.loads(to_sarif(replace(REPORT, accounts=(replace(ACTIVITY, conflicts=conflicts),))))
    results: list[dict[str, Any]] = log["runs"][0]["results"]
    return results


def test_a_report_as_sarif(golden: Callable[[str, str], None]) -> None:
    golden("amendment/report/report.sarif", to_sarif(REPORT).replace(f'"{__version__}"', '"0.0.0"'))


@pytest.mark.parametrize("report", VARIANTS)
def test_the_log_is_valid_by_its_schema(report: Report) -> None:
    assert _errors(json.loads(to_sarif(report))) == []


def test_the_schema_refuses_what_is_no_log() -> None:
    log = json.loads(to_sarif(REPORT))
    log["runs"][0]["results"][0]["level"] = "grave"
    assert _errors(log) == ["'grave' is not one of ['none', 'note', 'warning', 'error']"]


def test_each_code_is_one_rule_and_each_finding_one_result() -> None:
    run = json.loads(to_sarif(REPORT))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["AM14", "AM29", "AM32"]
    assert [(r["ruleId"], rules[r["ruleIndex"]], r["level"]) for r in run["results"]] == [
        ("AM32", "AM32", "note"),
        ("AM29", "AM29", "error"),
        ("AM14", "AM14", "note"),
    ]


def test_a_rule_says_what_it_is_where_that_is_known() -> None:
    log = json.loads(to_sarif(REPORT, {"AM29": "does not do what it [declares]"}))
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rule.get("shortDescription") for rule in rules] == [
        None,
        {"text": "does not do what it \\[declares\\]"},
        None,
    ]
    assert _errors(log) == []


def test_an_accepted_finding_is_suppressed_with_its_reason() -> None:
    first, second = _results(replace(MEND, accepted="meant so"), MEND)
    assert first["suppressions"] == [{"kind": "external", "justification": "meant so"}]
    assert second["suppressions"] == []


def test_an_undecided_finding_keeps_its_level_and_says_what_it_is() -> None:
    (found,) = _results(replace(MEND, undecided=True))
    assert found["level"] == "error"
    assert found["message"]["text"].startswith("undecided: ")
    assert found["properties"]["undecided"] is True


def test_paths_are_relative_and_quoted() -> None:
    places = [MEND.place, Place("kb/a b#c.thr", 1), Place("/elsewhere/secret/a.thr", 1), Place("c:evil")]
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in _results(*(replace(MEND, place=place) for place in places))
    ]
    assert uris == [
        "kb/amendments/A02_activity/criteria/in6_disease_activity.thr",
        "kb/a%20b%23c.thr",
        "a.thr",
        "c%3Aevil",
    ]


def test_what_would_be_a_link_or_a_placeholder_is_escaped() -> None:
    (found,) = _results(
        replace(MEND, message="see [here](http://evil) {0} \\", notes=(), witness=None, mend="", unless=())
    )
    assert found["message"]["text"] == "see \\[here\\](http://evil) {{0}} \\\\."


def test_columns_count_as_editors_do() -> None:
    (found,) = _results(MEND)
    region = found["locations"][0]["physicalLocation"]["region"]
    text = region["snippet"]["text"]
    assert text[region["startColumn"] - 1 : region["endColumn"] - 1] == "≥ 6 points"
