"""A patient found, given as a record that both versions are seen to judge as was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from hn2301_asp.comparison.facts_behind import facts_behind
from hn2301_asp.comparison.inputs import NOT_CONFIRMED, Undecidable
from hn2301_asp.comparison.joint_program import Joined
from hn2301_asp.comparison.model import Outcome, Witness
from hn2301_asp.comparison.results import deciding
from hn2301_asp.comparison.search import Found, Search
from hn2301_asp.comparison.witness import Candidate, candidates, patients, screened, without
from hn2301_asp.patient.model import Patient
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening

_REFUSED: Outcome = "refused"
#: Whether two versions' screenings show what was asked for; None where a version refuses the record.
Confirmed = Callable[[Screening | None, Screening | None], bool]


class Witnesses:
    """Versions in one search space, which screen whoever is found before he is shown."""

    def __init__(self, joined: Joined, versions: Sequence[Screener]) -> None:
        self.joined, self.versions = joined, versions
        #: By the record, which the search keeps.
        self._typical: dict[int, list[Patient | None]] = {}

    def of(
        self,
        search: Search,
        found: Found,
        pair: tuple[int, int],
        asked: Sequence[str],
        confirmed: Confirmed,
        readings: Mapping[str, str] | None = None,
    ) -> Witness:
        """A patient found, screened under a pair of versions; one whom both read, or else whom one of them refuses.

        ``asked`` are the facts to be told, ``readings`` those that are not the default. Raises Undecidable where no
        screening confirms what was asked.
        """
        refused: Witness | None = None
        for candidate in candidates(search, found, tuple(asked)):
            before, after = screened([self.versions[v] for v in pair], candidate.record, readings)
            if before is not None and after is not None and confirmed(before, after):
                return self._shown(pair, *self._asked_of(pair, candidate, (before, after), confirmed, readings))
            if refused is None and (before is not None or after is not None) and confirmed(before, after):
                refused = self._shown(pair, candidate, (before, after))
        if refused is not None:
            return refused
        raise Undecidable(NOT_CONFIRMED)

    def _asked_of(
        self,
        pair: tuple[int, int],
        candidate: Candidate,
        seen: tuple[Screening, Screening],
        confirmed: Confirmed,
        readings: Mapping[str, str] | None,
    ) -> tuple[Candidate, Sequence[Screening]]:
        """A candidate, and what versions make of it, without what is only asked of others: of another arm, for one."""
        if not any(screening.out_of_scope for screening in seen):
            return candidate, seen
        unsaid = [change.fact for change in candidate.changes if change.fact not in candidate.typical]
        for facts in (self._foreign(pair, seen), *([fact] for fact in unsaid)):
            less = without(candidate, facts)
            if less is candidate:
                continue
            before, after = screened([self.versions[v] for v in pair], less.record, readings)
            if before is None or after is None or not confirmed(before, after):
                continue
            if all(map(_same, (before, after), seen)):
                candidate, seen = less, (before, after)
        return candidate, seen

    def _foreign(self, pair: tuple[int, int], seen: Sequence[Screening]) -> set[str]:
        """The facts that are asked by criteria alone that do not apply to somebody."""
        asked, foreign = list[int](), list[int]()
        for version, screening in zip(pair, seen, strict=True):
            side = self.joined.sides[version]
            asked += side.scopes.values()
            for name, atom in side.passes.items():
                (foreign if name in screening.out_of_scope else asked).append(atom)
        inputs, circuit = self.joined.circuit.inputs, self.joined.circuit
        cones = [circuit.cone(atoms) for atoms in (asked, foreign)]
        kept, out = (
            facts_behind(self.joined.base, [n for n, atom in inputs.items() if atom in cone]) for cone in cones
        )
        return {*out}.difference(kept)

    def _shown(self, pair: tuple[int, int], candidate: Candidate, seen: Sequence[Screening | None]) -> Witness:
        """A candidate with what both versions make of it, and the results of formulas that decide."""
        read = [None if screening is None else screening.patient for screening in seen]
        usual = [self._usual(candidate.typical)[version] for version in pair]
        results = tuple(deciding([self.versions[version].knowledge_base for version in pair], read, usual))
        return replace(shown(candidate, *seen), results=results)

    def _usual(self, record: Mapping[str, Any]) -> list[Patient | None]:
        """The typical patient whom somebody resembles, as each version reads the record."""
        if id(record) not in self._typical:
            self._typical[id(record)] = patients(self.versions, record)
        return self._typical[id(record)]


def both_read(confirmed: Callable[[Screening, Screening], bool]) -> Confirmed:
    """The same of records that both versions read."""
    return lambda before, after: before is not None and after is not None and confirmed(before, after)


def shown(candidate: Candidate, before: Screening | None, after: Screening | None) -> Witness:
    """A candidate with what both versions make of it; None: the version refuses the record."""
    verdicts = [one.verdict if one is not None else _REFUSED for one in (before, after)]
    blocking = [one.blocking if one is not None else () for one in (before, after)]
    made = Witness(candidate.record, candidate.changes, verdicts[0], verdicts[1], blocking[0], blocking[1])
    return replace(made, alone=True) if not candidate.typical else made


def _same(one: Screening, other: Screening) -> bool:
    """Whether two screenings come to the same: the verdict, and what blocks."""
    return (one.verdict, one.blocking) == (other.verdict, other.blocking)
