"""How each rule can be seen at work: each literal of its body deciding, each alternative carrying its head alone,
each count at its bound and one below. Ways are literals of the circuit; nothing is solved here, and nobody screened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from hn2301_asp.covering.pools import pools_of
from hn2301_asp.knowledge.rules import Rule, Use
from hn2301_asp.scenarios.exercising import Way, is_given
from hn2301_asp.screener import Screener
from hn2301_asp.solver.ground import GroundRule, WeightRule
from hn2301_asp.source.diagnostics import Place

#: Of weights that add up to more the totals in between are not worked out: the bound and one less are asked for.
_MOST_TOTAL = 100_000


class Seen(Struct, frozen=True):
    """Something to be seen of a rule, by the ways in which it is; ``place`` is where it stands."""

    what: str
    ways: tuple[Way, ...]
    place: Place


class Bound(Struct, frozen=True):
    """A count in a rule: ``at`` is the least that is enough, ``below`` the most that is not; None where none is."""

    rule: Rule
    weight: WeightRule
    at: int | None
    below: int | None


class Bodies:
    """The instances of a protocol's rules, as the circuit has them."""

    def __init__(self, protocol: Screener) -> None:
        self.protocol, self.index = protocol, protocol.index
        circuit = protocol.space.circuit
        self.heads = {
            rule.body[0]: rule.head for rule in circuit.rules if len(rule.body) == 1 and rule.body[0] in circuit.steps
        }
        self.steps: dict[int, list[int]] = {}
        for step, number in circuit.steps.items():
            if not self.index.below[step] <= self.index.readings:
                self.steps.setdefault(number, []).append(step)
        self.carried: dict[int, list[int]] = {}
        for step, head in self.heads.items():
            self.carried.setdefault(head, []).append(step)

    def literals(self, rule: Rule) -> Iterator[Seen]:
        """Each literal of a body of several without which the head would hold: all others do, and no other rule.

        Of what stands for a threshold on items there is none: an item that does not hold has no number.
        """
        if rule.head is not None and rule.head[0] in self.protocol.knowledge_base.thresholds.gates:
            return
        found: dict[tuple[str, bool], list[Way]] = {}
        for step, body in self._bodies(rule):
            own = [literal for literal in body if not is_given(self.protocol, abs(literal))]
            for literal in own if len(own) > 1 and step in self.heads else ():
                others = [part for part in body if part != literal]
                key = (self._predicate(abs(literal)), literal > 0)
                found.setdefault(key, []).append((-literal, *others, -self.heads[step]))
        order = {name: number for number, name in enumerate(dict.fromkeys(use.signature[0] for use in rule.uses))}
        for (name, positive), ways in sorted(found.items(), key=lambda one: order.get(one[0][0], len(order))):
            use = _use(rule, name, positive)
            written = f"{'' if positive else 'not '}{name}" if name else "the count"
            yield Seen(written, tuple(dict.fromkeys(ways)), rule.place if use is None else use.place)

    def alone(self, rule: Rule) -> Seen | None:
        """That a rule carries its head while no other rule for it does; None where there is no other one."""
        ways: list[Way] = []
        for step in self.steps.get(rule.number, ()):
            others = [s for s in self.carried.get(self.heads.get(step, 0), ()) if self._number(s) != rule.number]
            if others:
                ways.append((step, *(-other for other in others)))
        return Seen("alone", tuple(ways), rule.place) if ways else None

    def disjuncts(self, rule: Rule) -> Iterator[Seen]:
        """Each of several words that stand in the place of one in a body: that the rule holds with it."""
        for named in pools_of(rule):
            ways = [body for _, body in self._bodies(rule) if any(named.is_in(self._name(abs(one))) for one in body)]
            if ways:
                yield Seen(f"{named.predicate} {named.word}", tuple(dict.fromkeys(ways)), rule.place)

    def bounds(self, rule: Rule) -> Iterator[Bound]:
        """The counts that a rule asks for."""
        seen = set[int]()
        for _, body in self._bodies(rule):
            for literal in body:
                weight = self._weight(abs(literal))
                if weight is not None and weight.head not in seen:
                    seen.add(weight.head)
                    yield Bound(rule, weight, *_around(weight))

    def _bodies(self, rule: Rule) -> Iterator[tuple[int, tuple[int, ...]]]:
        for step in self.steps.get(rule.number, ()):
            for ground in self.index.rules.get(step, ()):
                yield step, ground.body

    def _weight(self, atom: int) -> WeightRule | None:
        """The sum that an atom without a name stands for."""
        while atom not in self.index.weights:
            rules: Sequence[GroundRule] = self.index.rules.get(atom, ())
            unnamed = atom not in self.index.names and atom not in self.index.input_names
            if not unnamed or len(rules) != 1 or len(rules[0].body) != 1:
                return None
            atom = abs(rules[0].body[0])
        return self.index.weights[atom]

    def _predicate(self, atom: int) -> str:
        return self._name(atom).partition("(")[0]

    def _name(self, atom: int) -> str:
        return self.index.input_names.get(atom) or self.index.names.get(atom, "")

    def _number(self, step: int) -> int:
        return self.protocol.space.circuit.steps[step]


def _use(rule: Rule, name: str, positive: bool) -> Use | None:
    """Where a literal stands in a rule."""
    own = [use for use in rule.uses if use.signature[0] == name]
    return next((use for use in own if use.default_negated != positive), own[0] if own else None)


def _around(weight: WeightRule) -> tuple[int | None, int | None]:
    """The least sum of some weights that reaches a bound, and the greatest that does not."""
    total = sum(points for _, points in weight.body)
    if total > _MOST_TOTAL or any(points < 0 for _, points in weight.body):
        return weight.bound, weight.bound - 1
    sums = 1
    for _, points in weight.body:
        sums |= sums << points
    reached = sums >> max(weight.bound, 0)
    at = weight.bound + ((reached & -reached).bit_length() - 1) if reached else None
    below = (sums & ((1 << max(weight.bound, 0)) - 1)).bit_length() - 1
    return at, below if below >= 0 else None
