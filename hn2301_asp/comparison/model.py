"""What is said of two versions, as data: directions, witnesses, boxes and differences.

Nothing is computed and nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from hn2301_asp.cohort.shift import HiddenShift, Shift
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.screening import Verdict
from hn2301_asp.source.lists import listed

#: What becomes of a record under a version: it may be refused when it is read.
Outcome = Verdict | Literal["refused"]
#: How a changed version relates to the one before: who meets it now did so before, and the reverse.
Relation = Literal["equivalent", "broader", "narrower", "shifted", "undecided"]


#: Stands behind boxes that leave some of those out who gain or lose.
NOT_ALL = "; these are not all of them"
#: What a change does, as a verb before the name of what it does it to.
DOES: Mapping[Relation, str] = {
    "broader": "broadens",
    "narrower": "narrows",
    "shifted": "shifts",
    "equivalent": "changes nothing in",
}


class VersionInfo(Struct, frozen=True):
    """Which version is spoken of. ``name`` is how people call it: `1.0`, `A02`."""

    name: str
    protocol: str
    version: str
    digest: str
    root: str


class WitnessChange(Struct, frozen=True):
    """One fact in which a witness differs from the typical patient, in words."""

    fact: str
    label: str
    typical: str
    here: str


class Witness(Struct, frozen=True):
    """A patient whom a reader can believe, screened under both versions before being shown.

    ``record`` could stand in a record file; ``changes`` are the facts in which it differs from the
    typical patient. ``before`` and ``after`` are the verdicts, with the criteria that block; ``results`` are
    what formulas give of the facts, where that decides. ``alone`` says that nobody is typical.
    """

    record: Mapping[str, Any]
    changes: tuple[WitnessChange, ...]
    before: Outcome
    after: Outcome
    blocked_before: tuple[str, ...] = ()
    blocked_after: tuple[str, ...] = ()
    results: tuple[WitnessChange, ...] = ()
    alone: bool = False

    @property
    def text(self) -> str:
        """The witness in one line: `the typical patient, but ALC 0.99 ×10^9/L`; where nobody is typical, told whole."""
        if not self.changes:
            return "anybody" if self.alone else "the typical patient"
        results = ", ".join(f"{result.label} {result.here}" for result in self.results)
        return (
            ("somebody with " if self.alone else "the typical patient, but ")
            + ", ".join(f"{change.label} {change.here}".strip() for change in self.changes)
            + (f" ({results})" if results else "")
        )

    def outcome(self, before: str, after: str) -> str:
        """What becomes of the witness: `eligible under 1.0, blocked by IN-7 under A02`."""
        one = _verdict(self.before, self.blocked_before)
        other = _verdict(self.after, self.blocked_after)
        if one == other:
            return f"{one} under {before}" if before == after else f"{one} under both {before} and {after}"
        return f"{one} under {before}, {other} under {after}"


def _verdict(verdict: Outcome, blocked: Sequence[str]) -> str:
    return f"blocked by {listed(blocked)}" if verdict == "ineligible" and blocked else verdict


class Box(Struct, frozen=True):
    """Patients in the author's words: all conditions hold; ``implied`` is what then holds as well."""

    conditions: tuple[str, ...]
    implied: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.told("every patient")

    def told(self, everybody: str) -> str:
        """The conditions in words; ``everybody`` names whom the box is taken from, where it has none."""
        told = ", ".join(self.conditions) or everybody
        return told + (f" (all of them with {', '.join(self.implied)})" if self.implied else "")


def boxes_in_words(boxes: Sequence[Box], *, complete: bool, everybody: str = "every patient") -> str:
    """Patients in the author's words, and that these are not all; ``everybody`` as in `Box.told`."""
    return "; or ".join(box.told(everybody) for box in boxes) + ("" if complete else NOT_ALL)


class Otherwise(Struct, frozen=True):
    """Other readings of open phrases, under which what is proved under those in force does not hold.

    ``readings`` are values by the readings' ids; both versions are read so. ``phrases`` are these in words: the
    phrase, and what it then means. ``witness`` shows it, with the verdicts under these readings, unless
    ``undecided`` says why it could not be decided.
    """

    readings: Mapping[str, str]
    witness: Witness | None = None
    undecided: str | None = None
    phrases: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """`“A or B” is read as “both must be within” (which=both)`."""
        if not self.readings:
            return "several phrases are read otherwise together"
        return " and ".join(
            f"“{phrase}” is read as “{meaning}” ({name}={value})"
            for (name, value), (phrase, meaning) in zip(self.readings.items(), self.phrases, strict=True)
        )

    def told(self, what: str, before: str, after: str) -> tuple[str, str]:
        """What is so under these readings, and who shows it, as a labelled line."""
        if self.witness is None:
            return "unless", f"{self.text}, then it is undecided whether {what}: {self.undecided}"
        return "unless", f"{self.text}, then {what}: {self.witness.text}: {self.witness.outcome(before, after)}"


def proved(otherwise: Sequence[Otherwise]) -> str:
    """How far what is proved goes: whatever the readings, or those in force only."""
    return "proved under the readings in force" if otherwise else "proved"


class Side(Struct, frozen=True):
    """One direction of a difference: who gains, or who loses.

    Without a witness nobody does, which is proved, unless ``undecided`` says why it could not be
    decided; ``otherwise`` are the readings under which somebody does. ``boxes`` together are the whole
    side where ``complete``.
    """

    witness: Witness | None = None
    boxes: tuple[Box, ...] = ()
    complete: bool = True
    undecided: str | None = None
    otherwise: tuple[Otherwise, ...] = ()

    @property
    def nobody(self) -> bool:
        """Proved: there is no such patient."""
        return self.witness is None and self.undecided is None


class Change(Struct, frozen=True):
    """What a change does to eligibility, or to one criterion: who passes now and did not, and the reverse."""

    relation: Relation
    gains: Side
    loses: Side

    @property
    def otherwise(self) -> tuple[Otherwise, ...]:
        """The readings under which somebody gains or loses, where nobody does under those in force."""
        return (*self.gains.otherwise, *self.loses.otherwise)


class Need(Struct, frozen=True):
    """A fact on which the verdict can depend in one version only: a test that became needed, or idle.

    ``record`` lacks the fact and is undetermined in the version that needs it, and decided in the other.
    """

    fact: str
    label: str
    record: Mapping[str, Any]
    before: Verdict
    after: Verdict


class Comparison(Struct, frozen=True):
    """Two versions compared by meaning, under the readings in force in each.

    ``criteria`` holds every criterion of either version; ``new_tests`` and ``idle_tests`` say what
    changes for patients of whom not everything is known. ``readings`` are those in force, by the versions'
    names, and ``background`` is what was taken to be true of everybody: proofs rest on both. ``shift`` is what
    patients of a table are under both, where one was given; ``hidden_shift`` the same without small counts, instead.
    """

    base: VersionInfo
    amended: VersionInfo
    items: tuple[Difference, ...]
    overall: Change
    criteria: Mapping[str, Change]
    new_tests: tuple[Need, ...] = ()
    idle_tests: tuple[Need, ...] = ()
    readings: Mapping[str, Mapping[str, str]] = {}
    background: tuple[str, ...] = ()
    shift: Shift | None = None
    hidden_shift: HiddenShift | None = None
