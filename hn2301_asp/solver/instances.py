"""How many instances of its rules a program has at most, counted before clingo writes them out.

Grounding cannot be stopped once it runs, and a short rule can have more instances than a machine has memory.
So a bound is worked out on the syntax tree: what a variable can be is at most what the conditions that hold it
offer. The bound is the same on every machine; no clock is asked. This module grounds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log, prod
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from hn2301_asp.knowledge.rules import rule_trees

#: So many instances are written out in some seconds; a protocol has some thousands.
MOST_INSTANCES = 500_000
#: Terms within terms: what is derived from one another could double in length with each rule.
DEEPEST_TERM = 2
#: Beyond this a bound is not worked out more exactly.
_MANY = 10**12

Node = tuple[str, int, str]


class _Relation(Struct):
    """What is known of a predicate: how many atoms it has at most, and how many values in each place.

    ``rows`` are the atoms themselves where all are given.
    """

    size: int = 0
    values: tuple[int, ...] = ()
    rows: list[tuple[str, ...]] | None = None
    depth: int = 0

    def add(self, size: int, values: Sequence[int], depth: int) -> None:
        """More atoms, which a rule derives."""
        before = self.values or (0,) * len(values)
        self.size = min(self.size + size, _MANY)
        self.values = tuple(min(one + other, self.size) for one, other in zip(before, values, strict=True))
        self.rows, self.depth = None, max(self.depth, depth)


class Excess(Struct, frozen=True):
    """A rule that may not be grounded: its number, where it has one, and why in words."""

    rule: int | None
    why: str


@lru_cache(maxsize=8)
def excess(program: str, most: int = MOST_INSTANCES) -> Excess | None:
    """The rule of a program that has too many instances, or None where all together have at most ``most``."""
    relations, rest = _given(program)
    every = list(_rules(rest))
    for rule in every:
        if rule.single and rule.head is not None:
            # What has one instance at most may be asked for in a circle, as criteria may.
            head = rule.statement.head.atom.symbol
            relations.setdefault(rule.head, _Relation()).add(1, [1] * len(_arguments(head)), _depth(head, 0))
    try:
        rules = _ordered(every)
    except _Loop as loop:
        return Excess(loop.rule, "it depends on itself")
    counts: list[tuple[int, int | None]] = []
    for rule in rules:
        bounds = _Bounds(relations)
        count = bounds.instances(rule.statement)
        counts.append((bounds.work, rule.number))
        if bounds.endless:
            return Excess(rule.number, "how many rules it stands for cannot be told")
        if rule.head is not None and not rule.single:
            head = rule.statement.head.atom.symbol
            depth = _depth(head, bounds.deep)
            if depth > DEEPEST_TERM:
                return Excess(rule.number, f"its terms stand more than {DEEPEST_TERM} deep within one another")
            values = [bounds.values(term, count) for term in _arguments(head)]
            relations.setdefault(rule.head, _Relation()).add(count, values, depth)
    total = sum(count for count, _ in counts)
    if total <= most:
        return None
    count, number = max(counts, key=lambda entry: entry[0])
    shown = f"{count:,}" if count < _MANY else "more than a million million"
    return Excess(number, f"it stands for up to {shown} rules")


class _Rule(Struct):
    statement: _Tree
    head: Node | None
    number: int | None
    #: Whether it has no variable, pool or interval.
    single: bool


class _Loop(Exception):
    def __init__(self, rule: int | None) -> None:
        super().__init__("a rule depends on itself")
        self.rule = rule


#: `{atom}.`, `atom.` and `atom :- …` with plain arguments, which need no syntax tree.
_PLAIN = re.compile(r'\{?([a-z_][A-Za-z0-9_]*)(?:\(([^()";\s]+|"[^"]*"|[0-9]+,\(\))\))?(\}?\.| :- .*\.)')
_STRING = re.compile(r'"[^"]*"')
#: A variable, an interval, or an alternative in brackets.
_SEVERAL = re.compile(r"(?<![A-Za-z0-9_'])_*[A-Z]|(?<![A-Za-z0-9_'])_+(?![A-Za-z0-9_'])|\.\.|\([^()]*;")
_NUMBERED = "_rule"


def _given(program: str) -> tuple[dict[Node, _Relation], str]:
    """The atoms of each predicate that are given or have one rule without alternatives; and all other lines."""
    rows: dict[Node, list[tuple[str, ...]]] = {}
    rest: list[str] = []
    for line in program.split("\n"):
        plain = _PLAIN.fullmatch(line)
        if plain is None or plain[1] == "not" or _SEVERAL.search(_STRING.sub("s", line)):
            rest.append(line)
            continue
        row = tuple(plain[2].removesuffix(",()").split(",")) if plain[2] else ()
        told = row[0] if row and (plain[1] == _NUMBERED or row[0][0] == '"') else ""
        node = (plain[1], len(row), told)
        rows.setdefault(node, []).append(row)
    return {node: _Relation(len(own), _distinct(own), own) for node, own in rows.items()}, "\n".join(rest)


def _distinct(rows: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    return tuple(len(set(column)) for column in zip(*rows, strict=True))


class _Tree:
    """A node of clingo's syntax tree, read once: clingo's own are slow to ask."""

    kind: str
    children: list[_Tree]

    def __init__(self, node: Any) -> None:
        self.kind = str(node.ast_type).removeprefix("ASTType.")
        self.children = []
        keys, plain = _PARTS.get(self.kind) or (node.child_keys, ())
        for key in keys:
            child = getattr(node, key)
            if child is None:
                self.__dict__[key] = None
            elif hasattr(child, "ast_type"):
                self.__dict__[key] = tree = _Tree(child)
                self.children.append(tree)
            else:
                self.__dict__[key] = trees = [_Tree(part) for part in child]
                self.children += trees
        for key in plain:
            self.__dict__[key] = getattr(node, key)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


#: For each kind of node the parts that are nodes, and those that are not; of others clingo tells the first.
_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Rule": (("head", "body"), ()),
    "Literal": (("atom",), ("sign",)),
    "SymbolicAtom": (("symbol",), ()),
    "SymbolicTerm": ((), ("symbol",)),
    "Variable": ((), ("name",)),
    "Function": (("arguments",), ("name",)),
    "Pool": (("arguments",), ()),
    "Interval": (("left", "right"), ()),
    "UnaryOperation": (("argument",), ("operator_type",)),
    "BinaryOperation": (("left", "right"), ()),
    "Comparison": (("term", "guards"), ()),
    "Guard": (("term",), ("comparison",)),
    "ConditionalLiteral": (("literal", "condition"), ()),
    "BodyAggregate": (("left_guard", "elements", "right_guard"), ("function",)),
    "BodyAggregateElement": (("terms", "condition"), ()),
    "Aggregate": (("left_guard", "elements", "right_guard"), ()),
}


def _rules(program: str) -> Iterator[_Rule]:
    for statement in rule_trees(program):
        tree = _Tree(statement)
        if tree.kind == "Rule":
            atom = tree.head.atom if tree.head.kind == "Literal" else None
            node = _node(atom.symbol) if atom is not None and _symbolic(atom) else None
            yield _Rule(tree, node, _number(tree, node), _single(tree))


def _single(statement: _Tree) -> bool:
    return not any(part.kind in ("Variable", "Pool", "Interval") for part in _walk(statement))


def _number(statement: _Tree, head: Node | None) -> int | None:
    """The number of the written rule that a statement belongs to."""
    nodes = [head] if head is not None else []
    nodes += [_node(part.atom.symbol) for part in statement.body if part.kind == "Literal" and _symbolic(part.atom)]
    return next((int(node[2]) for node in nodes if node[0] == _NUMBERED and node[2].isdecimal()), None)


def _symbolic(atom: _Tree) -> bool:
    return atom.kind == "SymbolicAtom"


def _node(symbol: _Tree) -> Node:
    """A predicate; those that a number or a string tells apart, as criteria are, are nodes of their own."""
    symbol = _plain(symbol)
    if symbol.kind != "Function":
        return str(getattr(symbol, "symbol", symbol.kind)), 0, ""
    first = symbol.arguments[0] if symbol.arguments else None
    told = (
        str(first.symbol)
        if first is not None
        and first.kind == "SymbolicTerm"
        and (symbol.name == _NUMBERED or first.symbol.type.name == "String")
        else ""
    )
    return symbol.name, len(_arguments(symbol)), told


def _plain(symbol: _Tree) -> _Tree:
    """The atom without signs; of alternatives the first."""
    while symbol.kind == "UnaryOperation":
        symbol = symbol.argument
    return symbol.arguments[0] if symbol.kind == "Pool" else symbol


def _arguments(symbol: _Tree) -> list[_Tree]:
    """The arguments of an atom; the tuple of variables of a numbered rule stands for its parts."""
    symbol = _plain(symbol)
    found: list[_Tree] = []
    for term in getattr(symbol, "arguments", ()):
        own = symbol.name == _NUMBERED and term.kind == "Function" and not term.name
        found += term.arguments if own else (term,)
    return found


def _depth(symbol: _Tree, deep: int) -> int:
    """How deep the terms of an atom stand within one another, where a variable may be ``deep`` itself."""
    return max((_term_depth(term, deep) for term in _arguments(symbol)), default=0)


def _term_depth(term: _Tree, deep: int) -> int:
    if term.kind == "Variable":
        return deep
    inner = [_term_depth(part, deep) for part in getattr(term, "arguments", ())]
    return (1 if term.kind == "Function" and inner else 0) + max(inner, default=0)


def _ordered(every: Iterable[_Rule]) -> list[_Rule]:
    """The rules, each behind those that derive what it asks for; raises _Loop."""
    by_head: dict[Node | None, list[_Rule]] = {}
    alike: dict[tuple[str, int], set[Node]] = {}
    for rule in every:
        by_head.setdefault(rule.head, []).append(rule)
        if rule.head is not None:
            alike.setdefault(rule.head[:2], set()).add(rule.head)
    state: dict[int, bool] = {}
    ordered: list[_Rule] = []
    for start in every:
        waiting: list[tuple[_Rule, Iterator[_Rule]]] = []
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
    rule: _Rule, by_head: Mapping[Node | None, list[_Rule]], alike: Mapping[tuple[str, int], set[Node]]
) -> Iterator[_Rule]:
    for node in _used(rule.statement.body):
        for found in sorted(alike.get(node[:2], ())):
            if not node[2] or not found[2] or node == found:
                yield from by_head[found]


def _used(nodes: Iterable[_Tree]) -> Iterator[Node]:
    for node in nodes:
        for part in _walk(node):
            if part.kind == "SymbolicAtom":
                yield _node(part.symbol)


def _walk(node: _Tree) -> Iterator[_Tree]:
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += part.children


def _variables(node: _Tree) -> Iterator[str]:
    for part in _walk(node):
        if part.kind == "Variable":
            yield part.name


class _Bounds:
    """The bounds of one rule, from what is known of the predicates that it asks for."""

    def __init__(self, relations: Mapping[Node, _Relation]) -> None:
        self.relations = relations
        self.deep = 0
        #: Instances and what is gathered in them.
        self.work = 0
        #: Rules that clingo makes for `_`.
        self.projected = 0
        self.endless = False
        self.domains: dict[str, int] = {}

    def instances(self, rule: _Tree) -> int:
        """The instances of a rule at most."""
        own = self._joined(list(rule.body), self.domains) * self._alternatives(rule.head)
        gathered = sum(self._gathered(part) for part in rule.body)
        self.work = min(own * (1 + gathered) + self.projected, _MANY)
        return min(own, _MANY)

    def values(self, term: _Tree, count: int) -> int:
        """How many values a term of the head has at most."""
        names = set(_variables(term))
        return min(prod(self.domains.get(name, count) for name in names) * self._alternatives(term), count)

    def _joined(self, parts: Iterable[_Tree], domains: dict[str, int]) -> int:
        """The ways in which conditions hold together; ``domains`` takes how many values each variable has."""
        holding: list[tuple[int, frozenset[str]]] = []
        equations: list[tuple[str, _Tree]] = []
        ways = 1
        for part in parts:
            if part.kind != "Literal":
                domains.update(self._assigned(part))
                continue
            atom = part.atom
            ranged = None if part.sign else self._range(atom)
            if ranged is not None:
                name, length = ranged
                domains[name] = min(domains.get(name, _MANY), length)
                continue
            ways *= self._alternatives(atom)
            if atom.kind == "SymbolicAtom" and not part.sign:
                holding.append(self._held(atom.symbol, domains, len(holding)))
            elif atom.kind == "Comparison" and not part.sign:
                equations += self._equations(atom)
            elif not part.sign:
                domains.update(self._assigned(atom))
        free = set(domains)
        self._solve(equations, domains)
        return min(_covered(holding, free, domains) * ways, _MANY)

    def _range(self, atom: _Tree) -> tuple[str, int] | None:
        """The variable of `X = 1..5`, and how many values that gives it."""
        if atom.kind != "Comparison" or len(atom.guards) != 1 or int(atom.guards[0].comparison) != _EQUAL:
            return None
        sides = (atom.term, atom.guards[0].term)
        for one, other in (sides, sides[::-1]):
            if one.kind == "Variable" and one.name != "_" and other.kind == "Interval":
                return one.name, self._length(other)
        return None

    def _held(self, symbol: _Tree, domains: dict[str, int], number: int) -> tuple[int, frozenset[str]]:
        """How many atoms fit a condition, and its variables; each `_` is one of its own."""
        terms = _arguments(symbol)
        size, values = self._fitting(_node(symbol), terms)
        names: set[str] = set()
        for place, term in enumerate(terms):
            for name in _variables(term):
                called = name if name != "_" else f"_ {number} {place}"
                own = values[place] if term.kind == "Variable" and place < len(values) else size
                self.projected += size if name == "_" else 0
                domains[called] = min(domains.get(called, _MANY), own)
                names.add(called)
        return size, frozenset(names)

    def _fitting(self, node: Node, terms: Sequence[_Tree]) -> tuple[int, tuple[int, ...]]:
        found = [relation for known, relation in self.relations.items() if _same(node, known)]
        self.deep = max([self.deep, *(relation.depth for relation in found)])
        if len(found) == 1 and found[0].rows is not None:
            fixed = [(k, str(term.symbol)) for k, term in enumerate(terms) if term.kind == "SymbolicTerm"]
            rows = [row for row in found[0].rows if all(row[k] == text for k, text in fixed)]
            return len(rows), _distinct(rows) or (0,) * len(terms)
        size = min(sum(relation.size for relation in found), _MANY)
        columns = zip(*(relation.values for relation in found), strict=False)
        values = tuple(min(sum(column), size) for column in columns)
        return size, values if len(values) == len(terms) else (size,) * len(terms)

    def _solve(self, equations: Sequence[tuple[str, _Tree]], domains: dict[str, int]) -> None:
        """Adds the variables that equations give a value, one for each way of the others.

        An interval's values are counted as alternatives.
        """
        waiting = list(equations)
        while waiting:
            left = []
            for name, term in waiting:
                needs = set(_variables(term))
                if name not in domains and needs <= domains.keys():
                    domains[name] = min(prod(domains[need] for need in needs) * self._alternatives(term), _MANY)
                elif name not in domains:
                    left.append((name, term))
            if len(left) == len(waiting):
                return
            waiting = left

    def _equations(self, comparison: _Tree) -> Iterator[tuple[Any, Any]]:
        terms = [comparison.term, *(guard.term for guard in comparison.guards)]
        for (one, other), guard in zip(pairwise(terms), comparison.guards, strict=True):
            if int(guard.comparison) != _EQUAL:
                continue
            for variable, term in ((one, other), (other, one)):
                if variable.kind == "Variable":
                    yield variable.name, term

    def _assigned(self, part: _Tree) -> dict[str, int]:
        """The variables that a count or sum gives a value, with the number of values."""
        found: dict[str, int] = {}
        for guard in (getattr(part, "left_guard", None), getattr(part, "right_guard", None)):
            if guard is not None and guard.term.kind == "Variable":
                elements = self._gathered(part)
                function = getattr(part, "function", None)
                sums = function is not None and int(function) in _SUMS
                found[guard.term.name] = min(2 ** min(elements, 40), _MANY) if sums else elements + 1
        return found

    def _gathered(self, part: _Tree) -> int:
        """How many elements a count, a sum or a conditional literal gathers."""
        kind = part.kind
        if kind == "Literal":
            return self._gathered(part.atom)
        if kind == "ConditionalLiteral":
            return self._joined(part.condition, {})
        if kind in ("BodyAggregate", "Aggregate"):
            return sum(
                self._joined([*element.condition, element.literal], {})
                if element.kind == "ConditionalLiteral"
                else self._joined(element.condition, {}) * prod(self._alternatives(term) for term in element.terms)
                for element in part.elements
            )
        return 0

    def _alternatives(self, node: _Tree) -> int:
        """The pools and intervals of an atom: each alternative is a rule of its own."""
        if node.kind in ("BodyAggregate", "Aggregate", "HeadAggregate", "Disjunction"):
            return 1
        ways = 1
        for part in _walk(node):
            if part.kind == "Pool":
                ways *= max(len(part.arguments), 1)
            elif part.kind == "Interval":
                ways *= self._length(part)
        return min(ways, _MANY)

    def _length(self, interval: _Tree) -> int:
        ends = [_whole(end) for end in (interval.left, interval.right)]
        low, high = ends
        if low is None or high is None:
            self.endless = True
            return 1
        return max(high - low + 1, 0)


def _covered(holding: Sequence[tuple[int, frozenset[str]]], names: set[str], domains: Mapping[str, int]) -> int:
    """The ways of all variables at most: conditions are taken, the most selective first, until they hold all.

    Where a condition cannot hold at all there is no way.
    """
    if any(size == 0 for size, _ in holding):
        return 0
    offers = [*holding, *((domains[name], frozenset({name})) for name in sorted(names))]
    open_names, ways = set(names), 1
    while open_names:
        size, taken = min(
            ((size, own & open_names) for size, own in offers if own & open_names),
            key=lambda offer: (log(max(offer[0], 1)) / len(offer[1]), -len(offer[1])),
        )
        ways = min(ways * size, _MANY)
        open_names -= taken
    return ways


def _same(one: Node, other: Node) -> bool:
    return one[:2] == other[:2] and (not one[2] or not other[2] or one[2] == other[2])


#: clingo's numbers of `#sum` and `#sum+`, and of `=`.
_SUMS = (1, 2)
_EQUAL = 5


def _whole(term: _Tree) -> int | None:
    """The number that a term of numbers is, or None where it is none."""
    if term.kind == "SymbolicTerm" and term.symbol.type.name == "Number":
        return int(term.symbol.number)
    if term.kind == "UnaryOperation":
        inner = _whole(term.argument)
        return -inner if inner is not None and str(term.operator_type) in ("-", "UnaryOperator.Minus", "0") else None
    return None
