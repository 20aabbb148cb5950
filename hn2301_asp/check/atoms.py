"""The atoms, terms and comparisons of a rule file, each with its place.

``rules`` reads what grounding needs; the checks also ask for constants, variables, bounds of
counts and the spelling of integers. The text must have passed ``rules.parse_rules`` before: what
is refused there must not reach clingo here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.check.exemptions import exemptions
from hn2301_asp.check.terms import Atom, Comparison, Count, Statement, Term
from hn2301_asp.knowledge.reading_rules import children, place_of
from hn2301_asp.knowledge.refusals import LARGEST, integer
from hn2301_asp.knowledge.rule_text import without_comments
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.kept import once

_COMPARATORS = {
    "GreaterThan": ">",
    "LessThan": "<",
    "LessEqual": "<=",
    "GreaterEqual": ">=",
    "NotEqual": "!=",
    "Equal": "=",
}
_MIRRORED = {">": "<", "<": ">", "<=": ">=", ">=": "<="}
_EXCEPTED = re.compile(r"\bnot\b|!=")
_NUMBER = re.compile(r"(?<!\w)\d")
#: clingo writes a rule out for every number of an interval.
LONGEST_INTERVAL = 1_000


def read_statements(text: str, file: str) -> tuple[Statement, ...]:
    """The rules of a file, in order; nothing where clingo cannot read it.

    Versions of a knowledge base differ in few files: the others are not read again.
    """
    return once(tuple[Statement, ...], ("statements", file, text), lambda: _statements(text, file))


def _statements(text: str, file: str) -> tuple[Statement, ...]:
    from clingo import ast

    nodes: list[Any] = []
    try:
        ast.parse_string(without_comments(text), nodes.append, logger=lambda _code, _message: None)
    except RuntimeError:
        return ()
    reader = _Reader(file, text.split("\n"))
    return tuple(reader.statement(node) for node in nodes if node.ast_type == ast.ASTType.Rule)


class _Parts(Struct):
    body: list[Atom]
    comparisons: list[Comparison]
    counts: list[Count]
    summed: list[Term]
    findings: list[Finding]


class _Reader:
    def __init__(self, file: str, lines: Sequence[str]) -> None:
        from clingo.ast import ASTType

        self.file = file
        self.lines = lines
        self.type = ASTType

    def place(self, location: Any) -> Place:
        return place_of(location, self.file, self.lines)

    def statement(self, node: Any) -> Statement:
        parts = _Parts([], [], [], [], [])
        heads = tuple(self.atoms_of_head(node.head, parts))
        for literal in node.body:
            self.body(literal, parts, gathered=False, negated=False)
        written = " ".join(self.lines[node.location.begin.line - 1 : node.location.end.line])
        if _NUMBER.search(written):
            parts.findings += self.numbers(node)
        return Statement(
            self.place(node.location),
            heads,
            tuple(parts.body),
            tuple(parts.comparisons),
            tuple(parts.counts),
            tuple(parts.summed),
            tuple(parts.findings),
            tuple(exemptions(node, self.place)) if _EXCEPTED.search(written) else (),
        )

    def atoms_of_head(self, head: Any, parts: _Parts) -> Iterator[Atom]:
        if head.ast_type == self.type.Literal:
            if head.atom.ast_type == self.type.SymbolicAtom:
                yield from self.atoms(head.atom.symbol, parts)
            return
        for element in getattr(head, "elements", ()):
            conditional = element.condition if element.ast_type == self.type.HeadAggregateElement else element
            yield from self.atoms_of_head(conditional.literal, parts)
            for literal in conditional.condition:
                self.body(literal, parts, gathered=True, negated=False)

    def body(self, node: Any, parts: _Parts, *, gathered: bool, negated: bool) -> None:
        kind = node.ast_type
        if kind == self.type.Literal:
            self.body(node.atom, parts, gathered=gathered, negated=negated or bool(node.sign))
        elif kind == self.type.SymbolicAtom:
            parts.body += self.atoms(node.symbol, parts, negated=negated, gathered=gathered)
        elif kind == self.type.Comparison:
            self.comparison(node, parts)
        elif kind == self.type.ConditionalLiteral:
            for literal in (node.literal, *node.condition):
                self.body(literal, parts, gathered=True, negated=False)
        elif kind in (self.type.BodyAggregate, self.type.Aggregate):
            self.aggregate(node, parts, negated=negated)

    def aggregate(self, node: Any, parts: _Parts, *, negated: bool) -> None:
        from clingo.ast import AggregateFunction

        function = "Count" if node.ast_type == self.type.Aggregate else AggregateFunction(node.function).name
        for element in node.elements:
            if node.ast_type == self.type.Aggregate:
                self.body(element, parts, gathered=True, negated=False)
                continue
            if function in ("Sum", "SumPlus") and element.terms:
                parts.summed.append(self.term(element.terms[0]))
            for literal in element.condition:
                self.body(literal, parts, gathered=True, negated=False)
        if function == "Count" and not negated:
            parts.counts += self.bound(node.left_guard, mirrored=True)
            parts.counts += self.bound(node.right_guard, mirrored=False)

    def bound(self, guard: Any, *, mirrored: bool) -> Iterator[Count]:
        """clingo turns `#count{…} >= 2` into `2 <= #count{…}`."""
        term = self.term(guard.term) if guard is not None else None
        if term and term.kind == "number":
            comparator = _comparator(guard)
            shown = _MIRRORED.get(comparator, comparator) if mirrored else comparator
            yield Count(shown, int(term.text), term.place)

    def comparison(self, node: Any, parts: _Parts) -> None:
        left = self.term(node.term)
        for guard in node.guards:
            right = self.term(guard.term)
            end = right.place.end_column if left.place.line == right.place.line else left.place.end_column
            place = replace(left.place, end_column=end)
            parts.comparisons.append(Comparison(left, _comparator(guard), right, place))
            left = right

    def atoms(self, symbol: Any, parts: _Parts, *, negated: bool = False, gathered: bool = False) -> Iterator[Atom]:
        while symbol.ast_type == self.type.UnaryOperation:
            symbol = symbol.argument
        if symbol.ast_type == self.type.Pool:
            found = [a for s in symbol.arguments for a in self.atoms(s, parts, negated=negated, gathered=gathered)]
            if len({atom.signature for atom in found}) > 1:
                parts.findings.append(_uneven_pool(found, self.place(symbol.location)))
            else:
                yield from found
        elif symbol.ast_type == self.type.Function:
            terms = tuple(self.term(argument) for argument in symbol.arguments)
            yield Atom(symbol.name, terms, self.place(symbol.location), negated, gathered)
        else:
            yield Atom(str(symbol), (), self.place(symbol.location), negated, gathered)

    def term(self, node: Any) -> Term:
        place = self.place(node.location)
        if node.ast_type == self.type.Variable:
            return Term("variable", node.name, place)
        if node.ast_type == self.type.Pool:
            return Term("pool", "", place, tuple(self.term(part) for part in node.arguments))
        if node.ast_type == self.type.SymbolicTerm:
            kind = node.symbol.type.name
            if kind in ("String", "Number") or (kind == "Function" and not node.symbol.arguments):
                kinds: dict[str, Any] = {"String": "string", "Number": "number", "Function": "constant"}
                return Term(kinds[kind], str(node.symbol), place)
        if node.ast_type == self.type.Function and not node.arguments and node.name:
            return Term("constant", node.name, place)
        return Term("other", str(node), place)

    def numbers(self, node: Any) -> Iterator[Finding]:
        """Integers, as they are spelled or as constants give them, that do not fit 32 bits; long intervals."""
        value, place = self.constant(node), getattr(node, "location", None)
        if value is not None and not -LARGEST - 1 <= value <= LARGEST:
            yield Finding(
                "integer-overflow",
                f"`{self.source(place)}` is beyond clingo's 32-bit integers and would wrap around",
                self.place(place),
                help="numbers belong in a threshold file",
            )
            return
        if node.ast_type == self.type.Interval:
            low, high = self.constant(node.left), self.constant(node.right)
            if low is not None and high is not None and high - low > LONGEST_INTERVAL:
                yield Finding(
                    "long-interval",
                    f"`{self.source(place)}` stands for {high - low + 1} rules",
                    self.place(place),
                    help="numbers belong in a threshold file",
                )
        for part in children(node):
            yield from self.numbers(part)

    def constant(self, node: Any) -> int | None:
        """The value of a term of numbers alone, computed without wrapping."""
        from clingo.ast import BinaryOperator, UnaryOperator

        if node.ast_type == self.type.SymbolicTerm and node.symbol.type.name == "Number":
            return _integer(self.source(node.location))
        if node.ast_type == self.type.UnaryOperation and UnaryOperator(node.operator_type) == UnaryOperator.Minus:
            inner = self.constant(node.argument)
            return None if inner is None else -inner
        if node.ast_type == self.type.BinaryOperation:
            left, right = self.constant(node.left), self.constant(node.right)
            if left is None or right is None:
                return None
            operator = BinaryOperator(node.operator_type).name
            results = {"Plus": left + right, "Minus": left - right, "Multiplication": left * right}
            if operator == "Power" and 0 <= right <= 64:
                return int(left**right)
            return results.get(operator)
        return None

    def source(self, location: Any) -> str:
        place = self.place(location)
        if place.text is None or place.column is None or place.end_column is None:
            return ""
        return place.text[place.column - 1 : place.end_column - 1]


def _comparator(guard: Any) -> str:
    from clingo.ast import ComparisonOperator

    return _COMPARATORS[ComparisonOperator(guard.comparison).name]


def _integer(text: str) -> int | None:
    """The integer that a literal spells; None where it spells none."""
    try:
        return integer(text.lower().replace("_", ""))
    except ValueError:
        return None


def _uneven_pool(found: Sequence[Atom], place: Place) -> Finding:
    """`class(a;b, k)` is class(a) and class(b,k), and nobody means that."""
    shown = ", ".join(f"`{atom.name}({','.join(term.text for term in atom.terms)})`" for atom in found)
    return Finding(
        "uneven-pool",
        f"this means {shown}",
        place,
        help=f"put the alternatives in brackets of their own: `{found[0].name}((a;b), c)`",
    )
