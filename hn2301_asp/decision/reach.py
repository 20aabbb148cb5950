"""Which of a result's differences some facts of the patient can have made: those of the criteria that ask for them.

What the criteria ask for is read off the record's own knowledge base. This module knows no change of the software.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hn2301_asp.decision.compare import Difference
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.source.private import Private

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_QUOTED = re.compile(r'"([^"\\]+)"')
#: The fields of an entry that name the criterion or the facts that it speaks of.
_NAMES = ("id", "criterion", "fact", "facts", "latest_because")


class Compared(Private, frozen=True):
    """A patient's result as recorded and as recomputed, with where it stands and in what the two differ."""

    stored: Mapping[str, Any]
    computed: Explained
    path: str
    differences: tuple[Difference, ...]

    def explained_by(self, facts: Iterable[str]) -> frozenset[str]:
        """The paths of the differences that these facts can have made.

        What names a criterion or a fact must name one that hangs together with them; what names none,
        as the verdict does, follows from a criterion that differs for their sake.
        """
        facts = frozenset(facts)
        asked = _asked_for(self.computed.protocol)
        evidence = self.computed.screening.patient.evidence
        given = (*((f, atom) for f, atom, _ in evidence.atoms), *((f, name) for f, name, _ in evidence.amounts))
        said = facts | {what for fact, what in given if fact in facts}
        reach = {name for name, inputs in asked.items() if not said.isdisjoint(inputs)}
        clash = {*self.computed.clash, *map(str, self.stored.get("clash") or ())}
        reach = set(asked) if facts & clash else reach
        if reach:
            reach |= facts.union(*(asked[name] for name in reach))
        known = asked.keys() | self.computed.screening.patient.facts.keys() | frozenset[str]().union(*asked.values())
        named = {d.path: self._named(d) & known for d in self.differences}
        direct = {path for path, names in named.items() if not names.isdisjoint(reach)}
        follows = any(not named[path].isdisjoint(asked.keys()) for path in direct)
        return frozenset(direct | ({path for path, names in named.items() if not names} if follows else set()))

    def _named(self, difference: Difference) -> set[str]:
        """The names in what differs, and of the entries in which it stands."""
        texts = (difference.stored or "", difference.computed or "")
        found = {name for text in texts for name in _QUOTED.findall(text)}
        place: Any = self.stored
        for number, name in _STEP.findall(difference.path.removeprefix(self.path)):
            if number:
                inside = isinstance(place, Sequence) and int(number) < len(place)
                place = place[int(number)] if inside else None
            else:
                place = place.get(name) if isinstance(place, Mapping) else None
            if isinstance(place, Mapping):
                found.update(_QUOTED.findall(json.dumps([place.get(n) for n in _NAMES], ensure_ascii=False)))
        return found


def _asked_for(protocol: Screener) -> dict[str, frozenset[str]]:
    """The facts and quantities on which each criterion depends, through formulas, scores and sums too."""
    space, base = protocol.space, protocol.knowledge_base
    circuit = space.circuit
    names = {literal: name for name, literal in circuit.inputs.items()}
    found = {}
    for criterion in base.criteria:
        inputs = {names[atom] for atom in circuit.cone([circuit.criterion(criterion.id)])}
        inputs = {base.thresholds.thresholds[i].quantity if i in base.thresholds.thresholds else i for i in inputs}
        groups = [frozenset(group) for group in _together(protocol)]
        while grown := frozenset[str]().union(*(g for g in groups if not g.isdisjoint(inputs))) - inputs:
            inputs |= grown
        found[criterion.id] = frozenset(inputs)
    return found


def _together(protocol: Screener) -> Iterator[tuple[str, ...]]:
    """Quantities and facts of which some follow from the others."""
    space, vocabulary = protocol.space, protocol.knowledge_base.vocabulary
    for tie in (*space.linked, *(group.tie for group in space.groups)):
        yield (tie.result, *tie.quantities, *tie.facts)
    for score in vocabulary.scores.values():
        yield (*score.totals, *(f"{score.family}({item})" for item in score.items))
