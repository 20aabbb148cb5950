"""The summary in lines, as data and as a page: what is said of numbers, and of those that are hidden."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.cohort.tally.figures import figures, suppressed
from hn2301_asp.cohort.tally.told import Range, Waiting
from hn2301_asp.report.cohort.data import summary_data
from hn2301_asp.report.cohort.page import to_html, to_svg
from hn2301_asp.report.cohort.text import summary_lines
from hn2301_asp.report.cohort.words import span
from hn2301_asp.report.writers.lines import plain

from .sample import HOSTILE, PLAIN, base_of, drawn


def test_a_range_is_told_from_the_certain_to_the_possible() -> None:
    assert span(Range(26162, 148392)) == "26,162–148,392"
    assert span(Range(7, 7)) == "7"
    assert span(Range(None, 12)) == "*–12"
    assert span(Range(None, None)) == "*"


def test_a_small_summary_reads_so(protocol: Protocol, golden: Callable[[str, str], None]) -> None:
    tally = drawn(PLAIN, 200)
    base = base_of(protocol.knowledge_base, PLAIN, tally.kinds)
    waiting = (Waiting("P-7", ("age", "alc")), Waiting("P-9", ("anc",)))
    golden("cohort/summary.txt", plain(summary_lines(figures(tally), base, 80, waiting)))
    golden("cohort/summary_hidden.txt", plain(summary_lines(suppressed(tally, 8), base, 80)))


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_longer_than_it_may_be(protocol: Protocol, width: int) -> None:
    names = (*PLAIN, ("EX-10", "a title that is so long that it is cut off in a terminal that is not very wide"))
    tally = drawn(names, 3000)
    base = base_of(protocol.knowledge_base, names, tally.kinds)
    lines = plain(summary_lines(figures(tally), base, width)).splitlines()
    assert max(map(len, lines)) <= width
    assert 20 < len(lines) < 55


def test_data_hold_every_number_and_nothing_that_is_hidden(protocol: Protocol) -> None:
    tally = drawn(PLAIN, 300)
    base = base_of(protocol.knowledge_base, PLAIN, tally.kinds)
    whole = summary_data(figures(tally), base, {})
    assert json.loads(json.dumps(whole)) == whole
    assert None not in list(_numbers(whole["criteria"]))
    hidden = summary_data(suppressed(tally, 10), base, {})
    assert hidden["min_cell"] == 10
    assert None in list(_numbers(hidden["criteria"]))
    shown = [number for part in _PARTS for number in _numbers(hidden[part])]
    assert not {number for number in shown if number is not None} & {*range(1, 10)}
    assert whole["could_qualify"]["certain"] + whole["undetermined"] == whole["could_qualify"]["possible"]
    assert whole["assessed"] == whole["counted"] - whole["errors"] - whole["contradictory"]


_PARTS = ("criteria", "combinations", "could_qualify", "undetermined_waiting", "months", "sites")


def _numbers(data: Any) -> Iterator[int | None]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _numbers(value)
    elif isinstance(data, list):
        for value in data:
            yield from _numbers(value)
    elif data is None or isinstance(data, int):
        yield data


def test_what_is_hidden_stands_in_no_format(protocol: Protocol) -> None:
    # One row is ruled out by the second criterion: with 5 as the smallest count nobody can tell.
    tally = drawn(PLAIN, 0)
    fine, second = bytes([1, 1, 2]), bytes([2, 1, 1])
    first = bytes([2, 2, 2])
    changed = type(tally)(
        **{name: getattr(tally, name) for name in tally.__struct_fields__ if name not in ("patterns", "rows")},
        patterns={fine: 5000, first: 700, second: 3},
        rows=5703,
    )
    base = base_of(protocol.knowledge_base, PLAIN, tally.kinds)
    found = suppressed(changed, 5)
    texts = [plain(summary_lines(found, base, 100)), to_html(found, base), to_svg(found, base)]
    texts.append(json.dumps(summary_data(found, base, {})))
    for text in texts:
        without_style = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
        shown = {*re.findall(r"\d[\d,]*", without_style)}
        # 703 are ruled out, 700 of them by the first criterion: whoever sees both knows the third number.
        assert not {"703", "700"} <= shown
        assert not {"5,003", "5003"} & shown
    told = next(one for one in found.criteria if one.id == "C-2")
    assert told.blocks.least is None
    assert found.assessed == 5703


def test_a_page_says_the_same_for_the_same_numbers_and_runs_nothing(protocol: Protocol) -> None:
    tally = drawn(HOSTILE, 300)
    base = base_of(protocol.knowledge_base, HOSTILE, tally.kinds)
    page = to_html(figures(tally), base)
    assert page == to_html(figures(drawn(HOSTILE, 300)), base)
    assert "<script" not in page
    assert "\x1b" not in page
    assert "http" not in page.replace("http-equiv", "")
    for word in ("&lt;script&gt;alert(1)", "Köln &lt;b&gt;&amp;amp;", "no single day", "no site given"):
        assert word in page
