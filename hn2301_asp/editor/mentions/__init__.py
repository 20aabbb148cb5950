"""The names that a file mentions, with their places."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.editor.mentions.records import in_scenarios
from hn2301_asp.editor.mentions.registers import in_registers
from hn2301_asp.editor.mentions.rules import in_rules
from hn2301_asp.editor.mentions.thresholds import in_thresholds
from hn2301_asp.editor.mentions.vocabulary import in_vocabulary
from hn2301_asp.editor.names import Mention, Names

__all__ = ["mentions"]


def mentions(file: str, text: str, names: Names) -> tuple[Mention, ...]:
    """What a file of a knowledge base or of an amendment mentions; nothing where it cannot be read."""
    return tuple(_mentions(file, text, names))


def _mentions(file: str, text: str, names: Names) -> Iterator[Mention]:
    if file.endswith(".thr"):
        yield from in_thresholds(file, text, names)
    elif file.endswith(".lp"):
        yield from in_rules(file, text, names)
    elif file.startswith("scenarios/"):
        yield from in_scenarios(file, text, names)
    elif file.startswith(("vocabulary/", "scores/")):
        yield from in_vocabulary(file, text, names)
    else:
        yield from in_registers(file, text, names)
