"""Where the old number still stands in what is said of a criterion: people look at it, nothing is changed.

This module judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hn2301_asp.amendment.writing.passages import register
from hn2301_asp.amendment.writing.target import Target
from hn2301_asp.amendment.writing.wholly import Rewritten

#: Their values name other things, and say nothing in words.
_NAMES = ("criteria", "ambiguity", "default", "status")


def leftovers(texts: Mapping[str, str], target: Target, result: Rewritten) -> tuple[str, ...]:
    """A note for each line of the readings and assumptions that still names a number that was replaced."""
    if target.criterion is None:
        return ()
    new = {limit.number for limit in result.limits}
    gone = [limit.number_text for limit in target.threshold.limits if limit.number not in new]
    numbers = [re.compile(rf"(?<![\w.-]){re.escape(number)}(?![\d]|\.\d)") for number in gone]
    found = []
    for tree, section, name in register(texts, target.criterion.id):
        called = f"{section.removesuffix('s')} {name}"
        for key, node in _scalars(tree.node(section, name), ""):
            hit = next((n for n, pattern in zip(gone, numbers, strict=True) if pattern.search(node.value)), None)
            if hit is not None and key not in _NAMES:
                line = node.start_mark.line + 1
                found.append(f"{tree.file}:{line} still names `{hit}` ({called}, {key}): look whether it holds")
    return tuple(found)


def _scalars(node: Any, key: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node.value, str):
        yield key, node
        return
    for child in node.value:
        if isinstance(child, tuple):
            yield from _scalars(child[1], child[0].value)
        else:
            yield from _scalars(child, key)
