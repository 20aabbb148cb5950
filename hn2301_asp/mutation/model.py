"""What is altered, and what became of it: plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from msgspec import Struct

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.source.diagnostics import Place

#: What becomes of a mutant: a scenario fails under it; nobody is judged otherwise, which is proved; somebody is, and no
#: scenario shows it; neither could be decided; it is no protocol.
Fate = Literal["killed", "equivalent", "survives", "undecided", "stillborn"]
FATES: tuple[Fate, ...] = ("killed", "equivalent", "survives", "undecided", "stillborn")


class Mutant(Struct, frozen=True):
    """A protocol that differs in one place.

    ``kind`` is the kind's name, ``what`` what stands there now and what instead. ``home`` is the criterion in whose
    file it stands, or else that file. ``touches`` names what rules may ask for that is another one then. ``make`` gives
    the altered protocol; it raises InputError where there is none.
    """

    kind: str
    what: str
    place: Place
    home: str
    touches: tuple[str, ...]
    make: Callable[[], KnowledgeBase]


class Killer(Struct, frozen=True):
    """The scenario that notices, and in what."""

    sentence: str
    place: Place
    differences: tuple[str, ...]


class Patient(Struct, frozen=True):
    """Somebody who is judged otherwise: as a record, and in words.

    ``readings`` are those that are not the default; ``before`` and ``after`` say what becomes of the patient, ``text``
    is the scenario to paste.
    """

    record: Mapping[str, Any]
    readings: Mapping[str, str]
    words: str
    before: str
    after: str
    text: str = ""


class Judged(Struct, frozen=True):
    """What became of one mutant: with the scenario that kills it, the patient who would, or the reason."""

    fate: Fate
    killer: Killer | None = None
    patient: Patient | None = None
    reason: str = ""


class Report(Struct, frozen=True):
    """All mutants with what became of them, in order; ``unused`` are the scenarios that fail without any change."""

    mutants: tuple[Mutant, ...]
    judged: tuple[Judged, ...]
    scenarios: int
    unused: tuple[str, ...] = ()

    def of(self, fate: Fate) -> list[tuple[Mutant, Judged]]:
        """The mutants of which one thing became."""
        return [(m, j) for m, j in zip(self.mutants, self.judged, strict=True) if j.fate == fate]
