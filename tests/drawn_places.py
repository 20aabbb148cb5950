"""Thresholds at random on one quantity of few places, against all places that a record leaves open, by hand."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hn2301_asp.api import Protocol, compare
from tests.one_criterion import base, status


@dataclass(frozen=True)
class Places:
    """A quantity by its field, its places as witnesses write them, what tests mean and what records may say."""

    vocabulary: Mapping[str, str]
    field: str
    written: tuple[str, ...]
    tests: Mapping[str, set[int]]
    records: tuple[tuple[Any, set[int]], ...]


@dataclass(frozen=True)
class Drawn:
    """Two tests, and whether the criterion wants each or its opposite."""

    of: Places
    tests: tuple[str, ...]
    wanted: tuple[bool, ...]

    def protocol(self) -> Protocol:
        one, other = self.tests
        body = ", ".join(f"{'' if holds else 'not '}{name}" for name, holds in zip("pq", self.wanted, strict=True))
        return base(f'p {one} "q"\nq {other} "q"\n', f'met("C-1") :- {body}.\n', self.of.vocabulary)

    def met(self, place: int) -> bool:
        return all((place in self.of.tests[test]) == holds for test, holds in zip(self.tests, self.wanted, strict=True))


def draw(of: Places, rng: random.Random) -> Drawn:
    return Drawn(of, tuple(rng.sample([*of.tests], 2)), tuple(rng.random() < 0.6 for _ in range(2)))


def agree(of: Places, seeds: Iterable[int]) -> Counter[str]:
    """Asserts each verdict and each proof that nobody gains or loses, and counts the verdicts."""
    found: Counter[str] = Counter()
    for seed in seeds:
        rng = random.Random(f"{of.field} {seed}")
        before, after = draw(of, rng), draw(of, rng)
        tried = before.protocol()
        for raw, places in (*of.records, (None, set(range(len(of.written))))):
            expected = {before.met(place) for place in places}
            wanted = "unknown" if len(expected) == 2 else "met" if True in expected else "not_met"
            assert status(tried, {} if raw is None else {of.field: raw}) == wanted, (seed, before, raw)
            found[wanted] += 1
        overall = compare(tried, after.protocol()).overall
        sides = {(before.met(place), after.met(place)) for place in range(len(of.written))}
        assert (overall.gains.nobody, overall.loses.nobody) == ((False, True) not in sides, (True, False) not in sides)
        for side, wanted_sides in ((overall.gains, (False, True)), (overall.loses, (True, False))):
            if side.witness is not None:
                place = of.written.index(str(side.witness.record[of.field]))
                assert (before.met(place), after.met(place)) == wanted_sides
    return found
