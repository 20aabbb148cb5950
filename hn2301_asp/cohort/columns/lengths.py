"""Rows in which a time may be longer than what it lies within: they are read as a patient's record is.

Only a bound is worked out here: whoever is not found is certainly in order.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.knowledge.vocabulary.model import CalendarUnit
from hn2301_asp.patient.lookups import Lookups

Floats = npt.NDArray[np.float64]

#: The fewest and the most days that a unit may have.
_DAYS: Mapping[CalendarUnit, tuple[float, float]] = {
    "hour": (1 / 24, 1 / 24),
    "day": (1, 1),
    "week": (7, 7),
    "month": (28, 31),
    "year": (365, 366),
}


def too_long(known: Lookups, bounds: Mapping[str, tuple[Floats, Floats]], length: int) -> Flags:
    """The rows in which a time's least may be more than the whole's most; NaN is not known.

    ``bounds`` hold the least and the most of each quantity in its own unit, as far as cells say something of it.
    """
    found = np.zeros(length, np.bool_)
    for quantity, whole in known.lengths:
        if quantity.name in bounds and whole.name in bounds and quantity.calendar and whole.calendar:
            longest, fewest = _DAYS[quantity.calendar][1], _DAYS[whole.calendar][0]
            # A thousandth more than rounding takes away.
            found |= bounds[quantity.name][0] * longest * 1.001 >= bounds[whole.name][1] * fewest
    return found
