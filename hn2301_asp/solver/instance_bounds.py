"""How many instances one rule has at most, from what is known of the predicates that it asks for.

What a variable can be is at most what the conditions that hold it offer. This module reads no program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log, prod
from typing import Any

from msgspec import Struct

from hn2301_asp.solver.instance_trees import Node, Tree, arguments_of, node_of, variables_of, walk

#: Beyond this a bound is not worked out more exactly.
MANY = 10**12


class Relation(Struct):
    """What is known of a predicate: how many atoms it has at most, and how many values in each place.

    ``rows`` are the atoms themselves where all are given.
    """

    size: int = 0
    values: tuple[int, ...] = ()
    rows: list[tuple[str, ...]] | None = None
    depth: int = 0
    #: What was told of some of the atoms before, by what is fixed of them.
    told: dict[tuple[tuple[int, str], ...], tuple[int, tuple[int, ...]]] = {}

    @staticmethod
    def of(rows: list[tuple[str, ...]]) -> Relation:
        """The relation of atoms that are all given."""
        return Relation(len(rows), _distinct(rows), rows)

    def add(self, size: int, values: Sequence[int], depth: int) -> None:
        """More atoms, which a rule derives."""
        before = self.values or (0,) * len(values)
        self.size = min(self.size + size, MANY)
        self.values = tuple(min(one + other, self.size) for one, other in zip(before, values, strict=True))
        self.rows, self.depth = None, max(self.depth, depth)

    def among(self, fixed: tuple[tuple[int, str], ...]) -> tuple[int, tuple[int, ...]]:
        """How many of the atoms given have some places fixed, and how many values those have in each place."""
        if fixed not in self.told:
            rows = [row for row in self.rows or () if all(row[k] == text for k, text in fixed)]
            self.told[fixed] = len(rows), _distinct(rows)
        return self.told[fixed]


class Relations:
    """What is known of all predicates."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], dict[str, Relation]] = {}

    def put(self, node: Node, relation: Relation) -> None:
        self._known.setdefault(node[:2], {})[node[2]] = relation

    def at(self, node: Node) -> Relation:
        """What is known of a predicate; nothing yet where it is new."""
        return self._known.setdefault(node[:2], {}).setdefault(node[2], Relation())

    def fitting(self, node: Node) -> list[Relation]:
        """Those that a condition may ask for: one that no number or string tells apart may be any of its name."""
        known = self._known.get(node[:2], {})
        return list(known.values()) if not node[2] else [known[told] for told in (node[2], "") if told in known]


def _distinct(rows: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    return tuple(len(set(column)) for column in zip(*rows, strict=True))


class Bounds:
    """The bounds of one rule, from what is known of the predicates that it asks for."""

    def __init__(self, relations: Relations) -> None:
        self.relations = relations
        self.deep = 0
        #: Instances and what is gathered in them.
        self.work = 0
        #: Rules that clingo makes for `_`.
        self.projected = 0
        self.endless = False
        self.domains: dict[str, int] = {}

    def instances(self, rule: Tree) -> int:
        """The instances of a rule at most."""
        own = self._joined(list(rule.body), self.domains) * self._alternatives(rule.head)
        gathered = sum(self._gathered(part) for part in rule.body)
        self.work = min(own * (1 + gathered) + self.projected, MANY)
        return min(own, MANY)

    def values(self, term: Tree, count: int) -> int:
        """How many values a term of the head has at most."""
        names = set(variables_of(term))
        return min(prod(self.domains.get(name, count) for name in names) * self._alternatives(term), count)

    def _joined(self, parts: Iterable[Tree], domains: dict[str, int]) -> int:
        """The ways in which conditions hold together; ``domains`` takes how many values each variable has."""
        holding: list[tuple[int, frozenset[str]]] = []
        equations: list[tuple[str, Tree]] = []
        ways = 1
        for part in parts:
            if part.kind != "Literal":
                domains.update(self._assigned(part))
                continue
            atom = part.atom
            ranged = None if part.sign else self._range(atom)
            if ranged is not None:
                name, length = ranged
                domains[name] = min(domains.get(name, MANY), length)
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
        return min(_covered(holding, free, domains) * ways, MANY)

    def _range(self, atom: Tree) -> tuple[str, int] | None:
        """The variable of `X = 1..5`, and how many values that gives it."""
        if atom.kind != "Comparison" or len(atom.guards) != 1 or int(atom.guards[0].comparison) != _EQUAL:
            return None
        sides = (atom.term, atom.guards[0].term)
        for one, other in (sides, sides[::-1]):
            if one.kind == "Variable" and one.name != "_" and other.kind == "Interval":
                return one.name, self._length(other)
        return None

    def _held(self, symbol: Tree, domains: dict[str, int], number: int) -> tuple[int, frozenset[str]]:
        """How many atoms fit a condition, and its variables; each `_` is one of its own."""
        terms = arguments_of(symbol)
        size, values = self._fitting(node_of(symbol), terms)
        names: set[str] = set()
        for place, term in enumerate(terms):
            for name in variables_of(term):
                called = name if name != "_" else f"_ {number} {place}"
                own = values[place] if term.kind == "Variable" and place < len(values) else size
                self.projected += size if name == "_" else 0
                domains[called] = min(domains.get(called, MANY), own)
                names.add(called)
        return size, frozenset(names)

    def _fitting(self, node: Node, terms: Sequence[Tree]) -> tuple[int, tuple[int, ...]]:
        found = self.relations.fitting(node)
        self.deep = max([self.deep, *(relation.depth for relation in found)])
        if len(found) == 1 and found[0].rows is not None:
            fixed = tuple((k, str(term.symbol)) for k, term in enumerate(terms) if term.kind == "SymbolicTerm")
            size, values = found[0].among(fixed)
            return size, values or (0,) * len(terms)
        size = min(sum(relation.size for relation in found), MANY)
        columns = zip(*(relation.values for relation in found), strict=False)
        values = tuple(min(sum(column), size) for column in columns)
        return size, values if len(values) == len(terms) else (size,) * len(terms)

    def _solve(self, equations: Sequence[tuple[str, Tree]], domains: dict[str, int]) -> None:
        """Adds the variables that equations give a value, one for each way of the others.

        An interval's values are counted as alternatives.
        """
        waiting = list(equations)
        while waiting:
            left = []
            for name, term in waiting:
                needs = set(variables_of(term))
                if name not in domains and needs <= domains.keys():
                    domains[name] = min(prod(domains[need] for need in needs) * self._alternatives(term), MANY)
                elif name not in domains:
                    left.append((name, term))
            if len(left) == len(waiting):
                return
            waiting = left

    def _equations(self, comparison: Tree) -> Iterator[tuple[Any, Any]]:
        terms = [comparison.term, *(guard.term for guard in comparison.guards)]
        for (one, other), guard in zip(pairwise(terms), comparison.guards, strict=True):
            if int(guard.comparison) != _EQUAL:
                continue
            for variable, term in ((one, other), (other, one)):
                if variable.kind == "Variable":
                    yield variable.name, term

    def _assigned(self, part: Tree) -> dict[str, int]:
        """The variables that a count or sum gives a value, with the number of values."""
        found: dict[str, int] = {}
        for guard in (getattr(part, "left_guard", None), getattr(part, "right_guard", None)):
            if guard is not None and guard.term.kind == "Variable":
                elements = self._gathered(part)
                function = getattr(part, "function", None)
                sums = function is not None and int(function) in _SUMS
                found[guard.term.name] = min(2 ** min(elements, 40), MANY) if sums else elements + 1
        return found

    def _gathered(self, part: Tree) -> int:
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

    def _alternatives(self, node: Tree) -> int:
        """The pools and intervals of an atom: each alternative is a rule of its own."""
        if node.kind in ("BodyAggregate", "Aggregate", "HeadAggregate", "Disjunction"):
            return 1
        ways = 1
        for part in walk(node):
            if part.kind == "Pool":
                ways *= max(len(part.arguments), 1)
            elif part.kind == "Interval":
                ways *= self._length(part)
        return min(ways, MANY)

    def _length(self, interval: Tree) -> int:
        low, high = _whole(interval.left), _whole(interval.right)
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
        ways = min(ways * size, MANY)
        open_names -= taken
    return ways


#: clingo's numbers of `#sum` and `#sum+`, and of `=`.
_SUMS = (1, 2)
_EQUAL = 5


def _whole(term: Tree) -> int | None:
    """The number that a term of numbers is, or None where it is none."""
    if term.kind == "SymbolicTerm" and term.symbol.type.name == "Number":
        return int(term.symbol.number)
    if term.kind == "UnaryOperation":
        inner = _whole(term.argument)
        return -inner if inner is not None and str(term.operator_type) in ("-", "UnaryOperator.Minus", "0") else None
    return None
