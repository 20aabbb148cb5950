"""Loops: predicates that depend on themselves. The rules of a protocol are a circuit without any.

Through negation, an aggregate or a condition a loop has no single answer per patient; a positive
loop has one, but nothing would explain it. Both are refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from hn2301_asp.check.base import Base
from hn2301_asp.check.terms import OF_CRITERION, met_node
from hn2301_asp.knowledge.rules import Signature
from hn2301_asp.source.diagnostics import Finding, Place


class _Edge(Struct, frozen=True):
    """That ``head`` depends on ``used``; ``how`` is how a loop shows it."""

    head: Signature
    used: Signature
    how: str
    place: Place

    @property
    def order(self) -> tuple[str, int, int]:
        return self.place.file or "", self.place.line or 0, self.place.column or 0


def loop_findings(base: Base) -> Iterator[Finding]:
    """One finding for every group of predicates that depend on each other, with its shortest loop."""
    edges = sorted(_edges(base), key=lambda edge: edge.order)
    for group in _groups(edges):
        inside = [edge for edge in edges if edge.head in group and edge.used in group]
        broken = [edge for edge in inside if edge.how != "{}"]
        loop = min((_loop(edge, inside) for edge in broken or inside), key=len)
        names = [loop[0].head[0], *(edge.how.format(edge.used[0]) for edge in loop)]
        places = [edge.place for edge in loop]
        message = " → ".join(names)
        through = "negation" if any(edge.how == "not {}" for edge in loop) else "a set"
        code, why = (
            ("loop-through-negation", f"goes through {through}: it has no single answer per patient")
            if broken
            else ("loop", "goes round: each holds only if it holds already")
        )
        help = "derive one of them without the other"
        yield Finding(code, f"`{message}` {why}", places[0], help=help, related=tuple(places[1:]))


def _edges(base: Base) -> Iterator[_Edge]:
    for _, statement in base.all_statements():
        for head in statement.heads:
            for atom in statement.body:
                how = "not {}" if atom.negated else "{} (in a set)" if atom.gathered else "{}"
                yield _Edge(head.node, atom.node, how, atom.place)


def _groups(edges: Iterable[_Edge]) -> list[frozenset[Signature]]:
    """The sets of predicates that all depend on each other (Kosaraju), by their first edge."""
    forward: dict[Signature, list[Signature]] = {}
    backward: dict[Signature, list[Signature]] = {}
    own: set[Signature] = set()
    for edge in edges:
        forward.setdefault(edge.head, []).append(edge.used)
        backward.setdefault(edge.used, []).append(edge.head)
        if edge.head == edge.used:
            own.add(edge.head)
    groups: list[frozenset[Signature]] = []
    placed: set[Signature] = set()
    for start in reversed(_finished(forward)):
        if start not in placed:
            group = _reached(start, backward, placed)
            placed |= group
            if len(group) > 1 or start in own:
                groups.append(frozenset(group))
    return groups


def _finished(graph: Mapping[Signature, list[Signature]]) -> list[Signature]:
    """The nodes in the order in which a search in depth leaves them."""
    order: list[Signature] = []
    seen: set[Signature] = set()
    for root in graph:
        waiting = [(root, iter(graph[root]))] if root not in seen else []
        seen.add(root)
        while waiting:
            node, rest = waiting[-1]
            following = next((n for n in rest if n not in seen), None)
            if following is None:
                order.append(node)
                waiting.pop()
            else:
                seen.add(following)
                waiting.append((following, iter(graph.get(following, []))))
    return order


def _reached(start: Signature, graph: Mapping[Signature, list[Signature]], without: set[Signature]) -> set[Signature]:
    found, waiting = {start}, [start]
    while waiting:
        for node in graph.get(waiting.pop(), []):
            if node not in found and node not in without:
                found.add(node)
                waiting.append(node)
    return found


def _loop(edge: _Edge, edges: Iterable[_Edge]) -> list[_Edge]:
    """The shortest way that begins with an edge and comes back to its head."""
    ways: dict[Signature, list[_Edge]] = {edge.used: [edge]}
    waiting = deque([edge.used])
    outgoing: dict[Signature, list[_Edge]] = {}
    for other in edges:
        outgoing.setdefault(other.head, []).append(other)
    while waiting and edge.head not in ways:
        node = waiting.popleft()
        for other in outgoing.get(node, []):
            if other.used not in ways:
                ways[other.used] = [*ways[node], other]
                waiting.append(other.used)
    return ways[edge.head]


def readings_asked(base: Base) -> Mapping[str, frozenset[str]]:
    """For every criterion the readings on which it depends, through whatever rules."""
    uses: dict[Signature, list[Signature]] = {}
    asked: dict[Signature, set[str]] = {}
    for _, statement in base.all_statements():
        readings = [atom.terms[0] for atom in statement.body if atom.signature == ("reading", 2)]
        for head in statement.heads:
            uses.setdefault(head.node, []).extend(atom.node for atom in statement.body)
            asked.setdefault(head.node, set()).update(part.text for name in readings for part in name.alternatives())
    return {
        criterion.id: frozenset(
            name
            for said in OF_CRITERION
            for node in _reached(met_node(f'"{criterion.id}"', said), uses, set())
            for name in asked.get(node, ())
        )
        for criterion in base.criteria
    }
