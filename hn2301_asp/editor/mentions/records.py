"""What a record and a scenario mention: fields, items, values, readings, criteria."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hn2301_asp.editor.mentions.yaml_scalars import Word, words_of
from hn2301_asp.editor.names import Mention, Names, Symbol
from hn2301_asp.patient.items import DOT


def in_scenarios(file: str, text: str, names: Names) -> Iterator[Mention]:
    """The names of a file of scenarios."""
    for word in words_of(file, text):
        match word.path:
            case (int(), "patient", "but" | "whole", *rest) if rest:
                yield from of_record(word, rest, names)
            case (int(), "patient", "without", int()):
                yield from field(word, names)
            case (int(), "readings", str(reading)):
                yield from of_reading(word, reading, names)
            case (int(), "expect", "criteria", _) if word.key:
                yield from of_criterion(word, names)
            case (int(), "expect", "blocking", int()):
                yield from of_criterion(word, names)
            case (int(), "expect", "clash", int()):
                yield from field(word, names)


def of_reading(word: Word, reading: str, names: Names) -> Iterator[Mention]:
    """A reading, or the value that is chosen of it."""
    if word.key and reading in names.known.readings:
        yield Mention(Symbol("reading", reading), word.place, word.text)
    elif not word.key and (symbol := names.meaning(reading, word.text)) is not None:
        yield Mention(symbol, word.place, word.text)


def of_criterion(word: Word, names: Names) -> Iterator[Mention]:
    """A criterion by its id."""
    if word.text in names.criteria:
        yield Mention(Symbol("criterion", word.text), word.place, word.text)


def of_record(word: Word, path: Iterable[str | int], names: Names) -> Iterator[Mention]:
    """A key or a value of a record; ``path`` begins with its field."""
    first, *rest = path
    if not isinstance(first, str):
        return
    if word.key and not rest:
        yield from field(word, names)
        return
    called = names.fields.get(first.partition("[")[0].strip(), "")
    if called in names.vocabulary.choices and not rest:
        symbol = names.value(called, word.text)
        if symbol is not None:
            yield Mention(symbol, word.place, word.text)
        return
    family = names.vocabulary.families.get(called)
    if family is None:
        if word.key and len(rest) == 1 and called in names.vocabulary.doses:
            yield from _item(word, names)
        return
    inner = [step for step in rest if isinstance(step, str)]
    if not inner or (word.key and len(inner) == 1 and len(rest) == 1) or (not word.key and inner[-1] in family.keys):
        symbol = names.item(word.text, called)
        if symbol is not None:
            yield Mention(symbol, word.place, word.text)
    elif word.key and inner[-1] in family.attributes:
        yield Mention(Symbol("attribute", inner[-1], called), word.place, word.text)


def _item(word: Word, names: Names) -> Iterator[Mention]:
    if (symbol := names.item(word.text)) is not None:
        yield Mention(symbol, word.place, word.text)


def field(word: Word, names: Names) -> Iterator[Mention]:
    """A field as records spell it: with its item behind a dot, with a unit in brackets."""
    spelt = word.text.partition("[")[0].rstrip()
    called = names.fields.get(spelt, spelt)
    for dot in (".", DOT):
        head, found, tail = spelt.partition(dot)
        symbol = names.field(head) if found else None
        if symbol is not None and symbol.kind in ("family", "doses"):
            yield Mention(symbol, word.part(0, len(head)), head)
            name = tail.partition(dot)[0]
            if (item := names.item(name, head if symbol.kind == "family" else None)) is not None:
                start = len(head) + len(dot)
                yield Mention(item, word.part(start, start + len(name)), name)
            return
    if (symbol := names.field(called)) is not None:
        yield Mention(symbol, word.part(0, len(spelt)), spelt)
