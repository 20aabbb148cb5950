"""What floats say of formulas is what fractions say, or that they do not tell."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np

from hn2301_asp.api import Protocol
from hn2301_asp.cohort.columns.ties import Number, TieCodes
from hn2301_asp.knowledge.thresholds.formula import value
from tests.conftest import Sample


def test_a_result_lies_where_fractions_put_it_unless_it_is_too_near_to_tell(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("ties by floats")
    space, quantities = protocol.space, protocol.knowledge_base.vocabulary.quantities
    told = unclear = 0
    for tie in [group.tie for group in space.groups if group.tie.formula is not None]:
        length = sample(20_000)
        numbers = {}
        for name in tie.quantities:
            low, high = (float(end) for end in quantities[name].plausible)
            digits = rng.choice([0, 1, 2])
            drawn = [max(low, round(rng.uniform(low, high), digits)) for _ in range(length)]
            numbers[name] = np.floor(drawn) if quantities[name].counted else np.array(drawn)
        # Some lie at a limit of the result, as exactly as floats can.
        limits = [
            float(end) for region in space.axes[tie.result].regions if region.interval for end in region.interval.limits
        ]
        facts = {
            fact: (np.ones(length, np.bool_), np.array([rng.random() < 0.5 for _ in range(length)]))
            for fact in tie.facts
        }
        one = tie.quantities[0]
        if len(tie.quantities) == 2:
            at = np.arange(0, length, 3)
            numbers[one][at] = numbers[tie.quantities[1]][at] * rng.choice(limits)
        codes, many = TieCodes(space, tie, {n: Number(v, quantities[n]) for n, v in numbers.items()}, facts).codes()
        for row, code in enumerate(codes.tolist()):
            if code == many - 1:
                unclear += 1
                continue
            exact = {name: Fraction(float(found[row])) for name, found in numbers.items()}
            assert tie.formula is not None
            result = value(tie.formula, exact, {fact: bool(holds[row]) for fact, (_, holds) in facts.items()})
            [region] = space.region_with(tie.result, result.as_integer_ratio())
            told += 1
            assert code == region, (tie.result, exact)
    assert told > 2 * unclear > 0
