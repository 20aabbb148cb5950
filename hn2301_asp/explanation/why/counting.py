"""Conditions that ask how many of several things hold: `at least two`, `at most two`, `any number but four`.

The grounder makes of each such condition several rules that count the same things to different
bounds. Here they are one question again: for which numbers does it hold? Knows no patient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from hn2301_asp.explanation.why.index import CircuitIndex, Truth
from hn2301_asp.solver.ground import WeightRule
from hn2301_asp.source.private import Private

#: Whether a literal holds whatever the patient is; None where that depends on the patient.
Given = Callable[[int], bool | None]
#: Numbers from the first to the last; None: any number from the first on.
Range = tuple[int, int | None]


class Counting(Private, frozen=True):
    """What is counted, with its weights, and the numbers for which a literal holds."""

    counted: WeightRule
    holds: tuple[Range, ...]


def counting(index: CircuitIndex, given: Given, literal: int) -> Counting | None:
    """The counting that a literal amounts to; None where it asks for more than one number."""
    weights = {weight.head: weight for weight in _weights(index, given, abs(literal))}
    if len({_counted(index, weight) for weight in weights.values()}) != 1:
        return None
    first = next(iter(weights.values()))
    total = sum(points for _, points in first.body)
    turns = sorted({0, *(bound for w in weights.values() for bound in (w.bound,) if 0 < bound <= total)})
    inputs = {**dict.fromkeys(index.input_names), **{atom: given(atom) for atom in index.readings}}
    counts = [{head: number >= weight.bound for head, weight in weights.items()} for number in turns]
    truths = [Truth(index, {**inputs, **reached}).value(literal) for reached in counts]
    if None in truths:
        return None
    holds: list[Range] = []
    for at, (start, truth) in enumerate(zip(turns, truths, strict=True)):
        end = turns[at + 1] - 1 if at + 1 < len(turns) else None
        if truth and holds and at and truths[at - 1]:
            holds[-1] = (holds[-1][0], end)
        elif truth:
            holds.append((start, end))
    return Counting(first, tuple(holds))


def _weights(index: CircuitIndex, given: Given, atom: int) -> Iterator[WeightRule]:
    """The counting rules that an atom rests on, above what they count."""
    waiting, seen = [atom], set[int]()
    while waiting:
        one = waiting.pop()
        if one in seen or given(one) is not None:
            continue
        seen.add(one)
        weight = index.weights.get(one)
        if weight is not None:
            yield weight
        else:
            bodies = [rule.body for rule in index.rules.get(one, ())]
            waiting += [abs(part) for body in bodies if not any(_denied(given, part) for part in body) for part in body]


def _counted(index: CircuitIndex, weight: WeightRule) -> object:
    """What a rule counts, by its meaning: each bound has auxiliary atoms of its own for the same things."""
    return frozenset(Counter((_meaning(index, abs(part)), part > 0, points) for part, points in weight.body).items())


def _meaning(index: CircuitIndex, atom: int) -> object:
    """An atom that has a name; for one without, what derives it."""
    if atom in index.input_names or atom in index.names or atom in index.weights:
        return atom
    bodies = [rule.body for rule in index.rules.get(atom, ())]
    return frozenset(frozenset((_meaning(index, abs(part)), part > 0) for part in body) for body in bodies)


def _denied(given: Given, literal: int) -> bool:
    return given(abs(literal)) is (literal < 0)
