"""Every mutant of a protocol judged: by its scenarios first, then by the comparison.

Nothing is read from a file again: an altered protocol is grounded, and asked.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property, lru_cache

from msgspec.structs import replace

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.mutation.asking import asked
from hn2301_asp.mutation.cases import Cases
from hn2301_asp.mutation.kinds import KINDS
from hn2301_asp.mutation.model import Judged, Mutant
from hn2301_asp.mutation.places import Places
from hn2301_asp.mutation.reach import below, reached
from hn2301_asp.scenarios.writing import Draft, scenario_text, sentence_of
from hn2301_asp.screener import Screener
from hn2301_asp.solver.ground import ground
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.kept import apart


class Mutating:
    """A protocol with its scenarios, and everything that it becomes when one place of it is altered."""

    def __init__(self, protocol: Screener, files: KnowledgeBaseFiles) -> None:
        self.protocol = protocol
        self.files = files
        self.base = protocol.knowledge_base
        self.cases = Cases(files, protocol)

    @cached_property
    def mutants(self) -> tuple[Mutant, ...]:
        """All of them, kind by kind."""
        places = Places(self.files.texts)
        return tuple(places.placed(mutant) for kind in KINDS for mutant in kind(self.base))

    @cached_property
    def _reached(self) -> dict[str, frozenset[str]]:
        return {criterion.id: reached(self.base, criterion.id) for criterion in self.base.criteria}

    def matters(self, mutant: Mutant) -> tuple[str, ...]:
        """The criteria to which what was altered can matter."""
        return tuple(name for name, names in self._reached.items() if not names.isdisjoint(mutant.touches))

    def chosen(self, criteria: Collection[str], files: Collection[str]) -> list[int]:
        """The mutants, by their numbers, that can matter to one of some criteria and stand in one of some files.

        Nothing is left out by what is not named.
        """
        return [
            number
            for number, mutant in enumerate(self.mutants)
            if (not criteria or not {*criteria}.isdisjoint(self.matters(mutant)))
            and (not files or any(_below(mutant.place.file or "", file) for file in files))
        ]

    def judge(self, number: int) -> Judged:
        """What becomes of one mutant."""
        mutant = self.mutants[number]
        with apart():
            try:
                base = mutant.make()
                altered = Screener(base, ground(base))
            except InputError as error:
                return Judged("stillborn", reason=error.findings[0].message if error.findings else "no rule")
            near = below(self.base, mutant.touches)
            killer = self.cases.killer(altered, mutant.home, self.matters(mutant), near)
            if killer is not None:
                return Judged("killed", killer)
            return self._written(mutant, asked(self.protocol, altered))

    def _written(self, mutant: Mutant, judged: Judged) -> Judged:
        """What was found, with the scenario that would notice it, to be pasted."""
        patient = judged.patient
        if patient is None:
            return judged
        sentence = sentence_of(patient.words, self.cases.sentences)
        draft = Draft(sentence, patient.record, patient.readings, notes=(f"notices: {mutant.what}",))
        try:
            text = scenario_text(self.protocol, draft).text
        except InputError as error:
            return replace(judged, reason=error.findings[0].message)
        return replace(judged, patient=replace(patient, text=text))


@lru_cache(maxsize=1)
def mutating(protocol: Screener) -> Mutating:
    """The mutants of a protocol that was loaded from files; a process that judges many of them makes them once."""
    assert protocol.files is not None
    return Mutating(protocol, protocol.files)


def _below(file: str, wanted: str) -> bool:
    return file == wanted or file.startswith(wanted.rstrip("/") + "/")
