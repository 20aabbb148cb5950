"""A protocol as data: its criteria, vocabulary, thresholds, rules and readings.

This module knows no file, no patient, and does not ground.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.thresholds.model import Thresholds
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.diagnostics import Finding

#: Whether a criterion must be met, or must not.
Kind = Literal["inclusion", "exclusion"]


class Criterion(Struct, frozen=True):
    """One criterion in its own words. ``stem`` names its files under ``criteria/``."""

    id: str
    kind: Kind
    title: str
    text: str
    stem: str
    not_encoded: tuple[tuple[str, str], ...] = ()
    labels: Mapping[str, str] = {}


class Reading(Struct, frozen=True):
    """A phrase that allows more than one reading, with the default and what each value means."""

    id: str
    criteria: tuple[str, ...]
    phrase: str
    question: str
    default: str
    values: Mapping[str, str]
    why: str


#: Where readings stand, and where assumptions do: until 0.3.0 with the readings.
READINGS, ASSUMPTIONS = "readings.yaml", "assumptions.yaml"
#: Files and sections in which readings and assumptions are looked for.
REGISTERS: Final = ((READINGS, "readings"), (READINGS, "assumptions"), (ASSUMPTIONS, "assumptions"))


class Assumption(Struct, frozen=True):
    """A phrase that was open and is decided once for all; ``file`` is where it stands."""

    id: str
    criteria: tuple[str, ...]
    phrase: str
    decision: str
    reason: str
    status: str
    file: str = ASSUMPTIONS


class KnowledgeBase(Struct, frozen=True):
    """Everything a knowledge base says.

    ``guardrails`` and ``groups`` (of people whom no amendment should shut out) are kept apart: they
    judge amendments."""

    id: str
    version: str
    title: str
    scope_note: str
    criteria: tuple[Criterion, ...]
    vocabulary: Vocabulary
    thresholds: Thresholds
    rules: tuple[Rule, ...]
    guardrails: tuple[Rule, ...]
    groups: tuple[Rule, ...]
    guardrail_thresholds: Thresholds
    readings: Mapping[str, Reading]
    assumptions: tuple[Assumption, ...]
    findings: tuple[Finding, ...]
    digest: str
    root: str

    @property
    def scope(self) -> str:
        """What a verdict covers, in words: it stands in every output."""
        counts = []
        for kind in ("inclusion", "exclusion"):
            number = sum(criterion.kind == kind for criterion in self.criteria)
            if number:
                counts.append(f"{number} {kind} criteri{'on' if number == 1 else 'a'}")
        return "; ".join(filter(None, (", ".join(counts), self.scope_note)))

    def kind(self, criterion: str) -> Kind:
        """Whether a criterion must be met, or must not."""
        return next(one.kind for one in self.criteria if one.id == criterion)

    def default_readings(self) -> dict[str, str]:
        return {reading.id: reading.default for reading in self.readings.values()}
