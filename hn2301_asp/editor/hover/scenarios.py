"""How many scenarios touch a name: those that state something on which it rests.

A scenario touches an atom where its patient differs from the typical one, or is told whole, in a field that the atom's
rules ask for, or where it chooses a reading that they ask for.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from hn2301_asp.check.base import Base
from hn2301_asp.check.terms import OF_CRITERION, Statement
from hn2301_asp.editor.mentions.records import in_scenarios
from hn2301_asp.editor.names import Names


class Touching:
    """The scenarios of a knowledge base by what they state."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.names = Names.of(base)

    @cached_property
    def _stated(self) -> list[set[str]]:
        """What each scenario states: fields and readings by their names; what is expected is no statement."""
        found: dict[tuple[str, int], set[str]] = {}
        for file in self.base.files.below("scenarios/", ".yaml"):
            text = self.base.files.texts[file]
            lines = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith("-")]
            for number in lines:
                found[file, number] = set()
            for mention in in_scenarios(file, text, self.names):
                if mention.symbol.kind in ("criterion", "meaning", "item", "value"):
                    continue
                start = max((line for line in lines if line <= (mention.place.line or 0)), default=None)
                if start is not None:
                    found[file, start].add(mention.symbol.name)
        return list(found.values())

    @property
    def total(self) -> int:
        """How many scenarios there are."""
        return len(self._stated)

    def count(self, fields: Iterable[str]) -> int:
        """How many scenarios state one of some fields or readings."""
        asked = set(fields)
        return sum(1 for stated in self._stated if asked & stated)

    def told(self, fields: Iterable[str]) -> str:
        """The same in words."""
        return f"{self.count(fields)} of {self.total} state what it rests on"

    def fields(self, name: str) -> set[str]:
        """The fields and readings on which an atom rests, through all its rules."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            atom = waiting.pop()
            if atom in seen:
                continue
            seen.add(atom)
            found |= self._asked_of(atom)
            waiting += [one for statement in self._by_head.get(atom, ()) for one in _asks(statement)]
        return found

    def _asked_of(self, atom: str) -> set[str]:
        """The fields of which an atom of no rule is told."""
        known = self.base.known
        if atom.startswith("reading "):
            return {atom.removeprefix("reading ")}
        if (field := self.names.field(atom)) is not None:
            return {field.name}
        found: set[str] = set()
        for threshold in (*known.thresholds.of(atom), *known.guardrail_thresholds.of(atom)):
            found |= self.of_quantity(threshold.quantity)
        return found

    def of_quantity(self, name: str) -> set[str]:
        """The fields by which a quantity is told: itself, what it follows from, the dates and answers that say it."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one in found:
                continue
            found.add(one)
            thresholds = self.base.known.thresholds
            quantity = thresholds.quantities.get(one) or self.base.known.vocabulary.quantities.get(one)
            if one in thresholds.derived:
                waiting += thresholds.derived[one].formula.quantities()
            if quantity is not None:
                waiting += [
                    f for f in (quantity.since, quantity.ever, quantity.uln, quantity.lln, quantity.baseline) if f
                ]
                waiting += [quantity.room.measured, quantity.room.when] if quantity.room is not None else []
                waiting += [quantity.summary.of] if quantity.summary is not None else []
                waiting += [quantity.ratio.measured, quantity.ratio.by] if quantity.ratio is not None else []
                waiting += [quantity.of_item[0]] if quantity.of_item is not None else []
                waiting += [d.name for d in self.base.known.vocabulary.doses.values() if d.adds_up_to == one]
        return found

    @cached_property
    def _by_head(self) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = {}
        for _, statement in self.base.all_statements():
            for head in statement.heads:
                found.setdefault(_called(head.name, head.terms[0].text if head.terms else ""), []).append(statement)
        return found


def _called(name: str, first: str) -> str:
    """An atom by its name; what is said of one criterion by its id too."""
    return f"{name}({first})" if (name, 1) in OF_CRITERION else name


def _asks(statement: Statement) -> list[str]:
    found = []
    for atom in statement.body:
        first = atom.terms[0].text if atom.terms else ""
        found.append(f"reading {first}" if atom.name == "reading" else _called(atom.name, first))
    return found
