"""Where the nodes of a graph lie: in layers from left to right, none upon another. Knows nothing of what they show.

The usual four steps for layered drawings (Sugiyama, Tagawa & Toda 1981): layers by the longest way from the root, a
place in every layer that a line passes, an order with few crossings (by the mean place of neighbours), and heights as
near to those of neighbours as the order allows. The same graph gives the same drawing.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

#: Between two boxes of a layer, and between two lines that pass it.
_APART, _PASSING = 14, 8
_ROUNDS = 12


class Spot(Struct):
    """Something in a layer: a node, or the place where a line passes; ``y`` is its middle."""

    key: str
    layer: int
    height: int
    passes: bool = False
    y: float = 0.0


class Layout(Struct, frozen=True):
    """The spots of all nodes and passing places, and of each line those that it goes through, ends included."""

    spots: Mapping[str, Spot]
    routes: Mapping[tuple[str, str], tuple[str, ...]]
    layers: int
    height: int


def lay_out(heights: Mapping[str, int], links: Sequence[tuple[str, str]]) -> Layout:
    """The layout of nodes of such heights; the first is the root, and links lead away from it, in no circle."""
    depth = _layers(list(heights), links)
    spots = {key: Spot(key, depth[key], height) for key, height in heights.items()}
    routes: dict[tuple[str, str], tuple[str, ...]] = {}
    for source, target in dict.fromkeys(links):
        way = [source]
        for layer in range(depth[source] + 1, depth[target]):
            key = f"{source}\0{target}\0{layer}"
            spots[key] = Spot(key, layer, _PASSING, passes=True)
            way.append(key)
        routes[source, target] = (*way, target)
    steps = [pair for way in routes.values() for pair in pairwise(way)]
    rows = _ordered(spots, steps)
    _settle(spots, rows, steps)
    top = min(spot.y - spot.height / 2 for spot in spots.values())
    for spot in spots.values():
        spot.y = round(spot.y - top)
    height = max(round(spot.y + spot.height / 2) for spot in spots.values())
    return Layout(spots, routes, len(rows), height)


def _layers(keys: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """How far each node is from the root, the longest way."""
    depth = dict.fromkeys(keys, 0)
    for _ in keys:
        moved = False
        for source, target in links:
            if depth[target] <= depth[source]:
                depth[target], moved = depth[source] + 1, True
        if not moved:
            break
    return depth


def _ordered(spots: Mapping[str, Spot], steps: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The spots of each layer, in an order in which few lines cross."""
    below, above = _neighbours(spots, steps)
    rows: list[list[str]] = [[] for _ in range(1 + max(spot.layer for spot in spots.values()))]
    waiting, seen = [next(iter(spots))], set[str]()
    while waiting:  # From the root down, each with all below it: what belongs together begins together.
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            rows[spots[key].layer].append(key)
            waiting += reversed(below[key])
    best, least = [list(row) for row in rows], _crossings(rows, below)
    for number in range(_ROUNDS):
        down = number % 2 == 0
        near = above if down else below
        for layer in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            at = {key: place for row in rows for place, key in enumerate(row)}
            mean = {
                key: sum(at[one] for one in near[key]) / len(near[key]) if near[key] else at[key] for key in rows[layer]
            }
            rows[layer].sort(key=lambda key: (mean[key], at[key]))
        crossing = _crossings(rows, below)
        if crossing < least:
            best, least = [list(row) for row in rows], crossing
    return best


def _neighbours(
    spots: Mapping[str, Spot], steps: Sequence[tuple[str, str]]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    below: dict[str, list[str]] = {key: [] for key in spots}
    above: dict[str, list[str]] = {key: [] for key in spots}
    for source, target in steps:
        below[source].append(target)
        above[target].append(source)
    return below, above


def _crossings(rows: Sequence[Sequence[str]], below: Mapping[str, Sequence[str]]) -> int:
    """How many pairs of lines between neighbouring layers cross."""
    number = 0
    for row, following in pairwise(rows):
        at = {key: place for place, key in enumerate(following)}
        before: list[int] = []
        for end in (at[target] for key in row for target in sorted(below[key], key=at.__getitem__)):
            number += len(before) - bisect_right(before, end)
            insort(before, end)
    return number


def _settle(spots: Mapping[str, Spot], rows: Sequence[Sequence[str]], steps: Sequence[tuple[str, str]]) -> None:
    """Heights: every layer as near to its neighbours as its order and the boxes allow."""
    below, above = _neighbours(spots, steps)
    for row in rows:
        _place(spots, row, [0.0] * len(row))
    for number in range(_ROUNDS):
        for layer in range(len(rows)) if number % 2 else range(len(rows) - 1, -1, -1):
            wanted = []
            for key in rows[layer]:
                near = above[key] if number % 2 else below[key]
                near = near or [*above[key], *below[key]]
                wanted.append(sum(spots[one].y for one in near) / len(near) if near else spots[key].y)
            _place(spots, rows[layer], wanted)


def _place(spots: Mapping[str, Spot], row: Sequence[str], wanted: Sequence[float]) -> None:
    """Puts a layer as near to where it is wanted as the boxes allow: the least sum of squares (pooling neighbours)."""
    offsets, total = list[float](), 0.0
    for number, key in enumerate(row):
        if number:
            before = spots[row[number - 1]]
            apart = _PASSING if before.passes and spots[key].passes else _APART
            total += (before.height + spots[key].height) / 2 + apart
        offsets.append(total)
    groups: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, size = want - offset, 1
        while groups and groups[-1][0] >= mean:
            other, many = groups.pop()
            mean, size = (mean * size + other * many) / (size + many), size + many
        groups.append((mean, size))
    places = [mean for mean, size in groups for _ in range(size)]
    for key, offset, place in zip(row, offsets, places, strict=True):
        spots[key].y = place + offset
