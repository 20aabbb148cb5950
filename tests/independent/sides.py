"""Small shared means: the truth values that a condition can take over a record's completions."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

from .facts import EITHER, Facts

Sides = set[bool]


def truths(facts: Facts, condition: Callable[..., bool], *fields: str) -> Sides:
    """What a condition on yes/no facts can come to."""
    return {condition(*values) for values in product(*map(facts.yes_no, fields))}


def at_least(facts: Facts, name: str, bound: Fraction) -> Sides:
    """Whether a quantity reaches a bound."""
    return {value >= bound for value in facts.quantity(name).ends}


def agreeing(*sources: Sides | None) -> Sides:
    """What all sources of one condition allow; a source not in the record (None) allows all."""
    agreed = set(EITHER)
    for sides in sources:
        if sides is not None:
            agreed &= sides
    return agreed
