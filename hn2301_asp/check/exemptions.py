"""Exceptions as rules write them: `not …`, and `D != …`, in a body or in what an aggregate counts.

Each is read with its *case*: the conditions under which it would make a difference, where what is excepted does
hold. Nothing is proved here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hn2301_asp.check.terms import Exemption
from hn2301_asp.source.diagnostics import Place

_VARIABLE = re.compile(r"(?<![\w\"])_*[A-Z]\w*")


def exemptions(node: Any, place: Callable[[Any], Place]) -> Iterator[Exemption]:
    """The exceptions of a rule, in its order. ``place`` says where a part of it stands."""
    for index, literal in enumerate(node.body):
        rest = [*node.body[:index], *node.body[index + 1 :]]
        if (turned := _excepted(literal)) is not None:
            yield _exemption(literal, turned, list(map(str, rest)), place)
            continue
        for conditions in _gathered(literal):
            for at, condition in enumerate(conditions):
                if (turned := _excepted(condition)) is not None:
                    inner = [*conditions[:at], *conditions[at + 1 :]]
                    yield _exemption(condition, turned, _near(inner, rest), place)


def _exemption(literal: Any, turned: str, rest: Sequence[str], place: Callable[[Any], Place]) -> Exemption:
    return Exemption(str(literal), turned, tuple(rest), place(literal.location))


def _excepted(literal: Any) -> str | None:
    """What a condition excepts, as a condition: the atom under `not`, or that a variable is the constant."""
    from clingo.ast import ASTType, ComparisonOperator, Sign

    if literal.ast_type != ASTType.Literal:
        return None
    if literal.atom.ast_type == ASTType.SymbolicAtom:
        return str(literal.atom) if literal.sign == Sign.Negation else None
    if literal.atom.ast_type != ASTType.Comparison or literal.sign or len(literal.atom.guards) != 1:
        return None
    [guard] = literal.atom.guards
    sides = {literal.atom.term.ast_type, guard.term.ast_type}
    if ComparisonOperator(guard.comparison).name != "NotEqual" or sides != {ASTType.Variable, ASTType.SymbolicTerm}:
        return None
    return f"{literal.atom.term} = {guard.term}"


def _gathered(literal: Any) -> Iterator[list[Any]]:
    """The conditions of each element of an aggregate."""
    from clingo.ast import ASTType

    if literal.ast_type == ASTType.Literal and literal.atom.ast_type == ASTType.BodyAggregate:
        yield from (list(element.condition) for element in literal.atom.elements)
    elif literal.ast_type == ASTType.Literal and literal.atom.ast_type == ASTType.Aggregate:
        yield from ([element.literal, *element.condition] for element in literal.atom.elements)


def _near(inner: Sequence[Any], rest: Sequence[Any]) -> list[str]:
    """The atoms beside an exception inside an aggregate, and those of the rule that are about the same.

    Conditions that are left out make more possible than there is: what cannot be then, never is.
    """
    own = [str(one) for one in inner if _plain(one)]
    shared = {name for one in inner for name in _VARIABLE.findall(str(one))}
    named = [(str(one), set(_VARIABLE.findall(str(one)))) for one in rest if _plain(one)]
    return [*own, *(one for one, names in named if not names or names & shared)]


def _plain(literal: Any) -> bool:
    """Whether a condition is an atom that binds its variables."""
    from clingo.ast import ASTType

    plain = literal.ast_type == ASTType.Literal and not literal.sign
    return plain and literal.atom.ast_type == ASTType.SymbolicAtom
