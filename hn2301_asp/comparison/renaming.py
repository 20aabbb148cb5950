"""Names of a rule changed on its syntax tree. Knows no protocol and no version."""

from __future__ import annotations

import atexit
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from hn2301_asp.knowledge.rules import Rule, numbered


def key(kind: str, name: str) -> str:
    """Under which a name of one kind is looked up: a reading may be called as a predicate is."""
    return f"{kind} {name}"


def renamed(rule: Rule, names: Mapping[str, str], number: int, head: str | None = None) -> str:
    """A rule with its names changed and a new number; ``head`` replaces its head, a constraint's too.

    A rule all of whose names stay is not taken apart: that is the most of them.
    """
    if head is None and _stays(rule, names):
        return numbered(rule, number).program
    mark, last = (_transformer(names, number)(statement) for statement in _trees(rule.program))
    if head is None:
        return f"{mark}\n{last}\n"
    body = "; ".join(str(literal) for literal in last.body)
    return f"{mark}\n{head} :- {body}.\n"


_READING = re.compile(r"\breading\((\w+)")
_CRITERION = re.compile(r'met\("[^"]*"\)')


def _stays(rule: Rule, names: Mapping[str, str]) -> bool:
    """Whether everything that a rule names is called here as it is called there."""
    used = {use.signature[0] for use in rule.uses}
    used |= {*_CRITERION.findall(rule.program), rule.head_text if rule.head == ("met", 1) else (rule.head or ("",))[0]}
    same = all(names.get(key("predicate", name), name) == name for name in used)
    return same and all(names.get(key("reading", r), r) == r for r in _READING.findall(rule.program))


@lru_cache(maxsize=4096)
def _trees(program: str) -> tuple[Any, Any]:
    """The syntax trees of a rule: its mark, and its head."""
    from clingo import ast

    statements: list[Any] = []
    ast.parse_string(program, statements.append)
    mark, last = (statement for statement in statements if statement.ast_type == ast.ASTType.Rule)
    return mark, last


# clingo's trees must be gone before clingo is: it complains of each at the end of the process otherwise.
atexit.register(_trees.cache_clear)


def _transformer(names: Mapping[str, str], number: int) -> Any:
    from clingo import ast
    from clingo.symbol import Function, Number

    def function(symbol: Any) -> Any:
        """An atom's term with its name changed."""
        kind = symbol.ast_type
        if kind == ast.ASTType.Pool:
            return symbol.update(arguments=[function(argument) for argument in symbol.arguments])
        if kind == ast.ASTType.SymbolicTerm:
            return symbol.update(symbol=Function(names.get(key("predicate", str(symbol)), str(symbol)), []))
        if kind != ast.ASTType.Function:
            return symbol
        if symbol.name == "_rule":
            counted = symbol.arguments[0].update(symbol=Number(number))
            return symbol.update(arguments=[counted, *symbol.arguments[1:]])
        if symbol.name == "met":
            whole = names.get(key("predicate", str(symbol)), str(symbol))
            return symbol.update(name=whole.partition("(")[0])
        if symbol.name == "reading":
            first = symbol.arguments[0]
            new = names.get(key("reading", str(first)), str(first))
            if first.ast_type == ast.ASTType.SymbolicTerm:
                return symbol.update(arguments=[first.update(symbol=Function(new, [])), *symbol.arguments[1:]])
            return symbol
        return symbol.update(name=names.get(key("predicate", symbol.name), symbol.name))

    class Rename(ast.Transformer):
        """Changes the name of every atom."""

        def visit_SymbolicAtom(self, node: Any) -> Any:
            return node.update(symbol=function(node.symbol))

    return Rename()
