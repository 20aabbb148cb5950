"""Rules and formulas that are too long or too deep to follow are refused, before anybody follows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.check import check
from hn2301_asp.formatting.texts import format_text
from hn2301_asp.knowledge.files import read_texts, whole
from hn2301_asp.knowledge.reading_rules import parse_rules
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.limits import MAX_DIGITS, MAX_OPERATIONS, MAX_STATEMENT_CHARACTERS, MAX_SUGGESTIONS

DEEP = "a rule with more than 300 signs of arithmetic"
LONG = "a rule of more than 20000 characters"
#: Rules just beyond the bounds.
RULES = {
    "a sum": ("a :- b(X), X > 1" + "+1" * 301 + ".", DEEP),
    "signs": ("a :- b(X), X > " + "-" * 301 + "1.", DEEP),
    "bars": ("a :- b(X), X > " + "|" * 151 + "1" + "|" * 151 + ".", DEEP),
    "powers": ("a :- b(X), X > 1" + "**1" * 151 + ".", DEEP),
    "intervals": ("a :- X = 1" + "..1" * 301 + ", b(X).", DEEP),
    "tildes": ("a :- b(X), X > " + "~" * 301 + "1.", DEEP),
    "a name": ("a :- " + "x" * 20_001 + ".", LONG),
    "a body": ("a :- " + "b(1), " * 3_334 + "c.", LONG),
    "a pool": ("a :- b(" + "x;" * 10_000 + "x).", LONG),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_cannot_be_followed_is_refused(name: str) -> None:
    rule, message = RULES[name]
    with pytest.raises(InputError) as told:
        parse_rules(f"b(1).\n\n{rule}\nc.\n", "a.lp", 1, constraints=False)
    help = "numbers belong in a threshold file" if message == DEEP else "write it as several rules"
    assert told.value.findings == (Finding("rule-syntax", message, Place("a.lp", 3), help=help),)


def test_rules_up_to_the_bounds_are_read() -> None:
    sums = "a :- b(X), X > 1" + "+1" * MAX_OPERATIONS + "."
    pool = "c :- b(" + "x;" * (MAX_STATEMENT_CHARACTERS // 2 - 10) + "x)."
    assert len(parse_rules(f"{sums}\n{pool}\n", "a.lp", 1, constraints=False).rules) == 2
    # An arrow is no sign of arithmetic, and each rule counts alone.
    many = "a :- b(X), X > 1+1.\n" * (MAX_OPERATIONS + 1)
    assert len(parse_rules(many, "a.lp", 1, constraints=False).rules) == MAX_OPERATIONS + 1


def formula(text: str) -> str:
    return f'criterion IN-7\n\nq [kg] = {text} "source"\n'


FORMULAS = {
    "a sum": "a [kg]" + " + 1" * 301,
    "a product": "a [kg]" + " × 1" * 301,
    "roots": "sqrt(" * 151 + "a [kg]" + ") + 1" * 151,
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_that_cannot_be_followed_is_refused(name: str) -> None:
    with pytest.raises(InputError) as told:
        parse(formula(FORMULAS[name]), "a.thr")
    (finding,) = told.value.findings
    assert (finding.code, finding.message, finding.place.line) == (
        "threshold-syntax",
        "more than 300 operations stand within one another",
        3,
    )


def test_a_formula_up_to_the_bound_is_read() -> None:
    assert len(parse(formula("a [kg]" + " + 1" * (MAX_OPERATIONS - 1)), "a.thr").definitions) == 1


def test_a_statement_that_nobody_writes_is_refused_and_its_comments_do_not_count() -> None:
    quotes = "criterion IN-7\n\na  ALC ≥ 1 g/L " + '"words" ' * 2_501 + "\n"
    with pytest.raises(InputError) as told:
        parse(quotes, "a.thr")
    assert told.value.findings == (
        Finding("threshold-syntax", "a statement of more than 20000 characters", Place("a.thr", 3)),
    )
    commented = 'criterion IN-7\n\na  ALC ≥ 1 g/L "words"\n' + "# a comment\n" * 1_700
    assert len(parse(commented, "a.thr").thresholds) == 1
    assert format_text(commented, "a.thr").count("# a comment") == 1_700


@pytest.mark.parametrize("where", ['%! "≥{}"', "%! because {}", 'a :- b("{}").'])
def test_a_number_that_nobody_can_reckon_with_is_refused_in_quotes_of_rules_too(where: str) -> None:
    """It would be compared with the numbers of thresholds."""
    text = where.format("4" * (MAX_DIGITS + 1))
    with pytest.raises(InputError) as told:
        parse_rules(f"{text}\na :- b.\n", "a.lp", 1, constraints=False)
    assert told.value.findings == (
        Finding(
            "number-too-large",
            "a number of more than 400 digits",
            Place("a.lp", 1),
            help="no measurement has so many",
        ),
    )


@pytest.mark.parametrize("name", ["a.lp", "a.thr"])
def test_files_of_many_lines_are_laid_out(name: str) -> None:
    line = 'a   ALC ≥ 1 g/L   "words"  # said\n' if name == "a.thr" else "a(X, Y) :- b(X), c(Y).  % said\n"
    head = "criterion IN-7\n\n" if name == "a.thr" else ""
    text = head + line * (MAX_OPERATIONS + 1)
    assert format_text(text, name) == text


def test_the_files_of_the_package_stand_far_from_the_bounds() -> None:
    root = Path(__file__).parents[2]
    longest = max(
        len(statement)
        for path in root.rglob("*.lp")
        for statement in path.read_text(encoding="utf-8").split(".\n")
        if ".venv" not in path.parts
    )
    assert longest * 5 < MAX_STATEMENT_CHARACTERS


def test_of_many_rules_that_stand_twice_the_first_are_mended() -> None:
    """For each the whole file is read again."""
    texts = read_texts(Path(__file__).parents[1] / "golden/amendment/base")
    name = "criteria/in2_activity.lp"
    texts[name] += "\n%! because it is copied\n" + "copied :- active.\n" * (MAX_SUGGESTIONS + 10)
    found = [finding for finding in check(whole("kb", texts)) if finding.code == "duplicate-rule"]
    assert [finding.fix is not None for finding in found] == [True] * MAX_SUGGESTIONS + [False] * 9
