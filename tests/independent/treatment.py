"""Current drugs and corticosteroid dose: facts that IN-2 and IN-3 share, completed together."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product

from . import criteria
from .criteria import CurrentDrugs, Readings
from .facts import EITHER, Facts
from .values import QUANTITIES, Domain
from .vocabulary import (
    CORTICOSTEROIDS,
    EQUAL_TO_5MG_PREDNISONE,
    IMMUNOSUPPRESSANTS,
    NO_EQUIVALENCE,
    TARGETED,
)


def treatment_outcomes(facts: Facts, readings: Readings) -> Iterator[tuple[bool, bool]]:
    """Some standard drug now (IN-2), and the dose admitted (IN-3)."""
    for drugs, dose in product(_drug_patterns(facts, readings), _doses(facts)):
        if criteria.possible_treatment(drugs, dose):
            yield (
                criteria.on_standard_treatment(drugs, dose),
                criteria.corticosteroid_dose_admitted(drugs, dose, readings),
            )


def _drug_patterns(facts: Facts, readings: Readings) -> Iterator[CurrentDrugs]:
    """What may be taken now, by role: drugs of one role cannot be told apart by the criteria."""
    certain, unknown = facts.members("current")

    def some(drugs: Iterable[str]) -> tuple[bool, ...]:
        drugs = set(drugs)
        return (True,) if drugs & certain else EITHER if drugs & unknown else (False,)

    roles = (
        [drug for drug in IMMUNOSUPPRESSANTS if criteria.counts_in_class(drug, readings)],
        [drug for drug in TARGETED if criteria.counts_in_class(drug, readings)],
        [criteria.HYDROXYCHLOROQUINE],
        EQUAL_TO_5MG_PREDNISONE,
        ["chloroquine", "other_antimalarial", "nsaid", NO_EQUIVALENCE],
    )
    return (CurrentDrugs(*pattern) for pattern in product(*map(some, roles)))


def _doses(facts: Facts) -> list[Fraction]:
    """Representative doses; the prednisone equivalent given wins over the doses of single drugs."""
    cuts = (Fraction(0), criteria.LOWEST_DOSE, criteria.HIGHEST_DOSE)
    summed = _summed_dose(facts)
    if facts.has("prednisone_equivalent"):
        doses = facts.quantity("prednisone_equivalent").representatives(cuts)
        if summed is None:
            return doses
        regions = {_dose_region(dose) for dose in summed.representatives(cuts)}
        return [dose for dose in doses if _dose_region(dose) in regions]
    if summed is not None:
        return summed.representatives(cuts)
    if facts.closed("current") and not _any_steroid(facts):
        return [Fraction(0)]
    return facts.quantity("prednisone_equivalent").representatives(cuts)


def _dose_region(dose: Fraction) -> tuple[bool, bool, bool]:
    return dose > 0, dose >= criteria.LOWEST_DOSE, dose <= criteria.HIGHEST_DOSE


def _any_steroid(facts: Facts) -> bool:
    certain, _ = facts.members("current")
    return bool(certain & set(CORTICOSTEROIDS))


def _summed_dose(facts: Facts) -> Domain | None:
    """The prednisone equivalent of the doses given (an interval if sources disagree), or None."""
    low = high = Fraction(0)
    known = False
    for drug, (smallest, largest) in EQUAL_TO_5MG_PREDNISONE.items():
        dose = facts.dose(drug)
        if dose is not None:
            known = True
            low += dose * 5 / largest
            high += dose * 5 / smallest
    highest = QUANTITIES["prednisone_equivalent"].high
    without_equivalence = facts.dose(NO_EQUIVALENCE)
    if without_equivalence:
        high = highest
    if high > highest:
        raise ValueError("the doses add up to more than is possible")
    return Domain(low, high) if known or without_equivalence is not None else None
