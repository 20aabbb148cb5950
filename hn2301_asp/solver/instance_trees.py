"""The syntax trees of a program's rules, as far as their instances are counted.

clingo's own nodes are slow to ask: each is read once, and most rules are so plain that their text tells as much.
This module counts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from hn2301_asp.knowledge.rules import rule_trees, symbol_of

#: A predicate: its name, how many arguments it has, and the number or string that tells it apart.
Node = tuple[str, int, str]
#: The predicate of rules by their number.
NUMBERED = "_rule"


class Tree:
    """A node of a syntax tree: its kind, its parts by their names, and those that are nodes themselves."""

    kind: str
    children: list[Tree]

    def __init__(self, kind: str, **parts: Any) -> None:
        self.kind = kind
        self.children = []
        for name, part in parts.items():
            self.__dict__[name] = part
            if isinstance(part, Tree):
                self.children.append(part)
            elif isinstance(part, list):
                self.children += part

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


#: For each kind of node the parts that are nodes, and those that are not; of others clingo tells the first.
PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
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


def _read(node: Any) -> Tree:
    """A node of clingo's, read once."""
    kind = str(node.ast_type).removeprefix("ASTType.")
    keys, plain = PARTS.get(kind) or (node.child_keys, ())
    parts: dict[str, Any] = {}
    for key in keys:
        child = getattr(node, key)
        if child is None or hasattr(child, "ast_type"):
            parts[key] = None if child is None else _read(child)
        else:
            parts[key] = [_read(part) for part in child]
    return Tree(kind, **parts, **{key: getattr(node, key) for key in plain})


class Rule(Struct):
    statement: Tree
    head: Node | None
    number: int | None
    #: Whether it has no variable, pool or interval.
    single: bool


def read_rules(program: str) -> Iterator[Rule]:
    """The rules of a program in their order; the plain ones among them are read without clingo's syntax tree."""
    waiting: list[str] = []
    for line in program.split("\n"):
        tree = plain_rule(line)
        if tree is None:
            waiting.append(line)
            continue
        yield from _by_clingo(waiting)
        waiting.clear()
        yield _rule(tree)
    yield from _by_clingo(waiting)


def _by_clingo(lines: Iterable[str]) -> Iterator[Rule]:
    text = "\n".join(lines)
    if text.strip():
        yield from (_rule(_read(statement)) for statement in rule_trees(text) if str(statement.ast_type) == _RULE)


def _rule(tree: Tree) -> Rule:
    atom = tree.head.atom if tree.head.kind == "Literal" else None
    node = node_of(atom.symbol) if atom is not None and atom.kind == "SymbolicAtom" else None
    single = not any(part.kind in ("Variable", "Pool", "Interval") for part in walk(tree))
    return Rule(tree, node, _number(tree, node), single)


_RULE = "ASTType.Rule"
_ATOM = re.compile(r"(not )?([a-z_][A-Za-z0-9_]*)(?:\(((?:[^()\"]|\([^()\"]*\))+)\))?")
#: A variable, a word, a whole number; several in brackets.
_TERM = re.compile(r"(_|[A-Z][A-Za-z0-9_]*)|([a-z][A-Za-z0-9_]*|0|[1-9][0-9]{0,8})|\(([^()]*)\)")


def plain_rule(line: str) -> Tree | None:
    """The tree of a rule whose conditions are atoms with words, numbers and variables, as clingo's would be.

    None for any other line: of it clingo's own is read.
    """
    head, arrow, body = line.removesuffix(".").partition(" :- ")
    if not arrow or not line.endswith("."):
        return None
    atoms = [_plain_literal(text) for text in body.split("; ")]
    first = _plain_literal(head) if head else Tree("Literal", atom=Tree("BooleanConstant"), sign=0)
    if first is None or first.sign or None in atoms:
        return None
    return Tree("Rule", head=first, body=atoms)


def _plain_literal(text: str) -> Tree | None:
    found = _ATOM.fullmatch(text)
    if found is None or found[2] == "not":
        return None
    terms: list[Tree] = []
    position, inner = 0, found[3] or ""
    while position < len(inner):
        term = _TERM.match(inner, position)
        read = _plain_term(term) if term is not None else None
        end = term.end() if term is not None else 0
        if read is None or inner[end : end + 1] not in ("", ",") or inner[end:] == ",":
            return None
        terms.append(read)
        position = end + 1
    symbol = Tree("Function", name=found[2], arguments=terms)
    return Tree("Literal", atom=Tree("SymbolicAtom", symbol=symbol), sign=1 if found[1] else 0)


def _plain_term(found: re.Match[str]) -> Tree | None:
    name, word, several = found.groups()
    if name is not None:
        return Tree("Variable", name=name)
    if word is not None:
        return Tree("SymbolicTerm", symbol=symbol_of(word)) if word != "not" else None
    if not several:
        return Tree("Function", name="", arguments=[])
    kind, sign = ("Function", ",") if several.endswith(",") else ("Pool", ";")
    parts = [_TERM.fullmatch(part) for part in several.removesuffix(",").split(sign)]
    terms = [_plain_term(part) for part in parts if part is not None and part[3] is None]
    if len(terms) < len(parts) or None in terms or (kind == "Pool" and len(terms) < 2):
        return None
    return Tree(kind, arguments=terms) if kind == "Pool" else Tree(kind, name="", arguments=terms)


def _number(statement: Tree, head: Node | None) -> int | None:
    """The number of the written rule that a statement belongs to."""
    nodes = [head] if head is not None else []
    atoms = [part.atom for part in statement.body if part.kind == "Literal"]
    nodes += [node_of(atom.symbol) for atom in atoms if atom.kind == "SymbolicAtom"]
    return next((int(node[2]) for node in nodes if node[0] == NUMBERED and node[2].isdecimal()), None)


def node_of(symbol: Tree) -> Node:
    """A predicate; those that a number or a string tells apart, as criteria are, are nodes of their own."""
    symbol = without_signs(symbol)
    if symbol.kind != "Function":
        return str(getattr(symbol, "symbol", symbol.kind)), 0, ""
    first = symbol.arguments[0] if symbol.arguments else None
    term = first.symbol if first is not None and first.kind == "SymbolicTerm" else None
    tells = term is not None and (symbol.name == NUMBERED or term.type.name == "String")
    return symbol.name, len(arguments_of(symbol)), str(term) if tells else ""


def without_signs(symbol: Tree) -> Tree:
    """The atom without signs; of alternatives the first."""
    while symbol.kind == "UnaryOperation":
        symbol = symbol.argument
    return symbol.arguments[0] if symbol.kind == "Pool" else symbol


def arguments_of(symbol: Tree) -> list[Tree]:
    """The arguments of an atom; the tuple of variables of a numbered rule stands for its parts."""
    symbol = without_signs(symbol)
    found: list[Tree] = []
    for term in getattr(symbol, "arguments", ()):
        own = symbol.name == NUMBERED and term.kind == "Function" and not term.name
        found += term.arguments if own else (term,)
    return found


def depth_of(symbol: Tree, deep: int) -> int:
    """How deep the terms of an atom stand within one another, where a variable may be ``deep`` itself."""
    return max((term_depth(term, deep) for term in arguments_of(symbol)), default=0)


def term_depth(term: Tree, deep: int) -> int:
    if term.kind == "Variable":
        return deep
    inner = [term_depth(part, deep) for part in getattr(term, "arguments", ())]
    return (1 if term.kind == "Function" and inner else 0) + max(inner, default=0)


def used_in(nodes: Iterable[Tree]) -> Iterator[Node]:
    return (node_of(part.symbol) for node in nodes for part in walk(node) if part.kind == "SymbolicAtom")


def walk(node: Tree) -> Iterator[Tree]:
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += part.children


def variables_of(node: Tree) -> Iterator[str]:
    return (part.name for part in walk(node) if part.kind == "Variable")
