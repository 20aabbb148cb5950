"""A part of the circuit as straight-line code over integers: a bit, or lane, is one case, and one pass judges all.

The code is made of atoms' numbers and nothing else: no text of a knowledge base stands in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from hn2301_asp.solver.ground import Circuit, WeightRule

#: So many terms stand in one expression: longer ones would nest too deeply for Python.
_TERMS = 40

#: Atoms that are made here have numbers above this: those above the circuit's are the search space's.
_OWN = 1 << 40


class Wiring:
    """What derives each atom. A constraint is an atom of its own here, which holds where it is violated."""

    def __init__(self, circuit: Circuit) -> None:
        self.last = _OWN
        self.bodies: dict[int, list[tuple[int, ...]]] = {}
        self.weights: dict[int, list[WeightRule]] = {}
        self.constraints: list[int] = []
        for rule in circuit.rules:
            self.bodies.setdefault(rule.head or self.constraint(), []).append(rule.body)
        for weight in circuit.weight_rules:
            self.weights.setdefault(weight.head or self.constraint(), []).append(weight)

    @classmethod
    def empty(cls) -> Wiring:
        """Nothing yet, for a circuit that is made of another one."""
        return cls(Circuit(0, {}, {}, {}, (), ()))

    def new(self) -> int:
        """A new atom."""
        self.last += 1
        return self.last

    def constraint(self) -> int:
        """A new constraint."""
        self.constraints.append(self.new())
        return self.last

    def put_in_place(self, kept: Iterable[int]) -> None:
        """Puts what has one body and is used once, as it is, in its place; ``kept`` are asked for by their atoms."""
        heads = [*self.bodies, *self.weights]
        uses = Counter(atom for head in dict.fromkeys(heads) for atom in self.below(head))
        single = {
            head: bodies[0]
            for head, bodies in self.bodies.items()
            if len(bodies) == 1 and uses[head] == 1 and head not in self.weights
        }
        for atom in kept:
            single.pop(atom, None)
        placed = set[int]()
        for head in self.order(self.bodies, frozenset()):
            for number, body in enumerate(self.bodies.get(head, ())):
                if not single.keys().isdisjoint(body):
                    placed |= single.keys() & {*body}
                    parts = [self.bodies[lit][0] if lit in single else (lit,) for lit in body]
                    self.bodies[head][number] = tuple(dict.fromkeys(lit for part in parts for lit in part))
        for atom in placed:
            del self.bodies[atom]

    def below(self, atom: int) -> Iterator[int]:
        """The atoms in the bodies of an atom."""
        for body in self.bodies.get(atom, ()):
            yield from map(abs, body)
        for weight in self.weights.get(atom, ()):
            yield from (abs(literal) for literal, _ in weight.body)

    def order(self, wanted: Iterable[int], ends: frozenset[int]) -> list[int]:
        """The atoms on which some depend, each behind those that it uses; what is below ``ends`` is left out."""
        found: dict[int, None] = {}
        waiting = [(atom, False) for atom in wanted]
        while waiting:
            atom, ready = waiting.pop()
            if ready:
                found.setdefault(atom)
            elif atom not in found:
                waiting.append((atom, True))
                if atom not in ends:
                    waiting += [(other, False) for other in self.below(atom) if other not in found]
        return list(found)


class Stage:
    """A part of the circuit: ``run`` takes the mask of all lanes and a mask for each input, and gives the outputs'."""

    def __init__(self, wiring: Wiring, inputs: Sequence[int], outputs: Sequence[int]) -> None:
        self.inputs, self.outputs = tuple(inputs), tuple(outputs)
        self.run = _compiled(_Writer(wiring, self.inputs, self.outputs).text())


@lru_cache(maxsize=64)
def _compiled(text: str) -> Callable[[int, Sequence[int]], tuple[int, ...]]:
    """The code of a stage; versions of a protocol share most of theirs."""
    space: dict[str, Any] = {"__builtins__": {}}
    exec(compile(text, "<circuit>", "exec"), space)
    run: Callable[[int, Sequence[int]], tuple[int, ...]] = space["run"]
    return run


class _Writer:
    """Writes the code; what always or never holds is worked out here and not written."""

    def __init__(self, wiring: Wiring, inputs: tuple[int, ...], outputs: tuple[int, ...]) -> None:
        self.wiring, self.inputs, self.outputs = wiring, inputs, outputs
        self.lines: list[str] = []
        #: An atom's expression: a name, `m` where it always holds, `0` where it never does.
        self.names = {atom: f"a{atom}" for atom in inputs}
        self.negated = {"0": "m", "m": "0"}

    def text(self) -> str:
        if self.inputs:
            self.lines.append(f"[{', '.join(self.names[atom] for atom in self.inputs)}] = v")
        for atom in self.wiring.order(self.outputs, frozenset(self.inputs)):
            if atom not in self.names:
                self.names[atom] = self._derived(atom)
        given = "".join(f"{self.names[atom]}, " for atom in self.outputs)
        return "def run(m, v):\n" + "".join(f"    {line}\n" for line in [*self.lines, f"return ({given})"])

    def _derived(self, atom: int) -> str:
        terms: list[str] = []
        for body in self.wiring.bodies.get(atom, ()):
            parts = list(dict.fromkeys(self._literal(literal) for literal in body))
            if "0" not in parts:
                kept = [part for part in parts if part != "m"]
                terms.append(self._joined(f"a{atom}", kept, "&") if kept else "m")
        for number, weight in enumerate(self.wiring.weights.get(atom, ())):
            terms.append(self._sum(f"{atom}_{number}", weight))
        terms = [term for term in dict.fromkeys(terms) if term != "0"]
        if "m" in terms:
            return "m"
        if len(terms) < 2:
            return self._named(f"a{atom}", terms[0]) if terms else "0"
        return self._named(f"a{atom}", self._joined(f"a{atom}", terms, "|"))

    def _joined(self, name: str, parts: Sequence[str], sign: str) -> str:
        """Parts as one expression, over several lines where they are many."""
        first, rest = parts[:_TERMS], parts[_TERMS:]
        expression = f" {sign} ".join(first)
        while rest:
            part = f"{name}_{len(self.lines)}"
            self.lines.append(f"{part} = {expression}")
            expression, rest = f" {sign} ".join([part, *rest[:_TERMS]]), rest[_TERMS:]
        return expression if len(parts) == 1 else f"({expression})"

    def _named(self, name: str, expression: str) -> str:
        if expression.isidentifier() or expression == "0":
            return expression
        self.lines.append(f"{name} = {expression}")
        return name

    def _literal(self, literal: int) -> str:
        name = self.names[abs(literal)]
        if literal > 0:
            return name
        if name not in self.negated:
            self.negated[name] = f"n{name}"
            self.lines.append(f"n{name} = m ^ {name}")
        return self.negated[name]

    def _sum(self, name: str, weight: WeightRule) -> str:
        """Whether weights add up to the bound: a sum of one digit for each power of two, added up in all lanes."""
        bound, terms = weight.bound, list[tuple[str, int]]()
        for literal, points in weight.body:
            part = self._literal(literal)
            if part == "m":
                bound -= points
            elif part != "0":
                terms.append((part, points))
        if bound <= 0:
            return "m"
        if sum(points for _, points in terms) < bound:
            return "0"
        digits, most = list[str](), 0
        for number, (part, points) in enumerate(terms):
            most += points
            self._add(f"s{name}_{number}", digits, part, points, most.bit_length())
        return self._at_least(f"s{name}", digits, bound)

    def _add(self, name: str, digits: list[str], part: str, points: int, length: int) -> None:
        """Adds a term to a sum that has no more digits than ``length``: nothing is carried beyond."""
        for place in range(points.bit_length()):
            if not points >> place & 1:
                continue
            carry, at = part, place
            digits += ["0"] * (at - len(digits))
            while at < len(digits) and digits[at] != "0":
                both, one = f"{name}_{place}_{at}c", f"{name}_{place}_{at}"
                if at + 1 < length:
                    self.lines.append(f"{both} = {digits[at]} & {carry}")
                self.lines.append(f"{one} = {digits[at]} ^ {carry}")
                digits[at], carry, at = one, both, at + 1
            if at < length:
                digits[at : at + 1] = [carry]

    def _at_least(self, name: str, digits: Sequence[str], bound: int) -> str:
        """From the lowest digit up: so far at least the bound's, and with this digit."""
        found = "m"
        for place in range(max(len(digits), bound.bit_length())):
            digit = digits[place] if place < len(digits) else "0"
            wanted = bound >> place & 1
            line = f"{digit} & {found}" if wanted else f"{digit} | {found}"
            self.lines.append(f"{name}_{place}g = {line}")
            found = f"{name}_{place}g"
        return found
