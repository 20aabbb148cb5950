"""The graph of a criterion against the ground program: both rest on the same inputs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.loader import load
from hn2301_asp.screener import Screener
from hn2301_asp.tracing import Trace, trace_of
from hn2301_asp.tracing.model import Graph, Link
from hn2301_asp.tracing.touching import called

PROTOCOLS = Path(__file__).parents[1] / "protocols"


@pytest.fixture(scope="module", params=["hn2301", "oncology", "pressure"])
def traced(request: pytest.FixtureRequest, protocol: Protocol) -> tuple[Screener, Trace]:
    found = protocol if request.param == "hn2301" else load(PROTOCOLS / request.param)
    return found, trace_of(found)


def graph_of(trace: Trace, name: str) -> Graph:
    return next(criterion.graph for criterion in trace.criteria if criterion.id == name)


def inputs_in(graph: Graph) -> set[str]:
    """What a graph asks of a record by name, and of readings by value; what numbers are worked out from is left out."""
    asked = {link.target for link in graph.links if link.kind != "computed"}
    found = set()
    for node in graph.nodes:
        if node.kind in ("threshold", "fact", "family", "choice") and node.id in asked:
            found.add(node.id.partition("(")[0])
        elif node.kind == "reading":
            name, values = re.fullmatch(r"reading\((\w+), (.*)\)", node.name).groups()  # type: ignore[union-attr]
            found |= {f"reading {name} {value}" for value in values.split(" or ")}
    return found


def test_a_graph_rests_on_what_the_ground_program_rests_on(traced: tuple[Screener, Trace]) -> None:
    protocol, trace = traced
    base, circuit = protocol.knowledge_base, protocol.space.circuit
    names = {atom: name for name, atom in circuit.inputs.items()}
    for criterion in base.criteria:
        cone = set()
        for atom in circuit.cone([circuit.criterion(criterion.id)]):
            name = names[atom]
            if name.startswith("reading("):
                cone.add("reading " + name.removeprefix("reading(").rstrip(")").replace(",", " "))
            else:
                cone.add(called(base, name) if name in base.thresholds.thresholds else name.partition("(")[0])
        assert inputs_in(graph_of(trace, criterion.id)) == cone, criterion.id


def test_every_node_is_reached_from_the_criterion(traced: tuple[Screener, Trace]) -> None:
    for criterion in traced[1].criteria:
        reached, graph = {criterion.graph.nodes[0].id}, criterion.graph
        for _ in graph.nodes:
            reached |= {link.target for link in graph.links if link.source in reached}
        assert reached == {node.id for node in graph.nodes}
        assert graph.nodes[0].kind == "criterion"


def test_alternatives_bounds_and_what_must_not_be_are_told_apart(protocol: Protocol) -> None:
    trace = trace_of(protocol)
    joined = {node.id: node.joined for criterion in trace.criteria for node in criterion.graph.nodes}
    assert (joined["liver"], joined["coagulation"], joined["bilirubin_acceptable"]) == ("all", "any", "any")
    assert Link("kidney", "fluid_assistance", "not") in graph_of(trace, "IN-7").links
    assert Link("two_used", "counts/1", "counts", "≥ 2") in graph_of(trace, "IN-4").links
    assert Link("clearance_adequate", "serum_creatinine =", "computed") in graph_of(trace, "IN-7").links


def test_a_pool_is_one_thing_of_which_one_value_will_do(protocol: Protocol) -> None:
    labels = {node.name: node.label for node in graph_of(trace_of(protocol), "IN-3").nodes if node.kind == "reading"}
    assert labels["reading(in3_cap, always or alone_only)"].startswith(
        "the cap holds in combination too or the cap holds only outside a combination (“≤30mg/day."
    )


def test_what_is_taken_from_another_criterion_says_so(protocol: Protocol) -> None:
    owners = {node.id: node.owner for node in graph_of(trace_of(protocol), "IN-3").nodes}
    assert owners["immunosuppressant/1"] == "IN-2"
    assert owners["takes_corticosteroid"] == "background"
    assert owners["minimum_dose"] == ""


def test_to_whom_a_criterion_applies_is_part_of_its_graph() -> None:
    graph = graph_of(trace_of(load(PROTOCOLS / "pressure")), "2.2")
    assert Link('met("2.2")', 'applies("2.2")') in graph.links
    assert Link('applies("2.2")', "sex(female)") in graph.links
