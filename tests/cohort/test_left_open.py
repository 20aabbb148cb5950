"""What is left open of the circuit: under readings it says what the circuit says, and alike items are of one class."""

from __future__ import annotations

import random

import numpy as np

from hn2301_asp.api import Protocol
from hn2301_asp.cohort.deciding.left_open import LeftOpen
from hn2301_asp.cohort.deciding.net import nets
from hn2301_asp.cohort.deciding.twins import classes, silent
from hn2301_asp.explanation.answers.possibilities import telling
from hn2301_asp.explanation.why.index import Truth

READINGS = ({}, {"in4_hydroxychloroquine": "in_addition", "in2_etc": "listed"}, {"in7_coagulation": "both"})


def test_under_readings_the_circuit_says_what_it_says(protocol: Protocol) -> None:
    """Of people known and half known, each part holds and fails as the three-valued circuit has it."""
    space, index, rng = protocol.space, protocol.index, random.Random("nets")
    inputs = [atom for atom in index.input_names if atom not in index.readings]
    for other in READINGS:
        readings = {**protocol.knowledge_base.default_readings(), **other}
        net = nets(space)(readings)
        people = [{atom: rng.choice([True, False, None]) for atom in inputs} for _ in range(40)]
        people += [{atom: rng.random() < 0.7 for atom in inputs} for _ in range(40)]
        can = {atom: np.array([one[atom] is not False for one in people]) for atom in inputs}
        must = {atom: np.array([one[atom] is True for one in people]) for atom in inputs}
        read = {atom: readings[name] == value for (name, value), atom in space.readings.items()}
        for part in protocol.tools.parts.parts:
            wanted = [net.literal(literal) for literal in part.literals]
            left = LeftOpen(net, wanted, [], {}).of(can, must, len(people))
            for row, one in enumerate(people):
                truth = Truth(index, {**one, **read})
                for literal, told in zip(part.literals, wanted, strict=True):
                    expected = truth.value(literal)
                    assert (bool(left.can(told)[row]), bool(left.must(told)[row])) == (
                        expected is not False,
                        bool(expected),
                    )
                assert bool(left.may_fail[row]) == any(truth.value(literal) is not True for literal in part.literals)


def test_only_what_may_still_decide_is_live(protocol: Protocol) -> None:
    """Of who takes a drug that counts nothing else in the list is asked; of who takes none that is known, all are."""
    readings = protocol.knowledge_base.default_readings()
    net, inputs = nets(protocol.space)(readings), protocol.space.circuit.inputs
    [part] = [one for one in protocol.tools.parts.parts if one.criteria == ("IN-4",)]
    used = {name: atom for name, atom in inputs.items() if name.startswith("used_adequately(")}
    known = ["used_adequately(azathioprine)", "used_adequately(methotrexate)"]
    can = {atom: np.array([True, True]) for atom in used.values()}
    must = {atom: np.array([name in known, name == known[0]]) for name, atom in used.items()}
    left = LeftOpen(net, [net.literal(literal) for literal in part.literals], [], {}).of(can, must, 2)
    assert left.may_fail.tolist() == [False, True]
    live = {name for name, atom in used.items() if atom in left.live and left.live[atom][1]}
    assert not any(flags[0] for flags in left.live.values())
    assert known[0] not in live
    assert {known[1], "used_adequately(hydroxychloroquine)", "used_adequately(tacrolimus)"} <= live
    assert "used_adequately(nsaid)" not in live


def test_items_that_no_rule_tells_apart_are_of_one_class(protocol: Protocol) -> None:
    readings = protocol.knowledge_base.default_readings()
    space, net = protocol.space, nets(protocol.space)(readings)
    [part] = [one for one in protocol.tools.parts.parts if one.criteria == ("IN-4",)]
    family = protocol.knowledge_base.vocabulary.families["used_adequately"]
    found = classes(space, protocol.index, family, readings, net, [net.literal(one) for one in part.literals])
    of = {item: found[space.circuit.inputs[f"used_adequately({item})"]] for item in family.items}
    assert of["azathioprine"] == of["methotrexate"] == of["tacrolimus"]
    assert of["mycophenolic_acid"] == of["mycophenolate_mofetil"] != of["azathioprine"]
    assert of["nsaid"] not in (of["azathioprine"], of["mycophenolic_acid"])
    lists = telling(space, protocol.index, family, readings)
    assert {"nsaid", "prednisone"} <= silent(lists)
    assert "azathioprine" not in silent(lists)
