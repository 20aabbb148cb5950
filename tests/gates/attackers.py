"""Records that attack an amendment: somebody ordinary, with some facts near the limits of both versions.

Which value is near is drawn from the limits; how it is written is ``writing``'s. The records are never judged here.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.knowledge.vocabulary.model import Doses, Quantity
from tests.amendment.opinion.arithmetic import value
from tests.gates.targets import Targets
from tests.gates.writing import Fields, Pen
from tests.independent.records import random_record

#: Days of a calendar unit, roughly: where to look for the day from which a time is so long.
DAYS = {"day": Fraction(1), "week": Fraction(7), "month": Fraction(1461, 48), "year": Fraction(1461, 4)}
SCREENED = datetime.date(2025, 3, 10)
#: Shares of an attack: how often a value is censored, a date partial, a field missing.
CENSORED, PARTIAL = 0.25, 0.2


@dataclass(frozen=True)
class Attackers:
    """Draws records against one amendment."""

    base: KnowledgeBase
    targets: Targets

    def record(self, rng: random.Random) -> Fields:
        """One record; the same again for the same state of the generator."""
        return _Record(self.base, self.targets, Pen(rng, self.base.vocabulary)).drawn()


class _Record:
    def __init__(self, base: KnowledgeBase, targets: Targets, pen: Pen) -> None:
        self.base, self.targets, self.pen, self.rng = base, targets, pen, pen.rng
        self.vocabulary = base.vocabulary
        self.fields: Fields = {}
        self.screened = SCREENED

    def drawn(self) -> Fields:
        rng = self.rng
        self.screened = SCREENED + datetime.timedelta(days=rng.randrange(-400, 400)) if rng.random() < 0.5 else SCREENED
        self.fields = self._somebody()
        hot, others = list(self.targets.hot), list(self.targets.limits)
        chosen = rng.sample(hot, min(len(hot), rng.choice([1, 1, 1, 2, 3])))
        chosen += rng.sample(others, rng.choice([0, 0, 1, 1, 2] if hot else [1, 2, 2, 3]))
        for quantity in dict.fromkeys(chosen):
            self._aim(quantity)
        self._answers()
        for _ in range(rng.choice([0, 0, 0, 0, 1, 1, 2, 4])):
            self.fields.pop(rng.choice(sorted(self.fields)), None)
        if rng.random() < 0.9 and "screening_date" not in self.fields:
            self.fields["screening_date"] = self._date(self.screened, 0.03)
        return self.fields

    def _somebody(self) -> Fields:
        if self.pen.chance(0.7):
            return dict(self.vocabulary.typical)
        drawn: dict[str, Any] = random_record(self.rng)
        if "screening_date" in drawn:
            self.screened = datetime.date.fromisoformat(str(drawn["screening_date"]))
        return drawn

    # Quantities near their limits

    def _near(self, name: str) -> Fraction:
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

    def _aim(self, name: str) -> None:
        derived = self.base.thresholds.derived.get(name)
        total = next((s for s in self.vocabulary.scores.values() if name in s.totals), None)
        doses = next((d for d in self.vocabulary.doses.values() if d.adds_up_to == name), None)
        if derived is not None:
            self._by_formula(name, derived.formula)
            return
        quantity = self.vocabulary.quantities[name]
        if quantity.room is not None:
            self._forget(quantity.room.measured, quantity.room.when)
            self._write(self.vocabulary.quantities[quantity.room.measured], self._near(name))
            answer = self.rng.choice([True, True, True, False, None])
            self.fields |= {} if answer is None else {quantity.room.when: self.pen.yes_no(answer)}
        elif total is not None:
            self._by_items(total.name, name)
        elif doses is not None and self.pen.chance(0.7):
            self._by_doses(doses, self._near(name))
        elif quantity.since is not None and self.pen.chance(0.6):
            self._by_date(quantity, self._near(name))
        elif quantity.never and self.pen.chance(0.15):
            self._forget(*_all_of(quantity))
            told: list[Fields] = [{name: "never"}, {quantity.ever or name: self.pen.yes_no(self.pen.chance(0.5))}]
            self.fields |= self.rng.choice(told)
        else:
            self._forget(*_all_of(quantity))
            self._write(quantity, self._near(name))

    def _write(self, quantity: Quantity, number: Fraction) -> None:
        """A number in any spelling, or a comparator's end; what is not possible is left unsaid."""
        if quantity.hidden:
            return
        low, high = quantity.possible
        if low <= number <= high:
            operator = self.rng.choice(["<", "<=", ">", ">="]) if self.pen.chance(CENSORED) else None
            self._forget(quantity.name)
            self.fields |= self.pen.number(quantity, number, None if quantity.limit_of else operator)

    def _by_formula(self, name: str, formula: Node) -> None:
        """Sources of which a formula makes a number near the limit; or the result itself."""
        derived = self.vocabulary.quantities.get(name)
        wanted, sources = self._near(name), list(dict.fromkeys(formula.quantities()))
        self._forget(name, *sources)
        numbers = {source: self._ordinary(self.vocabulary.quantities[source]) for source in sources}
        answers = {fact: self._known(fact) for fact in formula.facts()}
        solved = self.rng.choice(sources)
        quantity = self.vocabulary.quantities[solved]
        exact = solve(lambda x: value(formula, {**numbers, solved: x}, answers), quantity.possible, wanted)
        if exact is not None and not (quantity.counted and exact.denominator != 1):
            numbers[solved] = exact
        for source in sources:
            self._write(self.vocabulary.quantities[source], numbers[source])
        if derived is not None and not derived.hidden and self.pen.chance(0.25):
            self._write(derived, wanted)
            if self.pen.chance(0.7):
                self._forget(self.rng.choice(sources))

    def _known(self, fact: str) -> bool:
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
        self._forget(*_all_of(quantity))
        days = int(number * DAYS[quantity.calendar or "day"]) + self.rng.choice([-2, -1, 0, 0, 1, 2, 3])
        try:
            event = self.screened - datetime.timedelta(days=max(days, 0))
        except OverflowError:
            return
        assert quantity.since is not None
        if event.year > 1900:
            self.fields[quantity.since] = self._date(event, PARTIAL)
        self.fields["screening_date"] = self._date(self.screened, 0.05)
        if self.pen.chance(0.1):
            self._write(quantity, number)

    def _date(self, day: datetime.date, partial: float) -> object:
        return self.pen.vague_day(day) if self.pen.chance(partial) else self.pen.day(day)

    def _by_doses(self, doses: Doses, number: Fraction) -> None:
        """Doses of one or two drugs that add up to it, by the lower or upper figure of their equivalence."""
        self._forget(doses.adds_up_to)
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
        held = [d for d in self._held(doses.closing_list) if self.vocabulary.drugs[d].drug_class != doses.drug_class]
        held = [] if self.pen.chance(0.15) else held
        held += [drug.name for drug in taken] if self.pen.chance(0.9) else []
        self._forget(doses.closing_list)
        self.fields |= self.pen.items(doses.closing_list, held)

    def _held(self, family: str) -> list[str]:
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
        quantity, wanted = self.vocabulary.quantities[total], int(self._near(total)) + self.rng.choice([-1, 0, 0, 1])
        self._forget(score.family, *score.totals)
        weights = {item: known.weight for item, known in score.items.items()}
        held: list[str] = []
        for _ in range(20):
            held = self.rng.sample(list(weights), self.rng.randint(0, 5))
            if sum(weights[item] for item in held if item in score.totals[total]) == wanted:
                break
        if self.pen.chance(0.25) and not quantity.hidden:
            self._write(quantity, Fraction(max(wanted, 0)))
        elif self.pen.chance(0.7):
            self.fields |= self.pen.items(score.family, held)
        else:
            asked = self.rng.sample(list(weights), self.rng.randint(1, len(weights)))
            self.fields |= self.pen.single(score.family, {item: item in held for item in asked})

    # Facts

    def _answers(self) -> None:
        """Other answers to facts and lists, most often to those that changed rules speak of."""
        rng, spoken = self.rng, self.targets
        facts = rng.sample(spoken.facts, rng.randint(0, min(3, len(spoken.facts))))
        facts += rng.sample(list(self.vocabulary.facts), rng.choice([0, 0, 0, 1]))
        for fact in facts:
            choice = next((c for c in self.vocabulary.choices.values() if fact in c.values), None)
            if choice is not None:
                self.fields[choice.name] = rng.choice([rng.choice(choice.values), *choice.unknown])
            else:
                self.fields[fact] = self.pen.yes_no(self.pen.chance(0.5))
        for family, items in spoken.families.items():
            if self.pen.chance(0.5):
                self._other_items(family, items)
        if self.pen.chance(0.1):
            self._other_items(rng.choice(list(self.vocabulary.families)), ())

    def _other_items(self, family: str, items: tuple[str, ...]) -> None:
        few = self.pen.chance(0.3)
        held = [] if few else [item for item in self._held(family) if self.pen.chance(0.7)]
        held += self.rng.sample(items, min(len(items), 1)) if few else [i for i in items if self.pen.chance(0.4)]
        if few and self.pen.chance(0.5):
            held += self.rng.sample(list(self.vocabulary.families[family].items), 1)
        score = next((s for s in self.vocabulary.scores.values() if s.family == family), None)
        self._forget(family, *(score.totals if score is not None else ()))
        if self.pen.chance(0.75):
            self.fields |= self.pen.items(family, list(dict.fromkeys(held)))
        else:
            every = list(self.vocabulary.families[family].items)
            asked = dict.fromkeys([*held, *self.rng.sample(every, min(len(every), self.rng.randint(0, 8)))])
            self.fields |= self.pen.single(family, {item: item in held for item in asked})

    def _forget(self, *names: str) -> None:
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
