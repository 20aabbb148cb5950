"""What the protocol, its readings and assumptions, and the statements of an amendment mention."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.editor.mentions.records import of_criterion
from hn2301_asp.editor.mentions.yaml_scalars import Word, words_of
from hn2301_asp.editor.names import Mention, Names, Symbol
from hn2301_asp.knowledge.files import MANIFEST
from hn2301_asp.knowledge.model import ASSUMPTIONS, READINGS


def in_registers(file: str, text: str, names: Names) -> Iterator[Mention]:
    """The names of a file that stands beside the folders."""
    for word in words_of(file, text):
        if file == "protocol.yaml":
            yield from _protocol(word)
        elif file in (READINGS, ASSUMPTIONS):
            yield from _register(word, names)
        elif file == MANIFEST:
            yield from _manifest(word, names)


def _protocol(word: Word) -> Iterator[Mention]:
    match word.path:
        case ("criteria", int(), "id") if not word.key:
            yield Mention(Symbol("criterion", word.text), word.place, word.text, defines=True)


def _register(word: Word, names: Names) -> Iterator[Mention]:
    match word.path:
        case ("readings", _) if word.key:
            yield Mention(Symbol("reading", word.text), word.place, word.text, defines=True)
        case ("readings", str(reading), "values", _) if word.key:
            yield Mention(Symbol("meaning", word.text, reading), word.place, word.text, defines=True)
        case ("readings", str(reading), "default") if not word.key:
            yield Mention(Symbol("meaning", word.text, reading), word.place, word.text)
        case ("assumptions", _) if word.key:
            yield Mention(Symbol("assumption", word.text), word.place, word.text, defines=True)
        case ("readings" | "assumptions", _, "criteria", int()):
            yield from of_criterion(word, names)


def _manifest(word: Word, names: Names) -> Iterator[Mention]:
    match word.path:
        case ("base", "items", str(file), _) | ("removes" | "renames", str(file), _) if word.key:
            yield from _named_item(file, word, names)
        case ("removes", str(file), int()):
            yield from _named_item(file, word, names)
        case ("intent", _) if word.key:
            yield from of_criterion(word, names)


def _named_item(file: str, word: Word, names: Names) -> Iterator[Mention]:
    """An item of the base by its name in a file: a threshold, a definition in rules."""
    if file.endswith((".thr", ".lp")) and (symbol := names.atom(word.text)) is not None:
        yield Mention(symbol, word.place, word.text)
