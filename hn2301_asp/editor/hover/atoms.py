"""A derived atom: its rules, the words that they stand under, how many scenarios touch it. A criterion: its text."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.editor.cards import Card
from hn2301_asp.editor.hover.world import World
from hn2301_asp.editor.names import Symbol
from hn2301_asp.editor.sentences import sentences
from hn2301_asp.knowledge.rules import Rule

#: A card shows so many rules; how many more there are is said.
_MOST = 8


def predicate_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of an atom that rules define."""
    rules = [rule for rules in world.base.rules.values() for rule in rules if rule.head and rule.head[0] == symbol.name]
    if not rules:
        return None
    criterion = world.base.claimed.get(rules[0].place.file or "")
    owner = f" of {criterion.id}, {criterion.title}" if criterion is not None else f" of {rules[0].place.file}"
    quotes = tuple(dict.fromkeys(quote for rule in rules for quote in rule.quotes))
    return Card(
        symbol.name,
        f"defined by {_counted(len(rules))}{owner}",
        (*_reasons(rules), *_used(symbol.name, world)),
        sentences(quotes, criterion.text) if criterion is not None else quotes,
        _shown(rules),
    )


def criterion_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of a criterion."""
    found = next((one for one in world.known.criteria if one.id == symbol.name), None)
    if found is None:
        return None
    head = f'met("{found.id}")'
    rules = [rule for rules in world.base.rules.values() for rule in rules if rule.head_text == head]
    touching = world.touching
    lines = [("left out", f"“{phrase}”: {why}") for phrase, why in found.not_encoded]
    lines.append(("scenarios", touching.told(touching.fields(head))))
    return Card(found.id, f"{found.kind}: {found.title}", tuple(lines), (found.text,), _shown(rules))


def _shown(rules: list[Rule]) -> tuple[str, ...]:
    more = len(rules) - _MOST
    return (*(rule.source for rule in rules[:_MOST]), *((f"% and {more} more",) if more > 0 else ()))


def _counted(number: int) -> str:
    return "one rule" if number == 1 else f"{number} rules"


def _reasons(rules: list[Rule]) -> Iterator[tuple[str, str]]:
    for reason in dict.fromkeys(reason for rule in rules for reason in rule.because):
        yield "because", reason


def _used(name: str, world: World) -> Iterator[tuple[str, str]]:
    heads = dict.fromkeys(
        rule.head_text or "a constraint"
        for rules in world.base.rules.values()
        for rule in rules
        if any(use.signature[0] == name for use in rule.uses)
    )
    if heads:
        yield "used by", ", ".join(heads)
    yield "scenarios", world.touching.told(world.touching.fields(name))
