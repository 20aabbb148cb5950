"""Results of formulas that decide: rounded to as many digits as keep them on their side of a limit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hn2301_asp.comparison.results import in_words
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.axis import Test as Limit


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Fraction(50), "50 mL/min"),
        (Fraction(497, 10), "49.7 mL/min"),
        (Fraction(149, 3), "about 49.67 mL/min"),
        (50 - Fraction(1, 3000), "about 49.9997 mL/min"),
    ],
)
def test_a_result_never_looks_as_if_it_lay_at_or_past_its_limit(number: Fraction, shown: str) -> None:
    at_least_fifty = Limit("adequate", Interval(low=Fraction(50)))
    assert in_words("mL/min", number, [at_least_fifty]) == shown
