"""The literals of a rule on its syntax tree, with what the rule is when one of them is another one, or is gone.

Those inside what is counted are among them. No kind of change is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from hn2301_asp.knowledge.reading_rules import children
from hn2301_asp.knowledge.rules import Rule, rule_trees
from hn2301_asp.source.diagnostics import Place


class Spot(Struct, frozen=True):
    """A literal, as clingo's tree of it; ``put`` gives the text of the rule with another one there, or none."""

    literal: Any
    place: Place
    put: Callable[[Any], str]

    @property
    def atom(self) -> str:
        """The kind of its atom: `SymbolicAtom`, `Comparison`, `BodyAggregate`, …; empty where there is none."""
        atom = getattr(self.literal, "atom", None)
        return "" if atom is None else kind_of(atom)


def kind_of(node: Any) -> str:
    """The kind of a node of the tree."""
    return str(node.ast_type).removeprefix("ASTType.")


def spots(rule: Rule) -> Iterator[Spot]:
    """The literals of a rule's body from left to right, each before those that stand inside it."""
    mark = next(tree for tree in rule_trees(rule.program) if kind_of(tree) == "Rule")
    body, places = list(mark.body), iter([use.place for use in rule.uses])

    def whole(parts: Sequence[Any]) -> str:
        text = "; ".join(map(str, parts))
        return f"{rule.head_text} :- {text}." if text else f"{rule.head_text}."

    for number, literal in enumerate(body):

        def put(other: Any, number: int = number) -> str:
            return whole(_with(body, number, other))

        inside = list(_inside(literal, put))
        own = [next(places, rule.place) for _ in range(_atoms(literal))]
        yield Spot(literal, _spanning(own, rule.place), put)
        for inner, placed in inside:
            yield Spot(inner, _spanning([own.pop(0) for _ in range(_atoms(inner))], rule.place), placed)


def _inside(literal: Any, put: Callable[[Any], str]) -> Iterator[tuple[Any, Callable[[Any], str]]]:
    """The literals that stand inside one: conditions of what is counted, and of a conditional literal."""
    if kind_of(literal) == "ConditionalLiteral":
        conditions = list(literal.condition)
        for number, condition in enumerate(conditions):

            def asked(other: Any, number: int = number) -> str:
                return put(literal.update(condition=_with(conditions, number, other)))

            yield condition, asked
        return
    aggregate = getattr(literal, "atom", None)
    if aggregate is None or kind_of(aggregate) != "BodyAggregate":
        return
    elements = list(aggregate.elements)
    for place, element in enumerate(elements):
        conditions = list(element.condition)
        for number, condition in enumerate(conditions):

            def placed(
                other: Any,
                place: int = place,
                element: Any = element,
                conditions: list[Any] = conditions,
                number: int = number,
            ) -> str:
                changed = element.update(condition=_with(conditions, number, other))
                whole = aggregate.update(elements=_with(elements, place, changed))
                return put(literal.update(atom=whole))

            yield condition, placed


def _with(parts: Sequence[Any], number: int, other: Any) -> list[Any]:
    """Parts with another one in the place of one; without it where there is no other."""
    return [*parts[:number], *([] if other is None else [other]), *parts[number + 1 :]]


def _atoms(node: Any) -> int:
    """How many predicates a node names."""
    return int(kind_of(node) == "SymbolicAtom") + sum(map(_atoms, children(node)))


def _spanning(places: Sequence[Place], otherwise: Place) -> Place:
    """The place of a literal that names one predicate; of any other the rule's."""
    return places[0] if len(places) == 1 else otherwise
