"""Curves without small counts: whatever is told, and every difference of what is told, is large or nothing."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

from hn2301_asp.cohort.relaxing.hiding import hidden
from hn2301_asp.cohort.relaxing.model import Curve, Pair, Relaxation, Step
from hn2301_asp.cohort.shift import Range
from hn2301_asp.report.cohort.relax import relax_data, relax_document, relax_html
from hn2301_asp.report.patient.data import to_json
from hn2301_asp.report.writers.block_text import document_lines
from hn2301_asp.report.writers.lines import plain


def drawn(rng: random.Random) -> Relaxation:
    rows = rng.randint(20, 60)
    unread, sure = rng.choice([0, 0, 2, 7]), rng.randint(0, 12)
    possible = sure + rng.randint(0, 12)
    left = rows - unread - possible
    curves = []
    for number in range(5):
        certain, more, steps = 0, 0, []
        for limit in range(1, rng.randint(2, 9)):
            # Whoever is admitted is left by somebody who is ruled out, or was undetermined.
            more = min(more + rng.choice([0, 1, 1, 2, 6]), left)
            certain = min(certain + rng.choice([0, 1, 1, 2, 6]), rows - unread - sure)
            steps.append(Step(Fraction(limit), f"≤ {limit}", certain, more))
        curves.append(Curve(f"limit_{number}", ("IN-1",), "a", "a", Fraction(0), "g/L", "≤ 0", tuple(steps), "≤ 10"))
    pair = Pair(("limit_0", "limit_1"), ("a", "b"), ("c", "d"), rng.randint(0, 9), min(rng.randint(0, 9), left))
    eligible = Range(sure, possible)
    return Relaxation("P", "1", "scope", rows, unread, eligible, tuple(curves), (pair,), (), {})


def test_every_difference_of_what_is_told_is_large_or_nothing() -> None:
    rng = random.Random("hidden curves")
    told, left_out = 0, 0
    for _ in range(300):
        whole, least = drawn(rng), rng.choice([3, 5])
        found = hidden(whole, least)
        assert whole.eligible is not None
        assert whole.unread is not None
        read = whole.rows - whole.unread
        for curve in found.curves:
            numbers = [(0, 0), *((step.certain, step.possible) for step in curve.steps)]
            ends = [(read - whole.eligible.certain, read - whole.eligible.possible)]
            for one, other in combinations([*numbers, *(ends if curve.steps else [])], 2):
                for there, here in zip(one, other, strict=True):
                    assert here - there == 0 or here - there >= least, (curve, least)
            told += len(curve.steps)
        left_out += sum(len(curve.steps) for curve in whole.curves) - sum(len(curve.steps) for curve in found.curves)
        if found.eligible is not None:
            now = found.eligible
            for number in (now.certain, now.possible - now.certain, read - now.possible, whole.unread):
                assert number == 0 or number >= least
        assert all(number == 0 or number >= least for pair in found.pairs for number in (pair.certain, pair.possible))
    assert told > 50
    assert left_out > 50


def test_what_is_not_told_is_said_in_every_format() -> None:
    rng = random.Random(7)
    found = next(one for one in (hidden(drawn(rng), 5) for _ in range(99)) if one.eligible is None)
    text = plain(document_lines(relax_document(found), 100))
    for shown in (text, relax_html(found)):
        assert "is not told" in shown
        assert "Counts below 5 are not told" in shown
    data = relax_data(found)
    assert (data["least"], data["eligible"], data["unread"]) == (5, None, None)
    assert '"least": 5' in to_json(data)
