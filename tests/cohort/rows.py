"""A frame held against its rows: each is screened alone, as a patient's record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from hn2301_asp.api import Protocol
from hn2301_asp.source.diagnostics import InputError

Row = Mapping[str, Any]


def alone(protocol: Protocol, record: Row, readings: Mapping[str, str] | None = None) -> tuple[Any, ...]:
    """The verdict, the statuses and what blocks, of one record; None where it is refused."""
    ids = [criterion.id for criterion in protocol.knowledge_base.criteria]
    try:
        result = protocol.screen(record, readings=readings)
    except InputError:
        return (None, *[None for _ in ids], "")
    return (result.verdict, *[result.criteria.get(name) for name in ids], ";".join(result.blocking))


def agreed(
    protocol: Protocol,
    frame: pl.DataFrame,
    readings: Mapping[str, str] | None = None,
    records: Sequence[Row] | None = None,
) -> Counter[Any]:
    """Holds each row of a frame against its record; counts the verdicts."""
    ids = [criterion.id for criterion in protocol.knowledge_base.criteria]
    answers = protocol.screen_frame(frame, readings=readings)
    assert len(answers) == len(frame)
    found: Counter[Any] = Counter()
    for row, record in zip(answers.iter_rows(named=True), records or frame.iter_rows(named=True), strict=True):
        said = {name: value for name, value in record.items() if value is not None}
        expected = alone(protocol, said, readings)
        assert (row["verdict"], *[row[name] for name in ids], row["blocking"]) == expected, (expected, said, row)
        assert (row["error"] is None) == (expected[0] is not None), (said, row["error"])
        found[row["verdict"]] += 1
    return found


def as_text(value: Any) -> str | None:
    """A value as a table of texts has it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ";".join(map(str, value)) or "none"
    return str(value)


def table_of(records: Sequence[Row]) -> pl.DataFrame:
    """A table of texts, as a CSV file is read; each row is a patient of its own."""
    columns = list(dict.fromkeys(name for record in records for name in record))
    told = {name: [as_text(record.get(name)) for record in records] for name in columns}
    return pl.DataFrame(told, schema=dict.fromkeys(columns, pl.String))
