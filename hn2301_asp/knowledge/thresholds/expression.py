"""A formula as a tree: data that all who reckon with formulas share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Kind = Literal["number", "quantity", "if", "+", "-", "*", "/", "^", "min", "max", "ln", "case", "curve"]


class Node(Struct, frozen=True, cache_hash=True):
    """A formula's tree over canonical units. ``name`` is a quantity, or the fact of an ``if``.

    A ``case`` is its first part where the (counted) quantity ``name`` is below ``number``, else its second.

    A ``curve`` stands for a whole formula that cannot be reckoned part by part: one with powers, logarithms, a least
    or a greatest of two, or one that names a quantity twice. Its ``parts`` are the quantities and the facts that it
    names, each once.
    """

    kind: Kind
    number: Fraction = Fraction(0)
    name: str = ""
    parts: tuple[Node, ...] = ()
    curve: Curve | None = None

    def quantities(self) -> Iterator[str]:
        if self.kind in ("quantity", "case"):
            yield self.name
        for part in self.parts:
            yield from part.quantities()

    def names(self, quantity: str) -> bool:
        """Whether a quantity stands in it."""
        return quantity in self.quantities()

    def facts(self) -> Iterator[str]:
        if self.kind == "if":
            yield self.name
        for part in self.parts:
            yield from part.facts()


class Curve(Struct, frozen=True, cache_hash=True):
    """A formula that only rises or only falls with each of its quantities, within what they can be."""

    tree: Node
    possible: tuple[tuple[str, Fraction, Fraction], ...]


def curve(tree: Node, possible: tuple[tuple[str, Fraction, Fraction], ...]) -> Node:
    """A formula as one that is reckoned as a whole, with what its quantities can be."""
    quantities = [Node("quantity", name=name) for name in dict.fromkeys(tree.quantities())]
    facts = [Node("if", name=name) for name in dict.fromkeys(tree.facts())]
    return Node("curve", parts=(*quantities, *facts), curve=Curve(tree, possible))


def kinds(node: Node) -> set[Kind]:
    """What stands in a formula."""
    return {node.kind}.union(*(kinds(part) for part in node.parts))


def rational(node: Node) -> bool:
    """Whether a formula of fractions is a fraction, as can be seen from it."""
    if node.kind == "ln" or (node.kind == "^" and (node.parts[1].kind != "number" or node.parts[1].number % 1)):
        return False
    return all(rational(part) for part in node.parts)


def renamed(node: Node, *, quantity: Callable[[str], str] = str, fact: Callable[[str], str] = str) -> Node:
    """A formula over the quantities and facts as they are called elsewhere."""
    names = {"quantity": quantity, "case": quantity, "if": fact}
    name = names.get(node.kind, str)(node.name)
    parts = tuple(renamed(part, quantity=quantity, fact=fact) for part in node.parts)
    inner = node.curve
    if inner is not None:
        possible = tuple((quantity(one), low, high) for one, low, high in inner.possible)
        inner = Curve(renamed(inner.tree, quantity=quantity, fact=fact), possible)
    return replace(node, name=name, parts=parts, curve=inner)
