"""The values at which a formula comes nearest to a limit, where other conditions hold.

They are shown beside a proof, so that a reader can check it by hand. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.questions.redundancy import Redundant
from hn2301_asp.comparison.clusters import formula_of
from hn2301_asp.comparison.search import Search
from hn2301_asp.comparison.witness import told
from hn2301_asp.knowledge.thresholds.axis import EVERYTHING, domain_of
from hn2301_asp.knowledge.thresholds.formula import value


def proof(case: Case, found: Redundant) -> list[tuple[str, str]]:
    """Of a threshold on what a formula gives: the values that come nearest to breaking it."""
    search, conditions = case.search, case.conditions
    if found.leaf is None:
        return []
    inner = conditions.inner(found.leaf)
    name = conditions.names.get(inner.literal, "")
    threshold = search.joined.base.thresholds.thresholds.get(name)
    if threshold is None or threshold.quantity not in search.joined.base.thresholds.derived:
        return []
    low = threshold.test.interval.low is not None
    core = [conditions.where_asked(leaf, found.leaf.criterion).literal for leaf in found.core]
    if inner != found.leaf:
        asked = conditions.parts(case.side.scopes[found.leaf.criterion])
        if not conditions.inputs.issuperset(map(abs, asked)):
            return []  # No single value says to whom it applies.
        core += asked
    corner = _corner(search, threshold.quantity, core, lowest=low)
    if corner is None:
        return []
    result, numbers, facts = corner
    if inner != found.leaf and threshold.test.holds(result) is not (inner.literal > 0):
        return []  # What else the proof needs is not told by such values.
    quantity = search.quantities[threshold.quantity]
    values = [f"{search.quantities[each].label} {told(search.quantities[each], n)}" for each, n in numbers.items()]
    shown = told(quantity, Fraction(round(result * 10), 10))
    way = "comes down to" if low else "goes up to"
    text = f"{quantity.label} {way} about {shown}: {', '.join([*facts, *values])}"
    return [("proof", text)]


def _corner(
    search: Search, result: str, core: Sequence[int], *, lowest: bool
) -> tuple[Fraction, dict[str, Fraction], list[str]] | None:
    """The least or greatest value of a formula where some thresholds hold, with the values that give it.

    A formula takes its least and greatest values at the corners of the ranges, for it names each
    quantity once.
    """
    thresholds, circuit = search.joined.base.thresholds.thresholds, search.joined.circuit.inputs
    inputs = {atom: name for name, atom in circuit.items()}
    formula = formula_of(search.clusters, result)
    if formula is None:
        return None
    ends: dict[str, list[Fraction]] = {}
    for name in dict.fromkeys(formula.quantities()):
        quantity = search.quantities[name]
        interval = EVERYTHING
        for literal in core:
            threshold = thresholds.get(inputs.get(abs(literal), ""))
            if threshold is not None and threshold.quantity == name and literal > 0:
                interval = interval.intersect(threshold.test.interval)
        inside = domain_of(quantity).within(interval)
        if inside.low is None or inside.high is None or inside.is_empty:
            return None
        ends[name] = [inside.low, inside.high]
    best: tuple[Fraction, dict[str, Fraction], list[str]] | None = None
    facts = list(dict.fromkeys(formula.facts()))
    for answers in product((True, False), repeat=len(facts)):
        given = dict(zip(facts, answers, strict=True))
        if search.nobody([*core, *(circuit[fact] * (1 if holds else -1) for fact, holds in given.items())]):
            continue  # A man is asked nothing of what only women have.
        for corner in product(*ends.values()):
            numbers = dict(zip(ends, corner, strict=True))
            try:
                number = value(formula, numbers, given)
            except ZeroDivisionError:
                continue
            if best is None or (number < best[0] if lowest else number > best[0]):
                best = (number, numbers, [_fact(search, fact, holds) for fact, holds in given.items()])
    return best


def _fact(search: Search, name: str, holds: bool) -> str:
    family, _, value = name.removesuffix(")").partition("(")
    choice = search.vocabulary.choices.get(family)
    told = choice.told(value) if choice is not None else value or name.replace("_", " ")
    return told if holds else f"not {told}"
