"""A protocol with one of its parts replaced. Nothing is read from a file and nothing is grounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from hn2301_asp.knowledge.gates import gate_rules
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.reading_rules import parse_rules
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.thresholds.axis import Test
from hn2301_asp.knowledge.thresholds.model import Gate, Threshold, Thresholds
from hn2301_asp.knowledge.thresholds.resolve import axes
from hn2301_asp.source.diagnostics import InputError


def without_rule(base: KnowledgeBase, rule: Rule) -> KnowledgeBase:
    """The protocol without a rule."""
    return replace(base, rules=tuple(one for one in base.rules if one.number != rule.number))


def with_rule(base: KnowledgeBase, rule: Rule, text: str) -> KnowledgeBase:
    """The protocol with a rule's text replaced; raises InputError where that is no rule."""
    read = parse_rules(text, rule.place.file or "", rule.number, constraints=True)
    if read.findings or len(read.rules) != 1:
        raise InputError(read.findings)
    [found] = read.rules
    uses = tuple(replace(use, place=rule.place) for use in found.uses)
    found = replace(found, place=rule.place, uses=uses, quotes=rule.quotes, because=rule.because)
    return replace(base, rules=tuple(found if one.number == rule.number else one for one in base.rules))


def written_rules(base: KnowledgeBase) -> tuple[Rule, ...]:
    """The rules of rule files: not those that thresholds on items stand for."""
    gates = {gate.place for gate in base.thresholds.gates.values()}
    return tuple(rule for rule in base.rules if rule.place not in gates)


def with_thresholds(base: KnowledgeBase, changed: Mapping[str, Threshold]) -> KnowledgeBase:
    """The protocol with some thresholds replaced, each by its name."""
    known = base.thresholds
    return replace(base, thresholds=_cut(replace(known, thresholds={**known.thresholds, **changed})))


def without_thresholds(base: KnowledgeBase, names: set[str]) -> KnowledgeBase:
    """The protocol without some thresholds, which rules must not name any more."""
    known = base.thresholds
    left = {name: threshold for name, threshold in known.thresholds.items() if name not in names}
    return replace(base, thresholds=_cut(replace(known, thresholds=left)))


def with_gate(base: KnowledgeBase, gate: Gate) -> KnowledgeBase:
    """The protocol with another threshold on items under the name of one, and the rules that it stands for."""
    gates = {**base.thresholds.gates, gate.name: gate}
    rules = written_rules(base)
    first = 1 + max((rule.number for rule in (*base.rules, *base.guardrails, *base.groups)), default=0)
    base = replace(base, thresholds=replace(base.thresholds, gates=gates))
    return replace(base, rules=(*rules, *gate_rules(gates.values(), first)))


def with_entry(base: KnowledgeBase, table: str, name: str, entry: Any) -> KnowledgeBase:
    """The protocol with one entry of a table of its vocabulary replaced."""
    known = {**getattr(base.vocabulary, table), name: entry}
    return replace(base, vocabulary=replace(base.vocabulary, **{table: known}))


def _cut(thresholds: Thresholds) -> Thresholds:
    """The thresholds with the axes that they cut."""
    tests: dict[str, list[Test]] = {}
    for threshold in thresholds.thresholds.values():
        tests.setdefault(threshold.quantity, []).append(threshold.test)
    return replace(thresholds, axes=axes(tests, thresholds.derived, thresholds.quantities))
