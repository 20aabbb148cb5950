"""Which ways of something some patients show for certain: literals of the circuit that hold together.

What is unknown of a patient must make no difference: each literal holds in every completion. Knows no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import TypeVar

from hn2301_asp.scenarios.side_by_side import SideBySide
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening
from hn2301_asp.solver.assumptions import settled

#: Literals that hold together of whoever shows something.
Way = tuple[int, ...]
_Case = TypeVar("_Case")


def unexercised(
    protocol: Screener,
    screenings: Iterable[Screening],
    cases: Mapping[_Case, Sequence[Way]],
    owners: Mapping[_Case, str],
) -> dict[_Case, Sequence[Way]]:
    """The cases of which no screening shows any way. Of whom the owning criterion does not apply to none counts."""
    waiting = dict(cases)
    alike: dict[tuple[str, ...], list[Screening]] = {}
    for screening in screenings:
        alike.setdefault(screening.out_of_scope, []).append(screening)
    for outside, people in alike.items():
        asked = {case: ways for case, ways in waiting.items() if owners.get(case) not in outside}
        shown = set(_plainly(protocol, people, asked))
        for screening in people:
            left = {case: ways for case, ways in asked.items() if case not in shown}
            if not left:
                break
            shown.update(_certainly(protocol, screening, left))
        waiting = {case: ways for case, ways in waiting.items() if case not in shown}
    return waiting


def exercised(
    protocol: Screener,
    screenings: Sequence[Screening],
    cases: Mapping[_Case, Sequence[Way]],
    owners: Mapping[_Case, str],
) -> list[frozenset[_Case]]:
    """Of each screening the cases of which it shows some way, but for those whose owning criterion does not apply."""
    people = SideBySide(protocol.space, screenings)
    lanes = _lanes(protocol, people, cases)
    found = []
    for screening, lane in zip(screenings, people.lane_of, strict=True):
        asked = {case: ways for case, ways in cases.items() if owners.get(case) not in screening.out_of_scope}
        shown = {case for case in asked if lanes[case] >> lane & 1}
        left = {case: ways for case, ways in asked.items() if case not in shown}
        found.append(frozenset([*shown, *_certainly(protocol, screening, left)]))
    return found


def is_given(protocol: Screener, atom: int) -> bool:
    """Whether an atom is a reading, or follows from readings and tables alone."""
    return atom in protocol.index.readings or protocol.index.static(atom)


def _plainly(
    protocol: Screener, screenings: Iterable[Screening], waiting: Mapping[_Case, Sequence[Way]]
) -> Iterator[_Case]:
    """The cases that somebody shows of whom all is known that they depend on: all patients in one pass."""
    shown = _lanes(protocol, SideBySide(protocol.space, screenings), waiting)
    return (case for case in waiting if shown[case])


def _lanes(protocol: Screener, people: SideBySide, cases: Mapping[_Case, Sequence[Way]]) -> dict[_Case, int]:
    """Of each case the lanes of those who show it, and of whom all is known that it depends on."""
    literals = [literal for ways in cases.values() for way in ways for literal in way]
    certain = people.certain(literals, protocol.index.below)
    return {
        case: reduce(or_, (reduce(and_, map(certain.__getitem__, way), people.everybody) for way in ways), 0)
        for case, ways in cases.items()
    }


def _certainly(protocol: Screener, screening: Screening, waiting: Mapping[_Case, Sequence[Way]]) -> Iterator[_Case]:
    """The cases that a patient shows for certain. One model rules most of them out."""
    literals = screening.assumed.literals
    atoms = {abs(literal) for ways in waiting.values() for way in ways for literal in way}
    model = protocol.space.holding(literals, atoms) or set()
    for case, ways in waiting.items():
        likely = [way for way in ways if all((abs(literal) in model) == (literal > 0) for literal in way)]
        if likely and _certain(protocol, screening, likely):
            yield case


def _certain(protocol: Screener, screening: Screening, ways: Sequence[Way]) -> bool:
    """Whether one of several ways, all shown in one completion, is shown in every completion."""
    space, literals, below = protocol.space, screening.assumed.literals, protocol.index.below
    if settled(space, screening.assumed) and any(
        all(below[abs(literal)] <= space.relevant for literal in way) for way in ways
    ):
        return True
    # What is given of everybody, or by the readings in force, is as it is in the one completion.
    open_ = [[literal for literal in way if not is_given(protocol, abs(literal))] for way in ways]
    single = [literal for way in open_ if len(way) == 1 for literal in way]
    if len(single) == len(ways) > 1 and space.solve([*literals, *(-literal for literal in single)]):
        return False
    return any(not any(space.solve([*literals, -literal]) for literal in way) for way in open_)
