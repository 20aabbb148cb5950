"""A number of a formula by one of its last digit more and less, and the two values of a condition changed over."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.definitions import Definitions
from hn2301_asp.knowledge.thresholds.expression import Node
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.source.numbers import decimals, fixed

KIND = "formula"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for derived in base.thresholds.derived.values():
        if derived.ratio:
            continue
        place, label = derived.place or Place(), base.thresholds.quantities[derived.quantity].label
        for what, node in _changed(derived.formula):
            make = partial(_with, base, derived.quantity, node)
            yield Mutant(KIND, f"{label}: {what}", place, home_of(base, place), (derived.quantity,), make)


def _with(base: KnowledgeBase, name: str, formula: Node) -> KnowledgeBase:
    """The protocol with another formula; raises InputError, as when it is read, where that has no value for all."""
    place = base.thresholds.derived[name].place or Place()
    checked = Definitions(base.vocabulary)
    if checked.check_divisors(formula, place) and formula.curve is not None:
        checked.check_directions(formula.curve, [*formula.curve.tree.quantities()], place)
    if checked.findings:
        raise InputError(checked.findings)
    derived = {**base.thresholds.derived, name: replace(base.thresholds.derived[name], formula=formula)}
    return replace(base, thresholds=replace(base.thresholds, derived=derived))


def _changed(node: Node) -> Iterator[tuple[str, Node]]:
    """A formula with one of its numbers, or one of its conditions, otherwise."""
    if node.kind in ("number", "case"):
        places = decimals(node.number)
        for by in (-1, 1) if places is not None else ():
            assert places is not None
            other = node.number + Fraction(by, 10**places)
            yield f"{fixed(node.number, places)} becomes {fixed(other, places)}", replace(node, number=other)
    if node.kind in ("if", "case") and len(node.parts) == 2:
        yield f"what is taken if {node.name} is changed over", replace(node, parts=node.parts[::-1])
    for number, part in enumerate(node.parts):
        for what, other_part in _changed(part):
            yield what, replace(node, parts=(*node.parts[:number], other_part, *node.parts[number + 1 :]))
    if node.curve is not None:
        for what, tree in _changed(node.curve.tree):
            yield what, replace(node, curve=replace(node.curve, tree=tree))
