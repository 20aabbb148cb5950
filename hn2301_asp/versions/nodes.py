"""Where the keys and values of a YAML text stand.

What is no plain YAML is refused elsewhere. This module must not know what the text means.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from hn2301_asp.diagnostics import Place

# libyaml's parser where it is built in, the slower one in Python elsewhere.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str) -> Any:
    """The root node of a text, or None where it is empty, no YAML, or several documents."""
    try:
        return yaml.compose(text, _Loader)
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


def span(node: Any, lines: list[str], file: str) -> Place:
    """Where a node stands: its span, or its first line where it goes over several."""
    start, end = node.start_mark, node.end_mark
    text = lines[start.line] if start.line < len(lines) else ""
    last = end.column + 1 if end.line == start.line else len(text) + 1
    return Place(file, start.line + 1, start.column + 1, max(last, start.column + 2), text)
