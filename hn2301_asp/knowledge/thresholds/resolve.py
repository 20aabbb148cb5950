"""Thresholds resolved against the vocabulary: quantities found, units converted, exactly.

``INR ≤ 1.5 × ULN`` becomes a threshold on a derived quantity, the ratio of the value and its
upper limit of normal; there is one mechanism for everything that is derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import (
    EVERYTHING,
    Domain,
    Interval,
    Test,
    domain_of,
    half_line,
    regions,
)
from hn2301_asp.knowledge.thresholds.model import (
    HALF_LIFE,
    Again,
    Axis,
    Derived,
    Extreme,
    Gate,
    Limit,
    Threshold,
    Thresholds,
    show_limit,
    show_list,
    show_window,
)
from hn2301_asp.knowledge.thresholds.ratios import Ratios
from hn2301_asp.knowledge.thresholds.syntax import ThresholdFile, ThresholdSyntax
from hn2301_asp.knowledge.thresholds.twins import agree
from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary
from hn2301_asp.source.diagnostics import InputError, did_you_mean, one_of
from hn2301_asp.source.lists import listed
from hn2301_asp.source.numbers import format_number, with_unit


def resolve(files: Iterable[ThresholdFile], vocabulary: Vocabulary) -> Thresholds:
    """Every threshold of the files; raises InputError with every finding."""
    resolver = _Resolver(vocabulary)
    for file in files:
        for definition in file.definitions:
            resolver.define(definition)
        for threshold in file.thresholds:
            resolver.add(threshold, file.subject or file.kind)
    resolver.check_loops()
    resolver.check_curves()
    if resolver.findings:
        raise InputError(resolver.findings)
    found = axes(resolver.by_quantity, resolver.derived, resolver.quantities)
    return Thresholds(resolver.thresholds, resolver.derived, resolver.quantities, found, resolver.gates)


class _Resolver(Ratios):
    """Thresholds, each on a quantity of the vocabulary or on a ratio that is made for it."""

    def add(self, syntax: ThresholdSyntax, owner: str) -> None:
        if (other := self.gates.get(syntax.name) or self.thresholds.get(syntax.name)) is not None:
            message = f"the threshold `{syntax.name}` is defined twice"
            self.report("duplicate-threshold", message, syntax.place, None, other.place)
            return
        if syntax.by is None and (several := self.of_items(syntax.phrase)) is not None:
            self.add_several(syntax, owner, several)
            return
        quantity = self.asked(syntax)
        if quantity is not None and quantity.of_item is not None:
            self.add_gate(syntax, [quantity], several=False)
            syntax = replace(syntax, name=f"_{syntax.name}")
        if quantity is not None:
            self.add_to(syntax, owner, quantity)

    def of_items(self, phrase: str) -> list[Quantity] | None:
        """What an attribute of a family's items, or of one class of drugs among them, is of each; None of any other."""
        found = self.vocabulary.attribute(phrase)
        if found is None:
            return None
        family, attribute, drug_class = found
        drugs, quantities = self.vocabulary.drugs, self.vocabulary.quantities
        items = [*self.vocabulary.families[family].items]
        if drug_class is not None:
            items = [name for name in items if name in drugs and drugs[name].drug_class == drug_class]
        return [quantities[f"{family}.{item}.{attribute}"] for item in items]

    def add_several(self, syntax: ThresholdSyntax, owner: str, quantities: list[Quantity]) -> None:
        """A threshold on an attribute of items: one for each of them."""
        if not quantities:
            written = syntax.phrase.rpartition("(")[2].rstrip(")")
            classes = list(dict.fromkeys(drug.drug_class for drug in self.vocabulary.drugs.values()))
            hint = did_you_mean(written, classes) or f"its classes are {one_of(classes)}"
            self.report("unknown-quantity", f"no item is of the class `{written}`", syntax.phrase_place, hint)
            return
        if any(limit.unit and limit.unit.startswith(HALF_LIFE) for limit in syntax.limits):
            items = [quantity.of_item[1] for quantity in quantities if quantity.of_item]
            drugs = self.vocabulary.drugs
            without = [name for name in items if name not in drugs or drugs[name].half_life is None]
            if without:
                message = f"no half-life is known of {listed([f'`{name}`' for name in without])}"
                hint = (
                    "declare `half_life: {value: 20 days, source: …}` in drugs.yaml, or ask of one class: `… (CLASS)`"
                )
                self.report("no-half-life", message, syntax.limits[0].place, hint)
                return
        self.add_gate(syntax, quantities, several=True)
        before = len(self.findings)
        for quantity in quantities:
            assert quantity.of_item is not None
            self.add_to(replace(syntax, name=f"_{syntax.name}({quantity.of_item[1]})"), owner, quantity)
            if len(self.findings) > before:  # It would be said of every item.
                return

    def add_gate(self, syntax: ThresholdSyntax, quantities: list[Quantity], *, several: bool) -> None:
        pairs = [quantity.of_item for quantity in quantities if quantity.of_item is not None]
        items, never = tuple(item for _, item in pairs), bool(syntax.never)
        own = f"_{syntax.name}"
        self.gates[syntax.name] = Gate(
            syntax.name, own, pairs[0][0], items, several, never, syntax.place, syntax.reasons
        )

    def add_to(self, syntax: ThresholdSyntax, owner: str, quantity: Quantity) -> None:
        """A threshold on one quantity."""
        times, *others = dict.fromkeys(limit.times for limit in syntax.limits)
        if others:
            hint = "write two thresholds, or both bounds in one unit"
            one = next(word for word in (times, *others) if word is not None)
            self.report("wrong-unit", f"one bound is `× {one}` and the other is not", syntax.limits[0].place, hint)
            return
        if times is not None:
            multiple = self.multiple(quantity, times, syntax.limits[0].place)
            if multiple is None:
                return
            quantity = multiple
        if (graded := self.with_grades(syntax, quantity)) is None:
            return
        syntax = graded
        if not self.check_exact(syntax, quantity):
            return
        numbers = list[Fraction]()
        for limit in syntax.limits:
            number = self.number(limit, quantity, listed=bool(syntax.listed))
            if number is None:
                return
            numbers.append(number)
        numbers = counting(numbers, syntax.extreme)
        window = syntax.form == "window"
        if window and not self.check_window(syntax, quantity):
            return
        interval = between(syntax.limits, numbers, quantity, window=window)
        if interval.is_empty:
            self.report("empty-threshold", "no value lies between the two bounds", syntax.limits[0].place)
            return
        self.check_never(syntax, quantity)
        shown = " and ".join(show_limit(limit) for limit in syntax.limits)
        if syntax.form == "window":
            shown = show_window(syntax.limits, syntax.window, syntax.extreme)
            if any(limit.unit and limit.unit.startswith(HALF_LIFE) for limit in syntax.limits):
                shown += f" ({with_unit(numbers[0], quantity.unit)})"
        elif syntax.form == "listed":
            shown = show_list(syntax.listed, syntax.limits[0].unit)
        test = Test(syntax.name, interval, bool(syntax.never))
        self.thresholds[syntax.name] = Threshold(
            syntax.name, quantity.name, test, shown, owner, syntax.place, syntax.limits, syntax.reasons, syntax.window
        )
        self.by_quantity.setdefault(quantity.name, []).append(test)

    def check_window(self, syntax: ThresholdSyntax, quantity: Quantity) -> bool:
        """A window lies where its quantity is counted: before the date up to which, or after the one from which."""
        events, record = self.vocabulary.events(), self.vocabulary.record
        event = events.get(syntax.event.lower())
        if event is None:
            hint = did_you_mean(syntax.event, events) or "dates are declared under `record` in kb/vocabulary/facts.yaml"
            self.report("unknown-event", f"`{syntax.event}` is no date of a record", syntax.event_place, hint)
            return False
        counted = quantity.to if syntax.direction == "before" else quantity.since
        if event == counted:
            return True
        pairs = (("from", quantity.since or ""), ("to", quantity.to))
        ends = [f"{word} {record[date].label}" for word, date in pairs if date in record]
        hint = f"declare a quantity with `since: {{date: …, to: {event}}}`"
        if syntax.direction == "after":
            hint = f"declare a quantity with `since: {{date: {event}, to: …}}`"
        message = f"{quantity.label} is counted {' '.join(ends)}: a window {syntax.window} asks for another time"
        self.report("other-event", message, syntax.event_place, hint)
        return False

    def number(self, limit: Limit, quantity: Quantity, *, listed: bool = False) -> Fraction | None:
        if limit.times:
            return limit.number
        if limit.grade:
            return limit.number
        exact = limit.comparator == "=" or listed
        if limit.unit is None and ("" in quantity.units or (exact and quantity.counted and quantity.bare_number)):
            return limit.number
        if limit.unit is not None and limit.unit.startswith(HALF_LIFE):
            return self.half_lives(limit, quantity)
        if limit.unit is None:
            self.report("missing-unit", f"{quantity.label} needs a unit", limit.place, f"for example {quantity.unit}")
            return None
        unit = self.unit(limit.unit, quantity, limit.unit_place or limit.place)
        if unit is not None and limit.again is not None and not self.check_again(limit, limit.again, unit, quantity):
            return None
        return None if unit is None else quantity.canonical(limit.number, unit)

    def half_lives(self, limit: Limit, quantity: Quantity) -> Fraction | None:
        """So many half-lives of the drug that a quantity is of."""
        drug = self.vocabulary.drugs.get(quantity.of_item[1]) if quantity.of_item else None
        if drug is None or drug.half_life is None:
            message = f"no half-life is known for {quantity.label}"
            hint = "only an attribute of drugs is counted in half-lives, which drugs.yaml gives with their source"
            self.report("no-half-life", message, limit.place, hint)
            return None
        factor = quantity.units.get(drug.half_life.unit)
        if factor is None:
            message = f"the half-life of {drug.label} is given in `{drug.half_life.unit}`, {quantity.label} is not"
            hint = "name that unit under `also` of the attribute, or give the half-life in one of its units"
            self.report("wrong-unit", message, limit.place, hint)
            return None
        return limit.number * drug.half_life.number * factor

    def with_grades(self, syntax: ThresholdSyntax, quantity: Quantity) -> ThresholdSyntax | None:
        """The threshold with the places of the grades that it names; of what has grades, nothing else is named."""
        limits = []
        for limit in syntax.limits:
            place = quantity.grade(limit.number_text) if limit.grade else None
            if quantity.grades and not limit.grade:
                message = f"{quantity.label} is told by its grades"
                hint = f"they are {one_of(quantity.grades)}"
            elif limit.grade and not quantity.grades:
                message = f"`{limit.number_text}` is no number, and {quantity.label} has no grades"
                hint = "write a number with its unit"
            elif limit.grade and place is None:
                message = f"`{limit.number_text}` is no grade of {quantity.label}"
                hint = did_you_mean(limit.number_text, quantity.grades) or f"they are {one_of(quantity.grades)}"
            else:
                name = quantity.grades[int(place)] if place is not None else limit.number_text
                limits.append(replace(limit, number=place if place is not None else limit.number, number_text=name))
                continue
            self.report("unknown-grade", message, limit.place, hint)
            return None
        return replace(syntax, limits=tuple(limits))

    def check_exact(self, syntax: ThresholdSyntax, quantity: Quantity) -> bool:
        """Whether single numbers are asked of what is counted, and a list of them leaves none out."""
        limit = syntax.limits[0]
        if limit.grade or (limit.comparator != "=" and not syntax.listed):
            return True
        unit = self.vocabulary.unit(limit.unit) if limit.unit is not None else quantity.unit
        if not quantity.counted:
            message = f"{quantity.label} is measured: nobody's is exactly {limit.number_text}"
            hint = "write a range, as `between … and …`; single numbers are asked of what is counted"
        elif unit not in quantity.units:
            return True  # Of its unit is told where it is read.
        else:
            numbers = [Fraction(text) for text in syntax.listed] or [limit.number]
            own = [quantity.canonical(number, unit or "") for number in numbers]
            if any(number.denominator != 1 for number in own):
                message, hint = f"{quantity.label} is counted: it is a whole number", f"of {quantity.unit}"
            elif own != [own[0] + step for step in range(len(own))]:
                message = "the numbers of a list follow each other from the least to the greatest, none left out"
                hint = "write two thresholds where a number between them is not meant"
            else:
                return True
        self.report("exact-limit", message, limit.place, hint)
        return False

    def check_again(self, limit: Limit, again: Again, unit: str, quantity: Quantity) -> bool:
        """Whether a limit's second number is the first one, within the rounding of one of the two."""
        other = self.unit(again.unit, quantity, again.place)
        if other is None:
            return False
        if other == unit:
            message, hint = f"both numbers are in `{unit}`", "write the second one in another unit, or leave it out"
        elif not agree(replace(self.vocabulary, quantities=self.quantities), quantity.name, limit, again):
            there = quantity.given(quantity.canonical(limit.number, unit), other)
            message = (
                f"`{limit.number_text} {limit.unit}` is {format_number(there)} {again.unit}, not {again.number_text}"
            )
            hint = "write both numbers of one size: the first one decides"
        else:
            return True
        self.report("paired-limit", message, again.place, hint)
        return False

    def check_never(self, syntax: ThresholdSyntax, quantity: Quantity) -> None:
        if quantity.never and syntax.never is None:
            self.report(
                "never-unsaid",
                f"{quantity.label} may be `never`: say what the threshold is then",
                syntax.limits[0].place,
                "add `, no if never` or `, yes if never`",
            )
        if not quantity.never and quantity.of_item is None and syntax.never is not None:
            self.report("never-unknown", f"{quantity.label} is never `never`", syntax.limits[0].place)

    def asked(self, syntax: ThresholdSyntax) -> Quantity | None:
        """What a threshold is on: a quantity, or one by another; a name may hold a stroke itself."""
        if syntax.by is None:
            return self.quantity(syntax.phrase, syntax.phrase_place)
        whole = next(
            (name for name in self.phrases if _unspaced(name) == _unspaced(f"{syntax.phrase}/{syntax.by}")), None
        )
        if whole is not None:
            return self.quantity(whole, syntax.phrase_place)
        one = self.quantity(syntax.phrase, syntax.phrase_place)
        other = self.quantity(syntax.by, syntax.by_place)
        if one is None or other is None:
            return None
        return self.quotient(one, other, syntax.phrase_place)


def counting(numbers: list[Fraction], extreme: Extreme) -> list[Fraction]:
    """Of a window's two times the one that counts; the numbers themselves where both do."""
    if not extreme:
        return numbers
    return [max(numbers) if extreme == "longer" else min(numbers)]


def between(limits: Sequence[Limit], numbers: Sequence[Fraction], quantity: Quantity, *, window: bool) -> Interval:
    """The numbers that lie within limits, whose own numbers are those that count, in the quantity's unit."""
    interval = EVERYTHING
    for limit, number in zip(limits, numbers, strict=False):
        interval = interval.intersect(half_line(limit.comparator, number))
    if window and quantity.possible[0] < 0:  # What lies on the other side of the event is not within.
        interval = interval.intersect(half_line(">=", Fraction(0)))
    return interval


def _unspaced(phrase: str) -> str:
    """A phrase in small letters, without the blanks around its strokes."""
    return "/".join(" ".join(part.split()) for part in phrase.lower().split("/"))


def axes(
    tests: Mapping[str, Sequence[Test]], derived: Mapping[str, Derived], quantities: Mapping[str, Quantity]
) -> dict[str, Axis]:
    """The axes of the quantities that tests cut, with their regions."""
    found = {}
    for name, cuts in tests.items():
        quantity = quantities[name]
        # What follows from a formula may lie anywhere: the formula's own inputs bound it.
        domain = Domain(EVERYTHING) if name in derived else domain_of(quantity)
        found[name] = Axis(name, regions(cuts, domain, never=quantity.never))
    return found
