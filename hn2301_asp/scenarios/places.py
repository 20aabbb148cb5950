"""Where the parts of a YAML text stand, for findings. Knows no scenario.

The text is parsed a second time for its marks only, and nothing is constructed: use it on text
that ``load_plain`` has accepted.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from hn2301_asp.source.diagnostics import Place

# libyaml's parser where it is built in, the slower one in Python elsewhere.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Places:
    """The places of a YAML text's keys and list entries."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._lines = text.split("\n")
        self._root: Any = next(iter(yaml.compose_all(text, Loader=_Loader)), None)

    def of(self, *path: str | int) -> Place:
        """The place of a key, or of a list's entry; the last part of the path that is found counts."""
        node, found = self._root, self._root
        for step in path:
            node, mark = _step(node, step)
            if mark is None:
                break
            found = mark
        return self._place(found) if found is not None else Place(self._file)

    def _place(self, node: Any) -> Place:
        start, end = node.start_mark, node.end_mark
        text = self._lines[start.line] if start.line < len(self._lines) else ""
        last = end.column if end.line == start.line else len(text.rstrip())
        return Place(self._file, start.line + 1, start.column + 1, last + 1, text)


def _step(node: Any, step: str | int) -> tuple[Any, Any]:
    """The node one step further down, and the node that shows where it stands."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None, None
