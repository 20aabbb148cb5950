"""What is open of a patient, as modules: each is in one of several ways, and says which atoms hold in each.

A *slot* is one value of every reading; a mask of slots is an integer with a bit for each. Modules are remembered
with the slots, for most patients are open in the same ways.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import TypeVar

from hn2301_asp.solver.space import Space
from hn2301_asp.source.private import Private
from hn2301_asp.source.remembered import remembered

_T = TypeVar("_T")

#: So much is remembered before it is forgotten all at once, and nothing that has more lanes than these.
_REMEMBERED, SMALL = 10_000, 4_096


class Judged(Private, frozen=True):
    """For each slot, a bit: whether somebody fits, and what can hold and can fail.

    The first entry of ``can_hold`` and ``can_fail`` is eligibility, then come the criteria in their order, and then
    whether each of those that do not apply to everybody applies.
    """

    somebody: int
    can_hold: tuple[int, ...]
    can_fail: tuple[int, ...]


class Module(Private, frozen=True):
    """Something open, in so many ways; ``masks`` say of each atom, for each way, in which slots it holds.

    ``touches`` are the outputs of the circuit that depend on it, a bit for each, and ``places`` where its atoms stand
    among the inputs; no two have one ``serial``.
    """

    serial: int
    ways: int
    masks: Mapping[int, tuple[int, ...]]
    touches: int
    places: Mapping[int, int] = {}


class Slots:
    """Several complete readings side by side, and what was worked out under them."""

    def __init__(self, space: Space, chosen: Sequence[Mapping[str, str]]) -> None:
        self.chosen = tuple(chosen)
        self.number = len(self.chosen)
        self.every = (1 << self.number) - 1
        #: The readings' atoms: in which slots each holds.
        self.masks = dict.fromkeys(space.readings.values(), 0)
        #: For each slot the atoms of each reading, as literals.
        self.literals: list[dict[str, tuple[int, ...]]] = []
        self.remembered: dict[tuple[object, ...], object] = {}
        for slot, readings in enumerate(chosen):
            literals: dict[str, tuple[int, ...]] = {}
            for (reading, value), atom in space.readings.items():
                holds = readings[reading] == value
                literals[reading] = (*literals.get(reading, ()), atom if holds else -atom)
                self.masks[atom] |= holds << slot
            self.literals.append(literals)

    def once(self, key: tuple[object, ...], made: Callable[[], _T]) -> _T:
        """What was made under a key, now or before. A key begins with what it is that is made."""
        if key not in self.remembered:
            remembered(self.remembered, key, made(), _REMEMBERED)
        return self.remembered[key]  # type: ignore[return-value]


#: Of a module each atom, its place if it is an input, and the lanes in which it holds.
_Block = list[tuple[int, int | None, int]]


class Spread:
    """The lanes of some modules: a slot is the fastest digit of a lane's number, then each module's way in turn."""

    def __init__(self, slots: Slots, modules: Sequence[Module]) -> None:
        self.slots, self.modules = slots, modules
        self.strides: list[int] = []
        self.lanes = slots.number
        for module in modules:
            self.strides.append(self.lanes)
            self.lanes *= module.ways
        self.every = (1 << self.lanes) - 1
        self.repeat = repeated(self.lanes // slots.number, slots.number)

    def masks(self, wanted: Container[int] | None = None) -> dict[int, int]:
        """For each atom that a module decides, or for some, the lanes in which it holds."""
        return {
            atom: mask * again
            for masks, again in self._blocks()
            for atom, _, mask in masks
            if wanted is None or atom in wanted
        }

    def placed(self) -> list[tuple[int, int]]:
        """The same for those that are inputs, by their places."""
        return [
            (place, mask * again) for masks, again in self._blocks() for _, place, mask in masks if place is not None
        ]

    def _blocks(self) -> Iterator[tuple[_Block, int]]:
        """For each module the lanes of all its ways once, and what repeats them."""
        for stride, module in zip(self.strides, self.modules, strict=True):
            size = stride * module.ways
            make = partial(self._block, stride, module)
            block = self.slots.once(("masks", module.serial, stride), make) if size <= SMALL else make()
            yield block, repeated(self.lanes // size, size)

    def _block(self, stride: int, module: Module) -> _Block:
        inner, places = repeated(stride // self.slots.number, self.slots.number), module.places
        return [
            (atom, places.get(atom), sum(held * inner << way * stride for way, held in enumerate(ways) if held))
            for atom, ways in module.masks.items()
        ]

    def somewhere(self, masks: Sequence[int]) -> list[int]:
        """Of each mask of lanes the slots in which it holds for some ways of all modules.

        All are looked at together, one behind the other in one integer.
        """
        width, packed, number = self.lanes, 0, len(masks)
        for mask in reversed(masks):
            packed = packed << width | mask
        for stride, module in zip(reversed(self.strides), reversed(self.modules), strict=True):
            found = packed
            for way in range(1, module.ways):
                found |= packed >> way * stride
            packed = found & _first(stride, number, width)
        every = self.slots.every
        return [packed >> at & every for at in range(0, number * width, width)]


@lru_cache(maxsize=1024)
def _first(stride: int, times: int, width: int) -> int:
    """The first lanes of each of several masks of a width that lie one behind the other."""
    return ((1 << stride) - 1) * repeated(times, width)


@lru_cache(maxsize=1024)
def repeated(times: int, width: int) -> int:
    """A mask that repeats another one of a width, once multiplied with it."""
    return ((1 << times * width) - 1) // ((1 << width) - 1)
