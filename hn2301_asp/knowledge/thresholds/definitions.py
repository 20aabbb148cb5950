"""Formulas of threshold files: written in quantities and units, checked, and brought to canonical units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.certified import FINEST, Outside
from hn2301_asp.knowledge.thresholds.curves import NoDirection, directions, parts_within
from hn2301_asp.knowledge.thresholds.expression import Curve, Node, curve, kinds, rational
from hn2301_asp.knowledge.thresholds.formula import bounds
from hn2301_asp.knowledge.thresholds.lookup import Lookup
from hn2301_asp.knowledge.thresholds.model import Derived
from hn2301_asp.knowledge.thresholds.syntax import DefinitionSyntax, Expression
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.source.diagnostics import Place, did_you_mean

#: What is reckoned part by part, exactly, where each quantity stands once.
_ALGEBRA = frozenset({"number", "quantity", "if", "+", "-", "*", "/"})


def _answers(node: Node) -> Iterator[dict[str, bool]]:
    """Every way in which a formula's facts may be answered."""
    asked = sorted(set(node.facts()))
    yield from (dict(zip(asked, answers, strict=True)) for answers in product((True, False), repeat=len(asked)))


class Definitions(Lookup):
    """Formulas that define quantities."""

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
