"""Formulas of derived quantities, exactly: values, and inequalities that are linear case by case.

This module knows no solver and no rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor

from hn2301_asp.knowledge.thresholds.formula import Node
from tests.amendment.opinion.formulas import Recorded

#: A sum of products of quantities: the names of each product's factors, sorted, with its coefficient.
Polynomial = dict[tuple[str, ...], Fraction]


@dataclass(frozen=True)
class Case:
    """In this case (facts, and some counted quantities' numbers) a weighted sum of products is what is asked about."""

    facts: Mapping[str, bool]
    fixed: Mapping[str, Fraction]
    products: Polynomial


def value(node: Node, numbers: Mapping[str, Fraction], facts: Mapping[str, bool]) -> Fraction:
    """The formula's value on numbers and answers."""
    if node.kind == "quantity":
        return numbers[node.name]
    if node.kind == "if":
        return value(node.parts[0] if facts[node.name] else node.parts[1], numbers, facts)
    if node.kind == "number":
        return node.number
    left, right = (value(part, numbers, facts) for part in node.parts)
    if node.kind == "/":
        return left / right
    if node.kind == "*":
        return left * right
    return left + right if node.kind == "+" else left - right


def cases(node: Node, bound: Fraction, sources: tuple[Recorded, ...]) -> Iterator[Case]:
    """Cases, of which one applies to each patient, where the formula less ``bound`` has the sign of a weighted sum.

    Multiplied by the formula's divisor, which is positive; then as many counted quantities are fixed, one
    number after the other, as it takes until no product with one is left.
    """
    asked = tuple(dict.fromkeys(node.facts()))
    for answers in product((True, False), repeat=len(asked)):
        facts = dict(zip(asked, answers, strict=True))
        over, under = _fraction(node, facts)
        if value_of(under, {source.name: source.high for source in sources}) < 0:
            over, under = _scaled(over, Fraction(-1)), _scaled(under, Fraction(-1))
        difference = _sum(over, _scaled(under, -bound))
        for fixed, linear in _linear(difference, {source.name: source for source in sources}, {}):
            yield Case(facts, fixed, linear)


def _linear(
    polynomial: Polynomial, sources: Mapping[str, Recorded], fixed: Mapping[str, Fraction]
) -> Iterator[tuple[Mapping[str, Fraction], Polynomial]]:
    multiplied = {name for names in polynomial if len(names) > 1 for name in names if sources[name].counted}
    if not multiplied:
        yield fixed, polynomial
        return
    smallest = min(sorted(multiplied), key=lambda name: sources[name].high - sources[name].low)
    for number in range(ceil(sources[smallest].low), floor(sources[smallest].high) + 1):
        whole = Fraction(number)
        yield from _linear(_with(polynomial, smallest, whole), sources, {**fixed, smallest: whole})


def _fraction(node: Node, facts: Mapping[str, bool]) -> tuple[Polynomial, Polynomial]:
    """The formula as one polynomial over another."""
    if node.kind == "if":
        return _fraction(node.parts[0] if facts[node.name] else node.parts[1], facts)
    if node.kind == "quantity":
        return {(node.name,): Fraction(1)}, {(): Fraction(1)}
    if node.kind == "number":
        return {(): node.number}, {(): Fraction(1)}
    (a, b), (c, d) = (_fraction(part, facts) for part in node.parts)
    if node.kind == "*":
        return _product(a, c), _product(b, d)
    if node.kind == "/":
        return _product(a, d), _product(b, c)
    sign = Fraction(1 if node.kind == "+" else -1)
    return _sum(_product(a, d), _scaled(_product(c, b), sign)), _product(b, d)


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    found: Polynomial = {}
    for (names, weight), (others, factor) in product(a.items(), b.items()):
        together = tuple(sorted((*names, *others)))
        found[together] = found.get(together, Fraction(0)) + weight * factor
    return found


def _sum(a: Polynomial, b: Polynomial) -> Polynomial:
    found = dict(a)
    for names, weight in b.items():
        found[names] = found.get(names, Fraction(0)) + weight
    return found


def _scaled(a: Polynomial, factor: Fraction) -> Polynomial:
    return {names: weight * factor for names, weight in a.items()}


def _with(polynomial: Polynomial, name: str, number: Fraction) -> Polynomial:
    found: Polynomial = {}
    for names, weight in polynomial.items():
        left = tuple(other for other in names if other != name)
        found[left] = found.get(left, Fraction(0)) + weight * number ** names.count(name)
    return found


def value_of(polynomial: Polynomial, numbers: Mapping[str, Fraction]) -> Fraction:
    """A polynomial's value."""
    total = Fraction(0)
    for names, weight in polynomial.items():
        for name in names:
            weight *= numbers[name]
        total += weight
    return total
