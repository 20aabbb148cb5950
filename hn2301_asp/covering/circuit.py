"""The circuit once more, with an atom for each thing that somebody may show: what is asked is then one literal.

Sums are counted exactly, and a reading matters where what a value in force says differs from what another one would:
of that the part that depends on the reading stands here twice. Nothing that the circuit says of a patient changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from hn2301_asp.knowledge.model import Reading
from hn2301_asp.scenarios.exercising import Way
from hn2301_asp.screener import Screener
from hn2301_asp.solver.ground import Circuit, GroundRule, WeightRule
from hn2301_asp.solver.space import Space


class Wider:
    """A protocol's circuit to which definitions are added."""

    def __init__(self, protocol: Screener) -> None:
        self.protocol = protocol
        self.space: Space = protocol.space
        self.circuit: Circuit = protocol.space.circuit
        self.last = self.circuit.atoms
        self.rules: list[GroundRule] = []
        self.weights: list[WeightRule] = []
        self.derived: dict[str, int] = {}

    def made(self) -> Circuit:
        """The circuit with everything that was added."""
        known = self.circuit
        return replace(
            known,
            atoms=self.last,
            derived={**known.derived, **self.derived},
            rules=(*known.rules, *self.rules),
            weight_rules=(*known.weight_rules, *self.weights),
        )

    def any_of(self, ways: Iterable[Way]) -> int:
        """An atom that holds where all literals of one of the ways do."""
        atom = self._new()
        self.rules += [GroundRule(atom, way) for way in ways]
        return atom

    def exactly(self, weight: WeightRule, total: int) -> Way:
        """The literals that say that some weights add up to a total."""
        most = sum(points for _, points in weight.body)
        found = [self._at_least(weight, total)] if total > 0 else []
        return (*found, -self._at_least(weight, total + 1)) if total < most else tuple(found)

    def _at_least(self, weight: WeightRule, bound: int) -> int:
        if bound == weight.bound:
            return weight.head
        atom = self._new()
        self.weights.append(WeightRule(atom, bound, weight.body))
        return atom

    def _new(self) -> int:
        self.last += 1
        self.derived[f"_shown({self.last})"] = self.last
        return self.last

    # Readings ----------------------------------------------------------------------------------------

    def matters(self, reading: Reading) -> dict[str, tuple[Way, ...]]:
        """Of each value the ways in which it is in force and another one would say something else of somebody."""
        there = {value: self._under(reading, value) for value in reading.values}
        told = dict.fromkeys((self.space.eligible, *self.space.criteria.values(), *self.space.scopes.values()))
        found: dict[str, tuple[Way, ...]] = {}
        for value in reading.values:
            force = self.space.readings[reading.id, value]
            pairs = [
                (atom, there[other][atom])
                for other in reading.values
                if other != value
                for atom in told
                if atom in there[other]
            ]
            found[value] = tuple((force, *way) for atom, copy in pairs for way in ((atom, -copy), (-atom, copy)))
        return found

    def _under(self, reading: Reading, value: str) -> dict[int, int]:
        """What depends on a reading once more, as it is where the reading has a value: by each atom the copy's."""
        truth = {self.space.readings[reading.id, one]: one == value for one in reading.values}
        below = self.protocol.index.below
        told = (self.space.eligible, *self.space.criteria.values(), *self.space.scopes.values())
        copied = {
            atom: self._new() for atom in self._cone(told) if atom not in truth and not below[atom].isdisjoint(truth)
        }
        for rule in self.circuit.rules:
            if rule.head in copied and (body := _fixed(rule.body, truth, copied)) is not None:
                self.rules.append(GroundRule(copied[rule.head], body))
        for weight in self.circuit.weight_rules:
            if weight.head in copied:
                sure = sum(n for part, n in weight.body if abs(part) in truth and truth[abs(part)] == (part > 0))
                open_ = tuple((_copy(part, copied), n) for part, n in weight.body if abs(part) not in truth)
                if sure >= weight.bound:
                    self.rules.append(GroundRule(copied[weight.head], ()))
                else:
                    self.weights.append(WeightRule(copied[weight.head], weight.bound - sure, open_))
        return copied

    def _cone(self, atoms: Iterable[int]) -> Iterator[int]:
        """The atoms on which some atoms depend, themselves among them."""
        waiting, seen = list(atoms), set[int]()
        while waiting:
            atom = waiting.pop()
            if atom not in seen:
                seen.add(atom)
                yield atom
                waiting += self.circuit.asks.get(atom, ())


def _fixed(body: Sequence[int], truth: dict[int, bool], copied: dict[int, int]) -> tuple[int, ...] | None:
    """A body where some atoms are true or false; None where it cannot hold."""
    if any(truth[abs(part)] != (part > 0) for part in body if abs(part) in truth):
        return None
    return tuple(_copy(part, copied) for part in body if abs(part) not in truth)


def _copy(literal: int, copied: dict[int, int]) -> int:
    atom = copied.get(abs(literal), abs(literal))
    return atom if literal > 0 else -atom
