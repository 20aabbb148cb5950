"""Age, sex, kidney and pregnancy: facts that IN-1, IN-7 and IN-8 share, completed together.

Age and sex enter the creatinine clearance: which are possible depends on the clearance given.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from . import criteria
from .facts import Facts, completed_years
from .sides import Sides, at_least

SEXES = ("female", "male")


def person_outcomes(facts: Facts) -> Iterator[tuple[bool, bool, bool]]:
    """Age, creatinine clearance, and pregnancy or lactation."""
    for sex in _sexes(facts):
        pregnancies = set(_not_pregnant(facts, sex))
        for age in _ages(facts):
            clearances = _clearance(facts, sex, age)
            yield from product([criteria.age_admitted(age)], clearances, pregnancies)


def _sexes(facts: Facts) -> tuple[str, ...]:
    """Female or male; anything else is unknown."""
    sex = facts.value("sex")
    return (sex,) if isinstance(sex, str) and sex in SEXES else SEXES


def _not_pregnant(facts: Facts, sex: str) -> Iterator[bool]:
    fields = ("pregnant", "lactating", "childbearing_potential")
    for pregnant, lactating, potential in product(*map(facts.yes_no, fields)):
        if criteria.possible_pregnancy(sex, pregnant, lactating, potential):
            yield not pregnant and not lactating


def _ages(facts: Facts) -> list[Fraction]:
    """Representative ages: the youngest and oldest of each region.

    A number wins over the birth date, but only in the region that the birth date gives.
    """
    dates = facts.dates("birth_date")
    derived = Fraction(completed_years(*dates)) if dates else None
    given = facts.given("age")
    if derived is not None and given is None:
        return [derived]
    ages = facts.quantity("age").representatives((criteria.ADULT, criteria.TOO_OLD))
    return [age for age in ages if derived is None or _age_region(age) == _age_region(derived)]


def _age_region(age: Fraction) -> tuple[bool, bool]:
    return age >= criteria.ADULT, age >= criteria.TOO_OLD


def _clearance(facts: Facts, sex: str, age: Fraction) -> Sides:
    """Clearance adequate at this sex and age; one that is given must agree with the derived one."""
    enough = criteria.AT_LEAST["creatinine_clearance"]
    inputs = product(facts.quantity("weight").ends, facts.quantity("serum_creatinine").ends)
    derived = {criteria.cockcroft_gault(sex, age, weight, creatinine) >= enough for weight, creatinine in inputs}
    if not facts.has("creatinine_clearance"):
        return derived
    return derived & at_least(facts, "creatinine_clearance", enough)
