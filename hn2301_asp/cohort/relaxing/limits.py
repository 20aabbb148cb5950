"""The single limits of a knowledge base that can be moved so that more patients pass, and the protocol with them moved.

A limit is one end of what a threshold asks for. Moving it touches no rule: the circuit stays, and the axis is cut
elsewhere. Nothing is screened here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.cohort.judging.doubled import Doubled, turned
from hn2301_asp.knowledge.thresholds.axis import Interval, Test
from hn2301_asp.knowledge.thresholds.model import Threshold
from hn2301_asp.knowledge.thresholds.resolve import axes
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.screener import Screener
from hn2301_asp.source.numbers import MOST_DECIMALS, decimals, format_number, with_unit

#: Multiples of what was measured are written with one decimal at least.
_TENTH: Final = Fraction(1, 10)

#: A limit, and by how many steps it is moved.
Move = tuple["Limit", int]


class Limit(Struct, frozen=True):
    """One end of a threshold, as it can be moved.

    ``thresholds`` are its names in the search space: one of each item where it is asked of several. ``holds`` says
    whether a patient passes by lying within. A move of n steps puts it at ``now`` + n ``step``; beyond ``most`` of them
    it keeps out nobody. ``criteria`` are those that it may decide.
    """

    name: str
    thresholds: tuple[str, ...]
    quantity: str
    end: Literal["low", "high"]
    is_open: bool
    holds: bool
    now: Fraction
    step: Fraction
    most: int
    criteria: tuple[str, ...]

    def at(self, steps: int) -> Fraction:
        """Where it lies after so many steps."""
        return self.now + steps * self.step

    def first(self, number: Fraction, beyond: bool = False, *, some: bool = False) -> int:
        """By how many steps it must be moved at least for a number to lie on the side on which patients pass.

        A number that lies ``beyond`` is the end of an interval that it does not belong to: all of that is to pass, or
        ``some`` of it.
        """
        away = (number - self.now) / self.step
        reached = self.holds != self.is_open  # Whether a number passes at which the limit lies.
        if beyond:
            reached = not some
        return ceil(away) if reached else floor(away) + 1


def limits_of(screener: Screener) -> tuple[tuple[Limit, ...], dict[str, str]]:
    """The limits that can be moved, in the order of the thresholds, and of each that cannot be told of why not."""
    thresholds, space = screener.knowledge_base.thresholds, screener.space
    found, untold = list[Limit](), dict[str, str]()
    groups: dict[str, list[Threshold]] = {}
    for name, threshold in thresholds.thresholds.items():
        gate = thresholds.gate_of(name)
        groups.setdefault(name if gate is None else gate.name, []).append(threshold)
    doubled = space.once(Doubled)
    bound = frozenset[int]().union(*(doubled.cones[atom] for atom in doubled.wiring.constraints))
    for name, own in groups.items():
        atoms = [space.circuit.inputs[one.name] for one in own if one.name in space.circuit.inputs]
        criteria, sign = _asking(screener, doubled, atoms)
        quantity = thresholds.quantities[own[0].quantity]
        if not criteria:
            continue
        if not bound.isdisjoint(atoms):
            untold[name] = "what is true of everybody speaks of it, too"
        elif sign == 3:
            untold[name] = "some pass by it and others by its contrary"
        elif len({one.test.interval for one in own}) > 1:
            untold[name] = "it is another limit for each item"
        elif own[0].test.interval.is_point:
            untold[name] = "it asks for one value"
        else:
            ends = list(_ends(name, own, quantity, criteria, holds=sign == 1))
            found += ends
            if not ends:
                untold[name] = "it cannot be moved within what is possible"
    return tuple(found), untold


def moved(screener: Screener, moves: Sequence[Move]) -> Screener:
    """The protocol with some limits moved, and all else as it is."""
    base = screener.knowledge_base
    thresholds = dict(base.thresholds.thresholds)
    for limit, steps in moves:
        for name in limit.thresholds:
            one = thresholds[name]
            ends = {limit.end: limit.at(steps)}
            thresholds[name] = replace(one, test=replace(one.test, interval=replace(one.test.interval, **ends)))
    tests: dict[str, list[Test]] = {}
    for one in thresholds.values():
        tests.setdefault(one.quantity, []).append(one.test)
    cut = axes(tests, base.thresholds.derived, base.thresholds.quantities)
    changed = replace(base.thresholds, thresholds=thresholds, axes=cut)
    return Screener(replace(base, thresholds=changed), screener.space.circuit)


def shown(screener: Screener, limit: Limit, steps: int) -> str:
    """The limit after so many steps, as the threshold language has it, in a unit in which it has few decimals."""
    base = screener.knowledge_base
    threshold, quantity = base.thresholds.thresholds[limit.thresholds[0]], base.thresholds.quantities[limit.quantity]
    number = limit.at(steps)
    if quantity.multiple is not None:
        amount = f"{format_number(number)} × {quantity.multiple.times}"
    elif quantity.grades:
        amount = with_unit(number, quantity.unit)
    else:
        written = [base.vocabulary.unit(one.unit) for one in threshold.limits if one.unit is not None]
        units = dict.fromkeys([*(unit for unit in written if unit in quantity.units), quantity.unit, *quantity.units])
        told = [(quantity.given(number, unit), unit) for unit in units if unit is not None]
        few = (one for one in told if (places := decimals(one[0])) is not None and places <= MOST_DECIMALS)
        amount = with_unit(*next(few, told[0]))
    if threshold.window:
        return f"within {amount} {threshold.window}"
    sign = {"low": ">" if limit.is_open else "≥", "high": "<" if limit.is_open else "≤"}[limit.end]
    return f"{sign} {amount}"


def _asking(screener: Screener, doubled: Doubled, atoms: Iterable[int]) -> tuple[tuple[str, ...], int]:
    """The criteria that ask for some inputs, and how these should be: 1 where they should hold, 2 where not, 3 both."""
    space, signs = screener.space, doubled.signs
    found: dict[str, int] = {}
    for criterion in screener.knowledge_base.criteria:
        own, scope = signs[space.criteria[criterion.id]], space.scopes.get(criterion.id)
        for atom in atoms:
            sign = own.get(atom, 0) if criterion.kind == "inclusion" else turned(own.get(atom, 0))
            # Whom a criterion does not concern it lets pass.
            sign |= 0 if scope is None else turned(signs[scope].get(atom, 0))
            if sign:
                found[criterion.id] = found.get(criterion.id, 0) | sign
    both = 0
    for sign in found.values():
        both |= sign
    return tuple(found), both


def _ends(
    name: str, own: Sequence[Threshold], quantity: Quantity, criteria: tuple[str, ...], *, holds: bool
) -> Iterable[Limit]:
    """The ends of a threshold that can be moved by a step at least."""
    interval = own[0].test.interval
    size = quantity.step if quantity.multiple is None else min(quantity.step, _TENTH)
    sides: Mapping[Literal["low", "high"], tuple[Fraction | None, bool]] = {
        "low": (interval.low, interval.low_open),
        "high": (interval.high, interval.high_open),
    }
    for end, (now, is_open) in sides.items():
        if now is not None:
            step = -size if (end == "low") == holds else size
            most = _most(now, step, interval, quantity, holds=holds, is_open=is_open)
            if most > 0:
                names = tuple(one.name for one in own)
                yield Limit(name, names, quantity.name, end, is_open, holds, now, step, most, criteria)


def _most(now: Fraction, step: Fraction, interval: Interval, quantity: Quantity, *, holds: bool, is_open: bool) -> int:
    """So many steps a limit can be moved before nobody possible is kept out by it."""
    last, may_reach = quantity.possible[0 if step < 0 else 1], holds == is_open
    if not holds:  # It must not leap over the threshold's other end.
        other, other_open = (interval.low, interval.low_open) if step < 0 else (interval.high, interval.high_open)
        if other is not None and (other - last) * step < 0:
            last, may_reach = other, may_reach and not other_open
    away = (last - now) / step
    return floor(away) if may_reach else ceil(away) - 1
