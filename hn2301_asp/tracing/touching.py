"""Which scenarios touch what: the word is defined once, in ``model.TOUCHES``. Nothing is judged here.

The cases are those that `hn2301 test` asks for: what no scenario touches there is touched by none here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.scenarios.limits import sides_shown
from hn2301_asp.scenarios.model import Outcome
from hn2301_asp.scenarios.rule_cases import cases_shown
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening

_T = TypeVar("_T")


class Touched(Struct, frozen=True):
    """The scenarios, by their places among all, that touch each threshold, side of a limit, case of a rule, reading.

    Thresholds are named as their authors do, rules by their numbers. ``fixed`` are rules that are the same for
    everybody, ``readings`` those in force in each scenario.
    """

    decided: Mapping[str, tuple[int, ...]]
    sides: Mapping[tuple[str, str], tuple[int, ...]]
    cases: Mapping[tuple[int, str], tuple[int, ...]]
    depends: Mapping[str, tuple[int, ...]]
    taken: Mapping[str, tuple[int, ...]]
    fixed: frozenset[int]
    readings: tuple[Mapping[str, str], ...]


def touched(protocol: Screener, outcomes: Sequence[Outcome]) -> Touched:
    """What each of some outcomes touches; one that was refused or is contradictory touches nothing."""
    base = protocol.knowledge_base
    people = [
        (number, outcome.screening)
        for number, outcome in enumerate(outcomes)
        if outcome.screening is not None and outcome.screening.verdict != "contradictory"
    ]
    numbers, screenings = [number for number, _ in people], [screening for _, screening in people]
    sides = ({(called(base, name), side) for name, side in shown} for shown in sides_shown(protocol, screenings))
    return Touched(
        _gathered(numbers, (_decided(protocol, screening) for screening in screenings)),
        _gathered(numbers, sides),
        _gathered(numbers, cases_shown(protocol, screenings)),
        _gathered(numbers, ({r for other in s.depends_on_reading for r in other.readings} for s in screenings)),
        _gathered(numbers, (_taken(base, screening) for screening in screenings)),
        _fixed(protocol),
        tuple({} if one.screening is None else one.screening.readings for one in outcomes),
    )


def called(base: KnowledgeBase, threshold: str) -> str:
    """What an author calls a threshold: one of an item by the name of those of all."""
    gate = base.thresholds.gate_of(threshold)
    return threshold if gate is None else gate.name


def _decided(protocol: Screener, screening: Screening) -> Iterator[str]:
    """The thresholds of which a record settles whether they hold; of an item that does not hold nothing is settled."""
    base, assumed = protocol.knowledge_base, screening.assumed
    held = {atom for _, atom, holds in screening.patient.evidence.atoms if holds}
    left: dict[int, str] = {}
    for name, threshold in base.thresholds.thresholds.items():
        item = base.thresholds.quantities[threshold.quantity].of_item
        if threshold.owner in screening.out_of_scope or (item is not None and f"{item[0]}({item[1]})" not in held):
            continue
        if assumed.holds(name) is not None:
            yield called(base, name)
        else:
            left[protocol.space.circuit.inputs[name]] = called(base, name)
    for atom, status in protocol.space.settle(assumed.literals, left).items() if left else ():
        if not (status.can_hold and status.can_fail):
            yield left[atom]


def _fixed(protocol: Screener) -> frozenset[int]:
    """The rules all of whose instances follow from readings and tables."""
    index, steps = protocol.index, protocol.space.circuit.steps
    return frozenset(steps.values()) - {n for step, n in steps.items() if not index.below[step] <= index.readings}


def _taken(base: KnowledgeBase, screening: Screening) -> Iterator[str]:
    return (name for name, value in screening.readings.items() if value != base.readings[name].default)


def _gathered(numbers: Sequence[int], found: Iterable[Iterable[_T]]) -> dict[_T, tuple[int, ...]]:
    """Who shows each thing, in order."""
    who: dict[_T, list[int]] = {}
    for number, shown in zip(numbers, found, strict=True):
        for one in dict.fromkeys(shown):
            who.setdefault(one, []).append(number)
    return {one: tuple(those) for one, those in who.items()}
