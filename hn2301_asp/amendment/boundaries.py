"""Boundary patients: just below, at and just above every changed threshold, under both versions.

Each is as near to the typical patient as it can be, and decided by the threshold where one can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from hn2301_asp.amendment.model import Boundary
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.model import Witness
from hn2301_asp.comparison.renaming import key
from hn2301_asp.comparison.search import Found
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.model import Threshold

_Position = Literal["below", "at", "above"]


def boundaries(comparer: Comparer, one: int, other: int) -> tuple[Boundary, ...]:
    """The boundary patients of all thresholds that are new or changed in a version, in its order.

    One whom screening does not confirm is none; there is none where the versions cannot be put side by side.
    """
    found: list[Boundary] = []
    seen: set[tuple[str, Interval]] = set()
    for item in comparer.items(one, other):
        if item.kind == "threshold" and item.value_here is not None:
            # Of items with one limit the first stands for all.
            asked = item.name.partition("(")[0], item.value_here.test.interval
            if asked in seen:
                continue
            seen.add(asked)
            try:
                found += _of(comparer, one, other, item)
            except Undecidable:
                break
    return tuple(found)


def _of(comparer: Comparer, one: int, other: int, item: Difference) -> Iterator[Boundary]:
    threshold: Threshold = item.value_here
    search = comparer.search
    names = search.sides[other].names
    quantity = names[key("quantity", threshold.quantity)]
    scope = search.sides[other].scopes.get(threshold.owner)
    step, of_item = search.quantities[quantity].step, search.quantities[quantity].of_item
    held = [] if of_item is None else [search.joined.circuit.inputs[f"{of_item[0]}({of_item[1]})"]]
    held += [] if scope is None else [scope]
    for end in dict.fromkeys(threshold.test.interval.limits):
        for position, narrow in _sides(end, step):
            witness = _nearest(comparer, one, other, held, {quantity: narrow})
            if witness is not None:
                shown = f"{search.quantities[quantity].label} {threshold.shown}"
                yield Boundary(threshold.called, position, shown, witness)


def _sides(end: Fraction, step: Fraction) -> Iterator[tuple[_Position, Interval]]:
    yield "below", Interval(end - step, end, False, True)
    yield "at", Interval.point(end)
    yield "above", Interval(end, end + step, True, False)


def _nearest(
    comparer: Comparer, one: int, other: int, held: Sequence[int], narrow: Mapping[str, Interval]
) -> Witness | None:
    """The nearest patient there: eligible in the new version if somebody is, else in the old one.

    Of whoever it is ``held`` holds: the item that is asked of, and that the threshold's criterion applies.
    """
    sides = comparer.search.sides
    for question in ([sides[other].eligible], [sides[one].eligible], []):
        try:
            found = comparer.search.find_within([*question, *held], narrow)
            if found is not None:
                return _said_enough(comparer, one, other, found)
        except Undecidable:
            continue
    return None


def _said_enough(comparer: Comparer, one: int, other: int, found: Found) -> Witness:
    """The patient as a record that both versions decide, where saying more does that; else as short as can be."""
    try:
        return comparer.witness(
            one, other, found, lambda *seen: all(s is None or s.verdict != "undetermined" for s in seen)
        )
    except Undecidable:
        return comparer.witness(one, other, found, lambda *_: True)
