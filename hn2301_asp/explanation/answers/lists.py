"""Lists that a family of facts may turn out to be: one for each difference that a list can make.

A family of thirty drugs allows a thousand million lists; few of them differ in what they mean.
Lists of no item, one, two, and all items are tried on the circuit, everything else being false and
then true; of those that derive the same, the first stands for all. Of items that are alike two are tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from functools import cached_property, reduce
from itertools import combinations, islice
from operator import or_

from hn2301_asp.explanation.answers.alike import kinds_of
from hn2301_asp.explanation.why.index import CircuitIndex
from hn2301_asp.knowledge.vocabulary.model import Family
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.straight import Stage, Wiring
from hn2301_asp.source.private import Private


class Lists(Private, frozen=True, dict=True):
    """Lists that mean the same to every rule, as the kinds of their items; None is the list of all.

    Items of one kind are alike: which of them a list names does not matter.
    """

    names: tuple[str, ...]
    kinds: Mapping[str, int]
    kindred: tuple[tuple[int, ...] | None, ...]

    def first(self, usable: Container[str]) -> tuple[str, ...] | None:
        """The shortest of the lists that names none but usable items, and of these the first; None: there is none."""
        there = {kind for name, kind in self.kinds.items() if name in usable}
        for some in self._by_size:
            known = (kinds for kinds in some if kinds is None or there.issuperset(kinds))
            found = [items for kinds in known if (items := self._first(kinds, usable)) is not None]
            if found:
                return tuple(self.names[number] for number in min(found))
        return None

    @cached_property
    def _by_size(self) -> list[list[tuple[int, ...] | None]]:
        """The lists in groups of as many items, the shortest first."""
        found: dict[int, list[tuple[int, ...] | None]] = {}
        for kinds in self.kindred:
            found.setdefault(len(self.names if kinds is None else kinds), []).append(kinds)
        return [found[size] for size in sorted(found)]

    @cached_property
    def _of_kind(self) -> dict[int, list[int]]:
        """The items of every kind, by their places."""
        found: dict[int, list[int]] = {}
        for number, name in enumerate(self.names):
            found.setdefault(self.kinds[name], []).append(number)
        return found

    def _first(self, kinds: tuple[int, ...] | None, usable: Container[str]) -> tuple[int, ...] | None:
        """The places of the first usable items of some kinds; all places where every item is usable; else None."""
        if kinds is None:
            return tuple(range(len(self.names))) if all(name in usable for name in self.names) else None
        items = list[int]()
        for kind, number in Counter(kinds).items():
            found = [*islice((item for item in self._of_kind[kind] if self.names[item] in usable), number)]
            if len(found) < number:
                return None
            items += found
        return tuple(sorted(items))


def telling_lists(space: Space, index: CircuitIndex, family: Family, readings: Mapping[str, str]) -> tuple[Lists, ...]:
    """Lists of items in groups, the shortest first; those of one group mean the same to every rule."""
    chosen = {space.readings[choice] for choice in readings.items()}
    own = {space.circuit.inputs[f"{family.name}({item})"] for item in family.items}
    above = [a for a in index.below if a not in index.input_names and not own.isdisjoint(index.below[a])]
    # A rule's instance for one item means nothing by itself; what rules derive from it does.
    telling = [atom for atom in above if len(index.below[atom] & own) > 1 or not _of_one_item(index, atom)]
    telling += sorted(atom for atom in own if asked_by_name(index, atom))
    others = set(index.input_names) - own - index.readings
    kinds = kinds_of(space.base, family)
    groups: dict[object, list[tuple[int, ...] | None]] = {}
    tried = list(_lists(family, kinds))
    once = len(tried)
    every = (1 << 2 * once) - 1
    # Each list is a lane, once with everything else false and once with it true.
    lanes = dict.fromkeys(chosen, every) | dict.fromkeys(others, every >> once << once)
    for lane, (items, _) in enumerate(tried):
        for item in items:
            atom = space.circuit.inputs[f"{family.name}({item})"]
            lanes[atom] = lanes.get(atom, 0) | (1 << lane | 1 << once + lane)
    inputs = sorted(index.input_names)
    wiring = Wiring(space.circuit)
    asked = [[atom] if atom else wiring.constraints for atom in telling]  # 0 says that a constraint is violated.
    stage = Stage(wiring, inputs, [atom for atoms in asked for atom in atoms])
    told = dict(zip(stage.outputs, stage.run(every, [lanes.get(atom, 0) for atom in inputs]), strict=True))
    found = [reduce(or_, (told[atom] for atom in atoms), 0) for atoms in asked]
    for lane, (_, kindred) in enumerate(tried):
        meaning = tuple(
            frozenset(atom for atom, holds in zip(telling, found, strict=True) if holds >> at & 1)
            for at in (lane, once + lane)
        )
        groups.setdefault(meaning, []).append(kindred)
    return tuple(Lists(tuple(family.items), kinds, tuple(found)) for found in groups.values())


def _of_one_item(index: CircuitIndex, atom: int) -> bool:
    """Whether an atom is a rule's instance, or follows from instances of rules that speak of every item alike."""
    if atom in index.written:
        return True
    steps = [
        rule.body[0] for rule in index.rules.get(atom, ()) if len(rule.body) == 1 and rule.body[0] in index.written
    ]
    return bool(steps) and "(" in (index.names.get(atom) or "") and all(_instances(index)[s] > 1 for s in steps)


def _instances(index: CircuitIndex) -> dict[int, int]:
    """How many instances the rule of each step has."""
    key = "instances"
    if key not in index.remembered:
        number = Counter(rule.number for rule in index.written.values())
        index.remembered[key] = {step: number[rule.number] for step, rule in index.written.items()}
    found: dict[int, int] = index.remembered[key]
    return found


def _lists(family: Family, kinds: Mapping[str, int]) -> Iterator[tuple[tuple[str, ...], tuple[int, ...] | None]]:
    """A list for every combination of kinds, the first that is one, with these; and the list of all items."""
    names, seen = tuple(family.items), set[tuple[int, ...]]()
    met = Counter[int]()
    few = list[str]()
    for name in names:
        if met[kinds[name]] < 2:
            few.append(name)
        met[kinds[name]] += 1
    for size in range(min(3, len(names))):
        for items in combinations(few, size):
            kindred = tuple(sorted(kinds[item] for item in items))
            if kindred not in seen:
                seen.add(kindred)
                yield items, kindred
    yield names, None


def asked_by_name(index: CircuitIndex, atom: int) -> bool:
    """Whether a written rule names the item itself: it has one instance, and the item is in it."""
    key = "named inputs"
    if key not in index.remembered:
        instances = Counter(rule.number for rule in index.written.values())
        single = [step for step, rule in index.written.items() if instances[rule.number] == 1]
        bodies = [rule.body for step in single for rule in index.rules.get(step, ())]
        index.remembered[key] = frozenset(abs(literal) for body in bodies for literal in body)
    return atom in index.remembered[key]
