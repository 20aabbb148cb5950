"""Results as a table: one row a patient, for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from hn2301_asp.report.patient.data import missing
from hn2301_asp.report.patient.verdict import choices, not_default, turns_on
from hn2301_asp.report.writers.cells import neutral
from hn2301_asp.screener import Explained, Screener

Column = tuple[str, Callable[[Explained], str]]
#: What stands before the criteria, and behind them.
FIRST: tuple[Column, ...] = (
    ("patient", lambda result: result.screening.patient.id or ""),
    ("verdict", lambda result: result.verdict),
    ("blocking", lambda result: ";".join(result.blocking)),
    ("turns_on", lambda result: " | ".join(turns_on(result, result.telling, result.others))),
)
LAST: tuple[Column, ...] = (
    ("missing", lambda result: ";".join(missing(result.telling))),
    ("depends_on_reading", lambda result: ";".join(choices(o.readings) for o in result.screening.depends_on_reading)),
    ("clash", lambda result: ";".join(result.clash)),
    ("remarks", lambda result: " | ".join(remark.text for remark in result.screening.remarks)),
    ("scope", lambda result: result.base.scope),
    ("protocol", lambda result: f"{result.base.id} {result.base.version}"),
    ("readings", lambda result: ";".join(f"{n}={value}" for n, value in not_default(result).items()) or "default"),
    ("assumptions", lambda result: ";".join(assumption.id for assumption in result.base.assumptions)),
    ("kb_digest", lambda result: result.base.digest),
    ("input_digest", lambda result: result.screening.patient.digest),
    ("as_of", lambda result: day.shown if (day := result.screening.patient.screening) else ""),
)


def to_csv(protocol: Screener, results: Sequence[Explained]) -> str:
    """The results as CSV; text that a spreadsheet would run as a formula is neutralised."""
    return header_row(protocol) + rows_csv(protocol, results)


def header_row(protocol: Screener) -> str:
    """The row of headings."""
    criteria = [criterion.id for criterion in protocol.knowledge_base.criteria]
    return _written([[*(name for name, _ in FIRST), *criteria, *(name for name, _ in LAST)]])


def rows_csv(protocol: Screener, results: Iterable[Explained]) -> str:
    """A row for each result."""
    criteria = [criterion.id for criterion in protocol.knowledge_base.criteria]
    rows = []
    for result in results:
        first, last = ([told(result) for _, told in columns] for columns in (FIRST, LAST))
        cells = (*first, *(result.screening.statuses.get(name, "") for name in criteria), *last)
        rows.append([neutral(cell) for cell in cells])
    return _written(rows)


def _written(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
