"""What counts as one fact in an explanation.

A closed list is one fact, and so is a family of items of which every single one is given.
"""

from __future__ import annotations

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.patient.model import Patient
from hn2301_asp.source.private import Private


class Unit(Private, frozen=True):
    """One fact, by its name in a record, and the facts of the record that it stands for."""

    name: str
    facts: tuple[str, ...]


def known_units(base: KnowledgeBase, patient: Patient) -> tuple[Unit, ...]:
    """The facts of a patient that say something, in the record's order."""
    names = patient.evidence.facts
    whole = {
        family.name
        for family in base.vocabulary.families.values()
        if family.name not in names and all(f"{family.name}.{item}" in names for item in family.items)
    }
    found: dict[str, list[str]] = {}
    for name in names:
        prefix = name.partition(".")[0]
        # What is told of an item is a fact of its own.
        one = prefix if prefix in whole and name not in base.vocabulary.quantities else name
        found.setdefault(one, []).append(name)
    return tuple(Unit(name, tuple(facts)) for name, facts in found.items())
