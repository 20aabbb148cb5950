"""Names of a rule changed where its syntax tree has them. Knows no protocol and no version."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from hn2301_asp.knowledge.rules import OF_CRITERIA, Rule, numbered, rule_trees
from hn2301_asp.source.kept import once


def key(kind: str, name: str) -> str:
    """Under which a name of one kind is looked up: a reading may be called as a predicate is."""
    return f"{kind} {name}"


class Cut(Struct, frozen=True):
    """A rule's text cut where its names stand: text and name in turn, text first and last.

    ``mark`` is the statement that derives the rule's own atom, ``last`` the one that derives its head, and
    ``body`` what that one asks for. A name is what it is looked up under; a criterion's is told apart.
    """

    mark: tuple[str, ...]
    last: tuple[str, ...]
    body: tuple[str, ...]


def renamed(rule: Rule, names: Mapping[str, str], number: int, head: str | None = None) -> str:
    """A rule with its names changed and a new number; ``head`` replaces its head, a constraint's too.

    A rule all of whose names stay is not taken apart: that is the most of them. How one is cut is kept.
    """
    if head is None and _stays(rule, names):
        return numbered(rule, number).program
    bare = numbered(rule, 0).program
    return _put(once(Cut, ("cut", bare), lambda: _cut(bare)), names, number, head)


_READING = re.compile(r"\breading\((\w+)")
_CRITERION = re.compile(r'\b(?:met|applies)\("[^"]*"\)')


def _stays(rule: Rule, names: Mapping[str, str]) -> bool:
    """Whether everything that a rule names is called here as it is called there."""
    used = {use.signature[0] for use in rule.uses}
    name = (rule.head or ("",))[0]
    used |= {*_CRITERION.findall(rule.program), rule.head_text if name in OF_CRITERIA else name}
    same = all(names.get(key("predicate", name), name) == name for name in used)
    return same and all(names.get(key("reading", r), r) == r for r in _READING.findall(rule.program))


def _put(cut: Cut, names: Mapping[str, str], number: int, head: str | None) -> str:
    def called(name: str) -> str:
        kind, _, own = name.partition(" ")
        if kind == _NUMBER:
            return str(number)
        if kind == _ONE:
            return names.get(key("predicate", own), own).partition("(")[0]
        return names.get(name, own)

    def written(parts: Sequence[str]) -> str:
        return "".join(called(part) if place % 2 else part for place, part in enumerate(parts))

    last = written(cut.last) if head is None else f"{head} :- {written(cut.body)}."
    return f"{written(cut.mark)}\n{last}\n"


#: What stands for a rule's number, and the kind of what is said of one criterion: looked up whole, and written
#: without its id.
_NUMBER, _ONE = "number", "one"


def _cut(program: str) -> Cut:
    """The rule of a program, which is its mark and its head, cut."""
    # A letter that the rule has not is put around each name: so it is found in what clingo writes.
    edge = next(letter for letter in map(chr, range(1, 0xD800)) if letter not in program)
    names: list[str] = []

    def placed(name: str) -> str:
        names.append(name)
        return f"{edge}{len(names) - 1}{edge}"

    def cut(text: str) -> tuple[str, ...]:
        return tuple(names[int(part)] if place % 2 else part for place, part in enumerate(text.split(edge)))

    change = _transformer(placed)
    mark, last = (change(tree) for tree in rule_trees(program) if str(tree.ast_type) == "ASTType.Rule")
    return Cut(cut(str(mark)), cut(str(last)), cut("; ".join(str(literal) for literal in last.body)))


def _transformer(placed: Callable[[str], str]) -> Any:
    from clingo import ast
    from clingo.symbol import Function

    def function(symbol: Any) -> Any:
        """An atom's term with its name replaced by what is placed for it."""
        kind = symbol.ast_type
        if kind == ast.ASTType.Pool:
            return symbol.update(arguments=[function(argument) for argument in symbol.arguments])
        if kind == ast.ASTType.SymbolicTerm:
            return symbol.update(symbol=Function(placed(key("predicate", str(symbol))), []))
        if kind != ast.ASTType.Function:
            return symbol
        if symbol.name == "_rule":
            counted = symbol.arguments[0].update(symbol=Function(placed(_NUMBER), []))
            return symbol.update(arguments=[counted, *symbol.arguments[1:]])
        if symbol.name in OF_CRITERIA:
            return symbol.update(name=placed(key(_ONE, str(symbol))))
        if symbol.name == "reading":
            first = symbol.arguments[0]
            if first.ast_type == ast.ASTType.SymbolicTerm:
                term = first.update(symbol=Function(placed(key("reading", str(first))), []))
                return symbol.update(arguments=[term, *symbol.arguments[1:]])
            return symbol
        return symbol.update(name=placed(key("predicate", symbol.name)))

    class Rename(ast.Transformer):
        """Changes the name of every atom."""

        def visit_SymbolicAtom(self, node: Any) -> Any:
            return node.update(symbol=function(node.symbol))

    return Rename()
