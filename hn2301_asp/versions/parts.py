"""The items of two versions of a file, called alike where they are one item, and what only frames them.

A frame says where items stand and is none itself: the comments that open a file, the line `criterion
IN-7` of a threshold file, a section's key, the id of an entry. This module changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.source.sha256 import sha256
from hn2301_asp.versions.definitions import CONSTRAINT, key_of
from hn2301_asp.versions.items import HEADING, Item, items_of

#: What a threshold file says first: what it belongs to.
KINDS = ("criterion", "score", "background", "guardrails")
#: Of a digest of 64 characters, as many as tell two texts apart.
_DIGITS = 16


class Part(Struct, frozen=True):
    """An item with the key that it has in both versions; ``frame`` where it only frames others."""

    item: Item
    key: str
    frame: bool = False


def parts(file: str, text: str, beside: str = "") -> tuple[Part, ...]:
    """The parts of a file, with the keys that they have beside another version of it."""
    items = items_of(file, text)
    keys = {key for item in (*items, *items_of(file, beside)) for key in item.keys}
    first = next((number for number, item in enumerate(items) if item.name != HEADING), -1)
    return tuple(
        Part(
            item,
            key_of(item.keys[0], keys) if file.endswith(".lp") else item.name,
            _frames(file, item, following, leads=number == first),
        )
        for number, (item, following) in enumerate(zip_longest(items, items[1:]))
    )


def versions(file: str, base: str, own: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The parts of a base's file and of another one; what the base says in one line is no frame in the other."""
    theirs, ours = parts(file, base, own), parts(file, own, base)
    whole = {part.item.name for part in theirs if not part.frame}
    framed = (part.frame and (part.item.name == HEADING or part.item.name not in whole) for part in ours)
    return theirs, tuple(replace(part, frame=frame) for part, frame in zip(ours, framed, strict=True))


def _frames(file: str, item: Item, following: Item | None, *, leads: bool) -> bool:
    if item.name == HEADING:
        return True
    if file.endswith(".thr"):
        return leads and item.name in KINDS
    opens = item.group is None and following is not None and following.group is not None
    return not file.endswith(".lp") and (opens or item.name == f"{item.group}.id")


def bodies(found: Iterable[Part]) -> dict[str, tuple[str, ...]]:
    """What stands in the items of each key, in their order; frames are left out."""
    said: dict[str, list[str]] = {}
    for part in found:
        if not part.frame:
            said.setdefault(part.key, []).append(part.item.body)
    return {key: tuple(texts) for key, texts in said.items()}


def keys(found: Iterable[Part]) -> tuple[str, ...]:
    """The keys of the items that are no frames, in their order."""
    return tuple(dict.fromkeys(part.key for part in found if not part.frame))


def names(found: Sequence[Part]) -> dict[str, str]:
    """What authors call the items, by their keys: what rules define, with its arity where that tells two apart."""
    plain = {key: _plain(key) for key in keys(found)}
    many = Counter(plain.values())
    return {key: name if many[name] == 1 else key for key, name in plain.items()}


def _plain(key: str) -> str:
    if key.startswith(f"{CONSTRAINT} "):
        return key.removeprefix(f"{CONSTRAINT} ")
    name, slash, rest = key.partition("/")
    digits = len(rest) - len(rest.lstrip("0123456789"))
    return name + rest[digits:] if slash and digits and name.replace("_", "").isalnum() else key


def digest_of(texts: Iterable[str]) -> str:
    """The digest of an item: of its lines, however blanks stand in them."""
    return sha256("\n".join(line for text in texts for line in lines_of(text)).encode()).hexdigest()[:_DIGITS]


def lines_of(text: str) -> list[str]:
    """The lines of a text with single blanks: a comment ends with its line, so that lines are not joined."""
    return [" ".join(line.split()) for line in text.split("\n")]


def section_of(found: Sequence[Part], number: int) -> str | None:
    """The outermost key that an item stands under."""
    return next((part.item.name for part in reversed(found[: number + 1]) if part.item.group is None), None)


def swallowed(file: str, base: str, own: str) -> dict[str, str]:
    """Definitions of constants that a base has and that another version's head with a variable, or pool, stands for.

    By their names, with the name of that head; those that the other version says itself are left out.
    """
    alone, ours = {part.key for part in parts(file, base)}, parts(file, own, base)
    heads = {part.key: part.item.name for part in ours if not part.frame}
    said = {part.item.name for part in ours}
    return {
        part.item.name: heads[part.key]
        for part in parts(file, base, own)
        if not part.frame and part.key in heads and part.key not in alone and part.item.name not in said
    }


def crowded(found: Iterable[Part]) -> Iterator[Part]:
    """Items of rule files in which two definitions share a line, so that neither can be changed alone."""
    return (part for part in found if len(part.item.keys) > 1)
