"""Protocols between two versions: item by item as one of them or the other has it.

What results is asked for verdicts only. A mixture that names what it does not define, or reads a
value in a unit that its vocabulary does not use, is no protocol.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.comparison.differences import Difference, meaning
from hn2301_asp.knowledge.model import Criterion, KnowledgeBase
from hn2301_asp.knowledge.rules import Rule, numbered
from hn2301_asp.knowledge.thresholds.axis import Test
from hn2301_asp.knowledge.thresholds.model import Derived, Threshold, Thresholds
from hn2301_asp.knowledge.thresholds.resolve import axes
from hn2301_asp.knowledge.vocabulary import Quantity, Vocabulary
from hn2301_asp.solver.ground import fact_signatures, ground, input_atoms, met
from hn2301_asp.solver.space import Space
from hn2301_asp.source.diagnostics import InputError

_READING = re.compile(r"\breading\((\w+),")


class Mixture(Struct, frozen=True):
    """A version between the two: ``ours`` says that its vocabulary is the one here."""

    space: Space
    readings: Mapping[str, str]
    ours: bool


def mixture(
    there: KnowledgeBase,
    here: KnowledgeBase,
    items: Sequence[Difference],
    chosen: Set[int],
    readings: Mapping[str, str],
) -> Mixture | None:
    """The version there with the chosen items as they are here; None where that is no protocol.

    ``readings`` are those in force there; where a reading is an item, the choice goes with it.
    """
    taken = [items[number] for number in sorted(chosen)]
    kept = [item for number, item in enumerate(items) if number not in chosen]
    ours = any(item.kind == "vocabulary" for item in taken)
    rest = here if ours else there
    versions: dict[str, list[Any]] = {}
    for item, value in [(i, i.value_here) for i in taken] + [(i, i.value_there) for i in kept]:
        versions.setdefault(item.kind, []).append(value)
    thresholds = _thresholds(
        rest, items, versions, {id(i.value_here): here for i in taken} | {id(i.value_there): there for i in kept}
    )
    if thresholds is None:
        return None
    differing = {item.name for item in items if item.kind == "reading"}
    pairs = [pair for pair in versions.get("reading", ()) if pair[0] is not None]
    base = replace(
        there,
        vocabulary=rest.vocabulary,
        thresholds=thresholds,
        rules=_rules(there.rules, items, versions.get("rule", ())),
        criteria=_criteria(there, taken),
        readings={
            **{name: reading for name, reading in there.readings.items() if name not in differing},
            **{reading.id: reading for reading, _ in pairs},
        },
    )
    if not _names_are_defined(base):
        return None
    in_force = {name: readings[name] for name in base.readings if name not in differing}
    try:
        space = Space(base, ground(base, counted=True))
    except InputError:
        return None
    return Mixture(space, {**in_force, **{reading.id: value for reading, value in pairs}}, ours)


def _criteria(there: KnowledgeBase, taken: Sequence[Difference]) -> tuple[Criterion, ...]:
    """The criteria there, but for those that are taken from here; in the order of there."""
    ours = {item.name: item.value_here for item in taken if item.kind == "criterion"}
    kept = [ours.pop(c.id) if c.id in ours else c for c in there.criteria]
    return tuple(c for c in (*kept, *ours.values()) if c is not None)


def _rules(rules: Sequence[Rule], items: Sequence[Difference], versions: Iterable[Rule | None]) -> tuple[Rule, ...]:
    """The rules of both versions, those that differ as chosen, with numbers of their own."""
    differing = {meaning(item.value_there) for item in items if item.kind == "rule" and item.value_there is not None}
    same = [rule for rule in rules if meaning(rule) not in differing]
    chosen = [rule for rule in versions if rule is not None]
    return tuple(numbered(rule, number) for number, rule in enumerate([*same, *chosen], 1))


def _thresholds(
    rest: KnowledgeBase,
    items: Sequence[Difference],
    versions: Mapping[str, Sequence[Any]],
    sides: Mapping[int, KnowledgeBase],
) -> Thresholds | None:
    """The thresholds and formulas as chosen; None where the vocabulary cannot express them.

    ``rest`` has the vocabulary and what does not differ; ``sides`` says of which version a value is.
    """
    vocabulary, base = rest.vocabulary, rest.thresholds
    named = {item.name for item in items if item.kind == "threshold"}
    changed = {d.quantity for item in items if item.kind == "formula" for d in (item.value_there, item.value_here) if d}
    chosen: list[Threshold] = [t for name, t in base.thresholds.items() if name not in named]
    chosen += [threshold for threshold in versions.get("threshold", ()) if threshold is not None]
    formulas: list[Derived] = [d for name, d in base.derived.items() if not d.ratio and name not in changed]
    formulas += [formula for formula in versions.get("formula", ()) if formula is not None]
    derived = {formula.quantity: formula for formula in formulas}
    quantities: dict[str, Quantity] = dict(vocabulary.quantities)
    tests: dict[str, list[Test]] = {}
    for formula in formulas:
        own = sides.get(id(formula), rest).thresholds.quantities
        names = [formula.quantity, *formula.formula.quantities()]
        if not all(_same_unit(name, own, vocabulary) for name in names):
            return None
        if not set(formula.formula.facts()) <= _answers(vocabulary):
            return None
    for threshold in chosen:
        thresholds = sides.get(id(threshold), rest).thresholds
        name = threshold.quantity
        ratio = thresholds.derived.get(name)
        asked = list(ratio.formula.quantities()) if ratio is not None and ratio.ratio else [name]
        if not all(_same_unit(one, thresholds.quantities, vocabulary) for one in asked):
            return None
        if ratio is not None and ratio.ratio:
            quantities[name], derived[name] = thresholds.quantities[name], ratio
        tests.setdefault(name, []).append(threshold.test)
    return Thresholds({t.name: t for t in chosen}, derived, quantities, axes(tests, derived, quantities))


def _same_unit(name: str, own: Mapping[str, Quantity], vocabulary: Vocabulary) -> bool:
    """Whether numbers of a quantity mean in the vocabulary what they meant in their own."""
    return name in vocabulary.quantities and vocabulary.quantities[name].unit == own[name].unit


def _answers(vocabulary: Vocabulary) -> set[str]:
    """What a formula may ask for with `if`."""
    return {*vocabulary.facts, *(value for choice in vocabulary.choices.values() for value in choice.values)}


def _names_are_defined(base: KnowledgeBase) -> bool:
    """Whether every name that a rule uses is an input, a fact of the vocabulary or has a rule."""
    known = {atom.partition("(")[0] for atom in input_atoms(base)} | {name for name, _ in fact_signatures(base)}
    known |= {rule.head[0] for rule in base.rules if rule.head is not None}
    used = {use.signature[0] for rule in base.rules for use in rule.uses}
    read = {name for rule in base.rules for name in _READING.findall(rule.program)}
    return used <= known and read <= set(base.readings)


def cone(rules: Iterable[Rule], criterion: str) -> set[str]:
    """The names, of rules, inputs and readings, on which a criterion may depend, constraints included."""
    asked = met(criterion)
    waiting: list[str] = []
    reached: set[str] = {asked}
    by_name: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.head is None or rule.head_text == asked:
            waiting += _asked_by(rule)
        if rule.head is not None:
            by_name.setdefault(rule.head[0], []).append(rule)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            for rule in by_name.get(name, ()):
                waiting += _asked_by(rule)
    return reached


def _asked_by(rule: Rule) -> list[str]:
    return [*(use.signature[0] for use in rule.uses), *_READING.findall(rule.program)]


def within(item: Difference, reached: Set[str], quantities: Set[str]) -> bool:
    """Whether an item may matter to a criterion whose cone was reached, and its ``quantities``."""
    if item.kind == "rule":
        rule: Rule = item.value_here or item.value_there
        return rule.head is None or rule.head[0] in reached or rule.head_text in reached
    if item.kind == "threshold":
        versions: list[Threshold] = [item.value_there, item.value_here]
        return any(t is not None and t.quantity in quantities for t in versions)
    return item.kind in ("formula", "vocabulary") or item.name in reached


def measured(bases: Sequence[KnowledgeBase], reached: Set[str]) -> set[str]:
    """The quantities on which the thresholds of a cone depend: two sources of one may contradict each other."""
    found: set[str] = set()
    for base in bases:
        found |= {t.quantity for t in base.thresholds.thresholds.values() if t.name in reached}
    for base in bases:
        for name, one in base.thresholds.derived.items():
            if name in found:
                found.update(one.formula.quantities())
    return found
