"""The words of a YAML text with the path under which each stands.

This module knows no vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.yaml_places import YamlTree

#: Keys, and numbers of list entries.
Path = tuple[str | int, ...]


class Word(Struct, frozen=True):
    """A key or a value: ``path`` leads to it, a key being the last of its own."""

    path: Path
    text: str
    place: Place
    key: bool

    def part(self, start: int, end: int) -> Place:
        """Where some of its characters stand, if it is written as it is."""
        first = (self.place.column or 1) + start
        return replace(self.place, column=first, end_column=first + end - start)

    @property
    def plain(self) -> bool:
        """Whether its place shows the very characters of its text."""
        place = self.place
        shown = (place.text or "")[(place.column or 1) - 1 : (place.end_column or 1) - 1]
        return shown == self.text


@lru_cache(maxsize=200)
def words_of(file: str, text: str) -> tuple[Word, ...]:
    """Every key and every single value of a text, in its order; none where it is no YAML."""
    tree = YamlTree(file, text)
    return tuple(_words(tree.root, (), tree)) if tree.root is not None else ()


def _words(node: Any, path: Path, tree: YamlTree) -> Iterator[Word]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield Word((*path, key.value), key.value, _place(key, tree), key=True)
                yield from _words(value, (*path, key.value), tree)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _words(value, (*path, number), tree)
    elif isinstance(node, yaml.ScalarNode):
        yield Word(path, node.value, _place(node, tree), key=False)


def _place(node: Any, tree: YamlTree) -> Place:
    place = tree.of(node)
    if node.style in ("'", '"') and place.column is not None and place.end_column is not None:
        return replace(place, column=place.column + 1, end_column=place.end_column - 1)
    return place
