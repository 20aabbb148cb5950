"""The graph of a criterion as SVG: boxes with the protocol's words, lines for what asks for what. Decides nothing.

The picture is told in its description too, and in a list beside it: nobody needs to see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from hn2301_asp.report.cohort.svg import Picture, broken, fitted, safe, words
from hn2301_asp.report.tracing.layout import Layout, Spot, lay_out
from hn2301_asp.source.lists import listed
from hn2301_asp.tracing.model import Graph, Link, Node, TracedCriterion

#: Boxes: how wide they are, with what room for lines between two layers, and how many lines of words they hold.
_WIDE, _BETWEEN, _LINES = 196, 62, 4
_PAD, _LINE, _TAG = 8, 15, 14
_EDGE: Final = 10
#: Of more nothing can be seen; they are told in words.
MOST_NODES: Final = 300
MOST_LINKS: Final = 900
_TAGS: Final = {
    "criterion": "criterion",
    "derived": "",
    "rule": "",
    "threshold": "threshold",
    "quantity": "number in a record",
    "fact": "fact in a record",
    "choice": "choice in a record",
    "family": "list in a record",
    "reading": "reading",
    "table": "list of the knowledge base",
}
_JOINED: Final = {"": "", "all": "all of", "any": "any of"}
#: How lines are told in words.
_VERBS: Final = {
    "asks": "asks for",
    "not": "asks that there is not",
    "counts": "counts",
    "computed": "is worked out from",
}


class Box(Struct, frozen=True):
    """A node's words as they are drawn."""

    tag: str
    lines: tuple[str, ...]
    height: int


def draw(criterion: TracedCriterion) -> Picture | None:
    """The graph of a criterion; None where it is too large to be seen."""
    graph = criterion.graph
    if len(graph.nodes) > MOST_NODES or len(graph.links) > MOST_LINKS:
        return None
    boxes = {node.id: _box(node, graph) for node in graph.nodes}
    layout = lay_out({key: box.height for key, box in boxes.items()}, [(one.source, one.target) for one in graph.links])
    parts = [*_links(graph, layout), *(part for node in graph.nodes for part in _node(node, boxes[node.id], layout))]
    width = 2 * _EDGE + layout.layers * _WIDE + (layout.layers - 1) * _BETWEEN
    told = "".join(f"{one}. " for one in told_links(graph)) or "It depends on nothing."
    return Picture(width, layout.height + 2 * _EDGE, f"What {criterion.id} depends on", told.strip(), tuple(parts))


def told_links(graph: Graph) -> Iterator[str]:
    """What each node asks for, in a sentence: the picture without a picture."""
    nodes = {node.id: node for node in graph.nodes}
    for node in graph.nodes:
        for kind, verb in _VERBS.items():
            own = [link for link in graph.links if link.source == node.id and link.kind == kind]
            if own:
                last = "or" if node.joined == "any" else "and"
                bound = f" ({own[0].bound})" if own[0].bound else ""
                targets = listed([_called(nodes[link.target]) for link in own], last)
                yield f"{_called(node)} {verb}{bound} {targets}"


def _called(node: Node) -> str:
    return node.label if node.kind != "rule" else f"the rule {node.name}"


def _box(node: Node, graph: Graph) -> Box:
    kind = node.name if node.kind == "derived" else _TAGS[node.kind]
    tag = " · ".join(filter(None, (kind, _JOINED[node.joined], f"of {node.owner}" if node.owner else "")))
    if node.kind == "rule":
        return Box(fitted(node.label, _WIDE - 2 * _PAD), (), _PAD + _TAG + 4)
    lines = broken(node.label, _WIDE - 2 * _PAD, _LINES, strong=node.kind == "criterion")
    # Lines with a word beside their end come in one below the other.
    told = sum(link.target == node.id and link.kind in ("not", "counts") for link in graph.links)
    tag = fitted(tag, _WIDE - 2 * _PAD)
    return Box(tag, lines, max(_PAD + (_TAG if tag else 0) + _LINE * len(lines) + 4, told * _LINE))


def _x(spot: Spot) -> int:
    return _EDGE + spot.layer * (_WIDE + _BETWEEN)


def _node(node: Node, box: Box, layout: Layout) -> Iterator[str]:
    spot = layout.spots[node.id]
    left, top = _x(spot), int(_EDGE + spot.y - spot.height / 2)
    whole = f"{node.label} — {node.name}" if node.name != node.label else node.label
    yield f'<g class="node {node.kind}"><title>{safe(whole)}</title>'
    yield f'<rect x="{left}" y="{top}" width="{_WIDE}" height="{spot.height}" rx="5"/>'
    y = top + _PAD - 4
    if box.tag:
        y += _TAG
        yield words(left + _PAD, y, box.tag, "tag")
    for line in box.lines:
        y += _LINE
        yield words(left + _PAD, y, line, "strong" if node.kind == "criterion" else "")
    yield "</g>"


def _links(graph: Graph, layout: Layout) -> Iterator[str]:
    """The lines, each into its own place at the left of what it leads to."""
    arriving: dict[str, list[Link]] = {}
    for link in graph.links:
        arriving.setdefault(link.target, []).append(link)
    for links in arriving.values():
        links.sort(key=lambda link: layout.spots[layout.routes[link.source, link.target][-2]].y)
    for link in graph.links:
        way = [layout.spots[key] for key in layout.routes[link.source, link.target]]
        target, own = way[-1], arriving[link.target]
        step = target.height / (len(own) + 1)
        end = _EDGE + target.y - target.height / 2 + step * (own.index(link) + 1)
        if any(one.kind in ("not", "counts") for one in own):
            room = min(_LINE, target.height / len(own))
            end = _EDGE + target.y + room * (own.index(link) - (len(own) - 1) / 2)
        yield f'<path class="link {link.kind}" d="{_path(way, end)}"/>'
        yield f'<path class="arrow" d="M{_x(target)} {end:.0f}l-6 -3.5v7z"/>'
        word = "not" if link.kind == "not" else link.bound
        if word:
            yield words(_x(target) - 9, end - 3, word, "tag beside", anchor="end")


def _path(way: list[Spot], end: float) -> str:
    """A line from the right of a box, through the places where it passes, to the left of another."""
    x, y = _x(way[0]) + _WIDE, _EDGE + way[0].y
    path = [f"M{x} {y:.0f}"]
    for number, spot in enumerate(way[1:], start=1):
        left, height = _x(spot), end if number == len(way) - 1 else _EDGE + spot.y
        middle = (x + left) / 2
        path.append(f"C{middle:.0f} {y:.0f} {middle:.0f} {height:.0f} {left} {height:.0f}")
        x, y = left, height
        if spot.passes:
            x += _WIDE
            path.append(f"H{x}")
    return "".join(path)
