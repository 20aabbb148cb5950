"""Two patients in one solver, who agree on some facts and may differ in all others.

What settles a question is what no two patients can agree on and yet be answered differently: so
"these facts decide" is one unsatisfiable question. The second patient is the search space once
more. Agreement is exact: on a score it is the same number of points, not the same side of a limit.
Of a formula's result the two agree where they agree on all that it depends on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hn2301_asp.solver.space import ANSWERS, Space
from hn2301_asp.solver.ties import Tie
from hn2301_asp.source.remembered import remembered

#: What the two may agree on: an input (its literal), several in a row, or a quantity (its name).
Key = int | tuple[int, ...] | str


class Pair:
    """The search space twice over; literals are the space's, and are translated here."""

    def __init__(self, space: Space) -> None:
        import clingo

        self.space = space
        self.control = clingo.Control(["--warn=none"])
        self.one: list[int] = [0]
        self.other: list[int] = [0]
        self.given = 0
        self.agreed: dict[Key, int] = {}
        self.violated: dict[tuple[int, ...], int] = {}
        #: Parts are asked the same of many patients.
        self.answers: dict[object, tuple[Key, ...] | None] = {}
        self._sync()
        with self.control.backend() as backend:
            for group in space.groups:
                for names, facts in self._inputs(group.tie):
                    self._same_result(backend, group.tie.result, names, facts, group.tie.formula is None)

    def _inputs(self, tie: Tie) -> Iterator[tuple[list[str], list[str]]]:
        """The quantities and facts on which a result depends; and those that what it uses follows from itself."""
        names, facts = [*tie.quantities], [*tie.facts]
        yield list(names), list(facts)
        while inner := [name for name in names if name in self.space.ties]:
            following = self.space.ties[inner[0]]
            if following.formula is None or following.result == tie.result:
                return
            names = list(dict.fromkeys([name for name in names if name != inner[0]] + [*following.quantities]))
            facts = list(dict.fromkeys([*facts, *following.facts]))
            yield list(names), list(facts)

    def _sync(self) -> None:
        """Gives the solver what the space has been given since, for both patients."""
        program = self.space.program
        if self.given == len(program):
            return
        with self.control.backend() as backend:
            for step in program[self.given :]:
                for patient in (self.one, self.other):
                    if step.new:
                        patient.append(backend.add_atom())
                        continue
                    heads = [patient[head] for head in step.heads]
                    body = [patient[one] if one > 0 else -patient[-one] for one in step.body]
                    if step.bound is None:
                        backend.add_rule(heads, body, choice=step.choice)
                    else:
                        backend.add_weight_rule(heads, step.bound, list(zip(body, step.weights, strict=True)))
        self.given = len(program)

    @staticmethod
    def _literal(patient: Sequence[int], literal: int) -> int:
        return patient[literal] if literal > 0 else -patient[-literal]

    def agree(self, backend: Any, key: Key) -> int:
        """The atom that makes the two agree on an input or a row of them (by literals), or a quantity (by its name)."""
        if key in self.agreed:
            return self.agreed[key]
        agreed: int = backend.add_atom()
        backend.add_rule([agreed], [], choice=True)
        self.agreed[key] = agreed
        if not isinstance(key, str):
            self._same(backend, [agreed], [key] if isinstance(key, int) else key)
            return agreed
        if key in self.space.axes:
            self._same(backend, [agreed], self.space.regions[key])
        if key in self.space.totals:
            weighted = self.space.totals[key]
            whole = sum(weight for _, weight in weighted)
            for more, less in ((self.one, self.other), (self.other, self.one)):
                # sum(more) + (whole - sum(less)) >= whole says that the first sum is at least the second.
                at_least = backend.add_atom()
                body = [(more[literal], weight) for literal, weight in weighted]
                body += [(-less[literal], weight) for literal, weight in weighted]
                backend.add_weight_rule([at_least], whole, body)
                backend.add_rule([], [agreed, -at_least])
        return agreed

    def _same(self, backend: Any, where: Sequence[int], literals: Iterable[int]) -> None:
        for literal in literals:
            one, other = self.one[literal], self.other[literal]
            backend.add_rule([], [*where, one, -other])
            backend.add_rule([], [*where, -one, other])

    def _same_result(self, backend: Any, result: str, quantities: list[str], facts: list[str], bounded: bool) -> None:
        """A result is the same where all that it depends on is; a bound, where it was measured exactly."""
        inputs = [self.space.circuit.inputs[fact] for fact in facts]
        where = [self.agree(backend, name) for name in quantities] + [self.agree(backend, atom) for atom in inputs]
        if bounded:
            where.append(self.one[inputs[0]])
        self._same(backend, where, self.space.regions[result])

    def disagreement(self, literals: Sequence[int], question: Sequence[int], agreed: Sequence[Key]) -> list[Key] | None:
        """Facts agreed on that force one answer to a question; None where two answers are possible.

        ``literals`` are true of both patients; the answer is whether all literals of the question hold.
        """
        key = (frozenset(literals), tuple(question), tuple(agreed))
        if key not in self.answers:
            found = self._disagreement(literals, question, agreed)
            remembered(self.answers, key, None if found is None else tuple(found), ANSWERS // self.space.short)
        answer = self.answers[key]
        return None if answer is None else list(answer)

    def _disagreement(
        self, literals: Sequence[int], question: Sequence[int], agreed: Sequence[Key]
    ) -> list[Key] | None:
        self._sync()
        asked = tuple(question)
        if asked not in self.violated or any(key not in self.agreed for key in agreed):
            with self.control.backend() as backend:
                for key in agreed:
                    self.agree(backend, key)
                self._violated(backend, asked)
        keys, violated = {self.agreed[key]: key for key in agreed}, self.violated[asked]
        assumptions = [self._literal(self.one, literal) for literal in (*literals, *question)]
        assumptions += [self._literal(self.other, literal) for literal in literals]
        with self.control.solve(assumptions=[*assumptions, violated, *keys], yield_=True) as handle:
            if handle.model() is not None:
                return None
            return [keys[literal] for literal in handle.core() if literal in keys]

    def _violated(self, backend: Any, question: tuple[int, ...]) -> int:
        """The atom that says that the second patient does not show all literals of a question."""
        if question not in self.violated:
            atom: int = backend.add_atom()
            for literal in question:
                backend.add_rule([atom], [self._literal(self.other, -literal)])
            self.violated[question] = atom
        return self.violated[question]
