"""Organ functions: the groups of IN-7 that share nothing with other criteria.

The creatinine clearance is not here: it is tied to age and sex.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from . import criteria
from .criteria import Readings
from .facts import Facts
from .sides import Sides, agreeing, at_least, truths
from .values import QUANTITIES


def organ_functions(facts: Facts, readings: Readings) -> Iterator[Sides]:
    """Each independent part of IN-7, marrow to kidney."""
    for name in ("anc", "alc", "hemoglobin", "lvef"):
        yield at_least(facts, name, criteria.AT_LEAST[name])
    for name in ("alt", "ast"):
        yield _within_limit(facts, name)
    yield _support(facts, readings)
    yield _coagulation(facts, readings)
    yield {criteria.breathing_adequate(grade) for grade in facts.quantity("dyspnea_grade").ends}
    yield _saturation_on_room_air(facts)
    yield {
        criteria.bilirubin_adequate(value, gilbert)
        for value, gilbert in product(facts.quantity("total_bilirubin").ends, facts.yes_no("gilbert_syndrome"))
    }
    yield truths(facts, lambda assisted: not assisted, "fluid_assistance")


def _within_limit(facts: Facts, name: str) -> Sides:
    """At most a multiple of the upper limit of normal, whatever is unknown of the two."""
    pairs = product(facts.quantity(name).ends, facts.quantity(f"{name}_uln").ends)
    multiple = criteria.TIMES_UPPER_LIMIT[name]
    return {value <= multiple * limit for value, limit in pairs}


def _coagulation(facts: Facts, readings: Readings) -> Sides:
    inr, aptt = (_within_limit(facts, name) for name in ("inr", "aptt"))
    return {criteria.coagulation_adequate(*both, readings) for both in product(inr, aptt)}


def _saturation_on_room_air(facts: Facts) -> Sides:
    """Off room air the saturation only bounds from above what it would be on room air."""
    measured = facts.quantity("spo2")
    lowest = QUANTITIES["spo2"].low
    values = set(measured.ends)
    if False in facts.yes_no("spo2_on_room_air"):
        values.add(lowest)
    if facts.yes_no("spo2_on_room_air") == (False,):
        values = {lowest, measured.ends[-1]}
    return {value >= criteria.AT_LEAST["spo2"] for value in values}


def _support(facts: Facts, readings: Readings) -> Sides:
    transfused = _recent(facts, "days_since_transfusion", "last_transfusion_date", "transfused_ever")
    growth = _recent(facts, "days_since_growth_factor", "last_growth_factor_date", "growth_factor_ever")
    needed = facts.yes_no("support_needed")
    return {criteria.no_support(*use, readings) for use in product(transfused, growth, needed)}


def _recent(facts: Facts, days_field: str, date_field: str, ever_field: str) -> Sides:
    """Given within the last week, by the days (or `never`), by the date, by whether it ever was."""
    dates = facts.dates(date_field)
    return agreeing(
        _days_recent(facts, days_field),
        {criteria.within_week(Fraction((dates[1] - dates[0]).days))} if dates else None,
        {False} if facts.yes_no(ever_field) == (False,) else None,
    )


def _days_recent(facts: Facts, field: str) -> Sides | None:
    if str(facts.value(field)).strip().lower() == "never":
        return {False}
    given = facts.given(field)
    return {criteria.within_week(days) for days in given.ends} if given else None
