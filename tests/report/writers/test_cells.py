"""Text that a spreadsheet would run as a formula is neutralised; nothing else is touched."""

from __future__ import annotations

import pytest

from hn2301_asp.report.writers.cells import neutral

FORMULAS = [
    '=HYPERLINK("http://example.org","P-001")',
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "-",
    "=",
]
LEFT_ALONE = ["", "P-001", "1:80", "<5", ">=1000", "-5", "+3.2", "-0.5e3", "2025-03-15", "a=b", "10*9/L", "'quoted"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_gets_an_apostrophe(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_other_text_and_numbers_are_left_alone(text):
    assert neutral(text) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_neutral_text_stays_as_it_is(text):
    assert neutral(neutral(text)) == neutral(text)
