"""Why several amendments together leave nobody: what each of them alone already asks of a patient.

Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from hn2301_asp.amendment.case import Several
from hn2301_asp.comparison.words import answers_in_words, test_in_words


class Need(Struct, frozen=True):
    """Something that a version asks of everybody whom it lets pass, in words; ``name`` as its author calls it."""

    name: str
    text: str
    literal: int


def needed_together(several: Several, criteria: Sequence[str]) -> list[Need]:
    """The fewest things that the amendments ask each for itself, and that no patient shows together.

    Empty where the reason is none of that kind: each amendment alone leaves other ways open.
    """
    needs: dict[int, Need] = {}
    askers: dict[int, list[str]] = {}
    for version in several.single:
        for need in _needs(several, version, criteria):
            needs.setdefault(need.literal, need)
            askers.setdefault(need.literal, []).append(several.versions[version - 1].name)
    if not several.search.nobody(list(needs)):
        return []
    core = several.search.core([], list(needs))
    names = {literal: f" ({own[0]})" if len(own) == 1 else "" for literal, own in askers.items()}
    return [Need(need.name, need.text + names[literal], literal) for literal, need in needs.items() if literal in core]


def _needs(several: Several, version: int, criteria: Sequence[str]) -> list[Need]:
    """What a version asks of everybody who passes the criteria: tests and answers without which nobody does."""
    search, side = several.search, several.sides[version]
    passing = [side.passes[name] for name in criteria]
    cone = search.joined.circuit.cone(passing)
    thresholds = search.joined.base.thresholds.thresholds
    called = {joint: entry.partition(" ")[2] for entry, joint in side.names.items()}
    found = []
    for name, atom in search.joined.circuit.inputs.items():
        if atom not in cone or atom in search.fixed:
            continue
        for literal in (atom, -atom):
            if search.nobody([*passing, -literal]):
                if name in thresholds:
                    found.append(Need(called.get(name, name), test_in_words(search, name, holds=literal > 0), literal))
                else:
                    found.append(Need(name, ", ".join(answers_in_words(search, [literal])), literal))
                break
    return found
