"""Results of formulas on which a witness turns: those on another side of a limit than the typical patient's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

from hn2301_asp.comparison.model import WitnessChange
from hn2301_asp.explanation.why.amounts import known
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Test
from hn2301_asp.patient.model import Patient
from hn2301_asp.source.numbers import with_unit

#: So many digits a rounded result may have; a result at a limit that no decimal writes has them all.
MOST_DIGITS = 12


def deciding(
    bases: Sequence[KnowledgeBase], patients: Sequence[Patient | None], typical: Sequence[Patient | None]
) -> Iterator[WitnessChange]:
    """What formulas give for a witness, as each version reads it, and decides; what the record gives itself is none."""
    told: dict[str, Fraction] = {}
    for base, patient, usual in zip(bases, patients, typical, strict=True):
        for name in base.thresholds.derived:
            told_by_its_value = base.thresholds.quantities[name].multiple is not None
            unsaid = told_by_its_value or patient is None or name in patient.facts
            here = None if unsaid else _number(base, patient, name)
            if here is None or told.get(name) == here:
                continue
            there = _number(base, usual, name)
            tests = [threshold.test for threshold in base.thresholds.thresholds.values() if threshold.quantity == name]
            if any(there is None or test.holds(there) != test.holds(here) for test in tests):
                quantity, other = base.thresholds.quantities[name], _number(bases[0], patients[0], name)
                label = f"{quantity.label}{'' if other in (None, here) else ' (as amended)'}"
                before = "not said" if there is None else in_words(quantity.unit, there, tests)
                yield WitnessChange(name, label, before, in_words(quantity.unit, here, tests))
                told[name] = here


def _number(base: KnowledgeBase, patient: Patient | None, name: str) -> Fraction | None:
    """What a formula gives for a patient, where it does."""
    if patient is None or name not in base.thresholds.derived:
        return None
    found = known(base, patient, name).value
    return None if found is None else found.number


def in_words(unit: str, number: Fraction, tests: Sequence[Test]) -> str:
    """A result in words: rounded, where it must be, to as many digits as keep it on its side of every limit."""
    told = [test.holds(number) for test in tests]
    kept = (n for n in range(2, MOST_DIGITS) if [test.holds(_rounded(number, n)) for test in tests] == told)
    return with_unit(number, unit, next(kept, MOST_DIGITS))


def _rounded(number: Fraction, digits: int) -> Fraction:
    return Fraction(floor(number * 10**digits + Fraction(1, 2)), 10**digits)
