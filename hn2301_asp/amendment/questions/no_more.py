"""Criteria that came to say no more than one of their limits: the very patients meet both. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Unless
from hn2301_asp.amendment.questions.redundancy import redundancies
from hn2301_asp.amendment.questions.unless import passes_after, unless
from hn2301_asp.comparison.words import test_in_words
from hn2301_asp.screening import Screening


class NoMore(Struct, frozen=True):
    """A criterion that is met by those who meet a limit, and by nobody else; ``ways`` would be others, of either kind.

    ``words`` are the limit's.
    """

    criterion: str
    limit: str
    words: str
    ways: tuple[tuple[int, int], tuple[int, int]]


def no_more_than(case: Case) -> Iterator[NoMore]:
    """Criteria that say no more than a limit, and did not before."""
    search, circuit, before = case.search, case.comparer.joined.circuit, case.side_before
    by_itself = {found.criterion for found in redundancies(case) if not found.through and not found.vacuous}
    thresholds = case.comparer.joined.base.thresholds.thresholds
    for name in case.reachable:
        passes = case.side.passes[name]
        cone = circuit.cone([passes])
        asked = [limit for limit in thresholds if circuit.inputs[limit] in cone]
        if len(asked) < 2 or name in by_itself or search.nobody([passes]):
            continue
        for limit in _met_by_the_same(case, passes, asked):
            literal = circuit.inputs[limit]
            earlier = None if before is None else before.passes[name]
            if earlier is not None and any(True for _ in _met_by_the_same(case, earlier, thresholds)):
                continue
            ways = (passes, -literal), (literal, -passes)
            yield NoMore(name, limit, test_in_words(search, limit, holds=True), ways)
            break


def differing(case: Case, found: NoMore) -> tuple[Unless, ...]:
    """The readings under which somebody meets one and not the other."""
    passing = case.comparer.passing(case.now, found.criterion)

    def fails(_: Screening, after: Screening) -> bool:
        return passing(after) is False

    name, (without, alone) = found.criterion, found.ways
    return (
        *unless(case, without, f"somebody passes {name} without it", passes_after(case, [name])),
        *unless(case, alone, f"somebody with it does not pass {name}", fails),
    )


def _met_by_the_same(case: Case, passes: int, limits: Iterable[str]) -> Iterator[str]:
    """The limits that the very patients meet who pass a criterion."""
    search, inputs = case.search, case.comparer.joined.circuit.inputs
    literals = {limit: inputs[limit] for limit in limits}
    only = search.certain([-passes], [-literal for literal in literals.values()])
    yield from (name for name, literal in literals.items() if -literal in only and search.nobody([passes, -literal]))
