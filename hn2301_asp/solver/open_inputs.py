"""What is known and what is open of a patient, as tables take it: masks of slots, and modules.

The regions of a quantity, a fact, the values of a choice, the patterns of a list and the regions of a score's
totals together are a module each. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from msgspec import Struct

from hn2301_asp.solver.assumptions import Assumed
from hn2301_asp.solver.modules import Module, Slots
from hn2301_asp.solver.patterns import Patterns
from hn2301_asp.solver.points import Points, points_of
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.stages import FamilyStage, stages_of


class Region(Struct, frozen=True):
    """A region of an axis: its atom and those of the thresholds that hold there; ``places`` among the inputs."""

    atoms: tuple[int, ...]
    places: tuple[int, ...]


class ContradictionError(Exception):
    """Nobody fits, whatever the reading."""


class TooLargeError(Exception):
    """A table would have too many lanes, or a list too many patterns."""


class Tables:
    """What the tables of all patients of a protocol are made of."""

    def __init__(self, space: Space) -> None:
        base, inputs = space.base, space.circuit.inputs
        self.space = space
        self.stages = stages = stages_of(base, space.circuit)
        self.place = {atom: number for number, atom in enumerate(stages.main.inputs)}
        self.exclusions = tuple(criterion.kind == "exclusion" for criterion in base.criteria)
        self.facts = tuple((inputs[fact], self.place.get(inputs[fact])) for fact in base.vocabulary.facts)
        self.choices = tuple(
            tuple(inputs[f"{choice.name}({value})"] for value in choice.values)
            for choice in base.vocabulary.choices.values()
        )
        self.patterns = {name: Patterns(stages.wiring, stage) for name, stage in stages.families.items()}
        #: The totals of a family's items, of all scores that it has.
        totals: dict[str, dict[str, list[tuple[int, int]]]] = {}
        for score in base.vocabulary.scores.values():
            for total in score.totals:
                totals.setdefault(score.family, {})[total] = space.totals[total]
        self.scores = {family: points_of(found) for family, found in totals.items()}
        self.scored = frozenset(total for points in self.scores.values() for total in points.totals)
        thresholds = base.thresholds.thresholds
        self.made = 0
        self.regions: dict[str, tuple[Region, ...]] = {}
        self.region_of: dict[int, tuple[str, int]] = {}
        for quantity, axis in space.axes.items():
            found = []
            for number, region in enumerate(axis.regions):
                atom = space.regions[quantity][number]
                held = tuple(inputs[name] for name in thresholds if name in region.holds)
                found.append(Region((atom, *held), tuple(self.place[a] for a in held if a in self.place)))
                self.region_of[atom] = (quantity, number)
            self.regions[quantity] = tuple(found)

    def one_of(self, slots: Slots, ways: Sequence[tuple[int, ...]]) -> Module:
        """A module with one way for each of several sets of atoms: those that hold then, and no other one."""
        masks = {
            atom: tuple(slots.every if atom in held else 0 for held in ways)
            for atom in dict.fromkeys(atom for held in ways for atom in held)
        }
        return self.module(len(ways), masks)

    def module(self, ways: int, masks: Mapping[int, tuple[int, ...]]) -> Module:
        """A module by its masks, with what depends on it."""
        touches = 0
        for atom in masks:
            touches |= self.stages.reach.get(atom, 0)
        self.made += 1
        return Module(self.made, ways, masks, touches)


class Open:
    """One patient under some slots: what is known as masks of slots, and what is open as modules."""

    def __init__(self, tables: Tables, slots: Slots, assumed: Assumed) -> None:
        self.tables, self.slots, self.regions = tables, slots, dict(assumed.regions)
        self.known = set(assumed.known)
        if len(self.known) != len(set(map(abs, self.known))):
            raise ContradictionError
        self.values = list(slots.once(("values",), lambda: [slots.masks.get(a, 0) for a in tables.stages.main.inputs]))
        self.modules: list[Module] = []
        #: The module that decides an open atom.
        self.module_of: dict[int, int] = {}
        sums = tables.space.sum_of
        bounds = [(*sums[abs(lit)], lit > 0) for lit in assumed.linked if abs(lit) in sums]
        self._facts()
        for choice in tables.choices:
            self._choice(choice)
        for family, points in tables.scores.items():
            self._score(family, points, [bound for bound in bounds if bound[0] in points.totals])
        self._quantities()
        for stage in tables.stages.families.values():
            self._family(stage, bool(bounds))
        self.forbidden = tuple(self._forbidden(assumed.linked))

    def _set(self, atom: int, slots: int) -> None:
        place = self.tables.place.get(atom)
        if place is not None:
            self.values[place] = slots

    def _add(self, module: Module) -> None:
        for atom in module.masks:
            self.module_of[atom] = len(self.modules)
        self.modules.append(module)

    def _one_of(self, key: tuple[object, ...], ways: Sequence[tuple[int, ...]]) -> None:
        self._add(self.slots.once(key, lambda: self.tables.one_of(self.slots, ways)))

    def _facts(self) -> None:
        known, values, every = self.known, self.values, self.slots.every
        for atom, place in self.tables.facts:
            if atom in known:
                if place is not None:
                    values[place] = every
            elif -atom not in known:
                self._one_of(("fact", atom), [(), (atom,)])

    def _quantities(self) -> None:
        tables, values, every = self.tables, self.values, self.slots.every
        for quantity, regions in self.regions.items():
            shown = tables.regions[quantity]
            if len(regions) == 1:
                for place in shown[regions[0]].places:
                    values[place] = every
            elif not regions:
                raise ContradictionError
            elif quantity not in tables.scored:
                self._one_of(("quantity", quantity, regions), [shown[region].atoms for region in regions])

    def _choice(self, atoms: tuple[int, ...]) -> None:
        held = [atom for atom in atoms if atom in self.known]
        left = held or [atom for atom in atoms if -atom not in self.known]
        if len(held) > 1 or not left:
            raise ContradictionError
        if len(left) == 1:
            self.known.add(left[0])
            self._set(left[0], self.slots.every)
        else:
            self._one_of(("choice", *left), [(atom,) for atom in left])

    def _score(self, family: str, points: Points, bounds: Sequence[tuple[str, int, bool]]) -> None:
        """Of a score's totals the regions that they can show together, by what is known of the items."""
        totals = {total: self.regions[total] for total in points.totals if total in self.regions}
        if not totals and not bounds:
            return
        if not points.small:
            raise TooLargeError
        held = tuple(True if a in self.known else False if -a in self.known else None for a in points.items)
        key = ("totals", family, held, tuple(totals.values()), tuple(bounds))
        ways = self.slots.once(key, lambda: tuple(self._totals(points, held, totals, bounds)))
        if not ways:
            raise ContradictionError
        for number, total in enumerate(totals):
            self.regions[total] = tuple(dict.fromkeys(way[number] for way in ways))
        if len(ways) > 1:
            shown = [self.tables.regions[total] for total in totals]
            atoms = [tuple(a for one, r in zip(shown, way, strict=True) for a in one[r].atoms) for way in ways]
            self._one_of(("score", family, ways), atoms)

    def _totals(
        self,
        points: Points,
        held: Sequence[bool | None],
        totals: Mapping[str, tuple[int, ...]],
        bounds: Iterable[tuple[str, int, bool]],
    ) -> Iterable[tuple[int, ...]]:
        found = points.reachable(held)
        for total, bound, reached in bounds:
            found &= points.between(total, bound, None) if reached else points.between(total, None, bound - 1)
        for regions in product(*totals.values()):
            left = found
            for total, region in zip(totals, regions, strict=True):
                interval = self.tables.space.axes[total].regions[region].interval
                if interval is not None:
                    left &= points.between(total, *interval.whole_numbers())
            if left:
                yield regions

    def _family(self, stage: FamilyStage, bounded: bool) -> None:
        """What a list shows: by its items where all are known, else by the patterns that it can show."""
        slots = self.slots
        told = stage.literals & self.known
        shown = slots.once(("list", stage.name, told), lambda: self._shown(stage, told))
        if shown.ways == 1:
            for atom, mask in shown.masks.items():
                self._set(atom, mask[0])
            return
        points = self.tables.scores.get(stage.name)
        if points is not None and (bounded or any(total in self.regions for total in points.totals)):
            raise TooLargeError  # Its items decide the totals too: the solver adds up.
        self._add(shown)

    def _shown(self, stage: FamilyStage, told: frozenset[int]) -> Module:
        slots, outputs = self.slots, stage.stage.outputs
        if len(told) == len(stage.items):
            held = [slots.every if atom in told else 0 for atom in stage.items]
            found = stage.stage.run(slots.every, [*held, *(slots.masks[atom] for atom in stage.choices)])
            return self.tables.module(1, {atom: (mask,) for atom, mask in zip(outputs, found, strict=True)})
        columns = []
        for literals in slots.literals:
            read = tuple(lit for name in stage.readings for lit in literals[name] if abs(lit) in stage.choices)
            patterns = self.tables.patterns[stage.name].under((*sorted(told), *read))
            if patterns is None:
                raise TooLargeError
            columns.append(patterns)
        ways = max(len(patterns) for patterns in columns)
        # A slot with fewer patterns shows its last one again.
        padded = [[patterns[min(way, len(patterns) - 1)] for way in range(ways)] for patterns in columns]
        masks = {
            atom: tuple(sum(padded[s][way][place] << s for s in range(slots.number)) for way in range(ways))
            for place, atom in enumerate(outputs)
        }
        return self.tables.module(ways, masks)

    def _truth(self, literal: int) -> bool | None:
        """Whether a literal of a region, a fact or a choice holds; None where it is open."""
        atom = abs(literal)
        if atom in self.module_of:
            return None
        holds = atom in self.known
        if atom in self.tables.region_of:
            quantity, number = self.tables.region_of[atom]
            holds = self.regions[quantity] == (number,)
        return holds == (literal > 0)

    def _forbidden(self, linked: Iterable[int]) -> Iterable[tuple[int, ...]]:
        """What nobody shows together, by the ties: the open literals of each."""
        for atom in linked:
            literals = self.tables.space.excluding(atom) if atom > 0 else None
            if literals is None:
                continue
            left = []
            for literal in literals:
                truth = self._truth(literal)
                if truth is None:
                    left.append(literal)
                elif not truth:
                    break
            else:
                if not left:
                    raise ContradictionError
                yield tuple(left)
