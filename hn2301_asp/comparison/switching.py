"""Eligibility once more, in which written rules and entries of lists can be left out.

The solver is given a second copy of what a version derives; the inputs are shared. In the copy each
derivation of a rule that is asked about also needs a switch. So "leaving this rule out changes nobody's
eligibility" is one question, or two, and exact. Nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from hn2301_asp.comparison.conditions import Conditions
from hn2301_asp.knowledge.rules import Rule

#: Several entries in one place of an atom: `class(D,(opioid;statin))`.
_LIST = re.compile(r"\b(\w+)\(([^()]*)\((\w+(?:;\w+)+)\)[^()]*\)")


class Branch(Struct, frozen=True):
    """A written rule by its number in the joint program, or one entry of a list in it.

    ``entry`` is the predicate, the place among its arguments, and the value.
    """

    number: int
    entry: tuple[str, int, str] | None = None


def entries(rule: Rule, number: int) -> list[Branch]:
    """The entries of the lists in a rule; values of a reading are none, for all of them must be named."""
    found = []
    for name, before, values in _LIST.findall(rule.program.partition("\n")[0].replace(", ", ",")):
        if name not in ("reading", "_rule"):
            found += [Branch(number, (name, before.count(","), value)) for value in values.split(";")]
    return found


class Switched:
    """The copy of one version's eligibility for the branches that are asked about."""

    def __init__(self, conditions: Conditions, branches: Sequence[Branch]) -> None:
        self.conditions, self.search = conditions, conditions.search
        self.steps: dict[int, list[int]] = {}
        for step, number in conditions.circuit.steps.items():
            self.steps.setdefault(number, []).append(step)
        self.eligible = conditions.side.eligible
        self.switches: dict[Branch, int] = {}
        self.copies: dict[int, int] = {}
        self._copy(branches)
        #: Whether leaving something out can also let somebody in: where it stands under a `not`.
        self.both_ways = any(-literal in self.copies for atom in self.copies for literal in self._asked(atom))

    def _asked(self, atom: int) -> Iterator[int]:
        """Every literal that an atom depends on directly."""
        for body in self.conditions.heads.get(atom, ()):
            yield from body
        if atom in self.conditions.weights:
            yield from (literal for literal, _ in self.conditions.weights[atom].body)

    def _copy(self, branches: Sequence[Branch]) -> None:
        conditions = self.conditions
        asked = {branch.number for branch in branches}
        started = {step for number in asked for step in self.steps.get(number, ())}
        affected = [atom for atom in sorted(conditions.under(self.eligible)) if conditions.under(atom) & started]
        with self.search.space.control.backend() as backend:
            for branch in branches:
                self.switches[branch] = backend.add_atom()
                backend.add_rule([self.switches[branch]], [], choice=True)
            for atom in affected:
                self.copies[atom] = backend.add_atom()
            for atom in affected:
                copy = self.copies[atom]
                for body in conditions.heads.get(atom, ()):
                    backend.add_rule([copy], [*map(self.copied, body), *self._needed(atom, body)])
                if (sums := conditions.weights.get(atom)) is not None:
                    weighted = [(self.copied(literal), weight) for literal, weight in sums.body]
                    backend.add_weight_rule([copy], sums.bound, weighted)

    def copied(self, literal: int) -> int:
        """What a literal is in the copy; what no branch can change is itself."""
        copy = self.copies.get(abs(literal), abs(literal))
        return copy if literal > 0 else -copy

    def _needed(self, step: int, body: Sequence[int]) -> Iterator[int]:
        """The switches that a derivation needs."""
        number = self.conditions.circuit.steps.get(step)
        for branch, switch in self.switches.items():
            if branch.number == number and (branch.entry is None or self.stands_in(branch, body)):
                yield switch

    def stands_in(self, branch: Branch, body: Iterable[int]) -> bool:
        """Whether a ground body is one of an entry."""
        assert branch.entry is not None
        name, place, value = branch.entry
        for literal in body:
            predicate, _, arguments = self.conditions.names.get(literal, "").partition("(")
            listed = arguments.removesuffix(")").split(",")
            if predicate == name and place < len(listed) and listed[place] == value:
                return True
        return False

    def instances(self, branch: Branch) -> list[tuple[int, tuple[int, ...]]]:
        """The steps of a branch, each with what it asks."""
        bodies = [(s, b) for s in self.steps.get(branch.number, ()) for b in self.conditions.heads.get(s, ())]
        return [(step, body) for step, body in bodies if branch.entry is None or self.stands_in(branch, body)]

    # Asking ------------------------------------------------------------------------------------------

    def setting(self, off: Iterable[Branch]) -> list[int]:
        """The literals that leave some branches out of the copy, and all others in."""
        gone = set(off)
        return [-switch if branch in gone else switch for branch, switch in self.switches.items()]

    def loses(self, off: Iterable[Branch]) -> list[int]:
        """The question for somebody who is no longer eligible without some branches."""
        return [*self.setting(off), *self.conditions.known, self.eligible, -self.copied(self.eligible)]

    def gains(self, off: Iterable[Branch]) -> list[int]:
        """The question for somebody who becomes eligible without them."""
        return [*self.setting(off), *self.conditions.known, -self.eligible, self.copied(self.eligible)]

    def questions(self, off: Sequence[Branch]) -> list[list[int]]:
        return [self.loses(off), self.gains(off)] if self.both_ways else [self.loses(off)]

    def idle(self, off: Sequence[Branch]) -> bool:
        """Whether leaving branches out changes nobody's eligibility, under the default readings."""
        return all(self.search.nobody(question) for question in self.questions(off))

    def ever_idle(self, off: Sequence[Branch]) -> bool:
        """The same under every combination of readings."""
        return all(self.search.nobody_ever(question) for question in self.questions(off))
