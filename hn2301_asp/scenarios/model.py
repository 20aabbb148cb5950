"""What scenarios are and what running them gives: plain data, rendered elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from hn2301_asp.screening import CriterionStatus, Screening, Verdict
from hn2301_asp.source.diagnostics import Finding, Place


class Expected(Struct, frozen=True):
    """What a scenario expects; what it does not speak of (None, or a criterion left out) may be anything."""

    verdict: Verdict
    criteria: Mapping[str, CriterionStatus]
    blocking: tuple[str, ...] | None
    clash: frozenset[str] | None


class Scenario(Struct, frozen=True):
    """One golden patient: a sentence that says what should be true, the record, and what is expected.

    ``readings`` replace defaults. ``place`` is the line on which the sentence stands. One that is not ``confirmed``
    expects what the rules were found to say, and nobody has read that against the protocol yet.
    """

    sentence: str
    record: Mapping[str, Any]
    readings: Mapping[str, str]
    expected: Expected
    place: Place
    confirmed: bool = True


class Difference(Struct, frozen=True):
    """One thing that is not as expected. ``what``: verdict, a criterion's id, blocking or clash."""

    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, got {self.got}"


class Outcome(Struct, frozen=True):
    """How a scenario went: passed, differing from what it expects, or refused as a record."""

    scenario: Scenario
    screening: Screening | None
    differences: tuple[Difference, ...] = ()
    refused: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.differences and not self.refused

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What went wrong, one finding for each difference, or the record's own findings."""
        differing = tuple(
            Finding("scenario-failed", str(difference), self.scenario.place) for difference in self.differences
        )
        return differing + self.refused


class Gap(Struct, frozen=True):
    """Something of the protocol that no scenario exercises.

    ``name`` is the threshold's, the reading's id, or the rule's head; ``lacks`` says what is not
    shown: at, inside, outside or missing for a threshold, a value for a reading, admits or blocks
    for a rule.
    """

    kind: Literal["threshold", "reading", "rule"]
    name: str
    lacks: str
    text: str
    place: Place

    @property
    def finding(self) -> Finding:
        """The gap as a remark."""
        return Finding(f"uncovered-{self.kind}", self.text, self.place, "remark")


class Report(Struct, frozen=True):
    """All scenarios' outcomes, in order, and what they leave unexercised (empty where it was not asked)."""

    outcomes: tuple[Outcome, ...]
    uncovered: tuple[Gap, ...] = ()

    @property
    def failures(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)

    @property
    def unconfirmed(self) -> tuple[Outcome, ...]:
        """Those whose expectations nobody has read yet."""
        return tuple(outcome for outcome in self.outcomes if not outcome.scenario.confirmed)

    @property
    def passed(self) -> int:
        return len(self.outcomes) - len(self.failures)

    @property
    def failed(self) -> int:
        return len(self.failures)
