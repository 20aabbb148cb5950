"""A protocol's version as formulas: whom each criterion passes, and what is true of everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from tests.amendment.opinion import formulas as f
from tests.amendment.opinion.formulas import Bounded, Computed, Formula, Number, Recorded, Test, Total
from tests.amendment.opinion.instances import Instances
from tests.amendment.opinion.rule_syntax import rule


@dataclass(frozen=True)
class Version:
    """``passes`` says of each criterion who is not blocked by it; ``everybody`` is the background.

    ``results`` are facts that the background defines, and which therefore stand for what defines them;
    ``recorded`` is the version for records that state such a fact.
    """

    passes: Mapping[str, Formula]
    everybody: Formula
    results: frozenset[str] = frozenset()
    recorded: Version | None = None

    @property
    def eligible(self) -> Formula:
        return f.conjunction([self.everybody, *self.passes.values()])


def understand(base: KnowledgeBase, readings: Mapping[str, str] | None = None) -> Version:
    """The version under its default readings, or under those given."""
    results = _results(base)
    recorded = _understand(base, readings, {})
    if not results:
        return recorded
    derived = _understand(base, readings, results)
    return replace(derived, results=frozenset(results), recorded=recorded)


def _results(base: KnowledgeBase) -> dict[str, str]:
    """Results of scores by what they are the same as: two constraints say that neither is without the other."""
    said = {"".join(one.source.split()) for one in base.rules if one.head is None}
    derived = {one.head_text for one in base.rules if one.head is not None}
    found = {}
    for fact in base.vocabulary.facts.values():
        for name in sorted(derived) if fact.score is not None else ():
            if {f":-{fact.name},not{name}.", f":-{name},not{fact.name}."} == _naming(said, fact.name):
                found[fact.name] = name
    return found


def _naming(said: set[str], fact: str) -> set[str]:
    return {one for one in said if re.search(rf"(?<![a-z_])(?:not)?{fact}(?![a-z_(])", one)}


def _understand(base: KnowledgeBase, readings: Mapping[str, str] | None, results: Mapping[str, str]) -> Version:
    chosen = {**base.default_readings(), **(readings or {})}
    inputs = {name: formula for name, formula in _inputs(base, chosen) if name not in results}
    rules = [rule(one.source) for one in base.rules] + [rule(f"{name} :- {by}.") for name, by in results.items()]
    instances = Instances(inputs, rules)
    passes = {}
    for criterion in base.criteria:
        met = instances.atom(f'met("{criterion.id}")')
        passes[criterion.id] = met if criterion.kind == "inclusion" else f.negation(met)
    return Version(passes, f.conjunction(f.negation(broken) for broken in instances.broken()))


def askable(base: KnowledgeBase) -> dict[str, list[str]]:
    """The atoms that a rule may newly ask for, by what they speak of."""
    vocabulary = base.vocabulary
    found = {"thresholds": list(base.thresholds.thresholds), "facts": list(vocabulary.facts)}
    found |= {c.name: [f"{c.name}({value})" for value in c.values] for c in vocabulary.choices.values()}
    found |= {f.name: [f"{f.name}({item})" for item in f.items] for f in vocabulary.families.values()}
    return found


def _inputs(base: KnowledgeBase, readings: Mapping[str, str]) -> Iterator[tuple[str, Formula]]:
    """Every atom that rules may ask without defining it."""
    vocabulary = base.vocabulary
    for name, threshold in base.thresholds.thresholds.items():
        interval, never = threshold.test.interval, threshold.test.never
        number = _number(threshold.quantity, base)
        ends = (interval.low, interval.high, interval.low_open, interval.high_open)
        yield name, f.test(Test(number, *ends, never))
    for name in vocabulary.facts:
        yield name, f.fact(name)
    for choice in vocabulary.choices.values():
        for value in choice.values:
            yield f"{choice.name}({value})", f.fact(f"{choice.name}({value})")
    for family in vocabulary.families.values():
        for item in family.items:
            yield f"{family.name}({item})", f.fact(f"{family.name}({item})")
    for reading in base.readings.values():
        for value in reading.values:
            yield f"reading({reading.id},{value})", f.constant(readings[reading.id] == value)
    yield from ((atom, f.TRUE) for atom in _tables(vocabulary))


def _tables(vocabulary: Vocabulary) -> Iterator[str]:
    """What the vocabulary says of drugs and items."""
    for drug in vocabulary.drugs.values():
        yield f"class({drug.name},{drug.drug_class})"
        yield f"substance({drug.name},{drug.substance})"
        if drug.named:
            yield f"named({drug.name})"
        if drug.equivalence is not None:
            yield from (f"{doses.adds_up_to}({drug.name})" for doses in vocabulary.doses.values())
    for score in vocabulary.scores.values():
        for item in score.items.values():
            yield f"weight({score.name},{item.name},{item.weight})"
            yield f"domain({score.name},{item.name},{item.domain})"
            yield from (f"{mark}({score.name},{item.name})" for mark in item.marks)


def _number(name: str, base: KnowledgeBase) -> Number:
    """Where a quantity's value comes from."""
    derived = base.thresholds.derived.get(name)
    if derived is not None:
        node = _with_atoms(derived.formula, base.vocabulary)
        sources = tuple(_recorded(source, base) for source in dict.fromkeys(node.quantities()))
        return Computed(name, node, sources)
    for score in base.vocabulary.scores.values():
        if name in score.totals:
            items = ((f"{score.family}({item})", score.items[item].weight) for item in score.totals[name])
            return Total(name, tuple(items))
    room = base.vocabulary.quantities[name].room
    own = _recorded(name, base)
    return Bounded(own, _recorded(room.measured, base), room.when) if room else own


def _recorded(name: str, base: KnowledgeBase) -> Recorded:
    quantity = base.vocabulary.quantities[name]
    return Recorded(name, quantity.counted, quantity.step, *quantity.possible, quantity.never)


def _with_atoms(node: Node, vocabulary: Vocabulary) -> Node:
    """The formula with atoms in its ``if``: `female` is `sex(female)`."""
    name = node.name
    if node.kind == "if" and name not in vocabulary.facts:
        (choice,) = [c.name for c in vocabulary.choices.values() if name in c.values]
        name = f"{choice}({name})"
    return Node(node.kind, node.number, name, tuple(_with_atoms(part, vocabulary) for part in node.parts))
