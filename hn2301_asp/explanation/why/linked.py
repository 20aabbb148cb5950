"""What of a protocol's inputs and quantities has to do with one another, and what is open of some of them.

What is known of a patient elsewhere says nothing of them: patients who are alike in them are alike in what is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from hn2301_asp.explanation.why.index import CircuitIndex
from hn2301_asp.solver.assumptions import Assumed
from hn2301_asp.solver.sharing import Key, Links
from hn2301_asp.solver.space import Space, Status
from hn2301_asp.source.remembered import remembered

#: So many answers are remembered.
_REMEMBERED: Final = 1_024


def linked(space: Space, index: CircuitIndex) -> Iterator[list[Key]]:
    """Inputs and quantities that some fact, list, score, tie or constraint speaks of together."""
    inputs, vocabulary = space.circuit.inputs, space.base.vocabulary
    for name, threshold in space.base.thresholds.thresholds.items():
        yield [inputs[name], threshold.quantity]
    for choice in vocabulary.choices.values():
        yield [inputs[f"{choice.name}({value})"] for value in choice.values]
    for family in vocabulary.families.values():
        yield [inputs[f"{family.name}({item})"] for item in family.items]
    for score in vocabulary.scores.values():
        yield [*score.totals, *(inputs[f"{score.family}({item})"] for item in score.items)]
    for doses in vocabulary.doses.values():
        items = vocabulary.families[doses.closing_list].items
        yield [doses.adds_up_to, *(inputs[f"{doses.closing_list}({item})"] for item in items)]
    # A drug's factor is one number in all sums.
    yield [doses.adds_up_to for doses in vocabulary.doses.values()]
    for quantity in vocabulary.quantities.values():
        if quantity.since is not None:
            yield [f"since {quantity.since}", quantity.name]
    for tie in (*space.linked, *(group.tie for group in space.groups)):
        yield [tie.result, *tie.quantities, *(inputs[fact] for fact in tie.facts)]
    for constraint in index.rules.get(0, ()):
        below = frozenset[int]().union(*(index.below[abs(literal)] for literal in constraint.body))
        yield sorted(below - index.readings)


class Linked:
    """The inputs and quantities of a protocol in groups that have nothing to do with one another."""

    def __init__(self, space: Space, index: CircuitIndex) -> None:
        self.space = space
        links = Links()
        for keys in linked(space, index):
            links.join(keys)
        #: Of each literal's atom the group; what belongs to none says something of several.
        self._group: dict[int, Key] = {a: links.root(a) for a in index.input_names if a not in index.readings}
        for quantity, atoms in space.regions.items():
            self._group |= dict.fromkeys(atoms, links.root(quantity))
        self._settled: dict[tuple[frozenset[int], tuple[int, ...]], dict[int, Status]] = {}

    def settle(self, assumed: Assumed, asked: Iterable[int]) -> dict[int, Status]:
        """The exact status of some inputs of a patient who does not contradict himself: group by group."""
        groups: dict[Key, list[int]] = {}
        for atom in asked:
            groups.setdefault(self._group[atom], []).append(atom)
        found: dict[int, Status] = {}
        for group, atoms in groups.items():
            told = [literal for literal in assumed.literals if self._group.get(abs(literal), group) == group]
            key = frozenset(told), tuple(atoms)
            if key not in self._settled:
                remembered(self._settled, key, self.space.settle(told, atoms), _REMEMBERED)
            found |= self._settled[key]
        return found


def linked_of(space: Space, index: CircuitIndex) -> Linked:
    """The groups of a protocol, made once."""
    if "linked" not in index.remembered:
        index.remembered["linked"] = Linked(space, index)
    found: Linked = index.remembered["linked"]
    return found
