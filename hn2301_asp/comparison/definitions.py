"""What a version defines, in the order of use, and what a definition rests on. No other version is known here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from hn2301_asp.comparison.renaming import key
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import OF_CRITERIA, Rule, numbered


def is_defined(fact: str, rules: Sequence[Rule]) -> bool:
    """Whether constraints say of a fact that it holds exactly where something that is derived does, and no more."""
    said = {"".join(r.source.split()) for r in rules if r.head is None and any(u.signature[0] == fact for u in r.uses)}
    derived = {rule.head_text for rule in rules if rule.head is not None}
    return any(said == {f":-{fact},not{name}.", f":-{name},not{fact}."} for name in derived)


def resting_on(fact: str, rules: Sequence[Rule], called: Callable[[Rule], Mapping[str, str]]) -> Iterator[str]:
    """What the constraints that name a fact rest on: rules as written, and inputs as they are called here."""
    by_name: dict[str, list[Rule]] = {}
    waiting = [rule for rule in rules if rule.head is None and any(use.signature[0] == fact for use in rule.uses)]
    for rule in rules:
        if rule.head is not None:
            by_name.setdefault(rule.head[0], []).append(rule)
    seen = {fact}
    while waiting:
        rule = waiting.pop()
        yield numbered(rule, 0).program
        names = called(rule)
        for name in {use.signature[0] for use in rule.uses}:
            if name not in by_name:
                yield names.get(key("predicate", name), name)
            elif name not in seen:
                waiting += by_name[name]
            seen.add(name)


def defined(base: KnowledgeBase) -> Iterator[str]:
    """What a version defines: thresholds, and what rules derive."""
    yield from base.thresholds.thresholds
    yield from dict.fromkeys(name.partition("(")[0] for name in base.thresholds.thresholds if "(" in name)
    yield from (_node(rule) for rule in base.rules if rule.head is not None)


def used_first(rules: Iterable[Rule]) -> Iterator[tuple[str, list[Rule]]]:
    """What rules define, each after what it uses, with its rules; each criterion is a thing of its own."""
    by_node: dict[str, list[Rule]] = {}
    for rule in rules:
        by_node.setdefault(_node(rule), []).append(rule)
    criteria = {name: [node for node in by_node if node.startswith(f"{name}(")] for name in OF_CRITERIA}
    done: set[str] = set()

    def visit(node: str) -> Iterator[str]:
        if node in done:
            return
        done.add(node)
        for rule in by_node[node]:
            for use in rule.uses:
                # Which criterion is asked for is not told apart here: any is looked at first.
                names = criteria.get(use.signature[0], [use.signature[0]])
                for name in names:
                    if name in by_node:
                        yield from visit(name)
        yield node

    for node in by_node:
        for name in visit(node):
            yield name, by_node[name]


def _node(rule: Rule) -> str:
    assert rule.head is not None
    return rule.head_text if rule.head[0] in OF_CRITERIA else rule.head[0]
