"""Rules as plain data, pools written out: the part of clingo that rule files use.

What is beyond it raises NotImplementedError. Nothing is instantiated here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from clingo import SymbolType, ast
from clingo.ast import ASTType, ComparisonOperator

_COMPARATORS = {
    ComparisonOperator.Equal: "=",
    ComparisonOperator.NotEqual: "!=",
    ComparisonOperator.LessThan: "<",
    ComparisonOperator.LessEqual: "<=",
    ComparisonOperator.GreaterThan: ">",
    ComparisonOperator.GreaterEqual: ">=",
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


#: A term: a whole number, a name (a string keeps its quotes), or a variable. Others are not used in rule files.
Term = int | str | Variable


@dataclass(frozen=True, slots=True)
class Atom:
    name: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    left: Term
    comparator: str
    right: Term


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The weights of distinct tuples, compared with bounds; counted, each weighs one."""

    counting: bool
    elements: tuple[tuple[tuple[Term, ...], tuple[Literal, ...]], ...]
    bounds: tuple[tuple[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A part of a body: any of ``atoms`` (the choices of a pool), a comparison, an aggregate, or a constant."""

    positive: bool
    what: tuple[Atom, ...] | Comparison | Aggregate | bool


@dataclass(frozen=True, slots=True)
class Rule:
    """``heads`` are what the body derives; none is a constraint."""

    heads: tuple[Atom, ...]
    body: tuple[Literal, ...]


@cache
def rule(source: str) -> Rule:
    """A written rule as data."""
    found: list[Any] = []
    ast.parse_string(source, found.append)
    (statement,) = [one for one in found if one.ast_type == ASTType.Rule]
    head = statement.head.atom
    heads = () if head.ast_type == ASTType.BooleanConstant else tuple(_atoms(head.symbol))
    return Rule(heads, tuple(_literals(statement.body)))


@cache
def ground_atom(text: str) -> Atom:
    """An atom without variables."""
    (atom,) = rule(f"{text}.").heads
    return atom


def _literals(body: Any) -> Iterator[Literal]:
    for part in body:
        if part.ast_type != ASTType.Literal or part.sign == ast.Sign.DoubleNegation:
            raise NotImplementedError(str(part))
        positive = part.sign == ast.Sign.NoSign
        atom = part.atom
        if atom.ast_type == ASTType.SymbolicAtom:
            yield Literal(positive, tuple(_atoms(atom.symbol)))
        elif atom.ast_type == ASTType.Comparison:
            (guard,) = atom.guards
            yield Literal(positive, Comparison(_term(atom.term), _COMPARATORS[guard.comparison], _term(guard.term)))
        elif atom.ast_type == ASTType.BodyAggregate:
            yield Literal(positive, _aggregate(atom))
        elif atom.ast_type == ASTType.BooleanConstant:
            yield Literal(positive, bool(atom.value))
        else:
            raise NotImplementedError(str(part))


def _aggregate(atom: Any) -> Aggregate:
    counting = atom.function == ast.AggregateFunction.Count
    if not counting and atom.function != ast.AggregateFunction.Sum:
        raise NotImplementedError(str(atom))
    bounds = []
    if atom.left_guard is not None:
        bounds.append((_MIRRORED[_COMPARATORS[atom.left_guard.comparison]], _term(atom.left_guard.term)))
    if atom.right_guard is not None:
        bounds.append((_COMPARATORS[atom.right_guard.comparison], _term(atom.right_guard.term)))
    elements = []
    for element in atom.elements:
        elements.append((tuple(_term(term) for term in element.terms), tuple(_literals(element.condition))))
    return Aggregate(counting, tuple(elements), tuple(bounds))


def _atoms(symbol: Any) -> Iterator[Atom]:
    """An atom once for every choice from its pools."""
    if symbol.ast_type == ASTType.Pool:
        for one in symbol.arguments:
            yield from _atoms(one)
        return
    for terms in product(*(list(_choices(argument)) for argument in symbol.arguments)):
        yield Atom(symbol.name, terms)


def _choices(term: Any) -> Iterator[Term]:
    if term.ast_type == ASTType.Pool:
        for one in term.arguments:
            yield from _choices(one)
    else:
        yield _term(term)


def _term(term: Any) -> Term:
    if term.ast_type == ASTType.Variable:
        return Variable(term.name)
    if term.ast_type == ASTType.SymbolicTerm:
        return int(term.symbol.number) if term.symbol.type == SymbolType.Number else str(term.symbol)
    if term.ast_type == ASTType.Function and not term.arguments:
        return str(term.name)
    raise NotImplementedError(str(term))
