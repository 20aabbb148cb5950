"""What changed in a vocabulary is told so that it can be seen."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.api import load
from hn2301_asp.comparison.vocabulary_changes import changed_entries


def test_numbers_that_are_alike_when_rounded_are_told_as_fractions() -> None:
    there = load().knowledge_base.vocabulary
    weight = there.quantities["weight"]
    factors = {**weight.units, "lb": Fraction(45359238, 10**8)}
    before = replace(there, quantities={**there.quantities, "weight": replace(weight, units=factors)})
    factors = {**weight.units, "lb": Fraction(45359237, 10**8)}
    after = replace(there, quantities={**there.quantities, "weight": replace(weight, units=factors)})
    (entry,) = changed_entries(before, after)
    assert entry.change == "weight: units lb 22679619/50000000 → 45359237/100000000"
