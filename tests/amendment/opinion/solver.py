"""z3's opinion on formulas: is there a patient of whom they hold?

What is counted is a whole number, what is measured any. This module knows no rule and no protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import z3

from tests.amendment.opinion.arithmetic import cases
from tests.amendment.opinion.formulas import COMPARE, Bounded, Computed, Formula, Number, Recorded, Test, Total

#: Longer than any question of the tests takes. A question that is not decided fails the test.
MILLISECONDS = 30_000


@dataclass(frozen=True)
class Patient:
    """A patient of whom everything is known: facts by their atoms, numbers (None: never) by their quantities."""

    facts: Mapping[str, bool]
    numbers: Mapping[str, Fraction | None]


class Undecided(Exception):
    """z3 gave no answer in time."""


class Opinion:
    """One solver for any number of questions; ``choices`` are facts of which exactly one holds."""

    def __init__(self, choices: Iterable[Iterable[str]]) -> None:
        self.solver = z3.Solver()
        self.solver.set("timeout", MILLISECONDS)
        self.solver.set("random_seed", 0)
        self.facts: dict[str, Any] = {}
        self.quantities: dict[Recorded, tuple[Any, Any]] = {}
        self.expressions: dict[Formula, Any] = {}
        self.bounds: dict[tuple[Number, Fraction], tuple[Any, Any]] = {}
        self.questions = 0
        for choice in choices:
            values = [self._fact(atom) for atom in choice]
            self.solver.add(z3.AtLeast(*values, 1), z3.AtMost(*values, 1))

    def patient(self, *formulas: Formula) -> Patient | None:
        """Somebody of whom all the formulas hold, or None: there is nobody. Raises Undecided."""
        asked = [self._expression(formula) for formula in formulas]
        self.questions += 1
        self.solver.push()
        try:
            self.solver.add(*asked)
            answer = self.solver.check()
            if answer == z3.unknown:
                raise Undecided(self.solver.reason_unknown())
            return self._read(self.solver.model()) if answer == z3.sat else None
        finally:
            self.solver.pop()

    def _read(self, model: Any) -> Patient:
        facts = {atom: z3.is_true(model.eval(variable, True)) for atom, variable in self.facts.items()}
        numbers: dict[str, Fraction | None] = {}
        for quantity, (count, never) in self.quantities.items():
            found = model.eval(count, True)
            number = Fraction(found.as_long()) if quantity.counted else Fraction(found.as_fraction())
            numbers[quantity.name] = None if z3.is_true(model.eval(never, True)) else number
        return Patient(facts, numbers)

    def _fact(self, atom: str) -> Any:
        if atom not in self.facts:
            self.facts[atom] = z3.Bool(atom)
        return self.facts[atom]

    def _quantity(self, quantity: Recorded) -> tuple[Any, Any]:
        """The quantity's number, and whether it is `never`."""
        if quantity not in self.quantities:
            if any(quantity.name == other.name for other in self.quantities):
                raise NotImplementedError(f"{quantity.name} is recorded otherwise in the other version")
            count = z3.Int(quantity.name) if quantity.counted else z3.Real(quantity.name)
            self.solver.add(count >= _q(quantity.low), count <= _q(quantity.high))
            never = z3.Bool(f"{quantity.name} is never") if quantity.never else z3.BoolVal(False)
            self.quantities[quantity] = (count, never)
        return self.quantities[quantity]

    def _expression(self, formula: Formula) -> Any:
        if formula not in self.expressions:
            self.expressions[formula] = self._made(formula)
        return self.expressions[formula]

    def _made(self, formula: Formula) -> Any:
        parts = [self._expression(part) for part in formula.parts]
        if formula.kind == "fact":
            return self._fact(formula.data)
        if formula.kind == "test":
            return self._test(formula.data)
        if formula.kind == "not":
            return z3.Not(parts[0])
        if formula.kind == "and":
            return z3.And(parts)
        if formula.kind == "or":
            return z3.Or(parts)
        if formula.kind == "sum":
            comparator, bound, weights = formula.data
            return COMPARE[comparator](_points(zip(weights, parts, strict=True)), bound)
        return z3.BoolVal(formula.kind == "true")

    def _test(self, test: Test) -> Any:
        inside = []
        if test.low is not None:
            below, equal = self._bound(test.number, test.low)
            inside.append(z3.Not(z3.Or(below, equal) if test.low_open else below))
        if test.high is not None:
            below, equal = self._bound(test.number, test.high)
            inside.append(below if test.high_open else z3.Or(below, equal))
        if isinstance(test.number, Recorded) and test.number.never:
            return z3.If(self._quantity(test.number)[1], z3.BoolVal(test.never), z3.And(inside))
        return z3.And(inside)

    def _bound(self, number: Number, bound: Fraction) -> tuple[Any, Any]:
        """That a number lies below a bound, and that it is equal to it."""
        if (number, bound) not in self.bounds:
            self.bounds[number, bound] = self._bounded(number, bound)
        return self.bounds[number, bound]

    def _bounded(self, number: Number, bound: Fraction) -> tuple[Any, Any]:
        if isinstance(number, Computed):
            return self._computed(number, bound)
        if isinstance(number, Total):
            amount = _points((weight, self._fact(atom)) for atom, weight in number.items)
            return amount * bound.denominator < bound.numerator, amount * bound.denominator == bound.numerator
        own = number.own if isinstance(number, Bounded) else number
        count = self._quantity(own)[0]
        if isinstance(number, Bounded):
            self._tie(number, count)
        return count < _q(bound), count == _q(bound)

    def _tie(self, number: Bounded, count: Any) -> None:
        measured = self._quantity(number.measured)[0]
        if number.own.counted != number.measured.counted:
            raise NotImplementedError("a hidden quantity is counted where what is measured is")
        self.solver.add(count <= measured, z3.Implies(self._fact(number.when), count == measured))

    def _computed(self, number: Computed, bound: Fraction) -> tuple[Any, Any]:
        """One side for each case, in which what is counted is fixed where it is multiplied."""
        names = {source.name: self._quantity(source)[0] for source in number.sources}
        below, equal = [], []
        for case in cases(number.formula, bound, number.sources):
            here = [self._fact(atom) if answer else z3.Not(self._fact(atom)) for atom, answer in case.facts.items()]
            here += [names[name] == _q(fixed) for name, fixed in case.fixed.items()]
            difference = z3.Sum(
                [_product(weight, [names[n] for n in factors]) for factors, weight in case.products.items()]
            )
            below.append(z3.And(*here, difference < 0))
            equal.append(z3.And(*here, difference == 0))
        return z3.Or(below), z3.Or(equal)


def _product(weight: Fraction, factors: Iterable[Any]) -> Any:
    found = _q(weight)
    for factor in factors:
        found = found * (z3.ToReal(factor) if factor.is_int() else factor)
    return found


def _q(number: Fraction) -> Any:
    return z3.Q(number.numerator, number.denominator)


def _points(weighted: Iterable[tuple[int, Any]]) -> Any:
    return z3.Sum([z3.If(holds, weight, 0) for weight, holds in weighted] or [z3.IntVal(0)])
