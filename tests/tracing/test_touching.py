"""Who touches what, held against the solver's exact answer on every atom, asked one by one."""

from __future__ import annotations

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.tracing import trace_of
from tests.conftest import Sample


@pytest.mark.slow
def test_it_is_what_the_solver_says_of_every_completion(protocol: Protocol, sample: Sample) -> None:
    base, space, index = protocol.knowledge_base, protocol.space, protocol.index
    assert protocol.files is not None
    every = run_all(protocol.files, protocol, coverage=False).outcomes
    outcomes = every[:: max(1, len(every) // sample(len(every)))]
    trace = trace_of(protocol, outcomes)
    ids = list(trace.scenarios)
    heads = {
        rule.body[0]: rule.head
        for rule in space.circuit.rules
        if len(rule.body) == 1 and rule.body[0] in space.circuit.steps
    }
    by_place = {rule.id: rule for rule in trace.rules.values()}
    numbers = {f"{rule.place.file}:{rule.place.line}": rule.number for rule in base.rules}
    for name, outcome in zip(ids, outcomes, strict=True):
        assert outcome.screening is not None
        if outcome.screening.verdict == "contradictory":
            assert not any(name in one.touched for one in by_place.values())
            assert not any(name in one.decided for one in trace.thresholds.values())
            continue
        status = space.settle(outcome.screening.assumed.literals, range(1, space.circuit.atoms + 1))
        certain = {atom if one.can_hold else -atom for atom, one in status.items() if one.can_hold != one.can_fail}
        for threshold in trace.thresholds.values():
            atom = space.circuit.inputs[threshold.id]
            assert (name in threshold.decided) == bool({atom, -atom} & certain), (name, threshold.id)
        for place, rule in by_place.items():
            if rule.fixed or not rule.head:
                continue
            steps = [step for step, number in space.circuit.steps.items() if number == numbers[place]]
            steps = [step for step in steps if not index.below[step] <= index.readings]
            assert (name in rule.admits) == any(step in certain for step in steps), (name, place)
            blocks = any(
                -heads[step] in certain
                and all(part in certain for part in one.body if index.static(abs(part)) or abs(part) in index.readings)
                for step in steps
                if step in heads
                for one in index.rules[step]
            )
            assert (name in rule.blocks) == blocks, (name, place)
