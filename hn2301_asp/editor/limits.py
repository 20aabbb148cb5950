"""A threshold's limits in every unit in which its quantity is given, exactly: its own unit first."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.model import Threshold
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.source.numbers import counted_unit, decimals, fixed, shown_unit

#: A number of more decimals than these is shown as a fraction, with what it is about.
_MOST = 6


def in_units(threshold: Threshold, quantity: Quantity) -> Iterator[tuple[str, str]]:
    """Each unit with the limit in it; of a multiple of a limit of normal that alone, of grades nothing."""
    if quantity.grades:
        return
    if quantity.multiple is not None:
        yield "exactly", _ends(threshold, quantity, quantity.unit, f"× {quantity.multiple.times}")
        return
    for unit in (quantity.unit, *(unit for unit in quantity.units if unit != quantity.unit)):
        label = "exactly" if unit == quantity.unit else f"in {shown_unit(unit) or 'bare numbers'}"
        yield label, _ends(threshold, quantity, unit, None)


def _ends(threshold: Threshold, quantity: Quantity, unit: str, behind: str | None) -> str:
    interval = threshold.test.interval
    ends = [(">" if interval.low_open else "≥", interval.low), ("<" if interval.high_open else "≤", interval.high)]
    numbers = [(sign, quantity.given(end, unit)) for sign, end in ends if end is not None]
    if interval.is_point:
        numbers = [("=", number) for _, number in numbers[:1]]
    told = (
        f"{sign} {exact(number)} {counted_unit(unit, one=number == 1) if behind is None else behind}".rstrip()
        for sign, number in numbers
    )
    return " and ".join(told)


def exact(number: Fraction) -> str:
    """A number as it is: with its decimals, or as a fraction where these have no end."""
    places = decimals(number)
    if places is not None and places <= _MOST:
        return fixed(number, places)
    return f"{number.numerator}/{number.denominator} (about {fixed(number, 4)})"
