"""Whether two texts of a knowledge base mean the same: what a verdict can depend on, without words and places."""

from __future__ import annotations

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.thresholds.model import Thresholds
from hn2301_asp.source.diagnostics import InputError


def same_meaning(before: KnowledgeBaseFiles, after: KnowledgeBaseFiles) -> bool | None:
    """Whether every verdict is the same; None where one of them means nothing, as it cannot be read.

    Equal rules count once: a set of rules is what a program is.
    """
    one, other = _meaning(before), _meaning(after)
    return None if one is None or other is None else one == other


def _meaning(files: KnowledgeBaseFiles) -> object | None:
    try:
        base = load_knowledge_base(files)
    except InputError:
        return None
    return (
        [(criterion.id, criterion.kind) for criterion in base.criteria],
        base.vocabulary,
        [_limits(thresholds) for thresholds in (base.thresholds, base.guardrail_thresholds)],
        [frozenset(rule.source for rule in rules) for rules in (base.rules, base.guardrails, base.groups)],
        {reading.id: (reading.default, tuple(reading.values)) for reading in base.readings.values()},
    )


def _limits(of: Thresholds) -> object:
    return (
        {one.name: (one.quantity, one.test, one.window) for one in of.thresholds.values()},
        {one.quantity: one.formula for one in of.derived.values()},
        {one.name: (one.input, one.family, one.items, one.several, one.never) for one in of.gates.values()},
    )
