"""Graphs laid out: nothing lies upon anything else, whatever the graph; and the same graph gives the same drawing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.report.tracing.drawing import MOST_NODES, draw, told_links
from hn2301_asp.report.tracing.layout import lay_out
from hn2301_asp.report.tracing.page import trace_html
from hn2301_asp.tracing import Trace, trace_of
from hn2301_asp.tracing.model import Graph, Link, Node


@pytest.fixture(scope="module")
def trace(protocol: Protocol) -> Trace:
    return trace_of(protocol)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """A graph in which every node is reached from the first, and no link leads back."""
    number = draw(st.integers(1, 14))
    heights = {f"n{one}": draw(st.integers(10, 80)) for one in range(number)}
    links = [(f"n{draw(st.integers(0, one - 1))}", f"n{one}") for one in range(1, number)]
    more = draw(st.lists(st.tuples(st.integers(0, number - 1), st.integers(0, number - 1)), max_size=12))
    return heights, links + [(f"n{min(pair)}", f"n{max(pair)}") for pair in more if pair[0] != pair[1]]


@given(graphs())
def test_boxes_of_a_layer_do_not_touch_and_lines_lead_to_the_right(
    case: tuple[dict[str, int], list[tuple[str, str]]],
) -> None:
    heights, links = case
    layout = lay_out(heights, links)
    assert {*heights} <= {*layout.spots}
    for layer in range(layout.layers):
        row = sorted((spot for spot in layout.spots.values() if spot.layer == layer), key=lambda spot: spot.y)
        for one, other in pairwise(row):
            assert one.y + one.height / 2 <= other.y - other.height / 2 - 5
    for source, target in links:
        way = [layout.spots[key] for key in layout.routes[source, target]]
        assert [spot.layer for spot in way] == list(range(way[0].layer, way[-1].layer + 1))
        assert all(spot.passes for spot in way[1:-1])
    assert min(spot.y - spot.height / 2 for spot in layout.spots.values()) >= -1
    assert max(spot.y + spot.height / 2 for spot in layout.spots.values()) <= layout.height + 1
    assert lay_out(heights, links) == layout


def test_a_parent_stands_before_the_middle_of_what_it_asks_for() -> None:
    layout = lay_out({"root": 20, "a": 20, "b": 20}, [("root", "a"), ("root", "b")])
    assert (layout.spots["a"].y + layout.spots["b"].y) / 2 == layout.spots["root"].y


def test_every_node_of_a_criterion_is_drawn_and_every_link_told(trace: Trace) -> None:
    for criterion in trace.criteria:
        picture = draw(criterion)
        assert picture is not None
        text = "\n".join(picture.parts)
        assert text.count('<g class="node ') == len(criterion.graph.nodes)
        assert text.count('<path class="link ') == len(criterion.graph.links)
        assert text.count("<title>") >= len(criterion.graph.nodes)
        assert picture.told.startswith(f"{criterion.id} {criterion.title} asks for ")


def test_a_graph_that_nobody_could_see_is_told_in_words(trace: Trace) -> None:
    nodes = (Node("root", "criterion", "C1 a title", 'met("C1")', "all"),)
    nodes += tuple(Node(f"f{number}", "fact", f"fact {number}", f"f{number}") for number in range(MOST_NODES))
    graph = Graph(nodes, tuple(Link("root", node.id) for node in nodes[1:]))
    large = replace(trace.criteria[0], graph=graph)
    assert draw(large) is None
    text = trace_html(replace(trace, criteria=(large, *trace.criteria[1:])))
    assert f"{MOST_NODES + 1} boxes and {MOST_NODES} lines are too many to be drawn." in text
    assert text.count("<svg") == len(trace.criteria) - 1
    [told] = told_links(graph)
    assert told.endswith(f"fact {MOST_NODES - 2} and fact {MOST_NODES - 1}")


def test_alternatives_are_told_with_or_and_what_must_not_be_with_not(trace: Trace) -> None:
    (pregnancy,) = (criterion for criterion in trace.criteria if criterion.id == "IN-8")
    told = list(told_links(pregnancy.graph))
    assert "Non-pregnant/non-lactating participants asks that there is not pregnant and lactating" in told
    (serology,) = (criterion for criterion in trace.criteria if criterion.id == "IN-5")
    [line] = [one for one in told_links(serology.graph) if one.startswith("Screening period tests meet")]
    assert line.endswith(" or low complement (screening period)") or " or " in line
