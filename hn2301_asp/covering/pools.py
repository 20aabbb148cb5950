"""What a rule's body names as one of several, `kind(D, (one; another))`: each of them, as it is written.

Nothing is solved here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from hn2301_asp.knowledge.rules import Rule, rule_trees


class Named(Struct, frozen=True):
    """One of several words in an argument of a body's literal: the argument's place counts from 0."""

    predicate: str
    argument: int
    word: str

    def is_in(self, atom: str) -> bool:
        """Whether a ground atom has the word there."""
        name, _, inner = atom.removesuffix(")").partition("(")
        words = list(_split(inner))
        return name == self.predicate and len(words) > self.argument and words[self.argument] == self.word


def _split(arguments: str) -> Iterator[str]:
    """The arguments of a ground atom, as they are written."""
    depth, quoted, start = 0, False, 0
    for place, sign in enumerate(arguments):
        quoted = quoted != (sign == '"')
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not quoted and not depth:
            yield arguments[start:place]
            start = place + 1
    yield arguments[start:]


def pools_of(rule: Rule) -> Iterator[Named]:
    """Every word that stands with others in the place of one, outside of what is counted."""
    if ";" not in rule.source:
        return
    for statement in rule_trees(rule.source):
        if str(statement.ast_type) != "ASTType.Rule":
            continue
        for literal in statement.body:
            atom = getattr(literal, "atom", None)
            if atom is not None and str(atom.ast_type) == "ASTType.SymbolicAtom":
                yield from _in_atom(atom.symbol)


def _in_atom(symbol: Any) -> Iterator[Named]:
    kind = str(symbol.ast_type)
    if kind == "ASTType.Pool":  # `kind(one; another)` stands for two atoms.
        for one in symbol.arguments:
            if str(one.ast_type) == "ASTType.Function" and len(one.arguments) == 1:
                yield Named(one.name, 0, str(one.arguments[0]))
    elif kind == "ASTType.Function":
        for place, argument in enumerate(symbol.arguments):
            if str(argument.ast_type) == "ASTType.Pool":
                yield from (Named(symbol.name, place, str(word)) for word in argument.arguments)
