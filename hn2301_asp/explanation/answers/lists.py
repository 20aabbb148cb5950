"""Lists that a family of facts may turn out to be: one for each difference that a list can make.

A family of thirty drugs allows a thousand million lists; few of them differ in what they mean.
Lists of no item, one, two, and all items are tried on the circuit, everything else being false and
then true; of those that derive the same, the first stands for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from hn2301_asp.explanation.why.index import CircuitIndex, Truth
from hn2301_asp.knowledge.vocabulary.model import Family
from hn2301_asp.solver.space import Space


def telling_lists(
    space: Space, index: CircuitIndex, family: Family, readings: Mapping[str, str]
) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Lists of items in groups, the shortest first; those of one group mean the same to every rule."""
    chosen = {space.readings[choice] for choice in readings.items()}
    own = {space.circuit.inputs[f"{family.name}({item})"] for item in family.items}
    above = [a for a in index.below if a not in index.input_names and not own.isdisjoint(index.below[a])]
    # A rule's instance for one item means nothing by itself; what rules derive from it does.
    telling = [atom for atom in above if atom not in index.written or len(index.below[atom] & own) > 1]
    telling += sorted(atom for atom in own if asked_by_name(index, atom))
    others = set(index.input_names) - own - index.readings
    groups: dict[object, list[tuple[str, ...]]] = {}
    for items in _lists(family):
        held = {space.circuit.inputs[f"{family.name}({item})"] for item in items} | chosen
        meaning = tuple(
            frozenset(atom for atom in telling if truth.value(atom))
            for truth in (_with(index, held), _with(index, held | others))
        )
        groups.setdefault(meaning, []).append(items)
    return tuple(tuple(lists) for lists in groups.values())


def _lists(family: Family) -> Iterator[tuple[str, ...]]:
    names = tuple(family.items)
    for size in range(min(3, len(names))):
        yield from combinations(names, size)
    yield names


def asked_by_name(index: CircuitIndex, atom: int) -> bool:
    """Whether a written rule names the item itself: it has one instance, and the item is in it."""
    key = "named inputs"
    if key not in index.remembered:
        instances = Counter(rule.number for rule in index.written.values())
        single = [step for step, rule in index.written.items() if instances[rule.number] == 1]
        bodies = [rule.body for step in single for rule in index.rules.get(step, ())]
        index.remembered[key] = frozenset(abs(literal) for body in bodies for literal in body)
    return atom in index.remembered[key]


def _with(index: CircuitIndex, held: set[int]) -> Truth:
    """The circuit where exactly some inputs hold."""
    return Truth(index, {atom: atom in held for atom in index.input_names})
