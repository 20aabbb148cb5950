"""The matrix in words: a small protocol whole, and the registers of HN2301 as tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.loader import load
from hn2301_asp.report.tracing.data import trace_data, trace_json
from hn2301_asp.report.tracing.markdown import trace_markdown
from hn2301_asp.report.tracing.text import trace_lines
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.tracing import Trace, model, trace_of

ROOT = Path(__file__).parents[3]
SENTENCES = {
    "The typical patient meets every criterion",
    "Eighteen years are enough",
    "Seventeen years are too few",
    "Eighty-one years are too many",
    "Six days are not a week",
    "Of two occasions the lower one counts",
}
PAGE = ROOT / "grammar" / "TRACE.md"


@pytest.fixture(scope="module")
def trace(protocol: Protocol) -> Trace:
    return trace_of(protocol)


@pytest.fixture(scope="module")
def small() -> Trace:
    """The small protocol with a few of its scenarios: others come and go."""
    protocol = load(ROOT / "tests" / "protocols" / "pressure")
    assert protocol.files is not None
    outcomes = run_all(protocol.files, protocol, coverage=False).outcomes
    return trace_of(protocol, [one for one in outcomes if one.scenario.sentence in SENTENCES])


def test_a_small_protocol_in_lines(small: Trace, golden: Callable[[str, str], None]) -> None:
    golden("tracing/pressure.txt", plain(trace_lines(small, 100)))


def test_a_small_protocol_in_markdown(small: Trace, golden: Callable[[str, str], None]) -> None:
    golden("tracing/pressure.md", trace_markdown(small))


def test_lines_are_no_longer_than_they_may_be(trace: Trace) -> None:
    for width in (60, 100):
        assert max(map(len, plain(trace_lines(trace, width)).splitlines())) <= width


def test_shares_are_counts_that_add_up(trace: Trace) -> None:
    text = " ".join(plain(trace_lines(trace, 100)).split())
    found = re.findall(r"([\d,]+) (words|characters): ((?:[\d,]+ [a-z ]+(?:; )?)+)\.", text)
    assert len(found) == 2 + len(trace.criteria)
    for total, _, parts in found:
        numbers = [int(number.replace(",", "")) for number in re.findall(r"[\d,]+(?= [a-z])", parts)]
        assert int(total.replace(",", "")) == sum(numbers), parts


def test_the_registers_are_tables_of_45_and_nine_rows(trace: Trace) -> None:
    text = trace_markdown(trace)
    for title, number in (("Readings", 9), ("Assumptions", 45), ("Guard-rails", 7), ("Amendments beside it", 8)):
        table = text.partition(f"### {title}: {number}\n\n")[2].partition("\n\n")[0].split("\n")
        assert len(table) == 2 + number, title
        assert len({row.count(" | ") for row in table[2:]} | {table[0].count(" | ")}) == 1, title


def test_json_holds_all_fields_and_comes_back_as_it_was(small: Trace) -> None:
    data = json.loads(trace_json(small))
    assert data == json.loads(json.dumps(trace_data(small)))
    assert {*data} == {"format", "touches", "rests_on", *Trace.__struct_fields__}
    for name in ("format", "touches", "rests_on"):
        del data[name]
    assert msgspec.convert(data, Trace, strict=True) == small


def test_every_field_of_json_is_told_on_its_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    fields: dict[str, list[str]] = {}
    waiting, seen = [Trace], set[type]()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        fields[kind.__name__] = list(kind.__struct_fields__)
        for hint in get_type_hints(kind, vars(model)).values():
            named = (one for one in (hint, *get_args(hint)) if isinstance(one, type))
            waiting += [one for one in named if issubclass(one, msgspec.Struct)]
    assert len(fields) > 10
    missing = [(name, field) for name, own in fields.items() for field in own if f"`{field}`" not in text]
    assert missing == []


def test_no_row_of_a_table_is_broken_by_what_a_file_says(small: Trace) -> None:
    rows = [line for line in trace_markdown(small).split("\n") if line.startswith("|")]
    assert all(line.endswith(" |") for line in rows)
