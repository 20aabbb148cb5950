"""The circuit under some readings: what they settle is gone, and what is another literal is that literal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from hn2301_asp.solver.space import Space
from hn2301_asp.solver.straight import Wiring

#: The literal that always holds: no atom has this number.
ALWAYS: Final = 1 << 60
Body = tuple[int, ...]


class Sum(Struct, frozen=True):
    """Literals with points, which are to add up to a bound."""

    bound: int
    points: tuple[tuple[int, int], ...]


class Net(Struct, frozen=True):
    """What derives each atom, those that others use first; ``violated`` are literals of which none may hold.

    ``same`` holds the atoms that are the same as a literal.
    """

    bodies: Mapping[int, tuple[Body, ...]]
    sums: Mapping[int, tuple[Sum, ...]]
    violated: tuple[int, ...]
    same: Mapping[int, int]

    def literal(self, literal: int) -> int:
        """The literal that another one is the same as."""
        found = self.same.get(abs(literal), abs(literal))
        return found if literal > 0 else -found

    def below(self, literals: Iterable[int]) -> list[int]:
        """The derived atoms on which some literals depend, each behind those that it uses."""
        wanted = {abs(literal) for literal in literals}
        order = [*self.bodies]
        for atom in reversed(order):
            if atom in wanted:
                wanted.update(abs(literal) for body in self.bodies[atom] for literal in body)
                wanted.update(abs(literal) for one in self.sums[atom] for literal, _ in one.points)
        return [atom for atom in order if atom in wanted]

    def inputs(self, literals: Iterable[int]) -> frozenset[int]:
        """The inputs on which some literals depend."""
        asked = [abs(literal) for literal in literals]
        derived = self.below(asked)
        used = {abs(literal) for atom in derived for body in self.bodies[atom] for literal in body}
        used |= {abs(literal) for atom in derived for one in self.sums[atom] for literal, _ in one.points}
        return frozenset(used.union(asked).difference(self.bodies, [ALWAYS]))


def nets(space: Space) -> Callable[[Mapping[str, str]], Net]:
    """Gives the circuit under readings."""
    made = lru_cache(8)(lambda chosen: _under(space, dict(chosen)))
    return lambda readings: made(tuple(sorted(readings.items())))


def _under(space: Space, readings: Mapping[str, str]) -> Net:
    wiring, inputs = Wiring(space.circuit), frozenset(space.circuit.inputs.values())
    same: dict[int, int] = {}
    for (reading, value), atom in space.readings.items():
        same[atom] = ALWAYS if readings[reading] == value else -ALWAYS
    bodies: dict[int, tuple[Body, ...]] = {}
    sums: dict[int, tuple[Sum, ...]] = {}

    def literal(one: int) -> int:
        found = same.get(abs(one), abs(one))
        return found if one > 0 else -found

    for atom in wiring.order([*wiring.bodies, *wiring.weights], inputs):
        if atom in inputs:
            continue
        own = [_body(map(literal, body)) for body in wiring.bodies.get(atom, ())]
        told = [
            _sum(one.bound, ((literal(lit), points) for lit, points in one.body))
            for one in wiring.weights.get(atom, ())
        ]
        left = tuple(dict.fromkeys(body for body in own if body is not None))
        added = tuple(one for one in told if one.bound <= sum(points for _, points in one.points))
        if () in left or any(one.bound <= 0 for one in added):
            same[atom] = ALWAYS
        elif not left and not added:
            same[atom] = -ALWAYS
        elif len(left) == 1 and len(left[0]) == 1 and not added:
            same[atom] = left[0][0]
        else:
            bodies[atom], sums[atom] = left, added
    violated = dict.fromkeys(literal(atom) for atom in wiring.constraints)
    return Net(bodies, sums, tuple(one for one in violated if one != -ALWAYS), same)


def _body(literals: Iterable[int]) -> Body | None:
    """A body without what always holds; None of one that never does."""
    kept = dict.fromkeys(one for one in literals if one != ALWAYS)
    return None if -ALWAYS in kept or any(-one in kept for one in kept) else tuple(kept)


def _sum(bound: int, points: Iterable[tuple[int, int]]) -> Sum:
    """A sum without what always or never holds."""
    told = list(points)
    bound -= sum(number for one, number in told if one == ALWAYS)
    return Sum(bound, tuple((one, number) for one, number in told if abs(one) != ALWAYS))
