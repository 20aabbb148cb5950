"""The gate itself: amendments drawn, their claims attacked with shared records, and everything counted."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.patient.model import Patient
from hn2301_asp.source.diagnostics import InputError
from tests.amendment.opinion.drawing import Drawing, Drawn
from tests.gates.attacked import Attacked
from tests.gates.attackers import Attackers
from tests.gates.claims import Claim, Seen
from tests.gates.edits import drawn_by, family_of
from tests.gates.judging import Fate, guarded, may_have_two_values, of_one_value, possible_in_one_only, version
from tests.gates.writing import Fields

#: Records for each amendment, and amendments.
RECORDS, ALL = 300, 1_200
#: At most so many records of a hundred are refused by the reader.
MOST_REFUSED = 5
#: Every so many records the public `verdict` is asked too.
AGAIN = 50


@dataclass(frozen=True)
class Counterexample:
    """A record that refutes a claim, with all that is needed to see it again."""

    amendment: int
    told: tuple[str, ...]
    claim: str
    where: str
    fate: Fate
    before: str
    after: str
    record: Fields

    def __str__(self) -> str:
        told = "; ".join(self.told)
        verdicts = f"{self.before} before, {self.after} after"
        return (
            f"{self.claim} ({self.where}) {self.fate} by amendment {self.amendment} [{told}]: {verdicts}: {self.record}"
        )


@dataclass
class Tally:
    """What was done, counted; ``check`` refuses counts that do not add up."""

    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    found: list[Counterexample] = field(default_factory=list)
    #: False claims that no record refuted.
    missed: list[str] = field(default_factory=list)

    def add(self, *what: str, times: int = 1) -> None:
        if times:
            self.counts[what] += times

    def of(self, *what: str) -> int:
        """All that was counted under a name, in whatever parts."""
        return sum(number for key, number in self.counts.items() if key[: len(what)] == what)

    def merged(self, other: Tally) -> Tally:
        return Tally(self.counts + other.counts, [*self.found, *other.found], [*self.missed, *other.missed])

    def lines(self) -> Iterator[str]:
        for key, number in sorted(self.counts.items()):
            yield f"{number:>9,}  {', '.join(key)}"

    def check(self) -> None:
        """Raises AssertionError where the counts do not add up."""
        drawn, read = self.of("records drawn"), self.of("records read")
        assert drawn == read + self.of("records refused")
        assert read == self.of("contradictory") + self.of("pairs of verdicts")
        assert self.of("fates") == sum(self.of("asked", kind) for _, kind in self._kinds())

    @property
    def few_refused(self) -> bool:
        """Whether the reader understood nearly all that was written."""
        return self.of("records refused") * 100 <= MOST_REFUSED * self.of("records drawn")

    def _kinds(self) -> list[tuple[str, str]]:
        return [(key[0], key[1]) for key in self.counts if key[0] == "asked"]


@dataclass(frozen=True)
class Gate:
    """A base with its guard-rails, and amendments of it by their numbers."""

    base: Protocol
    rails: tuple[Protocol, tuple[str, ...]]
    drawing: Drawing

    @classmethod
    def of(cls, files: KnowledgeBaseFiles) -> Gate:
        base = version(files.texts)
        return cls(base, guarded(base), Drawing(files, base.knowledge_base))

    def amendment(self, number: int, tally: Tally) -> tuple[Drawn, Protocol]:
        """The amendment of a number: the first that can be loaded of those that its seed draws."""
        rng = random.Random(f"gate {number}")
        while True:
            drawn = drawn_by(family_of(number), self.drawing, rng)
            try:
                return drawn, version(drawn.texts)
            except InputError:
                tally.add("amendments that cannot be loaded")

    def attack(self, numbers: Iterable[int], records: int = RECORDS) -> Tally:
        """Attacks the amendments of some numbers, each with so many records."""
        tally = Tally()
        for number in numbers:
            self._attacked(number, records, tally)
        return tally

    def _attacked(self, number: int, records: int, tally: Tally) -> None:
        drawn, amended = self.amendment(number, tally)
        attacked = Attacked(self.base, amended, self.rails)
        family = family_of(number)
        tally.add("amendments", family)
        tally.add("relation", attacked.change["protocol"].relation)
        tally.add("undecided", times=attacked.undecided)
        for claim in attacked.claims:
            tally.add("claims", claim.kind, "eligibility" if claim.where == "protocol" else "one part")
        attackers = Attackers(self.base.knowledge_base, attacked.targets)
        caught: set[tuple[str, str]] = set()
        rng = random.Random(f"gate records {number}")
        for place in range(records):
            record = attackers.record(rng)
            seen = self.seen(attacked, record, tally)
            if seen is None:
                continue
            if place % AGAIN == 0:
                told = (self.base.verdict(record), amended.verdict(record))
                assert told == (seen.before.verdict, seen.after.verdict), (drawn.told, record)
                tally.add("public verdicts asked too")
            for claim in attacked.claims:
                fate = claim.fate(seen)
                tally.add("asked", claim.kind)
                apart = self.apart(attacked, seen, fate)
                tally.add("fates", claim.kind, apart or fate)
                if fate != "stands" and apart is None:
                    tally.found.append(counterexample(number, drawn.told, claim, fate, seen, record))
            caught |= {
                key for c in attacked.planted if (key := (c.kind, c.where)) not in caught and c.fate(seen) != "stands"
            }
        for claim in attacked.planted:
            fell = (claim.kind, claim.where) in caught
            tally.add("planted", family, claim.kind, "caught" if fell else "missed")
            if not fell:
                tally.missed.append(f"{claim.kind} ({claim.where}) of amendment {number} {list(drawn.told)}")

    def apart(self, attacked: Attacked, seen: Seen, fate: Fate) -> str | None:
        """Why a record says nothing of anybody of whom the claim speaks; None where it does, or refutes nothing.

        A proof speaks of people who have one value per quantity, and whom both versions take to be possible.
        """
        if fate == "stands":
            return None
        if fate == "in part" and attacked.targets.everybody:
            return "apart: may be somebody whom one version takes to be impossible"
        if attacked.targets.everybody and possible_in_one_only(self.base, attacked.amended, seen.patient):
            return "apart: whoever it may be, one version takes to be impossible"
        if fate == "in part" and may_have_two_values(self.base, seen.patient):
            return "apart: may be somebody whose formula gives another value than was given"
        return None if of_one_value(self.base, seen.patient) else "apart: two values of one quantity"

    def seen(self, attacked: Attacked, record: Fields, tally: Tally) -> Seen | None:
        """A record under both versions; None where it is refused, or contradictory under either."""
        tally.add("records drawn")
        patient = self.read(record, tally)
        if patient is None:
            return None
        seen = attacked.seen(patient)
        verdicts = (seen.before.verdict, seen.after.verdict)
        if "contradictory" in verdicts:
            tally.add("contradictory", "under " + ("both" if len({*verdicts}) == 1 else "one"))
            return None
        tally.add("pairs of verdicts", " > ".join(verdicts))
        return seen

    def read(self, record: Fields, tally: Tally) -> Patient | None:
        """The patient of a record, read by the package; None where it refuses, which is counted by its words."""
        try:
            patient = self.base.patient(record)
        except InputError as error:
            tally.add("records refused", error.findings[0].code, why(error.findings[0].message))
            return None
        tally.add("records read")
        return patient


def counterexample(
    number: int, told: tuple[str, ...], claim: Claim, fate: Fate, seen: Seen, record: Fields
) -> Counterexample:
    before, after = seen.before, seen.after
    verdicts = [f"{one.verdict} {dict(one.passes)}" for one in (before, after)]
    return Counterexample(number, told, claim.kind, claim.where, fate, *verdicts, dict(record))


def why(message: str) -> str:
    """What is wrong, of a finding's message: without what it is about, and without its numbers."""
    verb = re.search(r"\b(?:is|has|lies?|add|can|was|differ)\b", message)
    told = message[verb.start() :] if verb else message
    return " ".join([word for word in told.split() if word.isalpha()][:4])
