"""One part of eligibility, asked about a patient of whom only some facts are held.

Facts are bits of a mask, so that sets of facts are numbers; what a mask amounts to is worked out
once. A fact that is not held is free, or replaced by what it is still known to be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import or_

from hn2301_asp.explanation.answers.facts_as_one import Unit
from hn2301_asp.explanation.answers.parts import Part
from hn2301_asp.solver.assumptions import Evidence, assume_within
from hn2301_asp.solver.minimal import shrink
from hn2301_asp.solver.space import Space


class HeldFacts:
    """Whether a part's conditions can all hold, for any choice of the facts that are held.

    ``freed`` is what a fact that is not held still says (nothing, where it is not in it), and
    ``worlds`` are assumptions of which one must do, beside the readings.
    """

    def __init__(
        self,
        space: Space,
        part: Part,
        evidence: Evidence,
        units: Sequence[Unit],
        readings: Mapping[str, str],
        freed: Mapping[str, Evidence] | None = None,
        worlds: Sequence[Sequence[int]] = ((),),
    ) -> None:
        self.space = space
        self.part = part
        self.units = units
        self.all = (1 << len(units)) - 1
        self.readings = [space.readings[choice] for choice in readings.items()]
        self.question = [*self.readings, *part.literals]
        self.worlds = worlds
        self.said = [evidence.only(unit.facts) for unit in units]
        self.freed = [(freed or {}).get(unit.name, Evidence((), ())) for unit in units]
        self.owners = self._owners()
        self.known: dict[int, tuple[int, ...]] = {}
        self.answers: dict[int, int | None] = {}

    def literals(self, held: int) -> tuple[int, ...]:
        """What the facts held amount to, as assumptions."""
        if held not in self.known:
            chosen = [self.said[n] if held >> n & 1 else self.freed[n] for n in range(len(self.units))]
            joined = Evidence(
                tuple(entry for one in chosen for entry in one.atoms),
                tuple(entry for one in chosen for entry in one.amounts),
            )
            self.known[held] = assume_within(self.space, joined, self.part.scope)
        return self.known[held]

    def possible(self, held: int, further: Sequence[int] = ()) -> bool:
        """Whether the part can hold with the facts held and further assumptions."""
        return any(self.space.solve([*self.literals(held), *self.question, *world, *further]) for world in self.worlds)

    def blocking(self, held: int) -> int | None:
        """Facts among those held that rule the part out; None where it can hold."""
        if held not in self.answers:
            self.answers[held] = self._ask(held)
        return self.answers[held]

    def _ask(self, held: int) -> int | None:
        found = self.blamed([*self.literals(held), *self.question], lambda literal: self._owner(abs(literal)))
        return None if found is None else found & held

    def blamed(self, assumptions: Sequence[int], owner: Callable[[int], int]) -> int | None:
        """The owners of assumptions that cannot all be, in any world; None where they can."""
        blamed = 0
        for world in self.worlds:
            core = self.space.core([*assumptions, *world])
            if core is None:
                return None
            for literal in core:
                blamed |= owner(literal)
        return blamed

    def smallest(self, held: int) -> int | None:
        """A minimal set among the facts held that rules the part out; None where they do not."""
        return shrink(held, 0, self.blocking)

    def names(self, mask: int) -> tuple[str, ...]:
        return tuple(unit.name for number, unit in enumerate(self.units) if mask >> number & 1)

    def _owner(self, atom: int) -> int:
        """The facts from which an assumption may come; what ties exclude together is known once it was asked for."""
        if atom not in self.owners and (exclusion := self.space.excluded_by.get(atom)) is not None:
            masks = [self.speaks.get(name, 0) for name in exclusion.quantities]
            masks += [self.owners.get(self.space.circuit.inputs[fact], 0) for fact in exclusion.facts]
            self.owners[atom] = reduce(or_, masks, 0)
        return self.owners.get(atom, 0)

    def _owners(self) -> dict[int, int]:
        """The facts from which an assumption may come: at least those that it needs."""
        space, owners = self.space, dict[int, int]()
        speaks: dict[str, int] = {}
        for number, (said, freed) in enumerate(zip(self.said, self.freed, strict=True)):
            for _, atom, _ in said.atoms:
                literal = space.circuit.inputs[atom]
                owners[literal] = owners.get(literal, 0) | 1 << number
            for _, quantity, _ in (*said.amounts, *freed.amounts):
                speaks[quantity] = speaks.get(quantity, 0) | 1 << number
        self.speaks = speaks
        for tie in (*space.linked, *(group.tie for group in self.part.scope.groups)):
            masks = [speaks.get(name, 0) for name in (tie.result, *tie.quantities)]
            masks += [owners.get(space.circuit.inputs[fact], 0) for fact in tie.facts]
            if any(masks):
                speaks[tie.result] = reduce(or_, masks)
        for group in self.part.scope.groups:
            for combination in group.combinations:
                owners[combination.blocked] = speaks.get(group.tie.result, 0)
        for quantity, mask in speaks.items():
            for region in space.regions.get(quantity, ()):
                owners[region] = owners.get(region, 0) | mask
        for (quantity, _), sum_atom in space.sums.items():
            owners[sum_atom] = owners.get(sum_atom, 0) | speaks.get(quantity, 0)
        return owners


def worlds(space: Space, part: Part) -> list[list[int]]:
    """Assumptions under which what was not measured as asked for counts as the lowest that it can be."""
    found: list[list[int]] = [[]]
    for group in part.scope.groups:
        if group.tie.formula is None:
            when = space.circuit.inputs[group.tie.facts[0]]
            lowest = space.regions[group.tie.result][space.open_regions[group.tie.result][0]]
            found = [[*world, *more] for world in found for more in ([when], [-when, lowest])]
    return found
