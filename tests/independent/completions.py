"""Every completion of a partial record, without listing them: one group of facts at a time.

Facts that are tied to one another (by a derived quantity, a background truth or a shared condition)
stand in one group. A group enumerates representative values (at and beside every cut point, or the
extremes where a condition is monotone) and keeps the outcomes that occur. It is exact since
a region's outcome is the same whichever of its values is taken, and groups share no fact.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from . import criteria
from .criteria import Readings
from .facts import Facts
from .history import activity, classification, ill_for, used, weeks_enough
from .organs import organ_functions
from .person import person_outcomes
from .sides import Sides, truths
from .treatment import treatment_outcomes


@dataclass(frozen=True, slots=True)
class Group:
    """For some criteria, whether this group's facts allow each: all combinations that occur."""

    criteria: tuple[str, ...]
    outcomes: frozenset[tuple[bool, ...]]


def groups(facts: Facts, readings: Readings) -> Iterator[Group]:
    """All groups of one record; a criterion is met where every group allows it."""
    yield Group(("IN-1", "IN-7", "IN-8"), frozenset(person_outcomes(facts)))
    yield Group(("IN-2", "IN-3"), frozenset(treatment_outcomes(facts, readings)))
    for criterion, sides in _single(facts, readings):
        yield Group((criterion,), frozenset((side,) for side in sides))


def _single(facts: Facts, readings: Readings) -> Iterator[tuple[str, Sides]]:
    """The groups that concern one criterion only."""
    yield "IN-1", classification(facts)
    yield "IN-2", ill_for(facts)
    yield (
        "IN-2",
        weeks_enough(
            facts,
            "standard_treatment_duration",
            "standard_treatment_start_date",
            criteria.long_enough_treated,
        ),
    )
    yield (
        "IN-2",
        weeks_enough(facts, "dose_stable_duration", "last_dose_change_date", criteria.long_enough_unchanged),
    )
    yield "IN-2", truths(facts, criteria.still_ill, "disease_active", "disease_relapsed")
    yield "IN-4", used(facts, readings)
    serology = ("ana_positive", "anti_dsdna_positive", "low_complement")
    yield "IN-5", truths(facts, criteria.serology_positive, *serology)
    yield "IN-6", activity(facts)
    for sides in organ_functions(facts, readings):
        yield "IN-7", sides
    yield "IN-8", set(facts.yes_no("contraception_willing"))
