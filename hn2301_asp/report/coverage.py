"""How much of a protocol its scenarios show, as lines and as data: a row for each criterion, then every gap.

Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hn2301_asp.covering.model import LONGEST, SORTS, Case, Count, Coverage, Covered, Sort
from hn2301_asp.report.scenarios import failure_lines, summary, where
from hn2301_asp.report.writers.lines import Line, wrapped
from hn2301_asp.scenarios.model import Report
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.lists import counted
from hn2301_asp.source.text import clip

#: What a sort is called in a table, and what is looked for there.
_NAMES: Final[Mapping[Sort, tuple[str, str]]] = {
    "threshold": ("thresholds", "a value at each limit, one step inside and outside, unknown, and never"),
    "rule": ("rules", "each rule carries its head, and does not"),
    "literal": ("conditions", "each condition of a rule alone keeps it from carrying its head"),
    "alternative": ("alternatives", "each of several rules for one thing carries it alone"),
    "count": ("counts", "just enough is counted, and one too few"),
    "status": ("statuses", "each criterion is met, is not met, is open, and does not apply where it may not"),
    "reading": ("readings", "each value of a reading is in force where that makes a difference"),
}
#: The row of what is no single criterion's.
SHARED: Final = "shared"


def coverage_lines(report: Report, coverage: Coverage, width: int) -> Iterator[Line]:
    """Failures first, then every gap with its place, what nobody can show, the table, and the counts."""
    for outcome in report.failures:
        yield from failure_lines(outcome)
        yield []
    for one in coverage.gaps:
        yield from _gap(one, width)
        yield []
    beyond = [one for one in coverage.cases if one.state == "out_of_reach"]
    for one in beyond:
        lead: Line = [("out of reach ", "dim")]
        yield from wrapped(lead, f"{one.case.what}  ({where(one.case.place)})", width, "  ")
    if beyond:
        yield [("proved: nobody can show these, whatever the readings", "dim")]
        yield []
    yield from _table(coverage)
    yield []
    every = coverage.counts()
    column = max(len(_NAMES[sort][0]) for sort in every) if every else 0
    for sort in every:
        name, means = _NAMES[sort]
        yield [(f"{name:<{column}}  ", ""), (means, "dim")]
    yield []
    told = ", ".join(filter(None, _told(sum(every.values(), Count()))))
    gaps = f"; {counted(len(coverage.gaps), 'gap')}" if coverage.gaps else ""
    style = "bold red" if report.failed or coverage.gaps else "bold green"
    yield [(f"{summary(report)}; {told}{gaps}", style)]


def _told(count: Count) -> tuple[str, str, str]:
    return (
        f"{count.shown} of {counted(count.reachable, 'case')} shown",
        f"{count.out_of_reach} out of reach" if count.out_of_reach else "",
        f"{count.undecided} left open" if count.undecided else "",
    )


def _gap(one: Covered, width: int) -> Iterator[Line]:
    lead = [("not exercised ", "bold yellow")]
    yield from wrapped(lead, one.case.text, width, "  ")
    yield from _place(one.case.place)
    yield from wrapped([("  wanted  ", "dim")], one.case.what, width, " " * 10)
    for quote in one.case.quotes:
        yield from wrapped(
            [("  words   ", "dim")], f"“{clip(' '.join(quote.split()), LONGEST)}”", width, " " * 10, "dim"
        )
    if one.state == "undecided":
        yield [("  whether anybody can show it was not found out", "dim")]


def _place(place: Place) -> Iterator[Line]:
    yield [(f"  at {where(place)}", "dim")]
    if place.text is None or place.column is None:
        return
    text = place.text.rstrip("\n").expandtabs(1)
    lead = len(text) - len(text.lstrip())
    stop = min(place.end_column or place.column + 1, len(text) + 1)
    yield [(f"    {text.strip()}", "")]
    yield [(" " * (4 + place.column - 1 - lead) + "^" * max(1, stop - place.column), "bold yellow")]


def _table(coverage: Coverage) -> Iterator[Line]:
    """A row for each criterion, for what several share, and for all: of each sort how many of how many are shown."""
    rows = {name: coverage.counts(name) for name in coverage.criteria} | {SHARED: coverage.counts("")}
    rows = {name: counts for name, counts in rows.items() if counts} | {"all": coverage.counts()}
    cells = {name: {sort: _cell(sort, count) for sort, count in counts.items()} for name, counts in rows.items()}
    column = max(map(len, rows))
    widths = {sort: max((len(own.get(sort, "")) for own in cells.values()), default=0) for sort in SORTS}
    for name, counts in rows.items():
        line: Line = [(f"{name:<{column}}", "bold")]
        for sort in (sort for sort in SORTS if widths[sort]):
            count = counts.get(sort, Count())
            full = count.shown == count.reachable and not count.undecided
            line.append((f"  {cells[name].get(sort, ''):<{widths[sort]}}", "green" if full else "bold yellow"))
        _, beyond, open_ = _told(sum(counts.values(), Count()))
        line += [(f"  {part}", "dim") for part in (beyond, open_) if part]
        yield line


def _cell(sort: Sort, count: Count) -> str:
    return f"{_NAMES[sort][0]} {count.shown}/{count.reachable}"


def coverage_data(report: Report, coverage: Coverage | None) -> dict[str, Any]:
    """The outcomes of scenarios and what they leave untried; with the coverage every case of it."""
    found: dict[str, Any] = {
        "scenarios": {
            "run": len(report.outcomes),
            "passed": report.passed,
            "failed": report.failed,
            "not_confirmed": len(report.unconfirmed),
        },
        "failures": [
            {
                "scenario": outcome.scenario.sentence,
                "file": outcome.scenario.place.file,
                "line": outcome.scenario.place.line,
                "differences": [str(difference) for difference in outcome.differences],
                "refused": [finding.message for finding in outcome.refused],
            }
            for outcome in report.failures
        ],
    }
    if coverage is None:
        found["gaps"] = [
            {"sort": one.kind, "name": one.name, "lacks": one.lacks, "text": one.text, **_at(one.place)}
            for one in report.uncovered
        ]
        return found
    found["coverage"] = {
        "criteria": {name: _counts(coverage.counts(name)) for name in coverage.criteria},
        SHARED: _counts(coverage.counts("")),
        "all": _counts(coverage.counts()),
    }
    found["cases"] = [_case(one.case) | {"state": one.state} for one in coverage.cases]
    return found


def _counts(counts: Mapping[Sort, Count]) -> dict[str, dict[str, int]]:
    return {
        _NAMES[sort][0]: {name: getattr(count, name) for name in Count.__struct_fields__}
        for sort, count in counts.items()
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "sort": case.sort,
        "criterion": case.owner or None,
        "name": case.name,
        "side": case.side,
        "wanted": case.what,
        "words": list(case.quotes),
        **_at(case.place),
    }


def _at(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}
