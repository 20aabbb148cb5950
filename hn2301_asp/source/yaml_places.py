"""Where the keys and values of a YAML text stand.

What is no plain YAML is refused elsewhere. This module must not know what the text means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import yaml
from msgspec import Struct

from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.yaml_depth import LOADER, deeper_than_allowed
from hn2301_asp.source.yaml_text import documents


def compose(text: str) -> Any:
    """The root node of a text, or None where it is empty, no YAML, too deep, or several documents."""
    try:
        return None if deeper_than_allowed(text, LOADER) else yaml.compose(text, LOADER)
    except (yaml.YAMLError, RecursionError):
        return None


def entry(root: Any, *path: str | int) -> tuple[Any, Any] | None:
    """The key and the value at a path of keys and numbers of list items; an item is its own key."""
    found = (root, root)
    for step in path:
        node = found[1]
        if isinstance(node, yaml.MappingNode):
            inner = next((pair for pair in node.value if pair[0].value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            inner = (node.value[step], node.value[step])
        else:
            inner = None
        if inner is None:
            return None
        found = inner
    return found


def span(node: Any, lines: Sequence[str], file: str) -> Place:
    """Where a node stands: its span, or its first line where it goes over several."""
    start, end = node.start_mark, node.end_mark
    text = lines[start.line] if start.line < len(lines) else ""
    last = end.column + 1 if end.line == start.line else len(text) + 1
    return Place(file, start.line + 1, start.column + 1, max(last, start.column + 2), text)


class YamlTree(Struct, frozen=True, dict=True):
    """One YAML file's text and the plain data that it holds; its tree is grown when a place is asked for."""

    file: str
    text: str
    data: Any

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.split("\n"))

    @cached_property
    def root(self) -> Any:
        return next(iter(yaml.compose_all(self.text, LOADER)), None)

    def node(self, *path: str | int) -> Any:
        """The node at a path of keys and numbers of list entries, or None."""
        found = entry(self.root, *path)
        return found[1] if found else None

    def place(self, *path: str | int) -> Place:
        """Where the last key of a path stands, or the list entry; the file alone where nothing does."""
        found = entry(self.root, *path)
        return self.of(found[0]) if found and found[0] is not None else Place(self.file)

    def nearest(self, *path: str | int) -> Place:
        """Where the last part of a path stands that is there; the whole text where none is."""
        found = (self.place(*path[:length]) for length in range(len(path), -1, -1))
        return next((place for place in found if place.line is not None), Place(self.file))

    def of(self, node: Any) -> Place:
        """Where a node stands: its span, or its first line where it goes over several."""
        return span(node, self.lines, self.file)

    def phrase(self, node: Any, phrase: str, occurrence: int = 0) -> Place:
        """Where a phrase stands in a text, in whatever lines the file breaks it."""
        spot = self.of(node)
        written = [
            (character, line, column)
            for line in range(node.start_mark.line, min(node.end_mark.line + 1, len(self.lines)))
            for column, character in enumerate(self.lines[line] + "\n")
            if (line, column) >= (node.start_mark.line, node.start_mark.column)
        ]
        pairs = zip([(" ", 0, 0), *written], written, strict=False)
        flat = [entry for before, entry in pairs if not (entry[0].isspace() and before[0].isspace())]
        text = "".join(" " if character.isspace() else character for character, _, _ in flat)
        places = [found.start() for found in re.finditer(re.escape(phrase), text)]
        if not places:
            return spot
        _, line, column = flat[places[min(occurrence, len(places) - 1)]]
        source = self.lines[line]
        return Place(self.file, line + 1, column + 1, min(column + len(phrase), len(source)) + 1, source)


def tree_of(text: str, file: str) -> YamlTree:
    """The tree of a text for its places alone: one that ``load_plain`` has accepted."""
    return YamlTree(file, text, None)


def read_tree(text: str, file: str) -> YamlTree:
    """The tree of a YAML file; raises InputError where it is no plain YAML, or holds no mapping."""
    found = documents(text, file)
    if len(found) != 1 or not isinstance(found[0], dict):
        raise InputError(Finding("kb-yaml", "the file must hold one mapping of names", Place(file)))
    return YamlTree(file, text, found[0])
