"""Where the items of a YAML file begin: a key with all that stands below it, or an item of a list.

How deep a file is cut is a table here, by the file's place. This module must not know what the
entries mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from hn2301_asp.knowledge.vocabulary.sections import HANDLING, QUANTITIES, is_typical
from hn2301_asp.source.yaml_places import compose
from hn2301_asp.versions.cutting import Start, above, after_heading

#: Files whose outermost keys are entries, as those of typical patients; elsewhere the entries stand in sections.
_FLAT = frozenset({QUANTITIES, HANDLING})
#: Keys that name an item of a list, the first that it has.
_NAMING = ("id", "scenario", "name")

#: YAML counts lines by these too, and nobody else does.
_OTHER_LINE_ENDS = ("\r", "\x85", "\u2028", "\u2029")


def yaml_starts(file: str, text: str) -> list[Start]:
    """The starts of a file's items, top to bottom; none where it cannot be cut."""
    if any(end in text for end in _OTHER_LINE_ENDS):
        return []
    root = compose(text)
    lines = text.split("\n")
    found: list[Start] = []
    floor = after_heading(lines, "#")
    for node, column, name, group in _entries(root, 1 if file in _FLAT or is_typical(file) else 2):
        line = node.start_mark.line
        if found and line < floor:
            continue  # It shares a line with the one before, and is part of it.
        found.append(Start(above(lines, line, floor, "#", column), name, group))
        floor = line + 1
    return found


def _entries(root: Any, depth: int) -> Iterator[tuple[Any, int, str, str | None]]:
    """The node where each item begins, the column of its line, its name, and what it stands in."""
    if isinstance(root, yaml.SequenceNode):
        yield from _listed(root, None, cut=False)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return
    for key, value in root.value:
        yield key, key.start_mark.column, key.value, None
        if depth < 2 or getattr(value, "flow_style", True):
            continue
        if isinstance(value, yaml.SequenceNode):
            yield from _listed(value, key.value, cut=True)
        elif isinstance(value, yaml.MappingNode):
            for inner, _ in value.value:
                yield inner, inner.start_mark.column, f"{key.value}.{inner.value}", key.value


def _listed(node: Any, section: str | None, *, cut: bool) -> Iterator[tuple[Any, int, str, str | None]]:
    """The items of a list; an item with an id is cut by its keys."""
    if node.flow_style:
        return
    dash = node.start_mark.column
    for item in node.value:
        if isinstance(item, yaml.ScalarNode):
            yield item, dash, f"{section}.{item.value}" if section else item.value, section
            continue
        keys = {key.value: value for key, value in item.value} if isinstance(item, yaml.MappingNode) else {}
        names = [(key, keys[key].value) for key in _NAMING if isinstance(keys.get(key), yaml.ScalarNode)]
        kind, name = names[0] if names else ("", _words(item))
        if not cut or kind != "id" or item.flow_style:
            yield item, dash, name, section
            continue
        for key, _ in item.value:
            yield key, key.start_mark.column if key is not item.value[0][0] else dash, f"{name}.{key.value}", name


def _words(node: Any) -> str:
    """A short name for an item that has none."""
    if isinstance(node, yaml.MappingNode) and node.value:
        key, value = node.value[0]
        return f"{key.value} {value.value}" if isinstance(value, yaml.ScalarNode) else str(key.value)
    return "item"
