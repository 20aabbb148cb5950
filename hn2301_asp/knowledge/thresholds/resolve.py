"""Thresholds resolved against the vocabulary: quantities found, units converted, exactly.

``INR ≤ 1.5 × ULN`` becomes a threshold on a derived quantity, the ratio of the value and its
upper limit of normal; there is one mechanism for everything that is derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor

from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.advice import LOWER_LIMIT_HELP, lower_limit
from hn2301_asp.knowledge.thresholds.axis import (
    EVERYTHING,
    Domain,
    Interval,
    Test,
    domain_of,
    half_line,
    regions,
)
from hn2301_asp.knowledge.thresholds.certified import FINEST, Outside
from hn2301_asp.knowledge.thresholds.curves import NoDirection, directions, parts_within
from hn2301_asp.knowledge.thresholds.expression import Curve, Node, curve, kinds, rational
from hn2301_asp.knowledge.thresholds.formula import bounds
from hn2301_asp.knowledge.thresholds.model import (
    HALF_LIFE,
    Again,
    Axis,
    Derived,
    Gate,
    Limit,
    Threshold,
    Thresholds,
    show_limit,
    show_list,
    show_window,
)
from hn2301_asp.knowledge.thresholds.syntax import DefinitionSyntax, Expression, ThresholdFile, ThresholdSyntax
from hn2301_asp.knowledge.thresholds.twins import agree
from hn2301_asp.knowledge.vocabulary.model import REFERENCES, Quantity, Ratio, Vocabulary
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.lists import listed
from hn2301_asp.source.numbers import Times, format_number, with_unit


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


#: What is reckoned part by part, exactly, where each quantity stands once.
_ALGEBRA = frozenset({"number", "quantity", "if", "+", "-", "*", "/"})


def _answers(node: Node) -> Iterator[dict[str, bool]]:
    """Every way in which a formula's facts may be answered."""
    asked = sorted(set(node.facts()))
    yield from (dict(zip(asked, answers, strict=True)) for answers in product((True, False), repeat=len(asked)))


class _Resolver:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.phrases = vocabulary.phrases()
        self.quantities: dict[str, Quantity] = dict(vocabulary.quantities)
        self.thresholds: dict[str, Threshold] = {}
        self.derived: dict[str, Derived] = {}
        self.findings: list[Finding] = []
        self.by_quantity: dict[str, list[Test]] = {}
        self.gates: dict[str, Gate] = {}

    def report(self, code: str, message: str, place: Place, help: str | None = None, *related: Place) -> None:
        self.findings.append(Finding(code, message, place, help=help, related=related))

    def quantity(self, phrase: str, place: Place) -> Quantity | None:
        name = self.phrases.get(phrase.lower())
        if name is None:
            hint = did_you_mean(phrase, self.phrases) or "quantities are declared in kb/vocabulary/quantities.yaml"
            self.report("unknown-quantity", f"`{phrase}` is not a quantity of the vocabulary", place, hint)
            return None
        found = self.vocabulary.quantities[name]
        if found.repeated:
            hint = (
                f"declare what counts in quantities.yaml: `summary: {{of: {name}, take: latest}}`, and name that here"
            )
            self.report("repeated-quantity", f"of several measurements of {found.label} one must count", place, hint)
            return None
        return found

    def unit(self, unit: str, quantity: Quantity, place: Place) -> str | None:
        """The unit that a spelling stands for; what is none of the quantity's is reported."""
        canonical = self.vocabulary.unit(unit)
        if canonical is None:
            hint = did_you_mean(unit, [*self.vocabulary.unit_names.values()])
            meant = next((word for word in REFERENCES if sorted(unit.upper()) == sorted(word)), None)
            if meant is not None:
                hint = f"did you mean `× {meant}`?"
            elif lower_limit(unit):
                hint = LOWER_LIMIT_HELP
            self.report(
                "unknown-unit",
                f"`{unit}` is not a declared unit",
                place,
                hint or f"{quantity.label} is given in {one_of(list(quantity.units))}",
            )
            return None
        if canonical not in quantity.units:
            self.report(
                "wrong-unit",
                f"{quantity.label} cannot be given in `{unit}`",
                place,
                f"its units are {one_of(list(quantity.units))}",
            )
            return None
        return canonical

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
        interval, numbers = EVERYTHING, list[Fraction]()
        for limit in syntax.limits:
            number = self.number(limit, quantity, listed=bool(syntax.listed))
            if number is None:
                return
            numbers.append(number)
        if syntax.extreme:
            numbers = [max(numbers) if syntax.extreme == "longer" else min(numbers)]
        for limit, number in zip(syntax.limits, numbers, strict=not syntax.extreme):
            interval = interval.intersect(half_line(limit.comparator, number))
        if syntax.form == "window":
            if not self.check_window(syntax, quantity):
                return
            if quantity.possible[0] < 0:  # What lies on the other side of the event is not within.
                interval = interval.intersect(half_line(">=", Fraction(0)))
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

    def multiple(self, quantity: Quantity, times: Times, place: Place) -> Quantity | None:
        """A value in multiples of a limit of normal, or of what was measured at baseline."""
        field = quantity.reference(times)
        if field is None or quantity.ratio is not None:
            message = f"{quantity.label} has no {REFERENCES[times]} in the vocabulary"
            hint = f"declare `{times.lower()}:` in quantities.yaml, or give a unit"
            self.report(f"no-{times.lower()}", message, place, hint)
            return None
        by = self.vocabulary.quantities[field]
        if not self.check_numbers(quantity, (by.name,), place):
            return None
        if by.unit not in quantity.units:
            message = f"{by.label} is given in `{by.unit}`, in which {quantity.label} cannot be"
            self.report(
                "wrong-unit", message, place, f"the units of {quantity.label} are {one_of(list(quantity.units))}"
            )
            return None
        made = replace(
            quantity,
            name=f"{quantity.name}_per_{times.lower()}",
            label=f"{quantity.label} / {times}",
            labels={language: f"{label} / {times}" for language, label in quantity.labels.items()},
            unit=f"× {times}",
            units={f"× {times}": Fraction(1)},
            hidden=f"the value by its {REFERENCES[times]}",
            ratio=Ratio(quantity.name, by.name, 1 / quantity.units[by.unit], times),
        )
        return self.ratio(made, f"ratio to the {times}", place)

    def quotient(self, one: Quantity, other: Quantity, place: Place) -> Quantity | None:
        """One quantity by another: a number where both measure the same, else in the first unit declared for it."""
        vocabulary = self.vocabulary
        if one.name == other.name:
            self.report("bad-ratio", f"{one.label} by itself is 1", place, "compare it with another quantity")
            return None
        items = next((quantity for quantity in (one, other) if quantity.of_item is not None), None)
        if items is not None:
            message = f"{items.label} is told of an item that holds only: no ratio is made of it"
            self.report("bad-ratio", message, place, "write a threshold on it alone")
            return None
        if not self.check_numbers(one, (other.name,), place):
            return None
        if one.grades or other.grades:
            self.report("bad-ratio", f"{(one if one.grades else other).label} has grades: they are no numbers", place)
            return None
        measures = dict(vocabulary.dimensions[one.unit])
        for name, power in vocabulary.dimensions[other.unit].items():
            measures[name] = measures.get(name, Fraction(0)) - power
        measures = {name: power for name, power in measures.items() if power}
        alike = [unit for unit, powers in vocabulary.dimensions.items() if dict(powers) == measures]
        unit = "" if not measures else alike[0] if alike else None
        if unit is None:
            message = f"no declared unit measures {one.label} ({one.unit}) by {other.label} ({other.unit})"
            self.report("bad-ratio", message, place, "declare one in units.yaml, such as `mg/mmol`")
            return None
        size = vocabulary.sizes[unit] if unit else Fraction(1)
        made = Quantity(
            name=f"{one.name}_per_{other.name}",
            label=f"{one.label} / {other.label}",
            labels={code: f"{label} / {other.labels.get(code, other.label)}" for code, label in one.labels.items()},
            unit=unit,
            units={unit: Fraction(1), **{name: vocabulary.sizes[name] / size for name in alike}},
            step=one.step,
            possible=one.possible,
            plausible=one.plausible,
            hidden="one value by the other",
            ratio=Ratio(one.name, other.name, vocabulary.sizes[one.unit] / vocabulary.sizes[other.unit] / size),
        )
        return self.ratio(made, f"{one.label} by {other.label}", place)

    def ratio(self, made: Quantity, source: str, place: Place) -> Quantity | None:
        """The ratio of two quantities as a derived one: how it is made of both is all that is known of it."""
        ratio, name = made.ratio, made.name
        assert ratio is not None
        if name in self.vocabulary.quantities:
            message = f"`{name}` is a quantity of its own, and the name of {made.label}"
            self.report("bad-ratio", message, place, "give that quantity another name")
            return None
        if name in self.quantities:
            return self.quantities[name]
        divisor = Node("quantity", name=ratio.by)
        if ratio.scale != 1:
            divisor = Node("*", parts=(divisor, Node("number", 1 / ratio.scale)))
        node = Node("/", parts=(Node("quantity", name=ratio.measured), divisor))
        for used in (self.quantities[ratio.measured], self.quantities[ratio.by]):
            if used.unit in self.vocabulary.offsets:
                message = f"{used.label} is in {used.unit}, which counts from a zero of its own: it has no multiples"
                self.report("bad-ratio", message, place, "write a limit in its unit")
                return None
        if not self.check_divisors(node, place):
            return None
        self.derived[name] = Derived(name, node, source, ratio=True)
        low, high = self.range(node, "possible")
        if ratio.times is not None:
            # How many times another value it can be at most is told where that is known, as any range is.
            high = max(high, made.possible[1])
        self.quantities[name] = replace(
            made,
            step=made.step * ratio.scale,
            counted=False,
            completed=False,
            names=(),
            uln=None,
            lln=None,
            baseline=None,
            since=None,
            codes={},
            possible=(low, high),
            plausible=self.range(node, "plausible"),
        )
        return self.quantities[name]

    def range(self, node: Node, kind: str) -> tuple[Fraction, Fraction]:
        """From where to where a ratio of two quantities lies, of what is possible or plausible of both."""
        box = {name: Interval(*getattr(self.quantities[name], kind)) for name in node.quantities()}
        try:
            return bounds(node, box, {}).ends
        except ZeroDivisionError:
            return self.range(node, "possible")

    def define(self, syntax: DefinitionSyntax) -> None:
        quantity = self.quantity(syntax.phrase, syntax.place)
        if quantity is None:
            return
        unit = self.unit(syntax.unit, quantity, syntax.place)
        node = self.node(syntax.expression)
        if unit is None or node is None:
            return
        if quantity.units[unit] != 1:
            node = Node("*", parts=(node, Node("number", quantity.units[unit])))
        if zero := quantity.zeros.get(unit):
            node = Node("+", parts=(node, Node("number", zero)))
        used = list(node.quantities())
        self.check_numbers(quantity, used, syntax.place)
        if len({*used}) < len(used) or not _ALGEBRA.issuperset(kinds(node)):
            node = curve(node, tuple((name, *self.quantities[name].possible) for name in dict.fromkeys(used)))
        if self.check_divisors(node, syntax.place) and node.curve is not None:
            self.check_directions(node.curve, list(used), syntax.place)
        if (other := self.derived.get(quantity.name)) is not None:
            related = (other.place,) if other.place else ()
            self.report("duplicate-definition", f"{quantity.label} is defined twice", syntax.place, None, *related)
        self.derived[quantity.name] = Derived(quantity.name, node, syntax.source, syntax.place)

    def check_loops(self) -> None:
        """No quantity follows from itself: neither by a formula, nor as what is bounded by what was measured."""
        for name in dict.fromkeys([*self.derived, *(n for n, q in self.quantities.items() if q.room is not None)]):
            used = self.uses(name)
            for other in used:
                used += [inner for inner in self.uses(other) if inner not in used]
            if name not in used:
                continue
            derived, message = self.derived.get(name), f"{self.quantities[name].label} follows from itself"
            if derived is None:
                self.report(
                    "formula-loop", message, Place("vocabulary/quantities.yaml"), "let `room` name what is measured"
                )
            elif derived.place is not None:
                self.report("formula-loop", message, derived.place, "leave out the formula of what is measured")

    def uses(self, name: str) -> list[str]:
        """What a quantity follows from, if from anything."""
        derived, quantity = self.derived.get(name), self.quantities.get(name)
        if derived is not None:
            return list(dict.fromkeys(derived.formula.quantities()))
        return [quantity.room.measured] if quantity is not None and quantity.room is not None else []

    def check_numbers(self, result: Quantity, used: Iterable[str], place: Place) -> bool:
        """A formula is about numbers: of somebody to whom something never happened it would say nothing."""
        before = len(self.findings)
        for name in dict.fromkeys((result.name, *used)):
            if self.quantities[name].of_item is not None:
                message = (
                    f"{self.quantities[name].label} is a number only where that item holds: no formula is about it"
                )
                self.report("never-in-formula", message, place, "write a threshold on it, and a rule")
            elif self.quantities[name].never:
                message = f"{self.quantities[name].label} may be `never`, of which no formula gives a number"
                hint = "write a threshold on it, with `, no if never` or `, yes if never`"
                self.report("never-in-formula", message, place, hint)
        return len(self.findings) == before

    def check_divisors(self, node: Node, place: Place) -> bool:
        """No possible value of the quantities makes a divisor zero: the formula has a value for every patient."""
        box = {name: Interval(*self.quantities[name].possible) for name in node.quantities()}
        try:
            for answers in _answers(node):
                if node.curve is None:
                    bounds(node, box, answers)
                else:
                    parts_within(node.curve, answers)
        except (ZeroDivisionError, Outside) as problem:
            message = f"{problem}" if isinstance(problem, Outside) else "a divisor of the formula may be zero"
            hint = "narrow what is `possible` in quantities.yaml, or write the formula otherwise"
            code = "formula-outside" if isinstance(problem, Outside) else "formula-zero"
            self.report(code, message, place, hint)
            return False
        return True

    def check_directions(self, formula: Curve, used: list[str], place: Place) -> None:
        """A curve only rises or only falls with each quantity: what it comes to at the ends bounds it then."""
        for answers in _answers(formula.tree):
            try:
                directions(formula, tuple(sorted(answers.items())))
            except NoDirection as problem:
                label = self.quantities[problem.quantity].label
                if used.count(problem.quantity) > 1:
                    code, message = "formula-repeats", f"the formula names {label} more than once"
                    hint = (
                        "write it so that each quantity stands once, or so that it only rises or only falls with it: "
                        "only then are its bounds exact"
                    )
                else:
                    code = "formula-direction"
                    message = f"the formula may rise and fall with {label}"
                    hint = "narrow what is `possible` in quantities.yaml, or write it as `(… if NAME else …)`"
                self.report(code, message, place, hint)
                return

    def check_curves(self) -> None:
        """A value that is no fraction is the end of it: it is known on which side of written limits it lies."""
        curves = {n for n, one in self.derived.items() if one.formula.curve and not rational(one.formula.curve.tree)}
        for name, derived in self.derived.items():
            inner = [used for used in derived.formula.quantities() if used in self.derived]
            used = next((used for used in inner if derived.formula.curve is not None or used in curves), None)
            if used is not None:
                place = derived.place or next(t.place for t in self.thresholds.values() if t.quantity == name)
                message = f"{self.quantities[used].label} follows from a formula itself"
                hint = "write that formula out here: with powers and logarithms one formula stands for itself"
                self.report("formula-of-formula", message, place, hint)
        for threshold in self.thresholds.values():
            ends = (threshold.test.interval.low, threshold.test.interval.high)
            if threshold.quantity in curves and any(end is not None and end.denominator > FINEST for end in ends):
                message = "the limit has more digits than can be told apart of what a formula gives"
                self.report("fine-limit", message, threshold.place, "write it with fewer digits")

    def node(self, expression: Expression) -> Node | None:
        if expression.kind == "number":
            return Node("number", expression.number or Fraction(0))
        if expression.kind == "quantity":
            quantity = self.quantity(expression.text or "", expression.place)
            if quantity is None:
                return None
            unit = self.unit(expression.unit or "", quantity, expression.place)
            if unit is None:
                return None
            reference = Node("quantity", name=quantity.name)
            if zero := quantity.zeros.get(unit):
                reference = Node("-", parts=(reference, Node("number", zero)))
            factor = quantity.units[unit]
            return reference if factor == 1 else Node("/", parts=(reference, Node("number", factor)))
        parts = [self.node(part) for part in expression.parts]
        if any(part is None for part in parts):
            return None
        if expression.kind == "if" and not self.fact(expression):
            return None
        if expression.kind == "case":
            return self.case(expression, [part for part in parts if part])
        return Node(expression.kind, name=expression.text or "", parts=tuple(p for p in parts if p))

    def case(self, expression: Expression, parts: Sequence[Node]) -> Node | None:
        """A formula that is another one from some number of a counted quantity on."""
        quantity = self.quantity(expression.text or "", expression.place)
        unit = None if quantity is None else self.unit(expression.unit or "", quantity, expression.place)
        if quantity is None or unit is None or expression.number is None:
            return None
        if not quantity.counted:
            message = f"{quantity.label} is measured: at a limit on it a formula cannot break off"
            hint = "only what is counted (completed years, grades) parts a formula; of others write `min` and `max`"
            self.report("formula-case", message, expression.place, hint)
            return None
        limit, comparator = quantity.canonical(expression.number, unit), expression.comparator
        first = ceil(limit) if comparator in ("<", ">=") else floor(limit) + 1
        below, above = parts if comparator in ("<", "<=") else reversed(parts)
        return Node("case", Fraction(first), quantity.name, (below, above))

    def fact(self, expression: Expression) -> bool:
        """Whether an ``if`` asks for a yes/no fact or a value of a choice, such as `female`."""
        name = expression.text or ""
        values = [value for choice in self.vocabulary.choices.values() for value in choice.values]
        if name in self.vocabulary.facts or values.count(name) == 1:
            return True
        hint = did_you_mean(name, [*self.vocabulary.facts, *values])
        self.report("unknown-fact", f"`{name}` is not a fact of the vocabulary", expression.place, hint)
        return False


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
