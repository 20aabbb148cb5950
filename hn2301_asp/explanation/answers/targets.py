"""What facts would have to be instead: the nearest values with which a part of eligibility holds.

For a set of facts that must change, the nearest regions of their quantities are looked for
together, so that the sum of the distances is the least; then each is widened to all neighbouring
regions that would do as well. Of a list, the fewest items that would have to differ are named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from itertools import islice

from hn2301_asp.explanation.answers.facts_as_one import Unit
from hn2301_asp.explanation.answers.list_changes import (
    as_changed,
    attributes_asked,
    changes_in_words,
    fewest_changes,
)
from hn2301_asp.explanation.answers.solving import last_that_fits, step_in
from hn2301_asp.explanation.answers.some_facts import HeldFacts
from hn2301_asp.explanation.answers.what_is_known import KnownFacts
from hn2301_asp.knowledge.thresholds.axis import Interval, Region, Values
from hn2301_asp.knowledge.thresholds.model import measured_name
from hn2301_asp.knowledge.vocabulary.model import Family, Quantity
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.ranges import Wanted, in_given_unit, in_words, joined, widened
from hn2301_asp.solver.assumptions import Evidence
from hn2301_asp.solver.minimal import bits, least_first
from hn2301_asp.solver.space import TiedGroup
from hn2301_asp.source.numbers import with_unit
from hn2301_asp.source.private import Private

#: Combinations of regions that are tried before the nearest one found so far is taken.
MOST_COMBINATIONS = 400


class Target(Private, frozen=True):
    """What one fact would have to be, in words, and how far that is.

    ``edge`` is the last number that would do, where it was solved for from a formula; ``grown`` are times that can
    only become more, and of each the numbers that would do.
    """

    needed: str
    distance: Fraction
    needed_as_given: str | None = None
    edge: Fraction | None = None
    grown: tuple[tuple[str, Interval], ...] = ()


class _Dial(Private, frozen=True):
    """A quantity that a change moves: its regions by distance, nearest first."""

    unit: int
    quantity: str
    options: tuple[tuple[Fraction, int], ...]


class Targets:
    """The nearest targets of sets of facts in one part, for one patient."""

    def __init__(self, held: HeldFacts, patient: Patient, growing: frozenset[str] = frozenset()) -> None:
        """``growing`` are the facts that can only become more: of what they need, the least counts."""
        self.held, self.growing = held, growing
        self.space = held.space
        self.base = held.space.base
        self.patient = patient
        self.known = KnownFacts(held.space, patient)
        self.answered: Sequence[int] = ()
        self.conditions: Sequence[int] = ()
        self.edges: dict[str, Fraction] = {}

    def of(self, removed: int, settle: Callable[[Sequence[int]], Sequence[int]]) -> dict[str, Target]:
        """For the facts that are to change, by name: what each must be, all of them together.

        ``settle`` gives the conditions on what is not known, as assumptions, once the nearest
        values are told; the targets are then no wider than holds under these conditions.
        """
        kept = self.held.all & ~removed
        numbers = [bit.bit_length() - 1 for bit in bits(removed)]
        dials = [dial for number in numbers for dial in self._dials(number)]
        chosen = self._nearest(kept, dials)
        atoms = [self.space.regions[dial.quantity][region] for dial, region in zip(dials, chosen, strict=True)]
        self.answered = [literal for number in numbers for literal in self._answers(kept, number, atoms)]
        self.conditions = settle([*self.held.literals(kept), *atoms, *self.answered])
        found: dict[str, Target] = {}
        for number in numbers:
            own = {d.quantity: r for d, r in zip(dials, chosen, strict=True) if d.unit == number}
            others = [self.space.regions[d.quantity][r] for d, r in zip(dials, chosen, strict=True) if d.unit != number]
            found[self.held.units[number].name] = self._target(kept, number, own, dials, others)
        return found

    def _answers(self, kept: int, number: int, others: Sequence[int]) -> tuple[int, ...]:
        """The answers of a fact that would do, as assumptions: of a list, of the first of those that would."""
        unit, said = self.held.units[number], self.held.said[number]
        if self._list(unit) is not None:
            changes = fewest_changes(self.held, kept, number, others)
            return as_changed(self.space, said, changes[0]) if changes else ()
        if unit.name in self.base.vocabulary.facts:
            return tuple(-self.space.circuit.inputs[atom] * (1 if holds else -1) for _, atom, holds in said.atoms)
        return ()

    def _dials(self, number: int) -> list[_Dial]:
        unit, said = self.held.units[number], self.held.said[number]
        if self._list(unit) is not None:
            return []
        names = dict.fromkeys(quantity for _, quantity, _ in said.amounts)
        for score in self.base.vocabulary.scores.values():
            if score.family == unit.name:
                names |= dict.fromkeys(score.totals)
        axes = {name: None for name in names if name in self.held.part.scope.quantities}
        for group in self.held.part.scope.groups:
            measured = group.tie.formula is None and any(atom in group.tie.facts for _, atom, _ in said.atoms)
            if measured or not names.keys().isdisjoint(group.tie.quantities):
                axes[group.tie.result] = None
        return [_Dial(number, axis, self._options(axis)) for axis in axes]

    def _list(self, unit: Unit) -> Family | None:
        """The family whose items would change one by one: not those of a score, which add up."""
        family = self.base.vocabulary.families.get(unit.name)
        if family is None:
            return None
        score = self.base.vocabulary.scores.get(family.score or "")
        return None if score is not None and score.totals else family

    def _options(self, axis: str) -> tuple[tuple[Fraction, int], ...]:
        now = self._now(axis)
        regions = self.space.axes[axis].regions
        quantity = self.base.thresholds.quantities[axis]
        found = [(_distance(now, regions[i], quantity), i) for i in self.space.open_regions[axis]]
        return tuple(sorted(found))

    def _now(self, axis: str) -> Values | None:
        """What the quantity is now, as it was given or follows."""
        said = self.patient.said(axis)
        if said is not None or (group := self._group(axis)) is None:
            return said
        found = self.known.of_tie(group.tie)
        result = group.tie.computed(*found) if found is not None else None
        return None if result is None else Values(Interval.point(result))

    def _group(self, result: str) -> TiedGroup | None:
        """What the part's quantities and answers have to do with one that follows from them."""
        return next((group for group in self.held.part.scope.groups if group.tie.result == result), None)

    def _nearest(self, kept: int, dials: Sequence[_Dial]) -> tuple[int, ...]:
        """The regions of the dials, one each, with which the part can hold: the nearest together."""
        if not dials:
            return ()

        def far(picked: Sequence[int]) -> Fraction:
            return sum((dial.options[p][0] for dial, p in zip(dials, picked, strict=True)), Fraction(0))

        for picked in islice(least_first([len(dial.options) for dial in dials], far), MOST_COMBINATIONS):
            regions = tuple(dial.options[p][1] for dial, p in zip(dials, picked, strict=True))
            if self._possible(kept, dials, regions):
                return regions
        return self._any(kept, dials)

    def _possible(self, kept: int, dials: Sequence[_Dial], regions: Sequence[int]) -> bool:
        atoms = [self.space.regions[dial.quantity][region] for dial, region in zip(dials, regions, strict=True)]
        return self.held.possible(kept, atoms)

    def _any(self, kept: int, dials: Sequence[_Dial]) -> tuple[int, ...]:
        """Some regions that will do, one dial after the other."""
        chosen: list[int] = []
        for number in range(len(dials)):
            for _, region in dials[number].options:
                if self._possible(kept, dials[: number + 1], [*chosen, region]):
                    chosen.append(region)
                    break
        return tuple(chosen)

    def _target(
        self, kept: int, number: int, own: dict[str, int], dials: Sequence[_Dial], others: Sequence[int]
    ) -> Target:
        unit = self.held.units[number]
        family = self._list(unit)
        if family is not None:
            changes = fewest_changes(self.held, kept, number, others)
            asked = attributes_asked(self.base, family)
            told = changes_in_words(family, changes, partial(self._amount_in_list, kept, number, others), asked)
            return Target(told or "as needed", Fraction(len(changes[0]) if changes else 0))
        words: list[str] = []
        as_given: list[str] = []
        grown: list[tuple[str, Interval]] = []
        distance = Fraction(0)
        if self.held.said[number].atoms and unit.name not in self.base.vocabulary.families:
            words, distance = [self._answer(kept, number, others)], Fraction(1)
        for quantity, region in own.items():
            fixed = [*others, *(self.space.regions[q][r] for q, r in own.items() if q != quantity)]
            indices = self._widened(kept, quantity, region, fixed)
            dial = next(d for d in dials if d.quantity == quantity)
            distance += next(far for far, index in dial.options if index == region)
            wanted = joined(self.space.axes[quantity].regions, indices)
            spoken_of = {name for _, name, _ in self.held.said[number].amounts}
            if quantity not in spoken_of and self._lies_in(quantity, wanted):
                continue  # A result that is as needed now: the fact changes for another reason.
            if unit.name in self.growing and wanted.interval is not None:
                least = Interval(low=wanted.interval.low, low_open=wanted.interval.low_open)
                grown.append((quantity, least))
                wanted = Wanted(least, wanted.never)
            if told := in_words(self.base, quantity, wanted):
                words.append(self._named(unit, quantity, told))
                as_given += filter(None, [self._as_given(unit, quantity, wanted.interval)])
        words += self._named_items(kept, number, [*others, *(self.space.regions[q][r] for q, r in own.items())])
        told = " and ".join(words) or "as needed"
        return Target(told, distance, " and ".join(as_given) or None, self.edges.get(unit.name), tuple(grown))

    def _lies_in(self, quantity: str, wanted: Wanted) -> bool:
        """Whether a quantity is known to lie in a range now."""
        now = self._now(quantity)
        number = now.number if now is not None else None
        return number is not None and wanted.interval is not None and wanted.interval.contains(number)

    def _named_items(self, kept: int, number: int, told: Sequence[int]) -> list[str]:
        """Items of a score that would have to differ whatever the totals are, because a rule names them."""
        family = self.base.vocabulary.families.get(self.held.units[number].name)
        found = []
        for _, atom, holds in self.held.said[number].atoms if family is not None else ():
            literal = self.space.circuit.inputs[atom] * (1 if holds else -1)
            if not self.held.possible(kept, [*told, literal]):
                label = family.items[atom.partition("(")[2][:-1]].label if family is not None else atom
                found.append(f"not {label}" if holds else label)
        return found

    def _widened(self, kept: int, quantity: str, region: int, fixed: Sequence[int]) -> list[int]:
        """The neighbouring regions that would do as well, the others staying where they are."""
        atoms, usable = self.space.regions[quantity], self.space.open_regions[quantity]
        return widened(usable, region, lambda other: self._would_do(kept, [*fixed, atoms[other]]))

    def _would_do(self, kept: int, told: Sequence[int]) -> bool:
        """Whether the part can hold, and where something is not known, surely does under the conditions."""
        if not self.held.possible(kept, told):
            return False
        if not self.conditions:
            return True
        known = [*self.held.literals(kept), *self.held.readings, *told, *self.answered, *self.conditions]
        return not any(self.space.solve([*known, -literal]) for literal in self.held.part.literals)

    def _named(self, unit: Unit, quantity: str, told: str) -> str:
        """The range, with the quantity's name where that is not the fact's own."""
        described = self.base.thresholds.quantities[quantity]
        return told if measured_name(described) == unit.name else f"{described.label} {told}"

    def _as_given(self, unit: Unit, quantity: str, interval: Interval | None) -> str | None:
        """The limit in the unit as given; of what is derived, as a limit of the fact itself."""
        if interval is None:
            return None
        described = self.base.thresholds.quantities.get(unit.name)
        if quantity == unit.name and described is not None:
            return in_given_unit(self.base, self.patient, unit.name, described, interval)
        return self._solved(unit, quantity, interval)

    def _solved(self, unit: Unit, result: str, wanted: Interval) -> str | None:
        """The limit of a fact from which a result follows, the others being as they are."""
        described = self.base.thresholds.quantities.get(unit.name)
        group = self._group(result)
        if described is None or group is None or group.tie.formula is None or unit.name not in group.tie.quantities:
            return None
        found = self.known.of_tie(group.tie)
        edge = last_that_fits(group.tie.formula, found, unit.name, wanted, described, self._step(unit, described))
        if edge is None or found is None:
            return None
        self.edges[unit.name] = edge
        above = edge > found[0][unit.name]
        exact = Interval(low=edge) if above else Interval(high=edge)
        own = f"{'≥' if above else '≤'} {with_unit(edge, described.unit)}"
        return in_given_unit(self.base, self.patient, unit.name, described, exact) or own

    def _step(self, unit: Unit, described: Quantity) -> Fraction:
        """The recording step, in the unit in which the value was given."""
        fact = self.patient.facts.get(unit.name)
        canonical = self.base.vocabulary.unit(fact.given_unit) if fact is not None and fact.given_unit else None
        # In a unit with a zero of its own the steps lie elsewhere.
        return described.step if canonical in described.zeros else step_in(described, canonical)

    def _answer(self, kept: int, number: int, others: Sequence[int]) -> str:
        """What a yes/no fact or a choice must be: the other answers that would do."""
        unit, inputs = self.held.units[number], self.space.circuit.inputs
        choice = self.base.vocabulary.choices.get(unit.name)
        if choice is None:
            ((_, _, holds),) = self.held.said[number].atoms
            return "no" if holds else "yes"
        fitting = [v for v in choice.values if self.held.possible(kept, [*others, inputs[f"{unit.name}({v})"]])]
        return " or ".join(map(choice.told, fitting))

    def _amount_in_list(
        self, kept: int, number: int, others: Sequence[int], quantity: str, entries: Sequence[Evidence]
    ) -> str:
        """A quantity that a list speaks of, such as a dose of nothing, as it would have to be."""
        atoms, regions = self.space.regions[quantity], self.space.axes[quantity].regions
        label = self.base.thresholds.quantities[quantity].label
        fixed = [*others, *as_changed(self.space, self.held.said[number], entries)]
        for _, region in self._options(quantity):
            if self.held.possible(kept, [*fixed, atoms[region]]):
                indices = self._widened(kept, quantity, region, fixed)
                return f"{label} {in_words(self.base, quantity, joined(regions, indices))}"
        return label


def _distance(now: Values | None, region: Region, quantity: Quantity) -> Fraction:
    """How far a region is, as a share of the limit that is crossed; 1 to or from `never`."""
    if now is None:
        return Fraction(0)
    if region.interval is None or now.interval is None:
        return Fraction(0) if (region.interval is None) == (now.interval is None) else Fraction(1)
    if now.interval.overlaps(region.interval):
        return Fraction(0)
    low, high = now.interval.low, now.interval.high
    if region.interval.low is not None and high is not None and high <= region.interval.low:
        limit, gap = region.interval.low, region.interval.low - high
    else:
        assert region.interval.high is not None
        assert low is not None
        limit, gap = region.interval.high, low - region.interval.high
    # A limit is missed even by the value that lies on it.
    return max(gap, quantity.step / 2) / (abs(limit) or quantity.step)
