"""The independent parts of eligibility: made once for a protocol.

Eligibility is a conjunction: of criteria, and most of these of their conditions. Conditions that
share no input, directly or through a tie, a score, a list or a constraint, can be met or missed
independently of each other. So whatever blocks eligibility blocks one part, and what repairs it
repairs every part: questions about sets of facts are asked part by part, exactly. Readings link
nothing: they are fixed before any such question is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hn2301_asp.explanation.why.index import CircuitIndex
from hn2301_asp.explanation.why.linked import linked
from hn2301_asp.solver.assumptions import Evidence, Scope
from hn2301_asp.solver.ground import met
from hn2301_asp.solver.sharing import Key, Links
from hn2301_asp.solver.space import Space
from hn2301_asp.source.private import Private


class Part(Private, frozen=True):
    """Conditions that belong together: ``literals`` must all hold; ``criteria`` ask for them.

    ``conditions`` names for each literal its criterion.

    ``inputs`` are the circuit's inputs that bear on them, and ``scope`` the quantities and ties.
    """

    number: int
    literals: tuple[int, ...]
    criteria: tuple[str, ...]
    conditions: tuple[tuple[str, int], ...]
    inputs: frozenset[int]
    scope: Scope


class Parts(Private, frozen=True):
    """All parts, and to which one an input atom or a quantity belongs."""

    parts: tuple[Part, ...]
    of_input: dict[int, int]
    of_quantity: dict[str, int]

    def by_fact(self, space: Space, evidence: Evidence) -> dict[str, set[int]]:
        """The parts on which each fact of a patient bears."""
        inputs, found = space.circuit.inputs, dict[str, set[int]]()
        numbers = [(fact, self.of_input.get(inputs[atom])) for fact, atom, _ in evidence.atoms]
        numbers += [(fact, self.of_quantity.get(quantity)) for fact, quantity, _ in evidence.amounts]
        for fact, number in numbers:
            if number is not None:
                found.setdefault(fact, set()).add(number)
        return found


def find_parts(space: Space, index: CircuitIndex, applies: Mapping[str, bool] | None = None) -> Parts:
    """The independent parts of a protocol's eligibility.

    ``applies`` says of some criteria with a scope that they apply, or do not, which is then nothing to be asked.
    """
    links = Links()
    for keys in linked(space, index):
        links.join(keys)
    conditions = list(_conditions(space, index, applies or {}))
    below = {literal: sorted(index.below[abs(literal)] - index.readings) for _, literal in conditions}
    for inputs in below.values():
        links.join(inputs)
    roots: dict[Key | None, list[tuple[str, int]]] = {}
    for criterion, literal in conditions:
        # Conditions on readings alone stand together: nothing of a patient bears on them.
        root = links.root(below[literal][0]) if below[literal] else None
        roots.setdefault(root, []).append((criterion, literal))
    numbers = {root: number for number, root in enumerate(roots)}
    of_input = {atom: numbers[links.root(atom)] for atom in index.input_names if links.root(atom) in numbers}
    names = [*space.base.thresholds.quantities]
    of_quantity = {name: numbers[links.root(name)] for name in names if links.root(name) in numbers}
    parts = tuple(_part(space, numbers[root], found, of_input, of_quantity) for root, found in roots.items())
    return Parts(parts, of_input, of_quantity)


def _part(
    space: Space,
    number: int,
    conditions: Sequence[tuple[str, int]],
    of_input: dict[int, int],
    of_quantity: dict[str, int],
) -> Part:
    return Part(
        number,
        tuple(dict.fromkeys(literal for _, literal in conditions)),
        tuple(dict.fromkeys(criterion for criterion, _ in conditions)),
        tuple(conditions),
        frozenset(atom for atom, part in of_input.items() if part == number),
        Scope(
            frozenset(name for name, part in of_quantity.items() if part == number and name in space.axes),
            tuple(group for group in space.groups if of_quantity.get(group.tie.result) == number),
        ),
    )


def _conditions(space: Space, index: CircuitIndex, applies: Mapping[str, bool]) -> Iterator[tuple[str, int]]:
    """The literals that must all hold for eligibility, each with its criterion."""
    for criterion in space.base.criteria:
        applied = applies.get(criterion.id)
        if applied is False:
            continue
        literal = space.circuit.derived[met(criterion.id)] if applied else space.criteria[criterion.id]
        for condition in _conjuncts(index, literal if criterion.kind == "inclusion" else -literal):
            yield criterion.id, condition


def _conjuncts(index: CircuitIndex, literal: int) -> Iterator[int]:
    """A literal taken apart as long as it is a plain conjunction."""
    atom = abs(literal)
    rules = index.rules.get(atom, ())
    if atom in index.input_names or atom in index.weights or not rules:
        yield literal
    elif literal > 0 and len(rules) == 1:
        for part in rules[0].body:
            yield from _conjuncts(index, part)
    elif literal < 0 and all(len(rule.body) == 1 for rule in rules):
        for rule in rules:
            yield from _conjuncts(index, -rule.body[0])
    else:
        yield literal
