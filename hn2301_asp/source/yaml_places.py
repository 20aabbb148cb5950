"""Where the keys and values of a YAML text stand.

What is no plain YAML is refused elsewhere. This module must not know what the text means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.yaml_depth import LOADER, deeper_than_allowed
from hn2301_asp.source.yaml_text import documents


def compose(text: str) -> Any:
    """The root node of a text, or None where it is empty, no YAML, too deep, or several documents."""
    roots = _roots(text)
    return roots[0] if len(roots) == 1 else None


def _roots(text: str) -> list[Any]:
    """The root nodes of a text's documents; none where it is no YAML, or too deep."""
    try:
        return [] if deeper_than_allowed(text, LOADER) else list(yaml.compose_all(text, LOADER))
    except (yaml.YAMLError, RecursionError):
        return []


def serialized(text: str) -> str | None:
    """What a text holds, however it is laid out; None where ``compose`` finds nothing in it."""
    root = compose(text)
    return None if root is None else str(yaml.serialize(root, Dumper=yaml.SafeDumper))


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
    """One YAML file: its text and the plain data that it holds; its tree is grown when a place is asked for.

    Of a part of a file ``path`` is the key that it stands under, or ``keys`` are those that belong to it.
    """

    file: str
    text: str
    path: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    def within(self, *path: str) -> YamlTree:
        """What stands under a key; nothing where it is not there."""
        return replace(self, path=(*self.path, *path), keys=())

    def only(self, *keys: str) -> YamlTree:
        """The file with some of its keys alone."""
        return replace(self, keys=keys)

    @cached_property
    def _held(self) -> Any:
        """What the file holds, or what stands at the part's path; None where that is no plain YAML."""
        read = documents(self.text, self.file)
        found = read[0] if len(read) == 1 else None
        for key in self.path:
            found = found.get(key, {}) if isinstance(found, dict) else None
        return found

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The file's single mapping, or the part's; raises InputError where it is no plain YAML, or no mapping."""
        found = self._held
        if not isinstance(found, dict):
            what = f"`{self.path[-1]}`" if self.path else "the file"
            place = self.place() if self.path else Place(self.file)
            raise InputError(Finding("kb-yaml", f"{what} must hold one mapping of names", place))
        return {key: value for key, value in found.items() if key in self.keys} if self.keys else found

    @cached_property
    def records(self) -> Sequence[Mapping[str, Any]]:
        """The records of the file or part, one or a list; raises InputError where it holds something else."""
        found = self._held
        if not isinstance(found, list):
            return [self.data]
        for number, one in enumerate(found or [None]):
            if not isinstance(one, dict):
                message = "the file must hold one record, or a list of records"
                raise InputError(Finding("kb-yaml", message, self.nearest(number)))
        return found

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.split("\n"))

    @cached_property
    def root(self) -> Any:
        return next(iter(_roots(self.text)), None)

    def node(self, *path: str | int) -> Any:
        """The node at a path of keys and numbers of list entries, or None."""
        found = entry(self.root, *self.path, *path)
        return found[1] if found else None

    def place(self, *path: str | int) -> Place:
        """Where the last key of a path stands, without its quotes, or the list entry; the file where none does."""
        key, value = entry(self.root, *self.path, *path) or (None, None)
        if key is None:
            return Place(self.file)
        place = self.of(key)
        if key is value or key.style not in ("'", '"') or place.column is None or place.end_column is None:
            return place
        return replace(place, column=place.column + 1, end_column=place.end_column - 1)

    def nearest(self, *path: str | int) -> Place:
        """Where the last part of a path stands that is there; the whole text where none is."""
        found = (self.place(*path[:length]) for length in range(len(path), -1, -1))
        return next((place for place in found if place.line is not None), Place(self.file))

    def value(self, *path: str | int) -> Place:
        """Where the value at a path stands; where nothing is written, what is nearest."""
        node = self.node(*path)
        written = node is not None and node.start_mark.index < node.end_mark.index
        return self.of(node) if written else self.nearest(*path)

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
