"""AM25: definitions go round in a circle.

What it is: something is defined by itself, directly or through others.

Why it matters: each of them holds only if it holds already, so none ever does, and nothing could explain it to a
site.

Example: an amendment defines a stable regimen by a stable dose, and the stable dose by a stable regimen.

How to mend: define one of them without the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.taken_over import taken_over

CODE = "AM25"
TITLE = "defines things by each other in a circle"
ALONE = True
LOADED = False
CHECKS = ("loop",)


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each circle, with the whole of it."""
    yield from taken_over(case, CHECKS)
