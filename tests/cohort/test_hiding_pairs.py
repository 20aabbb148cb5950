"""Before and after an amendment: who sees both, and knows which criterion was amended, learns no small count."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest
import z3

from hn2301_asp.api import Protocol
from hn2301_asp.cohort.frames import screened
from hn2301_asp.cohort.tally.counts import tally
from hn2301_asp.cohort.tally.figures import figures, suppressed
from hn2301_asp.cohort.tally.pair import TallyPair, suppressed_pair, tally_pair
from hn2301_asp.cohort.tally.told import Figures
from hn2301_asp.knowledge.model import Kind
from hn2301_asp.screening import STATUSES, VERDICTS
from tests.cohort.counted import Questions, Row
from tests.cohort.test_hiding import NAMES, natural, tally_of
from tests.cohort.test_shift import HIGHER, IN7, LOWER, drawn
from tests.conftest import Sample

KINDS: tuple[Kind, ...] = ("inclusion", "exclusion")
Both = tuple[Row, Row]


def amended(rng: random.Random) -> list[Both]:
    """Rows under two versions, of which the second one changed the last criterion only."""
    share, ways = rng.random(), rng.random()
    rows = []
    for _ in range(rng.choice([12, 40, 150])):
        first = rng.choices(("met", "not_met", "unknown"), (2, share, 0.3))[0]
        before = rng.choices(("met", "not_met", "unknown"), (share, 3, 0.4))[0]
        after = rng.choice(("met", "not_met", "unknown")) if rng.random() < ways * 0.4 else before
        pair = tuple(Row(natural((first, last), KINDS), (first, last)) for last in (before, after))
        rows.append((pair[0], pair[1]))
    return rows


def pattern(row: Row) -> bytes:
    verdict = [*VERDICTS].index(row.verdict) + 1  # type: ignore[arg-type]
    return bytes([verdict, *([*STATUSES].index(one) + 1 for one in row.statuses)])  # type: ignore[arg-type]


def pair_of(rows: list[Both]) -> TallyPair:
    sides = [tally_of([row[side] for row in rows], KINDS, False) for side in (0, 1)]
    return TallyPair(sides[0], sides[1], Counter((pattern(one), pattern(other)) for one, other in rows))


@pytest.mark.parametrize("seed", range(3))
def test_neither_a_small_count_nor_a_small_difference_can_be_worked_out(seed: int, sample: Sample) -> None:
    rng = random.Random(f"pairs {seed}")
    hidden = small = 0
    cases = sample(160)
    for _ in range(cases):
        rows, least = amended(rng), rng.choice([3, 5, 8])
        shown = suppressed_pair(pair_of(rows), least)
        questions = Questions(NAMES[:2], KINDS)
        told = [[(name, number, asked) for name, number, asked in questions.every(one)] for one in shown]
        # The attacker knows which ways the amended criterion went, and that the other stands as it stood.
        ways = {(one.statuses[1], other.statuses[1]) for one, other in rows} | {(s, s) for s in STATUSES[:3]}
        every = [
            tuple(Row(natural((first, last), KINDS), (first, last)) for last in way)  # type: ignore[arg-type]
            for first, way in product(STATUSES[:3], sorted(ways, key=str))
        ]
        unknown = [z3.Int(f"n{number}") for number in range(len(every))]
        solver = z3.Solver()
        solver.add(*[one >= 0 for one in unknown], z3.Sum(unknown) == len(rows))
        secrets = []
        for side in (0, 1):
            for name, number, asked in told[side]:
                term = z3.Sum(
                    [one for one, row in zip(unknown, every, strict=True) if asked(row[side])] or [z3.IntVal(0)]
                )
                truth = sum(asked(row[side]) for row in rows)
                value = number(shown[side])
                if value is None:
                    hidden += 1
                    secrets.append((name, term, truth))
                else:
                    assert value == truth
                    assert value == 0 or value >= least
                    solver.add(term == value)
        after = {name: asked for name, _, asked in told[1]}
        for name, _, asked in told[0]:
            other = after.get(name, asked)
            for one, two in ((0, 1), (1, 0)):

                def moved(row: tuple[Row, ...], one: int = one, two: int = two) -> bool:
                    counts = (asked(row[0]), other(row[1]))  # noqa: B023
                    return counts[one] and not counts[two]

                truth = sum(map(moved, rows))
                if 0 < truth < least:
                    small += 1
                    found = [n for n, row in zip(unknown, every, strict=True) if moved(row)]
                    secrets.append((f"moved {name}", z3.Sum(found), truth))
        for name, term, truth in secrets:
            solver.push()
            solver.add(term != truth)
            assert solver.check() == z3.sat, (name, truth, least)
            solver.pop()
    assert hidden > cases
    assert small > cases


def test_each_side_counts_what_a_summary_of_it_alone_counts(protocol: Protocol, edited: object) -> None:
    other: Protocol = edited(*LOWER, HIGHER)  # type: ignore[operator]
    assert IN7
    table = drawn(400)
    answers = [screened(version, table) for version in (protocol, other)]
    pair = tally_pair(table, (protocol, answers[0]), (other, answers[1]))
    halves = [
        tally_pair(table[cut], (protocol, answers[0][cut]), (other, answers[1][cut]))
        for cut in (slice(0, 150), slice(150, 400))
    ]
    assert (halves[0] + halves[1]).rows == pair.rows
    for side, version, told, shown in zip(
        (pair.before, pair.after), (protocol, other), answers, suppressed_pair(pair, 1), strict=True
    ):
        whole: Figures = figures(tally(version, table, told))
        assert side.patterns == tally(version, table, told).patterns
        assert (shown.criteria, shown.possible, shown.combinations) == (
            whole.criteria,
            whole.possible,
            whole.combinations,
        )
    assert any(one.hides for one in suppressed_pair(pair, 10))


def test_two_summaries_suppressed_apart_would_give_a_small_difference_away() -> None:
    fine, out = (Row(natural(one, KINDS), one) for one in (("met", "not_met"), ("met", "met")))
    rows = [(fine, fine)] * 50 + [(fine, out)] * 3 + [(out, out)] * 20
    pair = pair_of(rows)
    apart = [suppressed(side, 5).possible.least for side in (pair.before, pair.after)]
    assert apart == [53, 50]
    together = [one.possible.least for one in suppressed_pair(pair, 5)]
    assert None in together
    assert {*together} <= {53, 50, None}
