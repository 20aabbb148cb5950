"""The circuit in stages: for each family of facts one from its items, and one from what these show to the rest.

So an open list is one module of the rest: what matters of it are the patterns that it can show, not its items.
No patient is known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.solver.ground import Circuit
from hn2301_asp.solver.known import bits
from hn2301_asp.solver.straight import Stage, Wiring

#: Who owns an atom that no family alone does: it always comes out the same under a reading, or others decide too.
_NOBODY, _OTHERS = "", "*"
_NO_FAMILY = frozenset({_NOBODY, _OTHERS})


class FamilyStage(Struct, frozen=True):
    """What the items of a family show: atoms that follow from them (and from ``readings``) alone.

    ``items`` and ``choices`` (the readings' atoms) are its inputs, in this order; ``bits`` say what is known of
    the items.
    """

    name: str
    items: tuple[int, ...]
    choices: tuple[int, ...]
    readings: tuple[str, ...]
    bits: int
    stage: Stage


class Stages:
    """A protocol's circuit, split. ``outputs`` are ``told`` and then the constraints.

    ``told`` are the criteria, in their order, and then whether each of those with a scope applies.

    ``reach`` says of an input of the main stage which outputs depend on it, a bit for each.
    """

    def __init__(self, base: KnowledgeBase, circuit: Circuit) -> None:
        self.wiring = wiring = Wiring(circuit)
        self.criteria = tuple(circuit.criterion(criterion.id) for criterion in base.criteria)
        self.told = (*self.criteria, *circuit.scopes(base.criteria).values())
        choices = {
            circuit.inputs[f"reading({reading.id},{value})"]: reading.id
            for reading in base.readings.values()
            for value in reading.values
        }
        items = {
            circuit.inputs[f"{family.name}({item})"]: family.name
            for family in base.vocabulary.families.values()
            for item in family.items
        }
        inputs = frozenset(circuit.inputs.values())
        wiring.put_in_place(self.told)
        owners = self._owners(items, choices, (*self.told, *wiring.constraints))
        self._gather(owners)
        self.outputs = (*self.told, *wiring.constraints)
        shown = self._shown(owners)
        ends = inputs | shown.keys()
        main = [atom for atom in wiring.order(self.outputs, frozenset(ends)) if atom in ends]
        self.main = Stage(self.wiring, main, self.outputs)
        self.families = {
            name: self._family(name, tuple(atom for atom in main if shown.get(atom) == name), inputs, choices)
            for name in dict.fromkeys(shown.values())
        }
        self.reach = self._reach(frozenset(main))

    def _owners(self, items: Mapping[int, str], choices: Mapping[int, str], outputs: Sequence[int]) -> dict[int, str]:
        """Whose items alone an atom depends on: a family's, nobody's (readings and what always holds), or others'."""
        owners: dict[int, str] = {}
        for atom in self.wiring.order(outputs, frozenset()):
            if atom in items:
                owners[atom] = items[atom]
            elif atom in choices:
                owners[atom] = _NOBODY
            else:
                used = {owners[other] for other in self.wiring.below(atom)} - {_NOBODY}
                derived = atom in self.wiring.bodies or atom in self.wiring.weights
                owners[atom] = used.pop() if len(used) == 1 else _OTHERS if used or not derived else _NOBODY
        return owners

    def _gather(self, owners: dict[int, str]) -> None:
        """Bodies of one head that differ in a family's atoms only become one, with an atom of the family's own."""
        wiring = self.wiring
        others = [atom for atom, owner in owners.items() if owner == _OTHERS and atom in wiring.bodies]
        single = [atom for atom in wiring.constraints if atom in others]
        for atom in others:
            if atom not in single:
                wiring.bodies[atom] = self._gathered(wiring.bodies[atom], owners)
        if single:
            gathered = self._gathered([wiring.bodies.pop(atom)[0] for atom in single], owners)
            wiring.constraints = [atom for atom in wiring.constraints if atom not in single]
            for body in gathered:
                atom = wiring.constraint()
                wiring.bodies[atom], owners[atom] = [body], _OTHERS

    def _gathered(self, bodies: Sequence[tuple[int, ...]], owners: dict[int, str]) -> list[tuple[int, ...]]:
        for family in sorted({owners[abs(literal)] for body in bodies for literal in body} - {_NOBODY, _OTHERS}):
            groups: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
            for body in bodies:
                own = tuple(literal for literal in body if owners[abs(literal)] in (family, _NOBODY))
                own = own if any(owners[abs(literal)] == family for literal in own) else ()
                groups.setdefault(tuple(sorted({*body} - {*own})), []).append(own)
            bodies = []
            for rest, parts in groups.items():
                if parts[0] and (len(parts) > 1 or len(parts[0]) > 1 or parts[0][0] < 0) and () not in parts:
                    atom = self.wiring.new()
                    self.wiring.bodies[atom], owners[atom] = parts, family
                    bodies.append((*rest, atom))
                else:
                    bodies += [(*rest, *part) for part in parts]
        return list(bodies)

    def _shown(self, owners: Mapping[int, str]) -> dict[int, str]:
        """The atoms of families that others use, with the family."""
        shown = {atom: owners[atom] for atom in self.outputs if owners[atom] not in _NO_FAMILY}
        for atom, owner in owners.items():
            if owner == _OTHERS:
                shown |= {o: owners[o] for o in self.wiring.below(atom) if owners[o] not in _NO_FAMILY}
        return shown

    def _family(
        self, name: str, shown: tuple[int, ...], inputs: frozenset[int], choices: Mapping[int, str]
    ) -> FamilyStage:
        used = [atom for atom in self.wiring.order(shown, inputs) if atom in inputs]
        items = tuple(atom for atom in used if atom not in choices)
        read = tuple(atom for atom in used if atom in choices)
        readings = tuple(dict.fromkeys(choices[atom] for atom in read))
        return FamilyStage(name, items, read, readings, bits(items), Stage(self.wiring, (*items, *read), shown))

    def _reach(self, main: frozenset[int]) -> dict[int, int]:
        reach = dict.fromkeys(self.wiring.order(self.outputs, main), 0)
        for number, atom in enumerate(self.outputs):
            reach[atom] |= 1 << number
        for atom in reversed(list(reach)):
            if atom not in main:
                for other in self.wiring.below(atom):
                    reach[other] |= reach[atom]
        return {atom: reach[atom] for atom in main}


#: The stages that were asked for last, with what they were made of.
_KNOWN: list[tuple[tuple[object, ...], Stages]] = []
_MOST_KNOWN = 4


def stages_of(base: KnowledgeBase, circuit: Circuit) -> Stages:
    """The stages of a protocol's circuit; versions with the same rules share them, whatever their numbers are."""
    families = {family.name: tuple(family.items) for family in base.vocabulary.families.values()}
    readings = {reading.id: tuple(reading.values) for reading in base.readings.values()}
    asked = (tuple(criterion.id for criterion in base.criteria), readings, families, circuit)
    for known, stages in _KNOWN:
        if known == asked:
            return stages
    stages = Stages(base, circuit)
    _KNOWN[:] = [(asked, stages), *_KNOWN[: _MOST_KNOWN - 1]]
    return stages
