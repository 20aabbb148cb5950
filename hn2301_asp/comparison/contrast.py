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

#: So many versions between the two are asked at most for one criterion.
VERSIONS = 128


#: A version, with a patient as it reads the record, and the screening under it.
Side = tuple[KnowledgeBase, Patient, Screening]


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


def contrast_protocols(there: Side, here: Side) -> ProtocolContrast:
    """What two versions make of a patient. The record was read under each one's own vocabulary."""
    items = differences(there[0], here[0], there[2].readings, here[2].readings)
    between = _Between(there, here, items)
    return ProtocolContrast(items, tuple(map(between.contrast, differing(there[2], here[2]))))


def status(verdict: str, statuses: Mapping[str, str], criterion: str | None) -> str | None:
    """A criterion's status, None where there is none; the verdict where no criterion is named."""
    return verdict if criterion is None else statuses.get(criterion)


def differing(one: Screening, other: Screening) -> list[str | None]:
    """The criteria whose status differs; None, which is the verdict itself, where no status says why it does."""
    if "contradictory" not in (one.verdict, other.verdict):
        names = dict.fromkeys([*other.statuses, *one.statuses])
        if found := [name for name in names if one.statuses.get(name) != other.statuses.get(name)]:
            return [*found]
    return [None] if one.verdict != other.verdict else []


class _Between:
    """The versions between two, each asked once for all criteria."""

    def __init__(self, there: Side, here: Side, items: Sequence[Difference]) -> None:
        self.there, self.here, self.items = there, here, items
        self.asked: dict[frozenset[int], tuple[str, Mapping[str, str]] | None] = {}

    def contrast(self, criterion: str | None) -> Contrast:
        there, here = (status(s.verdict, s.statuses, criterion) for s in (self.there[2], self.here[2]))
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
        return None if found is None else status(*found, criterion)

    def _ask(self, chosen: frozenset[int]) -> tuple[str, Mapping[str, str]] | None:
        mixed = mixture(self.there[0], self.here[0], self.items, chosen, self.there[2].readings)
        if mixed is None:
            return None
        return judged(mixed.space, (self.here if mixed.ours else self.there)[1], mixed.readings)
