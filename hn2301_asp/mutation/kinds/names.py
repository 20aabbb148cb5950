"""Another name in the place of one, and one more name in a list: of a class, a value of a choice, an item.

Of a drug the next ones of its class are tried, of the others each. What is derived for one name is derived for another
one as well. A list without one of its names, and values of readings, are told by a kind of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import Rule, rule_trees, symbol_of
from hn2301_asp.mutation.altered import with_rule, written_rules
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.reach import home_of, name_of
from hn2301_asp.mutation.spots import kind_of, spots

KIND = "name"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    kinds = [*_kinds(base)]
    for rule in written_rules(base):
        for what, place, text in _renamed(rule, kinds):
            make = partial(with_rule, base, rule, text)
            yield Mutant(KIND, f"{what} in `{rule.source}`", place, home_of(base, rule.place), (name_of(rule),), make)


def _kinds(base: KnowledgeBase) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names that can stand for one another: those of a choice only where it is asked for, the others anywhere."""
    vocabulary = base.vocabulary
    for choice in vocabulary.choices.values():
        yield choice.name, choice.values
    drugs = vocabulary.drugs.values()
    classes = tuple(dict.fromkeys(drug.drug_class for drug in drugs))
    yield "class", classes
    for one in classes:
        yield "", tuple(drug.name for drug in drugs if drug.drug_class == one)
    for score in vocabulary.scores.values():
        yield score.family, tuple(score.items)


def _renamed(rule: Rule, kinds: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, Any, str]]:
    for spot in spots(rule):
        if spot.atom in ("SymbolicAtom", "Comparison"):
            for other in _others(spot.literal, kinds, ""):
                yield f"`{other}` in the place of `{spot.literal}`", spot.place, spot.put(other)
    yield from _heads(rule, kinds)


def _heads(rule: Rule, kinds: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, Any, str]]:
    if rule.head is None:
        return
    told, whole = (
        next(tree for tree in rule_trees(text) if kind_of(tree) == "Rule")
        for text in (f"{rule.head_text}.", rule.program)
    )
    body = "; ".join(map(str, whole.body))
    for head in _others(told.head, kinds, ""):
        yield f"`{head}` in the place of `{told.head}`", rule.place, f"{head} :- {body}." if body else f"{head}."


def _others(node: Any, kinds: Sequence[tuple[str, tuple[str, ...]]], inside: str) -> Iterator[Any]:
    """A part of a rule with another name in the place of each name that it holds."""
    if kind_of(node) == "Pool":
        members = list(node.arguments)
        for name in _more([*map(str, members)], kinds, inside):
            yield node.update(arguments=[*members, members[0].update(symbol=symbol_of(name))])
        return
    if kind_of(node) == "SymbolicTerm":
        for name in _instead(str(node), kinds, inside):
            yield node.update(symbol=symbol_of(name))
        return
    inside = str(node.name) if kind_of(node) == "Function" else inside
    for key, value in node.items():
        if hasattr(value, "ast_type"):
            for other in _others(value, kinds, inside):
                yield node.update(**{key: other})
        elif key in ("arguments", "guards"):
            parts = list(value)
            for number, part in enumerate(parts):
                for other in _others(part, kinds, inside):
                    yield node.update(**{key: [*parts[:number], other, *parts[number + 1 :]]})


def _more(members: Sequence[str], kinds: Sequence[tuple[str, tuple[str, ...]]], inside: str) -> Iterator[str]:
    """The names that a list does not hold, of the kind of all that it holds."""
    for where, names in kinds:
        if where == inside and {*members} <= {*names}:
            yield from (name for name in names if name not in members)


def _instead(name: str, kinds: Sequence[tuple[str, tuple[str, ...]]], inside: str) -> Iterator[str]:
    for where, names in kinds:
        if name in names and where in ("", inside):
            if where:
                yield from (one for one in names if one != name)
            else:
                at = names.index(name)
                yield from dict.fromkeys(names[i % len(names)] for i in (at - 1, at + 1) if i % len(names) != at)
