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
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import Rule, numbered
from hn2301_asp.knowledge.thresholds.axis import Test
from hn2301_asp.knowledge.thresholds.model import Threshold, Thresholds
from hn2301_asp.knowledge.thresholds.resolve import axes
from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary
from hn2301_asp.solver.ground import applies, fact_signatures, ground, input_atoms, met
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
    ours = any(items[number].kind == "vocabulary" for number in chosen)
    rest, other = (here, there) if ours else (there, here)
    moved = [_turned(item) if ours else item for number, item in enumerate(items) if (number in chosen) != ours]
    base = with_items(rest, moved)
    thresholds = _thresholds(base, rest, other, {id(item.value_here) for item in moved})
    if thresholds is None:
        return None
    base = replace(base, thresholds=thresholds)
    if not _names_are_defined(base):
        return None
    pairs = [i.value_here if n in chosen else i.value_there for n, i in enumerate(items) if i.kind == "reading"]
    choices = {reading.id: value for reading, value in pairs if reading is not None}
    try:
        space = Space(base, ground(base, counted=True))
    except InputError:
        return None
    return Mixture(space, {name: choices.get(name) or readings[name] for name in base.readings}, ours)


def with_items(base: KnowledgeBase, items: Iterable[Difference]) -> KnowledgeBase:
    """A version with some items as the other one has them, which is ``here``; its vocabulary stays."""
    own: dict[str, dict[Any, Any]] = {}
    gone, come = set[str](), list[Rule]()
    for item in items:
        was, now = item.value_there, item.value_here
        if item.kind == "rule":
            gone |= {meaning(was)} if was else set()
            come += [now] if now else []
        elif item.kind == "reading":
            own.setdefault("reading", {})[item.name] = now[0]
        else:
            own.setdefault(item.kind, {})[(now or was).quantity if item.kind == "formula" else item.name] = now
    rules = [*(rule for rule in base.rules if meaning(rule) not in gone), *come]

    def changed(kind: str, entries: Mapping[str, Any]) -> dict[str, Any]:
        every = {**entries, **own.get(kind, {})}
        return {name: entry for name, entry in every.items() if entry is not None}

    known = base.thresholds
    derived, thresholds = changed("formula", known.derived), changed("threshold", known.thresholds)
    return replace(
        base,
        criteria=tuple(changed("criterion", {criterion.id: criterion for criterion in base.criteria}).values()),
        readings=changed("reading", base.readings),
        thresholds=replace(known, derived=derived, thresholds=thresholds),
        rules=tuple(numbered(rule, number) for number, rule in enumerate(rules, 1)),
    )


def put_back(after: KnowledgeBase, items: Sequence[Difference]) -> KnowledgeBase:
    """A version with some of its criteria, thresholds, formulas, scores and rules as they were before."""
    vocabulary = after.vocabulary
    for item in items:
        if item.kind == "vocabulary":
            scores = {name: s for name, s in item.value_there.scores.items() if name in item.value_here.scores}
            vocabulary = replace(vocabulary, scores={**vocabulary.scores, **scores})
    back = [_turned(item) for item in items if item.kind != "vocabulary"]
    return replace(with_items(after, back), vocabulary=vocabulary)


def _turned(item: Difference) -> Difference:
    """An item as seen from the other version."""
    return replace(item, value_there=item.value_here, value_here=item.value_there)


def _thresholds(base: KnowledgeBase, rest: KnowledgeBase, other: KnowledgeBase, moved: Set[int]) -> Thresholds | None:
    """The thresholds and formulas of a mixture; None where the vocabulary cannot express them.

    Those whose ids are in ``moved`` are from the ``other`` version, and speak its units.
    """
    vocabulary, chosen = base.vocabulary, base.thresholds.thresholds
    derived = {name: formula for name, formula in base.thresholds.derived.items() if not formula.ratio}
    quantities: dict[str, Quantity] = dict(vocabulary.quantities)
    tests: dict[str, list[Test]] = {}
    for formula in derived.values():
        own = (other if id(formula) in moved else rest).thresholds.quantities
        names = [formula.quantity, *formula.formula.quantities()]
        if not all(_same_unit(name, own, vocabulary) for name in names):
            return None
        if not set(formula.formula.facts()) <= _answers(vocabulary):
            return None
    for threshold in chosen.values():
        thresholds = (other if id(threshold) in moved else rest).thresholds
        name = threshold.quantity
        ratio = thresholds.derived.get(name)
        asked = list(ratio.formula.quantities()) if ratio is not None and ratio.ratio else [name]
        if not all(_same_unit(one, thresholds.quantities, vocabulary) for one in asked):
            return None
        if ratio is not None and ratio.ratio:
            quantities[name], derived[name] = thresholds.quantities[name], ratio
        tests.setdefault(name, []).append(threshold.test)
    return Thresholds(chosen, derived, quantities, axes(tests, derived, quantities))


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
    asked = {met(criterion), applies(criterion)}
    waiting: list[str] = []
    reached: set[str] = {*asked}
    by_name: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.head is None or rule.head_text in asked:
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
        found |= {t.quantity for t in base.thresholds.thresholds.values() if t.name.partition("(")[0] in reached}
    for base in bases:
        for name, one in base.thresholds.derived.items():
            if name in found:
                found.update(one.formula.quantities())
    return found
