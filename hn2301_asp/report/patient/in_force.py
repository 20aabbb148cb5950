"""The readings and assumptions under which results hold: they stand in every output, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.report.writers.lines import Line, wrapped
from hn2301_asp.source.lists import listed


def in_force_lines(base: KnowledgeBase, readings: Mapping[str, str], width: int) -> Iterator[Line]:
    """Every reading with the value taken, and the assumptions by their numbers, with where they stand."""
    defaults = base.default_readings()
    told = [
        f"{name}={value}{'' if value == defaults[name] else ' (not the default)'}" for name, value in readings.items()
    ]
    yield from wrapped([("Readings in force: ", "dim")], ", ".join(told) or "none", width, "  ", "dim")
    ids = [assumption.id for assumption in base.assumptions]
    confirmed = sum(assumption.status != "assumed" for assumption in base.assumptions)
    count = f"{confirmed or 'none'} of {len(ids)} confirmed"
    files = listed(list(dict.fromkeys(assumption.file for assumption in base.assumptions)))
    text = f"{_runs(ids)} ({count}; they stand in the knowledge base's {files})"
    yield from wrapped([("Assumptions in force: ", "dim")], text if ids else "none", width, "  ", "dim")


def _runs(ids: Sequence[str]) -> str:
    """Numbers that follow each other as one run: ``A01–A09, A11``."""
    runs: list[list[str]] = []
    for one in ids:
        if runs and _follows(runs[-1][-1], one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _follows(one: str, other: str) -> bool:
    letters, digits = one.rstrip("0123456789"), one[len(one.rstrip("0123456789")) :]
    return bool(digits) and other == f"{letters}{int(digits) + 1:0{len(digits)}}"
