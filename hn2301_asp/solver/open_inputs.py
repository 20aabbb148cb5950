"""What is known and what is open of a patient, as tables take it: masks of slots, and modules.

The regions of a quantity, a fact, the values of a choice, the patterns of a list and the regions of a score's
totals together are a module each. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import product
from operator import or_

from msgspec import Struct

from hn2301_asp.solver.assumptions import Assumed
from hn2301_asp.solver.known import Known, bit, bits
from hn2301_asp.solver.modules import Module, Slots
from hn2301_asp.solver.patterns import Pattern, Patterns
from hn2301_asp.solver.points import Points, points_of
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.stages import FamilyStage, stages_of
from hn2301_asp.source.private import Private


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
        self.known = space.once(Known)
        #: Each fact's atom, the bits that say that it holds and that it does not, and its place among the inputs.
        self.facts = tuple(
            (atom, bit(atom), bit(-atom), self.place.get(atom))
            for atom in (inputs[fact] for fact in base.vocabulary.facts)
        )
        self.choices = tuple(
            tuple((atom, bit(atom), bit(-atom)) for atom in (inputs[name] for name in names)) for names in space.choices
        )
        self.patterns = {name: Patterns(stages.wiring, stage) for name, stage in stages.families.items()}
        #: The totals of a family's items, of all scores that it has.
        totals: dict[str, dict[str, list[tuple[int, int]]]] = {}
        for score in base.vocabulary.scores.values():
            for total in score.totals:
                totals.setdefault(score.family, {})[total] = space.totals[total]
        self.scores = {family: points_of(found) for family, found in totals.items()}
        self.score_bits = {family: bits(points.items) for family, points in self.scores.items()}
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
        places = {atom: self.place[atom] for atom in masks if atom in self.place}
        touches = reduce(or_, (self.stages.reach[atom] for atom in places), 0)
        self.made += 1
        return Module(self.made, ways, masks, touches, places)


#: Of so many open items of a list all completions are looked at.
_FEW_OPEN = 6


class Scored(Private, frozen=True):
    """In how many ways a score's totals can lie: the regions of each by itself, and all as a module if several."""

    ways: int
    regions: Mapping[str, tuple[int, ...]]
    module: Module | None


class Open:
    """One patient under some slots: what is known as masks of slots, and what is open as modules."""

    def __init__(self, tables: Tables, slots: Slots, assumed: Assumed) -> None:
        self.tables, self.slots, self.regions = tables, slots, dict(assumed.regions)
        self.known = assumed.known
        if tables.known.both(self.known):
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

    def _add(self, module: Module) -> None:
        self.module_of |= dict.fromkeys(module.masks, len(self.modules))
        self.modules.append(module)

    def _one_of(self, key: tuple[object, ...], ways: Sequence[tuple[int, ...]]) -> None:
        self._add(self.slots.once(key, lambda: self.tables.one_of(self.slots, ways)))

    def _facts(self) -> None:
        known, values, every = self.known, self.values, self.slots.every
        for atom, holds, fails, place in self.tables.facts:
            if known & holds:
                if place is not None:
                    values[place] = every
            elif not known & fails:
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

    def _choice(self, choice: Sequence[tuple[int, int, int]]) -> None:
        held = [(atom, holds) for atom, holds, _ in choice if self.known & holds]
        left = held or [(atom, holds) for atom, holds, fails in choice if not self.known & fails]
        if len(held) > 1 or not left:
            raise ContradictionError
        if len(left) > 1:
            atoms = [atom for atom, _ in left]
            self._one_of(("choice", *atoms), [(atom,) for atom in atoms])
            return
        [(atom, holds)] = left
        self.known |= holds
        place = self.tables.place.get(atom)
        if place is not None:
            self.values[place] = self.slots.every

    def _score(self, family: str, points: Points, bounds: Sequence[tuple[str, int, bool]]) -> None:
        """Of a score's totals the regions that they can show together, by what is known of the items."""
        totals = {total: self.regions[total] for total in points.totals if total in self.regions}
        if not totals and not bounds:
            return
        if not points.small:
            raise TooLargeError
        known = self.known & self.tables.score_bits[family]
        key = ("totals", family, known, tuple(totals.values()), tuple(bounds))
        scored = self.slots.once(key, lambda: self._scored(points, known, totals, bounds))
        if not scored.ways:
            raise ContradictionError
        self.regions |= scored.regions
        if scored.module is not None:
            self._add(scored.module)

    def _scored(
        self,
        points: Points,
        known: int,
        totals: Mapping[str, tuple[int, ...]],
        bounds: Iterable[tuple[str, int, bool]],
    ) -> Scored:
        held = tuple(True if known & bit(a) else False if known & bit(-a) else None for a in points.items)
        ways = tuple(self._totals(points, held, totals, bounds))
        module = None
        if len(ways) > 1:
            shown = [self.tables.regions[total] for total in totals]
            atoms = [tuple(a for one, r in zip(shown, way, strict=True) for a in one[r].atoms) for way in ways]
            key = ("score", tuple(totals), ways)
            module = self.slots.once(key, lambda: self.tables.one_of(self.slots, atoms))
        regions = {total: tuple(dict.fromkeys(way[number] for way in ways)) for number, total in enumerate(totals)}
        return Scored(len(ways), regions, module)

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
        known = self.known & stage.bits
        shown = self.slots.once(("list", stage.name, known), lambda: self._shown(stage, known))
        if shown.ways == 1:
            for atom, place in shown.places.items():
                self.values[place] = shown.masks[atom][0]
            return
        points = self.tables.scores.get(stage.name)
        if points is not None and (bounded or any(total in self.regions for total in points.totals)):
            raise TooLargeError  # Its items decide the totals too: the solver adds up.
        self._add(shown)

    def _shown(self, stage: FamilyStage, known: int) -> Module:
        slots, outputs = self.slots, stage.stage.outputs
        told = [literal for item in stage.items for literal in (item, -item) if known & bit(literal)]
        if len(told) == len(stage.items):
            held = [slots.every if known & bit(atom) else 0 for atom in stage.items]
            found = stage.stage.run(slots.every, [*held, *(slots.masks[atom] for atom in stage.choices)])
            return self.tables.module(1, {atom: (mask,) for atom, mask in zip(outputs, found, strict=True)})
        columns = []
        for read, mask in slots.once(("alike", stage.name), lambda: self._alike(stage)).items():
            patterns = self._patterns(stage, told, read)
            if patterns is None:
                raise TooLargeError
            columns.append((patterns, mask))
        ways = max(len(patterns) for patterns, _ in columns)
        # A slot with fewer patterns shows its last one again.
        padded = [([patterns[min(way, len(patterns) - 1)] for way in range(ways)], mask) for patterns, mask in columns]
        masks = {
            atom: tuple(sum(mask for patterns, mask in padded if patterns[way][place]) for way in range(ways))
            for place, atom in enumerate(outputs)
        }
        return self.tables.module(ways, masks)

    def _patterns(self, stage: FamilyStage, told: list[int], read: tuple[int, ...]) -> tuple[Pattern, ...] | None:
        """What a list can show where these items are known; None where that is too much.

        Where few are open all their completions are looked at in one pass, as lanes.
        """
        literals = frozenset(told)
        unknown = [item for item in stage.items if item not in literals and -item not in literals]
        if len(unknown) > _FEW_OPEN:
            return self.tables.patterns[stage.name].under((*sorted(told), *read))
        lanes = 1 << len(unknown)
        every = (1 << lanes) - 1
        either = {item: every // ((1 << (1 << number)) + 1) << (1 << number) for number, item in enumerate(unknown)}
        held = [either.get(item, every if item in literals else 0) for item in stage.items]
        found = stage.stage.run(every, [*held, *(every if atom in read else 0 for atom in stage.choices)])
        return tuple(sorted({tuple([bool(mask >> lane & 1) for mask in found]) for lane in range(lanes)}))

    def _alike(self, stage: FamilyStage) -> dict[tuple[int, ...], int]:
        """The slots by what is read of a list in them: each such reading with the mask of its slots."""
        found: dict[tuple[int, ...], int] = {}
        for slot, literals in enumerate(self.slots.literals):
            read = tuple(lit for name in stage.readings for lit in literals[name] if abs(lit) in stage.choices)
            found[read] = found.get(read, 0) | 1 << slot
        return found

    def _truth(self, literal: int) -> bool | None:
        """Whether a literal of a region, a fact or a choice holds; None where it is open."""
        atom = abs(literal)
        if atom in self.module_of:
            return None
        holds = bool(self.known & bit(atom))
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
