"""The values that a missing fact may have, grouped by the difference that they make.

A quantity's are grouped by the thresholds that tell them apart, a list's by what the rules derive
from it. Where two facts or more that a formula needs are missing, each is looked at by its ends,
and all together by the result; what some of them tell about another one through the formula is
left out: then sets may be named that are larger than they need be, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from hn2301_asp.explanation.answers.lists import Lists, asked_by_name, telling_lists
from hn2301_asp.explanation.answers.parts import Part
from hn2301_asp.explanation.answers.what_is_known import KnownFacts
from hn2301_asp.explanation.why.index import CircuitIndex
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.model import measured_name
from hn2301_asp.knowledge.vocabulary.model import Family, Score
from hn2301_asp.patient.ranges import Wanted, in_words, joined
from hn2301_asp.solver.rows import in_rows
from hn2301_asp.solver.said import every_answer
from hn2301_asp.solver.space import Space, TiedGroup
from hn2301_asp.solver.ties import Span
from hn2301_asp.source.numbers import with_unit
from hn2301_asp.source.private import Private

#: Up to this greatest total every number is looked at by itself: it may tell which items hold.
MOST_SINGLE_TOTALS = 12
#: Of so many items that rules name, every combination is looked at.
MOST_NAMED_ITEMS = 5


class Possibility(Private, frozen=True):
    """Values of a missing fact that mean the same, in words and as assumptions.

    ``range`` are those of a quantity, where they lie side by side; ``farthest`` marks the least or
    greatest possible value, which is looked at for what it could rule out only.
    """

    value: str
    literals: tuple[int, ...]
    range: Wanted | None = None
    farthest: bool = False


class Possibilities:
    """The possibilities of a patient's missing facts; whether somebody has them is not asked here."""

    def __init__(self, space: Space, index: CircuitIndex, known: KnownFacts, readings: Mapping[str, str]) -> None:
        self.space, self.index, self.known, self.readings = space, index, known, readings

    def of_quantity(self, part: Part, name: str) -> Iterator[Possibility]:
        score = next((s for s in self.space.base.vocabulary.scores.values() if name in s.totals), None)
        if score is not None:
            yield from self._of_total(name, score)
            return
        groups = [group for group in part.scope.groups if name in group.tie.quantities]
        if not groups:
            yield from self._regions(name)
            return
        for own in self._regions(name) if name in self.space.axes else [Possibility("", ())]:
            for group in groups:
                yield from self._of_tie(name, group, own.value, own.literals)

    def _regions(self, name: str) -> Iterator[Possibility]:
        """The regions of an axis in which something is possible; none of a quantity that has no axis."""
        for index in self.space.open_regions.get(name, ()):
            wanted = joined(self.space.axes[name].regions, [index])
            told = in_words(self.space.base, name, wanted) or "any other"
            yield Possibility(told, (self.space.regions[name][index],), wanted)

    def _of_tie(self, name: str, group: TiedGroup, told: str, literals: tuple[int, ...]) -> Iterator[Possibility]:
        """Values by the result that follows; or, where more is missing for it, the farthest values."""
        tie = group.tie
        quantities = self.space.base.thresholds.quantities
        result = measured_name(quantities[tie.result])
        label = quantities[result].label
        facts = [self.known.atoms.get(self.space.circuit.inputs[fact]) for fact in tie.facts]
        settled = all(other == name or self.known.is_known(other) for other in tie.quantities) and None not in facts
        if settled and (tie.formula is not None or facts[0]):
            for more in self._regions(tie.result):
                said = more.value if name == result else f"{label} {more.value}"
                yield Possibility(" and ".join(filter(None, [told, said])), (*literals, *more.literals))
            return
        described = self.space.base.thresholds.quantities[name]
        for end in self.known.farthest(name):
            shut = self._shut_out(name, group, end) if self._lies(name, literals, end) else ()
            if shut:
                words = " and ".join(filter(None, [told, with_unit(end, described.unit)]))
                yield Possibility(words, (*literals, *shut), farthest=True)
        yield Possibility(told or "any", literals)

    def _lies(self, name: str, literals: Sequence[int], number: Fraction) -> bool:
        """Whether a number lies in the region of its quantity that literals name, if they do."""
        named = [i for i, atom in enumerate(self.space.regions.get(name, ())) if atom in literals]
        intervals = [self.space.axes[name].regions[index].interval for index in named]
        return all(interval is not None and interval.contains(number) for interval in intervals)

    def _shut_out(self, name: str, group: TiedGroup, end: Fraction) -> tuple[int, ...]:
        """The results that are impossible where a quantity has its least or greatest value."""
        tie = group.tie
        box = {other: self.known.span(other) for other in tie.quantities}
        box[name] = Span(Interval.point(end), box[name].counted)
        shut = []
        for index in self.space.open_regions[tie.result]:
            target = self.space.axes[tie.result].regions[index].interval
            answers = every_answer(tie.facts, self.known.answers)
            if target is None or not any(tie.feasible(box, chosen, target) for chosen in answers):
                shut.append(-self.space.regions[tie.result][index])
        return tuple(shut)

    def _of_total(self, name: str, score: Score) -> Iterator[Possibility]:
        """Totals between the numbers at which this total, or another of the score, may decide."""
        weights = {item: score.items[item].weight for item in score.items}
        cuts: set[int] = set()
        for other, items in score.totals.items():
            differ = set(items) ^ set(score.totals[name])
            between = sum(weights[item] for item in differ)
            for region in self.space.axes[other].regions if other in self.space.axes else ():
                low = region.interval.within(Fraction(1)).low if region.interval else None
                cuts |= {int(low) + shift for shift in (-between, 0, between)} if low is not None else set()
        greatest = sum(weights[item] for item in score.totals[name])
        if greatest <= MOST_SINGLE_TOTALS:
            cuts |= set(range(greatest + 1))
        starts = [0, *sorted(cut for cut in cuts if 0 < cut <= greatest)]
        for start, following in zip(starts, [*starts[1:], greatest + 1], strict=True):
            interval = Interval(Fraction(start), Fraction(following - 1))
            literals = tuple(self.space.total_between(name, interval))
            yield Possibility(in_words(self.space.base, name, Wanted(interval)), literals, Wanted(interval))

    def of_family(self, family: Family) -> Iterator[Possibility]:
        score = self.space.base.vocabulary.scores.get(family.score or "")
        inputs = self.space.once(inputs_of)[family.name]
        open_items = {item: atom for item, atom in inputs.items() if atom not in self.known.atoms}
        if score is not None and score.totals:
            yield from self._of_score(score, family, open_items)
            return
        rows, rest = in_rows(open_items.values())
        for lists in telling(self.space, self.index, family, self.readings):
            items = lists.first(open_items)
            if items is not None:
                held = {open_items[item] for item in items}
                literals = [literal for row in rows for literal in self._exactly(row, held)]
                literals += [atom if atom in held else -atom for atom in rest]
                labels = [family.items[item].label for item in items]
                told = "none" if not items else "all" if len(items) == len(family.items) > 2 else " and ".join(labels)
                yield Possibility(told, tuple(literals))

    def _exactly(self, row: tuple[int, ...], held: set[int]) -> Iterable[int]:
        """That of a row those hold which are in a list."""
        if held.isdisjoint(row):
            return [self.space.none_of(row)]
        return [atom if atom in held else -atom for atom in row]

    def _of_score(self, score: Score, family: Family, open_items: Mapping[str, int]) -> Iterator[Possibility]:
        """Items by the totals that they add up to, and those that rules name."""
        axes = [total for total in score.totals if total in self.space.axes]
        totals = [self.space.base.thresholds.quantities[total] for total in axes]
        named = [item for item, atom in open_items.items() if asked_by_name(self.index, atom)][:MOST_NAMED_ITEMS]
        for regions in product(*(self._regions(total) for total in axes)):
            shown = zip(totals, regions, strict=True)
            told = [f"{total.label} {region.value}" for total, region in shown if not total.hidden]
            literals = tuple(literal for region in regions for literal in region.literals)
            for answers in every_answer(named):
                items = [family.items[item].label for item, yes in answers.items() if yes]
                signed = [open_items[item] if yes else -open_items[item] for item, yes in answers.items()]
                yield Possibility(", ".join([*told, *items]) or "none", (*literals, *signed))

    def of_result(self, group: TiedGroup) -> tuple[Possibility, ...]:
        """The values of a formula's result, or of what was measured under its condition."""
        tie = group.tie
        when = () if tie.formula is not None else (self.space.circuit.inputs[tie.facts[0]],)
        values = [Possibility("", (*one.literals, *when), one.range) for one in self._regions(tie.result)]
        return (*values, *(Possibility("not as asked for", (-atom,)) for atom in when))


def inputs_of(space: Space) -> dict[str, dict[str, int]]:
    """Of every family its items with their inputs, in the vocabulary's order."""
    families, inputs = space.base.vocabulary.families.values(), space.circuit.inputs
    return {family.name: {item: inputs[f"{family.name}({item})"] for item in family.items} for family in families}


def telling(space: Space, index: CircuitIndex, family: Family, readings: Mapping[str, str]) -> tuple[Lists, ...]:
    """The lists of a family that differ, worked out once for a protocol and its readings."""
    key = ("lists", family.name, *sorted(readings.items()))
    if key not in index.remembered:
        index.remembered[key] = telling_lists(space, index, family, readings)
    found: tuple[Lists, ...] = index.remembered[key]
    return found
