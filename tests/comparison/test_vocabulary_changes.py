"""What changed in a vocabulary is told so that it can be seen."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from hn2301_asp.api import load
from hn2301_asp.comparison.vocabulary_changes import changed_entries

PROTOCOLS = Path(__file__).parents[1] / "protocols"


def test_numbers_that_are_alike_when_rounded_are_told_as_fractions() -> None:
    there = load().knowledge_base.vocabulary
    weight = there.quantities["weight"]
    factors = {**weight.units, "lb": Fraction(45359238, 10**8)}
    before = replace(there, quantities={**there.quantities, "weight": replace(weight, units=factors)})
    factors = {**weight.units, "lb": Fraction(45359237, 10**8)}
    after = replace(there, quantities={**there.quantities, "weight": replace(weight, units=factors)})
    (entry,) = changed_entries(before, after)
    assert entry.change == "weight: units lb 22679619/50000000 → 45359237/100000000"


def test_what_is_told_of_items_differs_once_and_how_texts_spell_a_unit_does_not() -> None:
    before = load(PROTOCOLS / "oncology").knowledge_base.vocabulary
    family = before.families["line"]
    weeks = replace(family.attributes["weeks"], step=Fraction(2))
    quantities = {
        name: replace(one, step=Fraction(2)) if one.of_item and name.endswith(".weeks") else one
        for name, one in before.quantities.items()
    }
    families = {**before.families, "line": replace(family, attributes={**family.attributes, "weeks": weeks})}
    after = replace(before, quantities=quantities, families=families, spellings=before.spellings[:-1])
    assert [entry.change for entry in changed_entries(before, after)] == ["line: attributes weeks step 1 → 2"]
