"""Plain numbers, which most are: digits, perhaps with a decimal point, and perhaps one unit behind a space.

What a quantity's numbers in one unit come to is worked out once; whatever is not plain, or has something to be
remarked on it, is read by ``values``. This module must not know facts and remarks.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary
from hn2301_asp.patient.printed_limits import upper_limit
from hn2301_asp.patient.problems import ValueProblem
from hn2301_asp.source.numbers import UNSHOWN
from hn2301_asp.source.private import Private

#: Three decimals can be thousands: such a number is not plain.
PLAIN: Final = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,2}|[0-9]{4,15}))?(?: (\S{1,60}))?")


class Scale(Private, frozen=True):
    """What plain numbers of a quantity in one unit come to.

    ``factor`` makes them canonical; from ``least`` to ``most`` they are possible, plausible and usual. ``unit`` is
    the unit as it was written, and ``suffix`` what stands behind the text of a number where it is shown.
    """

    factor: tuple[int, int]
    least: tuple[int, int]
    most: tuple[int, int]
    unit: str | None
    suffix: str

    def values(self, whole: str, decimals: str) -> Values | None:
        """The number that some digits say; None where there is something to be said of it."""
        (above, below), (low, low_below), (high, high_below) = self.factor, self.least, self.most
        above *= int(whole + decimals)
        below *= 10 ** len(decimals)
        if low * below <= above * low_below and above * high_below <= high * below:
            return Values(Interval.point(Fraction(above, below)))
        return None


def scale_of(quantity: Quantity, vocabulary: Vocabulary, unit: str | None, beside: str | None) -> Scale | None:
    """The scale of a unit behind the numbers, or beside them; None where plain numbers need a closer look."""
    if quantity.counted or quantity.completed or quantity.unit == "1:x" or (unit and beside):
        return None
    if beside is not None and beside.split() != [beside]:
        return None
    written = unit or beside
    canonical = (quantity.unit if quantity.bare_number else None) if written is None else vocabulary.unit(written)
    factor = quantity.units.get(canonical or "")
    if (
        factor is None
        or canonical in quantity.zeros
        or (_is_limit(quantity) and not _is_one_number(f"1 {unit or ''}".rstrip()))
    ):
        return None
    ranges = [one for one in (quantity.possible, quantity.plausible, quantity.usual) if one is not None]
    least, most = max(low for low, _ in ranges), min(high for _, high in ranges)
    suffix = "" if unit or written in UNSHOWN else f" {written}"
    return Scale(factor.as_integer_ratio(), least.as_integer_ratio(), most.as_integer_ratio(), written, suffix)


def _is_limit(quantity: Quantity) -> bool:
    return bool(quantity.limit_of or quantity.lower_limit_of)


def _is_one_number(text: str) -> bool:
    """Whether a text is a limit of normal as it stands: no range, which has two."""
    try:
        return upper_limit(text, None) == (None, text)
    except ValueProblem:
        return False
