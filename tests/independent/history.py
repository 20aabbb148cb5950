"""Classification, duration, drugs used, disease activity: groups of IN-1, IN-2, IN-4 and IN-6."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product

from . import criteria
from .criteria import Readings
from .facts import Facts, months_later
from .sides import Sides, agreeing
from .vocabulary import SLEDAI_CLINICAL, SLEDAI_IMMUNOLOGIC


def classification(facts: Facts) -> Sides:
    """Classified by 2019 EULAR/ACR; more items or a higher titre never harm: extremes suffice."""
    certain, unknown = facts.members("eular_acr")
    titres = facts.quantity("ana_titre_ever").ends
    by_items = {
        criteria.classified_as_sle(items, titre) for items, titre in product((certain, certain | unknown), titres)
    }
    return by_items & set(facts.yes_no("eular_acr_2019"))


def ill_for(facts: Facts) -> Sides:
    """Long enough since the diagnosis, by the months given and by calendar months of the dates."""
    given = facts.given("sle_duration")
    dates = facts.dates("sle_diagnosis_date")
    return agreeing(
        {criteria.long_enough_ill(months) for months in given.ends} if given else None,
        {months_later(dates[0], criteria.MONTHS_ILL) <= dates[1]} if dates else None,
    )


def weeks_enough(facts: Facts, name: str, date_field: str, enough: Callable[[Fraction], bool]) -> Sides:
    """Long enough in weeks, by the duration given and by the days between the dates."""
    given = facts.given(name)
    dates = facts.dates(date_field)
    return agreeing(
        {enough(weeks) for weeks in given.ends} if given else None,
        {enough(Fraction((dates[1] - dates[0]).days, 7))} if dates else None,
    )


def used(facts: Facts, readings: Readings) -> Sides:
    """Immunosuppressants used: one drug more never harms, so the extremes suffice."""
    certain, unknown = facts.members("used_adequately")
    return {criteria.immunosuppressants_used(drugs, readings) for drugs in (certain, certain | unknown)}


# The SLEDAI-2K: its total, its clinical part and its items

Parts = set[tuple[int, int]]  # clinical and immunologic points
ANY_PARTS: Parts = {(clinical, immunologic) for clinical in range(102) for immunologic in (0, 2, 4)}


def activity(facts: Facts) -> Sides:
    """Activity over every split of the score that its items and the scores given allow.

    Where no assignment of the items gives exactly the score given, the score wins and the items are
    left aside, unless all that they allow is on the other side of a threshold: a contradiction.
    """
    by_items = {
        (clinical, immunologic)
        for clinical in _sums(facts, SLEDAI_CLINICAL)
        for immunologic in _sums(facts, SLEDAI_IMMUNOLOGIC)
    }
    fitting = _fitting(facts, by_items)
    if not fitting and _same_sides(facts, by_items):
        fitting = _fitting(facts, ANY_PARTS)
    return {criteria.enough_activity(*parts) for parts in fitting}


def _sums(facts: Facts, weights: Mapping[str, int]) -> set[int]:
    """The points that one part's items can add up to."""
    certain, unknown = facts.members("sledai")
    sums = {sum(weight for item, weight in weights.items() if item in certain)}
    for item, weight in weights.items():
        if item in unknown:
            sums |= {points + weight for points in sums}
    return sums


def _score(facts: Facts, name: str) -> range | None:
    """The points given, or None; scores are whole."""
    given = facts.given(name)
    if given is None:
        return None
    if given.low.denominator != 1:
        raise ValueError(f"{name}: {given.low} is not a whole number of points")
    return range(int(given.low), int(given.high) + 1)


def _fitting(facts: Facts, parts: Parts) -> Parts:
    """The splits whose total and clinical part are as given."""
    total, clinical = _score(facts, "sledai_2k"), _score(facts, "sledai_2k_clinical")
    return {
        (points, immunologic)
        for points, immunologic in parts
        if (total is None or points + immunologic in total) and (clinical is None or points in clinical)
    }


def _same_sides(facts: Facts, by_items: Parts) -> bool:
    """Whether each score given shares a side of its threshold with what the items allow."""
    total, clinical = _score(facts, "sledai_2k"), _score(facts, "sledai_2k_clinical")
    totals = [points + immunologic for points, immunologic in by_items]
    clinicals = [points for points, _ in by_items]
    return _share_side(total, totals, criteria.ENOUGH_TOTAL) and _share_side(
        clinical, clinicals, criteria.ENOUGH_CLINICAL
    )


def _share_side(given: range | None, derived: list[int], threshold: int) -> bool:
    if given is None:
        return True
    derived_sides = {points >= threshold for points in derived}
    return any((points >= threshold) in derived_sides for points in given)
