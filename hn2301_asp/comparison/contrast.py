"""One patient under two versions of the protocol: what differs, and which change makes the difference.

For each criterion whose status differs, changes are carried over from the version here into the
one there, one by one and together, until the status is the one here. What is found is exact: every
such version between the two is asked anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from msgspec import Struct

from hn2301_asp.comparison.differences import Difference, differences
from hn2301_asp.comparison.mixing import cone, measured, mixture, within
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.patient.model import Patient
from hn2301_asp.screening import Screening, judged
from hn2301_asp.solver.minimal import Minimal, minimal_sets
from hn2301_asp.solver.space import Space

#: So many versions between the two are asked at most for one criterion.
VERSIONS = 128


class Outcome(Struct, frozen=True):
    """A verdict with the statuses behind it; a contradictory record has none."""

    verdict: str
    statuses: Mapping[str, str]


class Contrast(Struct, frozen=True):
    """One criterion (None: the verdict as a whole) there and here; None where it is no criterion.

    ``made_by`` are the smallest sets of items, by their numbers, that make the difference; it is
    None where the criterion stands in one version only.
    """

    criterion: str | None
    there: str | None
    here: str | None
    made_by: Minimal | None


class ProtocolContrast(Struct, frozen=True):
    """Everything on which two versions differ, and what of it matters to the patient."""

    items: tuple[Difference, ...]
    contrasts: tuple[Contrast, ...]

    @property
    def idle(self) -> tuple[Difference, ...]:
        """The items that take part in no difference."""
        numbers = {n for contrast in self.contrasts if contrast.made_by for one in contrast.made_by.sets for n in one}
        single = {contrast.criterion for contrast in self.contrasts if contrast.made_by is None}
        return tuple(
            item
            for number, item in enumerate(self.items)
            if number not in numbers and not (item.kind == "criterion" and item.name in single)
        )


def outcome(space: Space, patient: Patient, readings: Mapping[str, str]) -> Outcome:
    """A patient's verdict and statuses, without anything that explains them."""
    return Outcome(*judged(space, patient, readings))


def contrast_protocols(
    there: tuple[KnowledgeBase, Patient, Screening], here: tuple[KnowledgeBase, Patient, Screening]
) -> ProtocolContrast:
    """What two versions make of a patient. The record was read under each one's own vocabulary."""
    items = differences(there[0], here[0], there[2].readings, here[2].readings)
    between = _Between(there, here, items)
    return ProtocolContrast(items, tuple(between.contrast(*entry) for entry in _differing(there[2], here[2])))


def _differing(there: Screening, here: Screening) -> list[tuple[str | None, str | None, str | None]]:
    """The criteria whose status differs; the verdict itself where no status says why it does."""
    whole: list[tuple[str | None, str | None, str | None]] = [(None, there.verdict, here.verdict)]
    if "contradictory" in (there.verdict, here.verdict):
        return whole if there.verdict != here.verdict else []
    names = dict.fromkeys([*here.statuses, *there.statuses])
    found = [(name, there.statuses.get(name), here.statuses.get(name)) for name in names]
    different: list[tuple[str | None, str | None, str | None]] = [entry for entry in found if entry[1] != entry[2]]
    return different or (whole if there.verdict != here.verdict else [])


class _Between:
    """The versions between two, each asked once for all criteria."""

    def __init__(
        self,
        there: tuple[KnowledgeBase, Patient, Screening],
        here: tuple[KnowledgeBase, Patient, Screening],
        items: Sequence[Difference],
    ) -> None:
        self.there = there
        self.here = here
        self.items = items
        self.asked: dict[frozenset[int], Outcome | None] = {}

    def contrast(self, criterion: str | None, there: str | None, here: str | None) -> Contrast:
        if there is None or here is None:
            return Contrast(criterion, there, here, None)
        numbers = self._candidates(criterion)
        if self._state(frozenset(numbers), criterion) != here:
            numbers = list(range(len(self.items)))

        def works(chosen: Set[int]) -> bool:
            return self._state(frozenset(numbers[n] for n in chosen), criterion) == here

        found = minimal_sets(len(numbers), works, VERSIONS)
        sets = tuple(frozenset(numbers[n] for n in one) for one in found.sets)
        return Contrast(criterion, there, here, Minimal(sets, found.of, found.complete_to, found.tried))

    def _candidates(self, criterion: str | None) -> list[int]:
        """The items that may matter to a criterion in either version."""
        if criterion is None:
            return list(range(len(self.items)))
        bases = (self.there[0], self.here[0])
        reached = cone([rule for base in bases for rule in base.rules], criterion)
        quantities = measured(bases, reached)
        return [number for number, item in enumerate(self.items) if within(item, reached, quantities)]

    def _state(self, chosen: frozenset[int], criterion: str | None) -> str | None:
        """The status under the version there with the chosen items from here; None where there is none."""
        if chosen not in self.asked:
            self.asked[chosen] = self._ask(chosen)
        found = self.asked[chosen]
        if found is None:
            return None
        return found.verdict if criterion is None else found.statuses.get(criterion)

    def _ask(self, chosen: frozenset[int]) -> Outcome | None:
        mixed = mixture(self.there[0], self.here[0], self.items, chosen, self.there[2].readings)
        if mixed is None:
            return None
        return outcome(mixed.space, (self.here if mixed.ours else self.there)[1], mixed.readings)
