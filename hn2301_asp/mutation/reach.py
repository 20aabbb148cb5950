"""On what a criterion can depend, by name: what its rules ask for, and what constraints tie to that."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import MET, Rule
from hn2301_asp.solver.ground import applies, met
from hn2301_asp.source.diagnostics import Place

_READING = re.compile(r"\breading\((\w+),")
_CRITERION = re.compile(rf'\b{MET}\("([^"]*)"\)')


def reached(base: KnowledgeBase, criterion: str) -> frozenset[str]:
    """The names on which a criterion can depend: of rules, inputs, readings, and of what the vocabulary says."""
    return below(base, [met(criterion), applies(criterion)])


def below(base: KnowledgeBase, names: Iterable[str]) -> frozenset[str]:
    """The names on which some of them can depend, and these themselves."""
    by_name: dict[str, list[Rule]] = {}
    tied: dict[str, list[Rule]] = {}
    for rule in base.rules:
        if rule.head is not None:
            by_name.setdefault(name_of(rule), []).append(rule)
        else:
            for name in asked_by(rule):
                tied.setdefault(name, []).append(rule)
    waiting, found = [*names], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            for rule in (*by_name.get(name, ()), *tied.get(name, ())):
                waiting += asked_by(rule)
            waiting += _behind(base, name)
    return frozenset(found)


def name_of(rule: Rule) -> str:
    """What a rule defines: a predicate, or one criterion; the name of a constraint is its number."""
    if rule.head is None:
        return f":- {rule.number}"
    return rule.head_text if rule.head[0] == MET or '"' in rule.head_text else rule.head[0]


def asked_by(rule: Rule) -> list[str]:
    """What a rule asks for, and itself where it is a constraint."""
    own = [name_of(rule)] if rule.head is None else []
    named = [name for name, _ in (use.signature for use in rule.uses) if name != MET]
    return [*own, *named, *_READING.findall(rule.program), *map(met, _CRITERION.findall(rule.program))]


def _behind(base: KnowledgeBase, name: str) -> list[str]:
    """From what a threshold's number follows: quantities, and the items that they add up."""
    thresholds, scores = base.thresholds, base.vocabulary.scores.values()
    found = [threshold.quantity for threshold in thresholds.of(name)]
    found += [threshold.quantity for threshold in thresholds.thresholds.values() if threshold.name == name]
    if name in thresholds.derived:
        found += [*thresholds.derived[name].formula.quantities(), *thresholds.derived[name].formula.facts()]
    quantity = thresholds.quantities.get(name)
    if quantity is not None and quantity.room is not None:
        found += [quantity.room.measured, quantity.room.when]
    if quantity is not None and quantity.summary is not None:
        found.append(quantity.summary.of)
    return found + [score.family for score in scores if name in score.totals]


def home_of(base: KnowledgeBase, place: Place) -> str:
    """The criterion in whose file something stands, or else the file."""
    file = place.file or ""
    stem = file.rpartition("/")[2].rpartition(".")[0]
    own = [c.id for c in base.criteria if file.startswith("criteria/") and c.stem == stem]
    return own[0] if own else file
