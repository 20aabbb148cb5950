"""Quantities of a record near the limits of two versions: by a number, a date, doses, items or a formula's sources.

Which value is near is drawn from the limits; how it is written is ``writing``'s. Nothing is judged here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.knowledge.vocabulary.model import Doses, Quantity
from tests.amendment.opinion.arithmetic import value
from tests.gates.targets import Targets
from tests.gates.writing import Fields, Pen

#: Days of a calendar unit, roughly: where to look for the day from which a time is so long.
DAYS = {"day": Fraction(1), "week": Fraction(7), "month": Fraction(1461, 48), "year": Fraction(1461, 4)}
SCREENED = datetime.date(2025, 3, 10)
#: Shares of an attack: how often a value is censored, and a date partial.
CENSORED, PARTIAL = 0.25, 0.2


class Draft:
    """A record in the making, with the limits that it is to lie near."""

    def __init__(self, base: KnowledgeBase, targets: Targets, pen: Pen) -> None:
        self.base, self.targets, self.pen, self.rng = base, targets, pen, pen.rng
        self.vocabulary = base.vocabulary
        self.fields: Fields = {}
        self.screened = SCREENED

    def near(self, name: str) -> Fraction:
        """A number at, beside or between the limits of a quantity, most often of those that changed."""
        rng, quantity = self.rng, self.base.thresholds.quantities.get(name) or self.vocabulary.quantities[name]
        ends = self.targets.hot.get(name) or ()
        if not ends or rng.random() < 0.15:
            ends = self.targets.limits.get(name) or quantity.plausible
        end, other = rng.choice(ends), rng.choice(ends)
        step = quantity.step or Fraction(1, 100)
        if end != other and rng.random() < 0.55:
            return end + (other - end) * Fraction(rng.choice([1, 10, 25, 50, 50, 75, 90, 99]), 100)
        return end + step * Fraction(rng.choice([0, 0, 0, 1, 2, 10, 50, 100, 100, 200, 1000]), 100) * rng.choice(
            [1, -1]
        )

    def aim(self, name: str) -> None:
        """Says of a quantity something near a limit, in place of what was said."""
        derived = self.base.thresholds.derived.get(name)
        total = next((s for s in self.vocabulary.scores.values() if name in s.totals), None)
        doses = next((d for d in self.vocabulary.doses.values() if d.adds_up_to == name), None)
        if derived is not None:
            self._by_formula(name, derived.formula)
            return
        quantity = self.vocabulary.quantities[name]
        if quantity.room is not None:
            self.forget(quantity.room.measured, quantity.room.when)
            self.write(self.vocabulary.quantities[quantity.room.measured], self.near(name))
            answer = self.rng.choice([True, True, True, False, None])
            self.fields |= {} if answer is None else {quantity.room.when: self.pen.yes_no(answer)}
        elif total is not None:
            self._by_items(total.name, name)
        elif doses is not None and self.pen.chance(0.7):
            self._by_doses(doses, self.near(name))
        elif quantity.since is not None and self.pen.chance(0.6):
            self._by_date(quantity, self.near(name))
        elif quantity.never and self.pen.chance(0.15):
            self.forget(*_all_of(quantity))
            told: list[Fields] = [{name: "never"}, {quantity.ever or name: self.pen.yes_no(self.pen.chance(0.5))}]
            self.fields |= self.rng.choice(told)
        else:
            self.forget(*_all_of(quantity))
            self.write(quantity, self.near(name))

    def write(self, quantity: Quantity, number: Fraction) -> None:
        """A number in any spelling, or a comparator's end; what is not possible is left unsaid."""
        if quantity.hidden:
            return
        low, high = quantity.possible
        if low <= number <= high:
            operator = self.rng.choice(["<", "<=", ">", ">="]) if self.pen.chance(CENSORED) else None
            self.forget(quantity.name)
            self.fields |= self.pen.number(quantity, number, None if quantity.limit_of else operator)

    def _by_formula(self, name: str, formula: Node) -> None:
        """Sources of which a formula makes a number near the limit; or the result itself."""
        derived = self.vocabulary.quantities.get(name)
        wanted, sources = self.near(name), list(dict.fromkeys(formula.quantities()))
        self.forget(name, *sources)
        numbers = {source: self._ordinary(self.vocabulary.quantities[source]) for source in sources}
        answers = {fact: self.known(fact) for fact in formula.facts()}
        solved = self.rng.choice(sources)
        quantity = self.vocabulary.quantities[solved]
        exact = solve(lambda x: value(formula, {**numbers, solved: x}, answers), quantity.possible, wanted)
        if exact is not None and not (quantity.counted and exact.denominator != 1):
            numbers[solved] = exact
        for source in sources:
            self.write(self.vocabulary.quantities[source], numbers[source])
        if derived is not None and not derived.hidden and self.pen.chance(0.25):
            self.write(derived, wanted)
            if self.pen.chance(0.7):
                self.forget(self.rng.choice(sources))

    def known(self, fact: str) -> bool:
        """What a formula's `if` is told: a fact, or a value of a choice."""
        choice = next((c for c in self.vocabulary.choices.values() if fact in c.values), None)
        if choice is None:
            answer = self.pen.chance(0.5)
            self.fields[fact] = self.pen.yes_no(answer)
            return answer
        chosen = self.rng.choice(choice.values)
        self.fields[choice.name] = self.rng.choice([chosen, *choice.names.get(chosen, ())])
        return chosen == fact

    def _ordinary(self, quantity: Quantity) -> Fraction:
        low, high = quantity.possible if self.pen.chance(0.1) else quantity.usual or quantity.plausible
        count = int((high - low) / quantity.step)
        return low + self.rng.randrange(count + 1) * quantity.step

    def _by_date(self, quantity: Quantity, number: Fraction) -> None:
        """The day from which a time is so long, give or take; sometimes with the number beside it."""
        self.forget(*_all_of(quantity))
        days = int(number * DAYS[quantity.calendar or "day"]) + self.rng.choice([-2, -1, 0, 0, 1, 2, 3])
        try:
            event = self.screened - datetime.timedelta(days=max(days, 0))
        except OverflowError:
            return
        assert quantity.since is not None
        if event.year > 1900:
            self.fields[quantity.since] = self.date(event, PARTIAL)
        self.fields["screening_date"] = self.date(self.screened, 0.05)
        if self.pen.chance(0.1):
            self.write(quantity, number)

    def date(self, day: datetime.date, partial: float) -> object:
        """A day, or now and then no more than what it is part of."""
        return self.pen.vague_day(day) if self.pen.chance(partial) else self.pen.day(day)

    def _by_doses(self, doses: Doses, number: Fraction) -> None:
        """Doses of one or two drugs that add up to it, by the lower or upper figure of their equivalence."""
        self.forget(doses.adds_up_to)
        able = [drug for drug in self.vocabulary.drugs.values() if drug.dosed and drug.equivalence is not None]
        taken = self.rng.sample(able, self.rng.choice([1, 1, 1, 2]))
        shares = [Fraction(1)] if len(taken) == 1 else [(part := Fraction(self.rng.randrange(1, 10), 10)), 1 - part]
        quantity = self.vocabulary.quantities[doses.adds_up_to]
        for drug, share in zip(taken, shares, strict=True):
            assert drug.equivalence is not None
            factor = self.rng.choice([drug.equivalence.low, drug.equivalence.high]) / 5
            if number * share >= 0:
                spelt = f"{doses.name}{self.rng.choice(['.', '__'])}{self.pen.drug(drug.name)}"
                operator = self.rng.choice(["<", "<=", ">", ">="]) if self.pen.chance(CENSORED / 2) else None
                self.fields |= self.pen.number(quantity, number * share * factor, operator, name=spelt)
        held = [d for d in self.held(doses.closing_list) if self.vocabulary.drugs[d].drug_class != doses.drug_class]
        held = [] if self.pen.chance(0.15) else held
        held += [drug.name for drug in taken] if self.pen.chance(0.9) else []
        self.forget(doses.closing_list)
        self.fields |= self.pen.items(doses.closing_list, held)

    def held(self, family: str) -> list[str]:
        """What the record's list names, where there is one; some others instead now and then."""
        items = list(self.vocabulary.families[family].items)
        held = self.fields.get(family)
        known = [item for item in held if item in items] if isinstance(held, list) else []
        if self.pen.chance(0.3):
            known = [item for item in known if self.pen.chance(0.6)]
            known += self.rng.sample(items, self.rng.choice([0, 1, 1, 2]))
        return list(dict.fromkeys(known))

    def _by_items(self, name: str, total: str) -> None:
        """Items that score about as much; as a list, singly, or the total alone."""
        score = self.vocabulary.scores[name]
        quantity, wanted = self.vocabulary.quantities[total], int(self.near(total)) + self.rng.choice([-1, 0, 0, 1])
        self.forget(score.family, *score.totals)
        weights = {item: known.weight for item, known in score.items.items()}
        held: list[str] = []
        for _ in range(20):
            held = self.rng.sample(list(weights), self.rng.randint(0, 5))
            if sum(weights[item] for item in held if item in score.totals[total]) == wanted:
                break
        if self.pen.chance(0.25) and not quantity.hidden:
            self.write(quantity, Fraction(max(wanted, 0)))
        elif self.pen.chance(0.7):
            self.fields |= self.pen.items(score.family, held)
        else:
            asked = self.rng.sample(list(weights), self.rng.randint(1, len(weights)))
            self.fields |= self.pen.single(score.family, {item: item in held for item in asked})

    def forget(self, *names: str) -> None:
        """Takes back whatever the record says of some fields, however it is spelt, and of their items."""
        doses = {doses.adds_up_to: doses.name for doses in self.vocabulary.doses.values()}
        gone = {*names, *(doses[name] for name in names if name in doses)}
        for spelling in list(self.fields):
            plain = spelling.partition("[")[0].replace("__", ".")
            if plain in gone or plain.partition(".")[0] in gone:
                del self.fields[spelling]


def _all_of(quantity: Quantity) -> tuple[str, ...]:
    """The fields that say something of a quantity."""
    return tuple(name for name in (quantity.name, quantity.since, quantity.ever) if name)


def solve(
    formula: Callable[[Fraction], Fraction], ends: tuple[Fraction, Fraction], wanted: Fraction
) -> Fraction | None:
    """Where a formula that only rises or only falls takes a value: exactly where that ends soon, or close by."""
    low, high = ends
    try:
        rising = formula(high) > formula(low)
        if not min(formula(low), formula(high)) <= wanted <= max(formula(low), formula(high)):
            return None
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (low, middle) if (formula(middle) > wanted) == rising else (middle, high)
    except ZeroDivisionError:
        return None
    near = (round(low, places) for places in range(10))
    return next((one for one in near if one > 0 and formula(one) == wanted), round(low, 12))
