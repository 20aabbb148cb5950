"""The attack on verdicts: something unknown becomes known, and no verdict but undetermined may change."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hn2301_asp.api import Protocol
from hn2301_asp.patient.model import Patient
from hn2301_asp.source.diagnostics import InputError
from tests.gates.gate import Gate, Tally, why
from tests.gates.judging import SOMEBODY, Judged, judge
from tests.gates.targets import targets
from tests.gates.unknowns import Part, Unknowns
from tests.gates.writing import Fields

#: How often what is unknown is made known, of each record.
CHAINS = 4
#: Of so many amendments one version is asked.
EVERY = 10


@dataclass(frozen=True)
class Changed:
    """Something that was said for certain and is no longer, once more is known."""

    version: str
    what: str
    before: Fields
    after: Fields
    verdicts: tuple[str, str]

    def __str__(self) -> str:
        differ = {k: (self.before.get(k), self.after.get(k)) for k in {*self.before, *self.after}}
        known = {k: pair for k, pair in sorted(differ.items()) if pair[0] != pair[1]}
        return (
            f"{self.what} under {self.version}: {' then '.join(self.verdicts)}: became known {known}; of {self.before}"
        )


@dataclass(frozen=True)
class Completions:
    """Attacks the verdicts of the base and of amendments by their numbers."""

    gate: Gate
    #: What is said of a patient: another one in the tests of the attack itself.
    judge: Callable[[Protocol, Patient], Judged] = judge

    def attack(self, numbers: Iterable[int], records: int) -> tuple[Tally, list[Changed]]:
        """So many records for each version; number 0 is the base itself."""
        tally, found = Tally(), list[Changed]()
        for number in numbers:
            told, version = ("the base", self.gate.base) if number == 0 else self._amended(number)
            limits = targets(self.gate.base.knowledge_base, version.knowledge_base).limits
            rng = random.Random(f"completions {number}")
            for _ in range(records):
                found += self._record(told, version, Unknowns(version.knowledge_base, limits, rng), tally)
        return tally, found

    def _amended(self, number: int) -> tuple[str, Protocol]:
        drawn, version = self.gate.amendment(number, Tally())
        return "; ".join(drawn.told), version

    def _record(self, told: str, version: Protocol, unknowns: Unknowns, tally: Tally) -> Iterator[Changed]:
        parts = unknowns.parts()
        first = self._judged(version, parts, tally)
        if first is None:
            tally.add("left out", "refused or contradictory at first")
            return
        tally.add("records", first.verdict)
        outcomes: Counter[str] = Counter()
        for _ in range(CHAINS):
            before, held, last = first, list(parts), first
            while waiting := [place for place, part in enumerate(held) if part.known is not None]:
                earlier = _record(held)
                for place in unknowns.rng.sample(waiting, unknowns.rng.randint(1, len(waiting))):
                    known = held[place].known
                    assert known is not None
                    held[place] = known()
                now = self._judged(version, held, tally)
                if now is None:
                    break
                for what, one, other in _sure(before, now):
                    tally.add("sure before", "kept" if one == other else "CHANGED")
                    if one != other:
                        yield Changed(told, what, earlier, _record(held), (before.verdict, now.verdict))
                before = last = now
            else:
                outcomes[last.verdict] += 1
        if first.verdict == "undetermined":
            both = {"eligible", "ineligible"} <= outcomes.keys()
            tally.add("undetermined", "both outcomes seen" if both else f"seen: {', '.join(sorted(outcomes))}")

    def _judged(self, version: Protocol, parts: list[Part], tally: Tally) -> Judged | None:
        """What is said of a record; None where it is refused or contradicts itself, which is counted."""
        try:
            patient = version.patient(_record(parts))
        except InputError as error:
            tally.add("refused", error.findings[0].code, why(error.findings[0].message))
            return None
        judged = self.judge(version, patient)
        tally.add("judged", "contradictory" if judged.verdict == "contradictory" else "possible")
        return None if judged.verdict == "contradictory" else judged


def _record(parts: Iterable[Part]) -> Fields:
    return {name: value for part in parts for name, value in part.fields.items()}


def _sure(before: Judged, now: Judged) -> Iterator[tuple[str, int, int]]:
    """What was said for certain, with what is said of the same now."""
    for where in ("protocol", *before.passes):
        if before.let_in(where) != SOMEBODY:
            yield where, before.let_in(where), now.let_in(where)
