"""Records of which something is not known, and what it may turn out to be: gaps, ends, partial dates, open lists.

What becomes known is drawn from what was written: nothing is read here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import Doses, Quantity, Score
from tests.gates.unknown_dates import Dates
from tests.gates.unknown_numbers import Numbers, Part, beside
from tests.gates.writing import Fields, Pen, decimals, ends


class Unknowns:
    """Draws parts of records of one knowledge base, some known and some not."""

    def __init__(self, base: KnowledgeBase, limits: Mapping[str, tuple[Fraction, ...]], rng: random.Random) -> None:
        self.base, self.limits, self.rng = base, limits, rng
        self.vocabulary = base.vocabulary
        self.pen = Pen(rng, base.vocabulary)
        self.numbers = Numbers(self.pen, limits)
        self.dates = Dates(self.pen, limits)

    def parts(self) -> list[Part]:
        """Somebody of whom a few things are not known, or not quite."""
        typical, drawn, spoken = dict(self.vocabulary.typical), list[Part](), set[str]()
        makers = self._makers()
        for names in self.rng.sample(list(makers), self.rng.choice([1, 1, 2, 3, 5])):
            if not spoken & set(names):
                spoken.update(names)
                drawn.append(makers[names]())
        rest = {name: value for name, value in typical.items() if name not in spoken}
        return [Part(rest), *self.dates.about_the_record(), *drawn]

    def _makers(self) -> dict[tuple[str, ...], Callable[[], Part]]:
        """What can be drawn, by the fields of which it then speaks."""
        vocabulary, found = self.vocabulary, dict[tuple[str, ...], Callable[[], Part]]()
        totals = {total for score in vocabulary.scores.values() for total in score.totals}
        sums = {doses.adds_up_to for doses in vocabulary.doses.values()}
        lists = {doses.closing_list for doses in vocabulary.doses.values()}
        for quantity in vocabulary.quantities.values():
            if quantity.hidden or quantity.name in totals | sums | set(self.base.thresholds.derived):
                continue
            names = tuple(name for name in (quantity.name, quantity.since, quantity.ever) if name)
            found[names] = lambda quantity=quantity: self._quantity(quantity)
        for name in vocabulary.facts:
            found[(name,)] = lambda name=name: self._open(lambda: Part({name: self.pen.yes_no(self._either())}))
        for choice in vocabulary.choices.values():
            said = lambda choice=choice: Part({choice.name: self.rng.choice(choice.values)})  # noqa: E731
            found[(choice.name,)] = lambda said=said: self._open(said)
        for score in vocabulary.scores.values():
            found[(score.family, *score.totals)] = lambda score=score: self._score(score)
        for doses in vocabulary.doses.values():
            found[(doses.adds_up_to, doses.closing_list)] = lambda doses=doses: self._treatment(doses)
        for family in vocabulary.families.values():
            if family.score is None and family.name not in lists:
                found[(family.name,)] = lambda name=family.name: self._family(name)
        for name, derived in self.base.thresholds.derived.items():
            if name in vocabulary.quantities and not vocabulary.quantities[name].hidden:
                sources = tuple(n for n in derived.formula.quantities() if vocabulary.quantities[n].since is None)
                found[(name, *sources)] = lambda name=name, sources=sources: self._result(name, sources)
        return found

    def _either(self) -> bool:
        return self.rng.random() < 0.5

    def _open(self, said: Callable[[], Part]) -> Part:
        """Nothing is said, in one way or another, until it is."""
        return Part({}, said)

    # Numbers

    def _quantity(self, quantity: Quantity) -> Part:
        if quantity.since is not None and self.rng.random() < 0.6:
            return self.dates.event(quantity)
        if quantity.ever is not None and self.rng.random() < 0.4:
            if self.rng.random() < 0.3:
                return self._open(lambda: Part({quantity.ever: self.pen.yes_no(False)}))
            return Part(
                {quantity.ever: self.pen.yes_no(True)}, lambda: self.numbers.any_number(quantity, quantity.ever)
            )
        if quantity.limit_of or self.rng.random() < 0.35:
            return self._open(lambda: self.numbers.any_number(quantity))
        return self.numbers.censored(quantity)

    # Lists, scores and doses

    def _family(self, name: str) -> Part:
        """Single items, in one or two steps; then all of them, as a list or singly."""
        items = list(self.vocabulary.families[name].items)
        truth = {item: self.rng.random() < self.rng.choice([0.02, 0.1]) for item in items}
        typical = self.vocabulary.typical.get(name)
        if isinstance(typical, list) and self._either():
            truth = {item: item in typical for item in items}
        told = {item: truth[item] for item in self.rng.sample(items, self.rng.randint(0, len(items)))}

        def everything() -> Part:
            held = [item for item in items if truth[item]]
            return Part(self.pen.items(name, held) if self._either() else self.pen.single(name, truth))

        def more() -> Part:
            also = {item: truth[item] for item in self.rng.sample(items, self.rng.randint(0, len(items)))}
            return Part(self.pen.single(name, told | also), everything)

        return Part(self.pen.single(name, told), more if self._either() else everything)

    def _score(self, score: Score) -> Part:
        """Some items, and perhaps totals or ends of them; then the rest."""
        items = list(score.items)
        held = set(self.rng.sample(items, self.rng.choice([0, 1, 2, 2, 3, 4])))
        totals = {t: sum(score.items[i].weight for i in own if i in held) for t, own in score.totals.items()}
        asked = [t for t in totals if not self.vocabulary.quantities[t].hidden and self.rng.random() < 0.5]
        told = {i: i in held for i in self.rng.sample(items, self.rng.choice([0, 3, len(items) - 2, len(items) - 1]))}
        given: Fields = {}
        for total in asked:
            below, above = totals[total] - self.rng.randint(0, 2), totals[total] + self.rng.randint(0, 2)
            given[total] = self.rng.choice([totals[total], f">={max(below, 0)}", f"<={above}", f"<{above + 1}"])

        def everything() -> Part:
            exact: Fields = {total: totals[total] for total in asked}
            whole = self.pen.items(score.family, sorted(held))
            ways = [exact | self.pen.single(score.family, told), exact | whole, whole | given]
            return Part(self.rng.choice(ways if asked else ways[1:]))

        return Part(given | self.pen.single(score.family, told), everything)

    def _treatment(self, doses: Doses) -> Part:
        """Drugs of the class whose dose is not known, censored, or of an equivalence that is a range."""
        quantity = self.vocabulary.quantities[doses.adds_up_to]
        own = [d for d in self.vocabulary.drugs.values() if d.drug_class == doses.drug_class and d.dosed]
        others = [d.name for d in self.vocabulary.drugs.values() if d.drug_class != doses.drug_class]
        drug = self.rng.choice([d for d in own if d.equivalence is not None])
        assert drug.equivalence is not None
        taken = self.rng.sample(others, self.rng.choice([0, 1, 1, 2]))
        listed = self.pen.items(doses.closing_list, [*taken, drug.name])
        spelt = f"{doses.name}.{self.pen.drug(drug.name)}"
        limit = self.rng.choice([one for one in self.limits.get(quantity.name, ()) if one > 0] or [Fraction(5)])
        amount = round(limit * drug.equivalence.high / 5, 2) + self.rng.choice([-1, 0, 0, 1]) * Fraction(1, 100)
        way = self.rng.randrange(4)
        if way == 0:  # taken, at a dose above nothing
            return Part(listed, lambda: Part(listed | {spelt: decimals(self._dose(amount), 4)}))
        if way == 1:  # a range of what it equals, and then what it was taken to equal
            low, high = (amount * 5 / end for end in (drug.equivalence.high, drug.equivalence.low))
            told = listed | {spelt: decimals(amount, 4)}
            within = [
                e for e in (low, high, (low + high) / 2, limit, round(high, 2)) if low <= e <= high and ends(e, 12)
            ]
            if not within:
                return Part(told)
            return Part(told, lambda: Part(told | {quantity.name: decimals(self.rng.choice(within), 12)}))
        if way == 2:  # a dose above or below something
            censored = self.numbers.censored(quantity, spelt)
            if censored.known is None or not censored.fields:
                return self._open(lambda: Part(listed))
            known = censored.known
            return Part(listed | censored.fields, lambda: beside(listed, known()))
        some = {name: name in (*taken, drug.name) for name in self.rng.sample([*others, drug.name], 4)}
        told = self.pen.single(doses.closing_list, some)
        return Part(told, lambda: Part(listed, lambda: Part(listed | {spelt: decimals(self._dose(amount), 4)})))

    def _dose(self, amount: Fraction) -> Fraction:
        return self.rng.choice([amount, amount, Fraction(1, 100), amount * 2, Fraction(500)])

    def _result(self, name: str, sources: tuple[str, ...]) -> Part:
        """The result of a formula, given itself; one of its sources stays unknown, so that there is one value only."""
        quantity = self.vocabulary.quantities[name]
        others = self.rng.sample(sources, max(0, len(sources) - 1))
        told: Fields = {}
        for source in others:
            told |= self.numbers.any_number(self.vocabulary.quantities[source]).fields if self._either() else {}
        part = (
            self.numbers.censored(quantity) if self._either() else self._open(lambda: self.numbers.any_number(quantity))
        )
        known = part.known
        return Part(told | part.fields, None if known is None else lambda: beside(told, known()))
