"""A formula solved for one of its quantities, on the grid of its recording steps. Knows no patient."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import Node, value
from hn2301_asp.knowledge.vocabulary.model import Quantity


def last_that_fits(
    formula: Node,
    known: tuple[Mapping[str, Fraction], Mapping[str, bool]] | None,
    name: str,
    wanted: Interval,
    described: Quantity,
    step: Fraction,
) -> Fraction | None:
    """The number of a quantity nearest to its present one with which the result is as wanted; None: none is.

    ``known`` holds the numbers and answers of the formula, ``name`` the quantity to solve for.
    """
    if known is None:
        return None
    numbers, answers = known

    def fits(count: int) -> bool:
        return wanted.contains(value(formula, {**numbers, name: count * step}, answers))

    first, last = math.ceil(described.possible[0] / step), math.floor(described.possible[1] / step)
    now = numbers[name]
    for far, near in ((last, math.floor(now / step)), (first, math.ceil(now / step))):
        if not fits(far):
            continue
        while abs(far - near) > 1:
            middle = (far + near) // 2
            far, near = (middle, near) if fits(middle) else (far, middle)
        return far * step
    return None


def step_in(described: Quantity, unit: str | None) -> Fraction:
    """The recording step; for a value given in another unit, the first decimal there that is as fine."""
    if unit is None or unit == described.unit or unit not in described.units:
        return described.step
    step = described.units[unit]
    while step > described.step:
        step /= 10
    return step
