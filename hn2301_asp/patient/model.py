"""A patient as data: facts for people, evidence for the solver, remarks.

Nothing is read and nothing is asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from hn2301_asp.knowledge.thresholds.axis import Values, meeting
from hn2301_asp.patient.dates import DateRange
from hn2301_asp.patient.values import told
from hn2301_asp.solver.assumptions import Evidence
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.private import Private

_T = TypeVar("_T")

#: How a remark ends where a given value wins over a derived one.
GIVEN_COUNTS = "; the given value counts"

#: The code of a remark on a field that was left out, as only another version of the protocol has it.
LEFT_OUT = "field-left-out"


#: The code of a remark on a value that in the unit perhaps meant would change the verdict.
UNIT_DECIDES = "unit-changes-verdict"


class Fact(Private, frozen=True):
    """What a record says of one thing, in words and exactly.

    ``values`` holds a quantity's possible values in canonical units and ``given_unit`` the unit as
    it was written; ``answer`` a yes/no fact's or a choice's value, ``items`` the items that a
    closed list names. ``days`` are the days that a date may be. ``otherwise`` is what a value would be
    in each unit that was perhaps meant.
    """

    name: str
    label: str
    as_given: str
    values: Values | None = None
    unit: str | None = None
    answer: str | None = None
    items: tuple[str, ...] | None = None
    date: str | None = None
    source: str | None = None
    given_unit: str | None = None
    days: DateRange | None = None
    otherwise: Mapping[str, Values] = {}

    @property
    def told(self) -> str:
        """The value as it was given, with the unit in which a bare number was read."""
        return told(self.as_given, self.given_unit, self.unit) if self.values is not None else self.as_given


class Remark(Private, frozen=True):
    """Something worth a look that changes no verdict.

    ``verdict`` is what the verdict would be if the doubt were right: such a remark stands beside it.
    """

    code: str
    text: str
    facts: tuple[str, ...] = ()
    verdict: str | None = None


class Patient(Private, frozen=True, dict=True):
    """A patient's facts. ``screening`` is the screening date; ``digest`` identifies the input.

    ``record`` is the input as it was read, so that a decision can be recorded with it. Of a patient who was
    screened several times ``id`` names the attempt too, and ``person`` does not. ``until`` are the dates, planned
    ones perhaps, up to which something is counted that is not counted up to screening.
    """

    id: str | None
    place: Place
    screening: DateRange | None
    facts: Mapping[str, Fact]
    evidence: Evidence
    remarks: tuple[Remark, ...]
    digest: str
    record: Mapping[str, Any]
    person: str | None = None
    until: Mapping[str, DateRange] = {}

    def __repr__(self) -> str:
        """No patient's data: what is printed ends up in logs."""
        return f"<Patient {self.digest[:12]}>"

    def sources(self, quantity: str) -> list[tuple[str, Values]]:
        """The facts that say something of a quantity, the one that wins first."""
        return self._amounts.get(quantity, [])

    def once(self, key: Hashable, made: Callable[[], _T]) -> _T:
        """What was worked out of this patient under a key, now or before."""
        if key not in self._made:
            self._made[key] = made()
        found: _T = self._made[key]
        return found

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    @cached_property
    def _amounts(self) -> dict[str, list[tuple[str, Values]]]:
        found: dict[str, list[tuple[str, Values]]] = {}
        for fact, name, values in self.evidence.amounts:
            found.setdefault(name, []).append((fact, values))
        return found

    def said(self, quantity: str) -> Values | None:
        """What all facts together say of a quantity; None where none does."""
        found = [values for _, values in self.sources(quantity)]
        return meeting(found) if found else None
