"""What `check` finds: in the shipped knowledge base nothing, in an edited one exactly what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import chain

import pytest

from hn2301_asp.check import CODES, check
from hn2301_asp.check.catalogue import helped
from hn2301_asp.source.diagnostics import Finding, render
from tests.conftest import GOLDEN

from . import (
    cases_exceptions,
    cases_files,
    cases_good,
    cases_rules,
    cases_scope,
    cases_substances,
    cases_text,
    cases_vocabulary,
)
from .edits import IN1_THRESHOLDS, IN6_RULES, IN7_RULES, READINGS, Case, Edit, as_text, edited, in_a_line, shipped

BAD: dict[str, Case] = {
    **cases_rules.CASES,
    **cases_text.CASES,
    **cases_files.CASES,
    **cases_vocabulary.CASES,
    **cases_scope.CASES,
    **cases_exceptions.CASES,
    **cases_substances.CASES,
}
GOOD = {**cases_good.CASES, **cases_scope.GOOD, **cases_exceptions.GOOD, **cases_text.GOOD, **cases_substances.GOOD}

#: Cases that are kept whole, as a person reads them, in tests/golden/check/.
GOLDEN_BAD = [
    "a misspelt fact",
    "a misspelt predicate",
    "a misspelt drug",
    "a predicate with two numbers of arguments",
    "a rule that derives a threshold",
    "a loop through one negation",
    "a positive loop",
    "an unsafe variable",
    "alternatives of several lengths",
    "another number",
    "another number in another unit",
    "a denial that is not negated",
    "a count of another number",
    "a text that changed",
    "a clause that nothing encodes",
    "a reading that lacks a criterion",
    "a criterion whose files have another name",
    "a typical patient who is not eligible",
    "an exception by a limit that lies beyond the other one",
    "an exception among what is counted",
    "a stricter case that stands first",
    "a drug in the spelling of another language",
    "a rule that asks for one of two names",
    "two rules that ask for each other's number",
    "a reason where the text states the number in another unit",
    "a quote in other signs than the text's",
    "a rule's quote that is not in the text",
    "a rule without a quote",
    "a rule that stands twice",
    "a number in a rule's quote that no threshold states",
    "a comparator in other signs",
    "an unknown unit",
    "a bound without its unit",
    "a limit that nobody can reach",
    "a window that does not say what never means",
    "a threshold that nothing uses",
    "a disjunction",
    "a negated reading",
    "a reading's phrase that is not in the text",
    "labels of which one says another number",
    "a key that stands twice",
]
GOLDEN_GOOD = [
    "a count written with another comparator",
    "a quote with a gap",
    "an exclusion criterion with a threshold",
]

#: Found where nothing here can provoke it: a safety net behind the other checks, and what is tested beside formulas.
NOT_PROVOKED = {"grounding", "formula-zero"}


def test_the_shipped_knowledge_base_is_clean() -> None:
    assert [render(finding) for finding in check(shipped())] == []


def test_no_two_tables_use_one_name() -> None:
    tables = (cases_rules, cases_text, cases_files, cases_vocabulary, cases_scope, cases_exceptions, cases_substances)
    assert len(BAD) == sum(len(table.CASES) for table in tables) > 120


@cache
def found(name: str) -> tuple[Finding, ...]:
    return tuple(check(edited(BAD[name].edits)))


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_found_and_nothing_else(name: str) -> None:
    assert [in_a_line(finding) for finding in found(name)] == BAD[name].found
    assert BAD[name].found


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_found_where_nothing_is_wrong(name: str) -> None:
    assert [render(finding) for finding in check(edited(GOOD[name]))] == []


def test_every_code_has_a_case_and_every_case_a_documented_code() -> None:
    codes = {line.split()[1] for line in chain.from_iterable(case.found for case in BAD.values())}
    assert codes == set(CODES) - NOT_PROVOKED


@pytest.mark.parametrize("name", GOLDEN_BAD)
def test_a_finding_reads_well(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"check/bad/{file_of(name)}", as_text(BAD[name].edits, helped(found(name))))


def file_of(name: str) -> str:
    """The golden file of a case: its name in plain letters."""
    return "_".join(re.findall(r"[a-z]+", name.replace("'", ""))) + ".txt"


def test_the_golden_files_are_those_of_the_cases_and_more_than_twenty() -> None:
    files = sorted(path.name for path in (GOLDEN / "check" / "bad").iterdir())
    assert files == sorted(map(file_of, GOLDEN_BAD))
    assert len(files) > 20


@pytest.mark.parametrize("name", GOLDEN_GOOD)
def test_a_near_miss_reads_well(name: str, golden: Callable[[str, str], None]) -> None:
    edits = GOOD[name]
    golden(f"check/good.txt#{name}", as_text(edits, check(edited(edits))))


def test_one_slip_does_not_hide_another() -> None:
    findings = check(
        edited(
            [
                (IN1_THRESHOLDS, "18 years", "18 yaers"),
                (IN6_RULES, "active_clinical.", "active_clinical"),
                (IN7_RULES, "lung, liver", "lung, livver"),
                (IN7_RULES, '"ALT and AST', '"ALT or AST'),
            ]
        )
    )
    assert [finding.code for finding in findings] == [
        "unknown-unit",
        "rule-syntax",
        "undefined-predicate",
        "quote-not-in-text",
    ]


def test_a_name_in_a_file_that_cannot_be_read_is_not_called_undefined() -> None:
    findings = check(edited([(IN1_THRESHOLDS, "age ≥ 18 years", "age ≥≥ 18 years")]))
    assert [finding.code for finding in findings] == ["threshold-syntax"]


def test_a_reading_that_lacks_a_criterion_shows_the_rule_that_asks_for_it() -> None:
    edits: list[Edit] = [(READINGS, "in7_support:\n    criteria: [IN-7]", "in7_support:\n    criteria: [IN-6]")]
    lacking = next(one for one in check(edited(edits)) if one.message.startswith("IN-7 depends"))
    assert [(one.file, one.text and one.text.split()[0]) for one in lacking.related] == [(IN7_RULES, "supported")]


def test_findings_come_in_the_order_of_their_places_and_each_once() -> None:
    edits = [edit for name in ("a misspelt fact", "another number", "a misspelt drug") for edit in BAD[name].edits]
    findings = check(edited(edits))
    places = [(f.place.file, f.place.line, f.place.column) for f in findings]
    assert places == sorted(places)
    assert len(findings) == len(set(findings)) == 3
    assert findings == check(edited(edits))


@pytest.mark.parametrize("name", BAD)
def test_a_finding_names_its_file_and_shows_the_line_or_says_how_to_mend_it(name: str) -> None:
    for finding in found(name):
        assert finding.place.file
        assert finding.help or finding.place.text or finding.code.startswith("kb-"), render(finding)
