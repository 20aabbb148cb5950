"""Tests that are newly needed, or idle: facts without which a typical patient is decided under one version only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from hn2301_asp.comparison.facts_behind import facts_behind
from hn2301_asp.comparison.joint_program import Joined
from hn2301_asp.comparison.model import Need
from hn2301_asp.comparison.witness import known_fields
from hn2301_asp.patient.model import Patient
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Verdict, verdict_of
from hn2301_asp.source.diagnostics import InputError


class Needs:
    """Two versions, with the atoms of eligibility in each, and the records of typical patients."""

    def __init__(
        self,
        joined: Joined,
        versions: tuple[Screener, Screener],
        eligible: tuple[int, int],
        typical: Sequence[Mapping[str, Any]],
    ) -> None:
        self.joined, self.versions, self.typical = joined, versions, typical
        #: The facts that are asked of anybody in each version.
        self._hanging = tuple(self._facts_of(atom) for atom in eligible)

    def told(self, asked: Sequence[str]) -> tuple[list[Need], list[Need]]:
        """Of some facts those that are newly needed, and those that no longer are; the first patient who shows each.

        Nothing is new or idle on which the verdict of some typical patient hangs in the other version too: somebody
        of another arm needs it.
        """
        new, idle = dict[str, Need](), dict[str, Need]()
        for record in self.typical:
            for need in self._of(record, asked):
                (new if need.after == "undetermined" else idle).setdefault(need.fact, need)
        before, after = self.versions
        return (
            [one for one in new.values() if not any(_hangs(before, record, one.fact) for record in self.typical)],
            [one for one in idle.values() if not any(_hangs(after, record, one.fact) for record in self.typical)],
        )

    def _of(self, typical: Mapping[str, Any], asked: Sequence[str]) -> Iterator[Need]:
        """The same of one typical patient."""
        try:
            patients = [version.patient(known_fields(version, typical)) for version in self.versions]
        except InputError:
            return  # A version that refuses the typical patient's record shows nothing by it.
        sides = list(zip(self.versions, patients, strict=True))
        whole = [_without(version, patient, "") for version, patient in sides]
        if "undetermined" not in whole and whole[0] != whole[1]:
            return  # With nothing missing it is another verdict: what is missing shows nothing.
        several = len(self.typical) > 1
        for fact in asked:
            said = any(_is_of(name, fact) for name in typical)
            if "undetermined" in whole and said:
                continue  # The typical patient is not decided anyway: what it says shows nothing.
            if several and not said and all(fact in facts for facts in self._hanging):
                continue  # It is not asked of this one, and of somebody else it is asked in both versions.
            before, after = (_without(version, patient, fact) for version, patient in sides)
            if before != after and "undetermined" in (before, after):
                if fact not in self._hanging[after == "undetermined"]:
                    continue
                record = {name: value for name, value in typical.items() if not _is_of(name, fact)}
                yield Need(fact, self.joined.base.vocabulary.label(fact), record, before, after)

    def _facts_of(self, eligible: int) -> frozenset[str]:
        """The facts on which eligibility depends in one version, as a record names them."""
        circuit = self.joined.circuit
        cone = circuit.cone([eligible])
        return frozenset(facts_behind(self.joined.base, [n for n, atom in circuit.inputs.items() if atom in cone]))


def _hangs(version: Screener, typical: Mapping[str, Any], fact: str) -> bool:
    """Whether a typical patient is decided under a version, and undetermined where one fact is not known."""
    try:
        patient = version.patient(known_fields(version, typical))
    except InputError:
        return False
    return _without(version, patient, "") != "undetermined" == _without(version, patient, fact)


def _without(version: Screener, patient: Patient, fact: str) -> Verdict:
    """The typical patient's verdict where one fact is not known."""
    gone = [name for name in patient.evidence.facts if _is_of(name, fact)]
    less = replace(patient, evidence=patient.evidence.without(gone))
    return verdict_of(version.space, less, version.knowledge_base.default_readings())


def _is_of(field: str, fact: str) -> bool:
    """Whether a field is a fact, or one of the items of a list, or what is told of them."""
    return fact in (field, field.partition(".")[0])
