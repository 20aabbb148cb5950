"""What is not known of a patient and could be: with the values that make a difference.

A missing fact is a field that the record leaves open, and that what is known does not settle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product

from msgspec.structs import replace

from hn2301_asp.explanation.answers.parts import Part, Parts
from hn2301_asp.explanation.answers.possibilities import Possibilities, Possibility, inputs_of
from hn2301_asp.explanation.answers.scope import asked_now, held
from hn2301_asp.explanation.answers.what_is_known import KnownFacts
from hn2301_asp.explanation.why.index import CircuitIndex
from hn2301_asp.explanation.why.proof import Proof
from hn2301_asp.knowledge.thresholds.model import measured_name
from hn2301_asp.knowledge.vocabulary.model import Family, Quantity
from hn2301_asp.patient.ranges import Wanted, in_words, merged, opened
from hn2301_asp.screening import Screening
from hn2301_asp.solver.assumptions import Evidence, assume_within
from hn2301_asp.solver.minimal import smallest_first
from hn2301_asp.solver.space import Space, TiedGroup
from hn2301_asp.source.private import Private

#: Combinations of values that are looked through for one that decides.
MOST_COMBINATIONS = 300

#: Assumptions, as literals of the search space.
Literals = Sequence[int]


class Missing(Private, frozen=True):
    """A missing fact: with the input atoms and quantities that it would say something of."""

    name: str
    atoms: tuple[int, ...]
    quantities: tuple[str, ...]
    possibilities: tuple[Possibility, ...]

    @property
    def usual(self) -> tuple[Possibility, ...]:
        """The possibilities without the farthest values."""
        return tuple(one for one in self.possibilities if not one.farthest)


class Record:
    """One patient before the protocol's parts: what is known there, and what is missing."""

    def __init__(self, space: Space, index: CircuitIndex, parts: Parts, screening: Screening) -> None:
        self.space, self.index, self.parts, self.screening = space, index, parts, screening
        self.patient, self.readings = patient, readings = screening.patient, screening.readings
        self.assumed = screening.assumed
        self.chosen = [space.readings[choice] for choice in readings.items()]
        self.known = KnownFacts(space, patient)
        self.possibilities = Possibilities(space, index, self.known, readings)
        self.told: dict[int, tuple[int, ...]] = {}
        self.found: dict[int, tuple[Missing, ...]] = {}

    @cached_property
    def disputed(self) -> frozenset[str]:
        """Quantities that are given, and that other facts put elsewhere: which of the two counts is not known."""
        open_regions = {name for name, indices in self.assumed.regions.items() if len(indices) > 1}
        return frozenset(name for name in open_regions if self.known.is_known(name))

    @cached_property
    def proof(self) -> Proof:
        """What follows step by step from what is known."""
        return Proof(self.space, self.index, self.screening)

    @cached_property
    def held(self) -> frozenset[str]:
        """The facts on which it rests what applies to the patient."""
        return held(self.space, self.screening, self.proof)

    def without(self, facts: Iterable[str]) -> Record:
        """The record of the same patient without some facts; of it only what is missing is asked."""
        patient = replace(self.patient, evidence=self.patient.evidence.without(facts))
        return Record(self.space, self.index, self.parts, replace(self.screening, patient=patient))

    def told_of(self, part: Part) -> tuple[int, ...]:
        """What is known, as far as it bears on a part, as assumptions."""
        if part.number not in self.told:
            self.told[part.number] = assume_within(self.space, self.evidence(part), part.scope)
        return self.told[part.number]

    def evidence(self, part: Part) -> Evidence:
        inputs, evidence = self.space.circuit.inputs, self.patient.evidence
        return Evidence(
            tuple(e for e in evidence.atoms if self.parts.of_input.get(inputs[e[1]]) == part.number),
            tuple(e for e in evidence.amounts if self.parts.of_quantity.get(e[1]) == part.number),
        )

    def exists(
        self, part: Part, further: Literals = (), told: Literals | None = None, chosen: Literals | None = None
    ) -> bool:
        """Whether somebody has what is told of a part (by default what is known), and the rest.

        ``chosen`` are other readings than those in force.
        """
        told = self.told_of(part) if told is None else told
        return self.space.solve([*told, *(self.chosen if chosen is None else chosen), *further])

    def can_hold(
        self, part: Part, further: Literals = (), told: Literals | None = None, chosen: Literals | None = None
    ) -> bool:
        return self.exists(part, [*further, *part.literals], told, chosen)

    def can_fail(
        self, part: Part, further: Literals = (), told: Literals | None = None, chosen: Literals | None = None
    ) -> bool:
        return any(self.exists(part, [*further, -literal], told, chosen) for literal in part.literals)

    def surely_holds(self, part: Part) -> bool:
        """Whether it is plain that a part holds; if not, it may hold all the same."""
        return all(self.proof.value(literal) is True for literal in part.literals)

    def is_open(self, part: Part) -> bool:
        """Whether a part may fail, as far as is known."""
        return not self.surely_holds(part) and self.can_fail(part)

    def missing(self, part: Part) -> tuple[Missing, ...]:
        """What the record leaves open in a part, in the vocabulary's order.

        Where it is not known what applies, what decides that, and nothing that only matters if it does.
        """
        if part.number not in self.found:
            asked = asked_now(self.space, self.screening, part, self.proof) if self.space.scopes else None
            missing = [one for one in self._missing(part) if asked is None or asked.asks(one.atoms, one.quantities)]
            self.found[part.number] = tuple(missing)
        return self.found[part.number]

    def _missing(self, part: Part) -> Iterator[Missing]:
        thresholds, vocabulary = self.space.base.thresholds, self.space.base.vocabulary
        # A number that was given says nothing of what its formula uses: asked for are the numbers that it follows from.
        used = {name for tie in self.space.linked for name in tie.quantities if name in self.space.ties}
        for name, quantity in thresholds.quantities.items():
            hidden = quantity.hidden or name in used
            if self.parts.of_quantity.get(name) != part.number or hidden or self._told_by_list(quantity):
                continue
            if not self.known.is_known(name) or name in self.disputed:
                yield from self._open(
                    part, Missing(name, (), (name,), tuple(self.possibilities.of_quantity(part, name)))
                )
        for choice in vocabulary.choices.values():
            atoms = tuple(self.space.circuit.inputs[f"{choice.name}({value})"] for value in choice.values)
            if self._unknown(part, atoms):
                chosen = tuple(
                    Possibility(choice.told(v), (atom,)) for v, atom in zip(choice.values, atoms, strict=True)
                )
                yield from self._open(part, Missing(choice.name, atoms, (), chosen))
        for fact in vocabulary.facts.values():
            atom = self.space.circuit.inputs[fact.name]
            if self._unknown(part, (atom,)):
                answers = (Possibility("yes", (atom,)), Possibility("no", (-atom,)))
                yield from self._open(part, Missing(fact.name, (atom,), (), answers))
        for family in vocabulary.families.values():
            inputs = self.space.once(inputs_of)[family.name].values()
            atoms = tuple([atom for atom in inputs if atom not in self.known.atoms])
            if atoms and self.parts.of_input.get(atoms[0]) == part.number:
                lists = tuple(self.possibilities.of_family(family))
                lists += tuple(self._least_list(part, family, atoms, lists))
                own = tuple(q.name for q in family.quantities() if self.parts.of_quantity.get(q.name) == part.number)
                own = tuple(name for name in own if self._told_by_list(thresholds.quantities[name]))
                yield from self._open(part, Missing(family.name, atoms, own, lists))

    def _told_by_list(self, quantity: Quantity) -> bool:
        """Whether a quantity is told with a list: it is of an item of which it is not known that it holds."""
        if quantity.of_item is None:
            return False
        family, item = quantity.of_item
        return self.known.atoms.get(self.space.circuit.inputs[f"{family}({item})"]) is not True

    def _least_list(
        self, part: Part, family: Family, atoms: Sequence[int], lists: Sequence[Possibility]
    ) -> Iterator[Possibility]:
        """The open items without any of which a part cannot hold, where no shorter list was tried that would do."""
        score = self.space.base.vocabulary.scores.get(family.score or "")
        tried = [] if score is not None and score.totals else lists
        if not tried or any(self.can_hold(part, one.literals) for one in tried if one.value != "all"):
            return
        held = list(atoms)
        if not self.can_hold(part, held):
            return
        for atom in atoms:
            fewer = [-one if one == atom else one for one in held]
            if self.can_hold(part, fewer):
                held = fewer
        labels = {self.space.circuit.inputs[f"{family.name}({i})"]: item.label for i, item in family.items.items()}
        yield Possibility(" and ".join(labels[atom] for atom in held if atom > 0), tuple(held))

    def _unknown(self, part: Part, atoms: Sequence[int]) -> bool:
        mine = self.parts.of_input.get(atoms[0]) == part.number
        return mine and not any(
            self.known.atoms.get(atom) or (len(atoms) == 1 and atom in self.known.atoms) for atom in atoms
        )

    def _open(self, part: Part, missing: Missing) -> Iterator[Missing]:
        """The missing fact with the values that are still possible; none where only one is."""
        if not missing.possibilities:
            yield missing
            return
        # What no constraint, tie or sum speaks of may be anything, whatever else is known.
        free = not missing.quantities and self.space.tangled.isdisjoint(missing.atoms) and self.exists(part)
        left = tuple(p for p in missing.possibilities if free or self.exists(part, p.literals))
        if len(left) > 1 or self._tells_more(part, missing):
            yield Missing(missing.name, missing.atoms, missing.quantities, left)

    def _tells_more(self, part: Part, missing: Missing) -> bool:
        """Whether a number says more than on which side of the limits it lies: it feeds a formula."""
        return any(set(missing.quantities) & set(group.tie.quantities) for group in part.scope.groups)

    def unknown_inputs(self, part: Part, group: TiedGroup) -> set[str]:
        """The missing facts on which a result depends."""
        atoms = {self.space.circuit.inputs[fact] for fact in group.tie.facts}
        return {
            one.name
            for one in self.missing(part)
            if not atoms.isdisjoint(one.atoms) or not set(one.quantities).isdisjoint(group.tie.quantities)
        }


def joint(record: Record, part: Part, chosen: Sequence[Missing]) -> list[Missing]:
    """Results that are known once several missing facts are, as if they were facts themselves."""
    names = {one.name for one in chosen}
    found = [(record.unknown_inputs(part, group), group) for group in part.scope.groups]
    return [result_of(record, group) for unknown, group in found if len(unknown) > 1 and unknown <= names]


def result_of(record: Record, group: TiedGroup) -> Missing:
    """A result as if it were a fact itself: named by what is measured, where it is a ratio or a bound."""
    tie = group.tie
    described = record.space.base.thresholds.quantities[tie.result]
    name = measured_name(described) if tie.formula is not None else tie.quantities[0]
    return Missing(name, (), (tie.result,), record.possibilities.of_result(group))


def value_in_words(record: Record, missing: Missing, values: Sequence[Possibility]) -> str:
    """Several possibilities of a missing fact in words; ranges side by side become one."""
    others: list[str] = []
    ranges: list[Wanted] = []
    open_ended = [value for value in missing.possibilities if value.range is not None]
    for value in values:
        if value.range is None:
            others.append(value.value)
            continue
        # Beyond the first and the last nothing is possible: no need to say that it is not meant.
        ranges.append(opened(value.range, low=value is open_ended[0], high=value is open_ended[-1]))
    base = record.space.base
    whole = not set(missing.quantities).isdisjoint(record.space.totals)
    words = [in_words(base, missing.quantities[0], wanted) or "any" for wanted in merged(ranges, whole=whole)]
    if ranges and base.thresholds.quantities[missing.quantities[0]].hidden:
        words = [f"{base.thresholds.quantities[missing.quantities[0]].label} {told}" for told in words]
    if missing.name in base.vocabulary.families and others:
        others = [f"such as {others[0]}"]
    return " or ".join([*words, *others])


class Sufficient(Private, frozen=True):
    """Facts with values that together settle something, by name and in words; and some of them as assumptions."""

    values: tuple[tuple[str, str], ...]
    literals: tuple[int, ...]


def sufficient_values(record: Record, part: Part, missing: Sequence[Missing], told: Sequence[int]) -> Sufficient | None:
    """The fewest missing facts that make a part hold for sure, each with its values that do; None: none do."""
    tried = 0
    for chosen in smallest_first([(one,) for one in missing]):
        together = [*chosen, *joint(record, part, chosen)]
        for values in product(*(one.usual for one in together)):
            tried += 1
            if tried > MOST_COMBINATIONS:
                return None
            literals = tuple(literal for value in values for literal in value.literals)
            if decided(record, part, literals, holds=True, told=told):
                return Sufficient(_widest(record, part, together, values, told), literals)
    return None


def _widest(
    record: Record, part: Part, chosen: Sequence[Missing], values: Sequence[Possibility], told: Sequence[int]
) -> tuple[tuple[str, str], ...]:
    """Each fact with all its values that would do, the others being as chosen; not those that may be anything."""
    found = []
    for place, missing in enumerate(chosen):
        others = [lit for other, value in enumerate(values) if other != place for lit in value.literals]
        fitting = [
            value
            for value in missing.usual
            if value is values[place] or decided(record, part, [*others, *value.literals], holds=True, told=told)
        ]
        if len(missing.usual) > 1:
            found.append((missing.name, value_in_words(record, missing, fitting)))
    return tuple(found)


def decided(
    record: Record, part: Part, further: Sequence[int], *, holds: bool, told: Sequence[int] | None = None
) -> bool:
    """Whether a part surely holds (or fails) with further assumptions, under which somebody exists."""
    if holds:
        return not record.can_fail(part, further, told) and record.can_hold(part, further, told)
    return not record.can_hold(part, further, told) and record.exists(part, further, told)
