"""What is left open of the circuit, of many rows at once: rows in which the same is left ask the same questions.

Three-valued, over arrays of rows: from what some literals need, down to the inputs that may still decide them. Nothing
is decided here; rows that look different and are alike are asked about twice, that is all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import numpy as np
import numpy.typing as npt

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.deciding.net import ALWAYS, Body, Net
from hn2301_asp.cohort.deciding.twins import only_violated

#: A column of what is left: a number for each row.
Column = npt.NDArray[np.integer[Any]] | Flags
#: Bodies that differ in an item of one class: its sign, the rest, and the items.
_Group = tuple[bool, Body, tuple[int, ...]]


class LeftOpen:
    """The literals of a part, and the constraints beside them, under some readings.

    ``wanted`` must all hold; ``violated`` are literals of which none may. ``class_of`` holds the classes of items that
    may stand for each other (``twins``).
    """

    def __init__(self, net: Net, wanted: Sequence[int], violated: Sequence[int], class_of: Mapping[int, int]) -> None:
        self.net, self.wanted, self.violated = net, tuple(wanted), tuple(violated)
        roots = (*wanted, *violated)
        self.order = net.below(roots)
        self.inputs = net.inputs(roots)
        self.alone = only_violated(net, roots)
        sizes: dict[int, int] = {}
        for one in class_of.values():
            sizes[one] = sizes.get(one, 0) + 1
        self.class_of = {atom: one for atom, one in class_of.items() if sizes[one] > 1}
        self.single: dict[int, list[Body]] = {}
        self.grouped: dict[int, list[_Group]] = {}
        for head in self.order:
            self.single[head], self.grouped[head] = self._in_groups(net.bodies[head])
        self.most = {one: self._most(one) for one in set(self.class_of.values())}
        constraints = [body for head in self.order if head in self.alone for body in net.bodies[head]]
        self.barred = self._in_groups(constraints)

    def _in_groups(self, bodies: Sequence[Body]) -> tuple[list[Body], list[_Group]]:
        single: list[Body] = []
        groups: dict[tuple[bool, int, Body], list[int]] = {}
        for body in bodies:
            items = [literal for literal in body if abs(literal) in self.class_of]
            if len(items) == 1:
                rest = tuple(sorted(one for one in body if one != items[0]))
                groups.setdefault((items[0] > 0, self.class_of[abs(items[0])], rest), []).append(abs(items[0]))
            else:
                single.append(body)
        return single, [(sign, rest, tuple(atoms)) for (sign, _, rest), atoms in groups.items()]

    def _most(self, of: int) -> int:
        """More open items of a class than these change nothing: so many that hold do all that any can."""
        atoms = {atom for atom, one in self.class_of.items() if one == of}
        most = 2  # Lists of one item and of two are tried.
        for head in self.order:
            for literal in (literal for body in self.net.bodies[head] for literal in body):
                if -literal in atoms:
                    return len(atoms)
            for one in self.net.sums[head]:
                for literal, points in one.points:
                    if -literal in atoms or points < 0:
                        return len(atoms)
                    if literal in atoms:
                        most = max(most, -(-one.bound // points))
        return most

    def of(self, can: Mapping[int, Flags], must: Mapping[int, Flags], rows: int) -> Left:
        """What is left in some rows: ``can`` and ``must`` say of each input where it may hold and where it does."""
        return Left(self, can, must, rows)


class Left:
    """What is left of a part in some rows. ``live`` says of each atom where it may still decide."""

    def __init__(self, part: LeftOpen, can: Mapping[int, Flags], must: Mapping[int, Flags], rows: int) -> None:
        self.part, self.rows = part, rows
        self.upper, self.lower = dict(can), dict(must)
        self.nothing = np.zeros(rows, np.bool_)
        self.upper[ALWAYS] = self.lower[ALWAYS] = ~self.nothing
        for atom in part.inputs:
            self.upper.setdefault(atom, self.nothing)
            self.lower.setdefault(atom, self.nothing)
        for head in part.order:
            self._derive(head)
        self.live: dict[int, Flags] = {}
        self.columns: list[Column] = []
        for literal in part.wanted:
            self._mark(literal, self.can(literal))
        for literal in part.violated:
            if literal not in part.alone:
                self._mark(literal, self.can(literal))
        self._spread()

    def can(self, literal: int) -> Flags:
        return self.upper[literal] if literal > 0 else ~self.lower[-literal]

    def must(self, literal: int) -> Flags:
        return self.lower[literal] if literal > 0 else ~self.upper[-literal]

    def open(self, literal: int) -> Flags:
        """Where a literal may hold or not."""
        return self.upper[abs(literal)] & ~self.lower[abs(literal)]

    @property
    def may_fail(self) -> Flags:
        """Where what is wanted does not surely hold."""
        return reduce(or_, (~self.must(literal) for literal in self.part.wanted), self.nothing)

    def _derive(self, head: int) -> None:
        bodies, sums = self.part.net.bodies[head], self.part.net.sums[head]
        for values, of in ((self.upper, self.can), (self.lower, self.must)):
            found = reduce(or_, (self._all(map(of, body)) for body in bodies), self.nothing)
            for one in sums:
                total = np.zeros(self.rows, np.int32)
                for literal, points in one.points:
                    total += points * of(literal)
                found = found | (total >= one.bound)
            values[head] = found

    def _all(self, flags: Iterator[Flags]) -> Flags:
        return reduce(and_, flags, ~self.nothing)

    def _mark(self, literal: int, where: Flags) -> None:
        """Marks what may decide."""
        found = where & self.open(literal)
        atom = abs(literal)
        self.live[atom] = self.live[atom] | found if atom in self.live else found

    def _spread(self) -> None:
        """From each atom to what it follows from; each step is a column."""
        part = self.part
        self._bodies(*part.barred, ~self.nothing)
        for head in reversed(part.order):
            live = self.live.get(head, self.nothing)
            if head in part.alone:
                continue
            self.columns.append(live)
            self._bodies(part.single[head], part.grouped[head], live)
            for one in part.net.sums[head]:
                needed = np.full(self.rows, one.bound, np.int32)
                for literal, points in one.points:
                    needed -= points * self.must(literal)
                    self._mark(literal, live)
                    if abs(literal) not in part.class_of:
                        self.columns.append(live & self.open(literal))
                self.columns.append(np.where(live, needed, 0))

    def _bodies(self, single: Sequence[Body], grouped: Sequence[_Group], live: Flags) -> None:
        for body in single:
            whole = live & self._all(map(self.can, body))
            self.columns.append(whole)
            for literal in body:
                self._mark(literal, whole)
                if len(body) > 1:
                    self.columns.append(whole & self.open(literal))
        for sign, rest, atoms in grouped:
            items = [atom if sign else -atom for atom in atoms]
            beside = live & self._all(map(self.can, rest))
            self.columns.append(beside & reduce(or_, map(self.must, items)))
            whole = beside & reduce(or_, map(self.can, items))
            for literal in items:
                self._mark(literal, beside & self.can(literal))
            for literal in rest:
                self._mark(literal, whole)
                self.columns.append(whole & self.open(literal))
