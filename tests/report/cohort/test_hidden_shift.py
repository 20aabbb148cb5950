"""Two versions where small counts are hidden, as blocks and data: criteria and columns that only one of them has."""

from __future__ import annotations

from collections import Counter

import polars as pl
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.cohort.shift import HiddenShift
from hn2301_asp.cohort.shifting import hidden_shift_of_frame
from hn2301_asp.cohort.tally.facts import Completeness
from hn2301_asp.cohort.tally.pair import TallyPair, suppressed_pair
from hn2301_asp.report.cohort.data import hidden_shift_data
from hn2301_asp.report.cohort.shift import hidden_shift_blocks
from hn2301_asp.report.writers import blocks
from tests.cohort.test_shift import drawn as patients
from tests.conftest import Edit

from .sample import PLAIN, drawn


def fewer(pattern: bytes) -> bytes:
    """The same row where the second criterion, an exclusion, is no longer asked."""
    return bytes([0, 0]) if not pattern[0] else bytes([{1: 1, 2: 2, 3: 3, 4: 1}[pattern[1]], pattern[1]])


def without_the_second() -> HiddenShift:
    """Rows under two versions, of which the later one has the first criterion only."""
    nothing = {"accrual": {}, "facts": Completeness(), "dated": False, "sited": False}
    before = replace(drawn(PLAIN, 200), **nothing)
    rows = Counter({(pattern, fewer(pattern)): number for pattern, number in before.patterns.items()})
    left: Counter[bytes] = Counter()
    for (_, pattern), number in rows.items():
        left[pattern] += number
    after = replace(drawn(PLAIN[:1], 0), rows=200, patterns=dict(left), **nothing)
    sides = suppressed_pair(TallyPair(before, after, rows), 8)
    return HiddenShift(8, sides[0].rows, *sides, (), ("smoker",))


def test_a_criterion_that_one_version_has_not_is_told_of_the_other_alone() -> None:
    found = without_the_second()
    _, table, unknown, legend = hidden_shift_blocks(found, "1.0", "A99")
    assert isinstance(table, blocks.Table)
    assert table.heads == ("As needed, certainly–possibly", "1.0", "A99")
    assert [row[0] for row in table.rows] == ["C-1", "C-2"]
    assert [row[2] == "–" for row in table.rows] == [False, True]
    assert isinstance(unknown, blocks.Paragraph)
    assert unknown.text == "There is no field `smoker` in A99: left out there."
    assert isinstance(legend, blocks.Paragraph)
    assert "no count from 1 to 7 is told" in legend.text
    told = hidden_shift_data(found)
    assert (told["before"]["as_needed"].keys(), told["after"]["as_needed"].keys()) == ({"C-1", "C-2"}, {"C-1"})
    assert told["before"]["as_needed"]["C-1"] == told["after"]["as_needed"]["C-1"]
    assert told["unknown_after"] == ["smoker"]


def test_a_column_that_one_version_knows_is_shown_to_that_one_alone(protocol: Protocol, edited: object) -> None:
    more: Edit = ("vocabulary/facts.yaml", "  gilbert_syndrome:", "  smoker: {label: smoker}\n  gilbert_syndrome:")
    smoky: Protocol = edited(more)  # type: ignore[operator]
    frame = patients(50).with_columns(smoker=pl.lit("yes"), screening_date=pl.lit("2026-03-01"), site=pl.lit("A"))
    found = hidden_shift_of_frame(frame, (protocol, smoky), 5)
    assert (found.unknown_before, found.unknown_after) == (("smoker",), ())
    assert found.rows == 50
    assert found.before.possible == found.after.possible
    assert (found.before.sites, found.before.months) == ((), ())
    assert "50" not in repr(found)
