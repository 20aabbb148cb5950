"""One number of an interval that people can believe and write: near a typical one, as coarse as will do."""

from __future__ import annotations

from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import Interval, domain_of
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.source.numbers import decimals

#: So many times a step is divided by ten where the interval holds none of its multiples.
FINEST = 12


def nearest_number(interval: Interval, quantity: Quantity, typical: Fraction | None) -> Fraction | None:
    """The recordable number of an interval nearest to the typical one, or a finer one where it holds none.

    None where the quantity can be nothing in the interval.
    """
    inside = domain_of(quantity).within(interval)
    if inside.is_empty:
        return None
    for power in range(FINEST):
        grid = inside.within(quantity.step / 10**power)
        if not grid.is_empty and grid.low is not None and grid.high is not None:
            return grid.low if typical is None else min(max(grid.low, typical), grid.high)
        if inside.is_point or quantity.counted:
            break
    low, high = inside.ends
    return (low + high) / 2


def can_be_written(quantity: Quantity, number: Fraction) -> bool:
    """Whether a number is a decimal in some unit of its quantity."""
    return any(decimals(quantity.given(number, unit)) is not None for unit in (quantity.unit, *quantity.units))
