"""A whole difference in the author's words: as few boxes of patients as possible.

A box is what a found patient shows that alone makes the answer differ. Boxes are widened to all
neighbouring ranges that do as well, and taken away, until nobody is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from hn2301_asp.comparison.model import Box
from hn2301_asp.comparison.search import Found, Search
from hn2301_asp.comparison.words import MOST_ITEMS, answers_in_words, range_in_words, test_in_words
from hn2301_asp.patient.ranges import widened

#: Boxes shown of one difference; more is said to be more.
MOST_BOXES = 6


class Region(Struct, frozen=True):
    """A part of a difference: ``literals`` are inputs, ``ranges`` allowed regions of axes."""

    literals: tuple[int, ...]
    ranges: tuple[tuple[str, tuple[int, ...]], ...]


def boxes(
    search: Search, one: int, other: int, first: Found, changed: Sequence[str], near: Sequence[str]
) -> tuple[tuple[Box, ...], bool]:
    """The patients of whom ``one`` holds and ``other`` does not, from one of them on; and whether these are all.

    ``changed`` are the axes that the change is about: a box is told by them where it can be. ``near``
    are inputs of which a box says what follows.
    """
    found: list[Region] = []
    left: list[int] = []
    patient: Found | None = first
    while patient is not None and len(found) < MOST_BOXES:
        region = _region(search, one, other, patient, changed)
        found.append(region)
        left.append(_outside(search, region))
        if len(region.literals) > MOST_ITEMS:
            # One combination of a list out of very many: it stands for all that are like it.
            return (_told(search, one, other, region, near),), False
        patient = search.find([one, -other, *left], nearest=True)
    return tuple(_told(search, one, other, region, near) for region in found), patient is None


def _region(search: Search, one: int, other: int, patient: Found, changed: Sequence[str]) -> Region:
    """What a patient shows that makes the answer differ: told by as few kinds of things as will do."""
    axes = {name: search.space.regions[name][index] for name, index in patient.regions.items()}
    inputs = search.joined.circuit.inputs
    thresholds = search.joined.base.thresholds.thresholds
    shown = [n for n in inputs if n not in thresholds and inputs[n] not in search.fixed]
    items = {n for n in shown if n.partition("(")[0] in search.vocabulary.families}
    literals = {n: inputs[n] if inputs[n] in patient.true else -inputs[n] for n in shown}
    # By which arm it is comes before what only another arm is asked.
    arms = search.scoping
    tiers = [
        [*(axes[name] for name in changed if name in axes), *(literals[n] for n in arms if literals[n] > 0)],
        [atom for name, atom in axes.items() if name not in changed],
        [literal for name, literal in literals.items() if name not in items and name not in arms],
        [literal for name, literal in literals.items() if name in items],
    ]
    chosen: list[int] = []
    for tier in tiers:
        chosen = [*tier, *chosen]  # what stands first is given up first
        if search.nobody([one, other, *chosen]):
            break
    core = search.core([one, other], chosen)
    told = set(literals.values())
    ranges: dict[str, tuple[int, ...]] = {name: (patient.regions[name],) for name, atom in axes.items() if atom in core}
    facts = tuple(literal for literal in core if literal in told)
    for name in list(ranges):
        ranges[name] = _widened(search, one, other, facts, ranges, name)
    return Region(facts, tuple(ranges.items()))


def _widened(
    search: Search, one: int, other: int, literals: Sequence[int], ranges: dict[str, tuple[int, ...]], name: str
) -> tuple[int, ...]:
    """The neighbouring regions in which the answer differs in the same way, and for somebody."""
    rest = [literal for n, indices in ranges.items() if n != name for literal in within(search, n, indices)]

    def does(region: int) -> bool:
        here = [*literals, *rest, search.space.regions[name][region]]
        return search.nobody([one, other, *here]) and not search.nobody([one, -other, *here])

    return tuple(widened(search.space.open_regions[name], ranges[name][0], does))


def within(search: Search, name: str, indices: Iterable[int]) -> Iterator[int]:
    """The literals that say that an axis lies in some of its regions."""
    inside = set(indices)
    yield from (-atom for index, atom in enumerate(search.space.regions[name]) if index not in inside)


def _outside(search: Search, region: Region) -> int:
    """An atom that says that a patient is not of a region; made for this once."""
    with search.space.control.backend() as backend:
        inside: int = backend.add_atom()
        body = list(region.literals)
        for name, indices in region.ranges:
            body += within(search, name, indices)
        backend.add_rule([inside], body)
    return -inside


def _told(search: Search, one: int, other: int, region: Region, near: Sequence[str]) -> Box:
    """A region in words, with what then holds as well though it need not hold otherwise."""
    conditions = [range_in_words(search, name, indices) for name, indices in region.ranges]
    conditions += answers_in_words(search, region.literals)
    inside = [*region.literals, *(lit for name, indices in region.ranges for lit in within(search, name, indices))]
    implied = []
    thresholds, inputs = search.joined.base.thresholds.thresholds, search.joined.circuit.inputs
    told = {*dict(region.ranges), *map(abs, region.literals)}
    if any(inputs[name] in region.literals for name in search.scoping):
        told |= {inputs[name] for name in search.scoping}  # Of one arm: of no other one.
    # What is told as what it is need not be told again.
    names = [n for n in near if inputs[n] not in told and (n not in thresholds or thresholds[n].quantity not in told)]
    certain = search.certain([one, -other, *inside], [lit for name in names for lit in (inputs[name], -inputs[name])])
    for name in names:
        for literal in (inputs[name], -inputs[name]):
            if literal in certain and not search.nobody([one, -literal]):
                if name in thresholds:
                    implied.append(test_in_words(search, name, holds=literal > 0))
                else:
                    implied += answers_in_words(search, [literal])
    return Box(tuple(conditions), tuple(implied))
