"""What the files of the vocabulary and the scores mention."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.editor.mentions.records import field, of_record
from hn2301_asp.editor.mentions.yaml_scalars import Path, Word, words_of
from hn2301_asp.editor.names import Kind, Mention, Names, Symbol
from hn2301_asp.knowledge.files import COHORT
from hn2301_asp.knowledge.vocabulary.sections import (
    HANDLING,
    PARTS,
    QUANTITIES,
    SECTIONS,
    SHORT_TEMPLATE,
    UNITS,
    WHOLE,
    is_typical,
    list_of,
    sections_of,
)

_SECTIONS: dict[str, Kind] = {
    "record": "record",
    "choices": "choice",
    "facts": "fact",
    "families": "family",
    "doses": "doses",
}
#: Keys of the vocabulary's language whose value is a field.
_REFERENCES = frozenset(
    {
        *("since", "date", "to", "within", "before", "of", "measured", "when", "ever"),
        *("uln", "lln", "baseline", "agrees_with", "adds_up_to", "resets"),
        *("not_before", "not_after", "expected_by"),
    }
)


def in_vocabulary(file: str, text: str, names: Names) -> Iterator[Mention]:
    """The names of a file of the vocabulary, or of a score."""
    words = words_of(file, text)
    score = next((word.text for word in words if word.path == ("name",) and not word.key), "")
    for word in words:
        if file.startswith("scores/"):
            yield from _score(word, score, names)
        elif file == WHOLE:
            yield from _whole(word, names)
        else:
            yield from _part(file, word.path, word, names)


def _whole(word: Word, names: Names) -> Iterator[Mention]:
    """A word of the one file for all: its section says of which part it is."""
    first, *rest = word.path
    for part in PARTS:
        if first in sections_of(part) and (rest or part in SECTIONS):
            yield from _part(part, word.path if part in SECTIONS else tuple(rest), word, names)


def _part(part: str, path: Path, word: Word, names: Names) -> Iterator[Mention]:
    if part == QUANTITIES:
        yield from _quantity(path, word, names)
    elif (listed := list_of(part)) is not None:
        yield from _listed(listed, path, word)
    elif part == UNITS:
        if word.key and len(path) == 2 and path[0] == "units":
            yield Mention(Symbol("unit", word.text), word.place, word.text, defines=True)
    elif part == HANDLING:
        if word.key and len(path) == 1:
            yield from field(word, names)
        yield from _reference(path, word, names)
    elif is_typical(part):
        yield from of_record(word, path[1:] if isinstance(path[0], int) else path, names)
    elif part == SHORT_TEMPLATE:
        if not word.key:
            yield from field(word, names)
    elif path[0] in _SECTIONS or path[0] in ("lists", "observed"):
        yield from _facts(path, word, names)
    elif part == COHORT:
        yield from _drawn(path, word, names)


def _quantity(path: Path, word: Word, names: Names) -> Iterator[Mention]:
    if word.key and len(path) == 1:
        yield Mention(Symbol("quantity", word.text), word.place, word.text, defines=True)
    elif len(path) > 1 and (path[1:] == ("unit",) or (word.key and path[1:-1] == ("also",))):
        canonical = names.vocabulary.unit(word.text)
        if canonical is not None and word.text != path[-1]:
            yield Mention(Symbol("unit", canonical), word.place, word.text)
    else:
        yield from _reference(path, word, names)


def _listed(listed: str, path: Path, word: Word) -> Iterator[Mention]:
    if word.key and len(path) == 1:
        yield Mention(Symbol("class", word.text, listed), word.place, word.text, defines=True)
    elif word.key and len(path) == 2:
        yield Mention(Symbol("item", word.text, listed), word.place, word.text, defines=True)


def _facts(path: Path, word: Word, names: Names) -> Iterator[Mention]:
    match path:
        case ("lists", str(listed), *rest):
            yield from _listed(listed, tuple(rest), word)
        case (str(section), _) if word.key and section in _SECTIONS:
            yield Mention(Symbol(_SECTIONS[section], word.text), word.place, word.text, defines=True)
        case ("choices", str(choice), "values", _) if word.key or isinstance(path[-1], int):
            yield Mention(Symbol("value", word.text, choice), word.place, word.text, defines=True)
        case ("choices", str(choice), "names", _) if word.key:
            yield Mention(Symbol("value", word.text, choice), word.place, word.text)
        case ("doses", _, "list") if not word.key:
            yield from field(word, names)
        case (_, _, "class") if not word.key and (named := names.class_of(word.text)) is not None:
            yield Mention(named, word.place, word.text)
        case ("families", str(family), "attributes", _) if word.key:
            yield Mention(Symbol("attribute", word.text, family), word.place, word.text, defines=True)
        case _:
            yield from _reference(path, word, names)


def _drawn(path: Path, word: Word, names: Names) -> Iterator[Mention]:
    """How synthetic patients are drawn: a field's name wherever it stands, and the items and values of the last one."""
    if word.text in names.fields:
        yield from field(word, names)
        return
    called = next((step for step in reversed(path[:-1]) if isinstance(step, str) and step in names.fields), None)
    if not word.key and isinstance(path[-1], str) and path[-1] in names.fields:
        called = path[-1]
    if called is None:
        return
    symbol = names.value(called, word.text) or (names.item(word.text, called) if word.key else None)
    if symbol is None and word.key and called in names.vocabulary.doses:
        symbol = names.item(word.text)
    if symbol is not None:
        yield Mention(symbol, word.place, word.text)


def _reference(path: Path, word: Word, names: Names) -> Iterator[Mention]:
    """A value that is a field: what a time is counted from, which field holds a limit of normal."""
    key = path[-1] if isinstance(path[-1], str) else path[-2] if len(path) > 1 else None
    if not word.key and key in _REFERENCES and (symbol := names.field(word.text)) is not None:
        yield Mention(symbol, word.place, word.text)


def _score(word: Word, score: str, names: Names) -> Iterator[Mention]:
    match word.path:
        case ("items", _) if word.key:
            yield Mention(Symbol("item", word.text, score), word.place, word.text, defines=True)
        case ("name",) if not word.key:
            yield Mention(Symbol("score", word.text), word.place, word.text, defines=True)
        case ("totals", _) if word.key:
            yield from field(word, names)
        case ("family",) if not word.key:
            yield from field(word, names)
