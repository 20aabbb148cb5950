"""How many instances of its rules a program has at most, counted before clingo writes them out.

Grounding cannot be stopped once it runs, and a short rule can have more instances than a machine has memory.
So a bound is worked out on the syntax tree: what a variable can be is at most what the conditions that hold it
offer. The bound is the same on every machine; no clock is asked. This module grounds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from hn2301_asp.solver.instance_bounds import MANY, Bounds, Relation, Relations
from hn2301_asp.solver.instance_trees import NUMBERED, Node, Rule, arguments_of, depth_of, read_rules, used_in

#: So many instances are written out in some seconds; a protocol has some thousands.
MOST_INSTANCES = 500_000
#: Terms within terms: what is derived from one another could double in length with each rule.
DEEPEST_TERM = 2


class Excess(Struct, frozen=True):
    """A rule that may not be grounded: its number, where it has one, and why in words."""

    rule: int | None
    why: str


@lru_cache(maxsize=8)
def excess(program: str, most: int = MOST_INSTANCES) -> Excess | None:
    """The rule of a program that has too many instances, or None where all together have at most ``most``."""
    relations, rest = _given(program)
    every = list(read_rules(rest))
    for rule in every:
        if rule.single and rule.head is not None:
            # What has one instance at most may be asked for in a circle, as criteria may.
            head = rule.statement.head.atom.symbol
            relations.at(rule.head).add(1, [1] * len(arguments_of(head)), depth_of(head, 0))
    try:
        rules = _ordered(every)
    except _Loop as loop:
        return Excess(loop.rule, "it depends on itself")
    counts: list[tuple[int, int | None]] = []
    for rule in rules:
        bounds = Bounds(relations)
        count = bounds.instances(rule.statement)
        counts.append((bounds.work, rule.number))
        if bounds.endless:
            return Excess(rule.number, "how many rules it stands for cannot be told")
        if rule.head is not None and not rule.single:
            head = rule.statement.head.atom.symbol
            depth = depth_of(head, bounds.deep)
            if depth > DEEPEST_TERM:
                return Excess(rule.number, f"its terms stand more than {DEEPEST_TERM} deep within one another")
            values = [bounds.values(term, count) for term in arguments_of(head)]
            relations.at(rule.head).add(count, values, depth)
    total = sum(count for count, _ in counts)
    if total <= most:
        return None
    count, number = max(counts, key=lambda entry: entry[0])
    shown = f"{count:,}" if count < MANY else "more than a million million"
    return Excess(number, f"it stands for up to {shown} rules")


class _Loop(Exception):
    def __init__(self, rule: int | None) -> None:
        super().__init__("a rule depends on itself")
        self.rule = rule


#: `{atom}.`, `atom.` and `atom :- …` with plain arguments, which need no syntax tree.
_PLAIN = re.compile(r'\{?([a-z_][A-Za-z0-9_]*)(?:\(([^()";\s]+|"[^"]*"|[0-9]+,\(\))\))?(\}?\.| :- .*\.)')
_STRING = re.compile(r'"[^"]*"')
#: A variable, an interval, or an alternative in brackets.
_SEVERAL = re.compile(r"(?<![A-Za-z0-9_'])_*[A-Z]|(?<![A-Za-z0-9_'])_+(?![A-Za-z0-9_'])|\.\.|\([^()]*;")


def _given(program: str) -> tuple[Relations, str]:
    """The atoms of each predicate that are given or have one rule without alternatives; and all other lines."""
    rows: dict[Node, list[tuple[str, ...]]] = {}
    rest: list[str] = []
    for line in program.split("\n"):
        plain = _PLAIN.fullmatch(line)
        if plain is None or plain[1] == "not" or _SEVERAL.search(_STRING.sub("s", line)):
            rest.append(line)
            continue
        row = tuple(plain[2].removesuffix(",()").split(",")) if plain[2] else ()
        told = row[0] if row and (plain[1] == NUMBERED or row[0][0] == '"') else ""
        node = (plain[1], len(row), told)
        rows.setdefault(node, []).append(row)
    relations = Relations()
    for node, own in rows.items():
        relations.put(node, Relation.of(own))
    return relations, "\n".join(rest)


def _ordered(every: Iterable[Rule]) -> list[Rule]:
    """The rules, each behind those that derive what it asks for; raises _Loop."""
    by_head: dict[Node | None, list[Rule]] = {}
    alike: dict[tuple[str, int], set[Node]] = {}
    for rule in every:
        by_head.setdefault(rule.head, []).append(rule)
        if rule.head is not None:
            alike.setdefault(rule.head[:2], set()).add(rule.head)
    state: dict[int, bool] = {}
    ordered: list[Rule] = []
    for start in every:
        waiting: list[tuple[Rule, Iterator[Rule]]] = []
        if id(start) not in state:
            state[id(start)] = False
            waiting.append((start, _below(start, by_head, alike)))
        while waiting:
            rule, below = waiting[-1]
            following = next(below, None)
            if following is None:
                waiting.pop()
                state[id(rule)] = True
                ordered.append(rule)
            elif id(following) not in state:
                state[id(following)] = False
                waiting.append((following, _below(following, by_head, alike)))
            elif not state[id(following)] and not following.single:
                raise _Loop(following.number)
    return ordered


def _below(
    rule: Rule, by_head: Mapping[Node | None, list[Rule]], alike: Mapping[tuple[str, int], set[Node]]
) -> Iterator[Rule]:
    for node in used_in(rule.statement.body):
        for found in sorted(alike.get(node[:2], ())):
            if not node[2] or not found[2] or node == found:
                yield from by_head[found]
