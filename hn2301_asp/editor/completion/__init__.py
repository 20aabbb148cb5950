"""What may be written at a place of a file, by what stands before it in the text: it need not be whole."""

from __future__ import annotations

from hn2301_asp.editor.completion.offer import Offer, within
from hn2301_asp.editor.completion.records import in_scenarios
from hn2301_asp.editor.completion.registers import in_registers
from hn2301_asp.editor.completion.rules import in_rules
from hn2301_asp.editor.completion.thresholds import in_thresholds
from hn2301_asp.editor.names import Names
from hn2301_asp.source.diagnostics import Place

__all__ = ["Offer", "offers"]


def offers(file: str, text: str, line: int, column: int, names: Names) -> tuple[Offer, ...]:
    """What may be written before a column of a line, both from 1; ``place`` of each is what it replaces."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return ()
    before = lines[line - 1][: column - 1]
    if file.endswith(".thr"):
        found, typed = in_thresholds(lines[: line - 1], before, names)
    elif file.endswith(".lp"):
        found, typed = in_rules(lines[: line - 1], before, names)
    elif file.startswith("scenarios/"):
        found, typed = in_scenarios("\n".join([*lines[: line - 1], before]), names)
    else:
        found, typed = in_registers(file, "\n".join([*lines[: line - 1], before]), names)
    place = Place(file, line, column - len(typed), column, lines[line - 1])
    return within(found, typed, place)
