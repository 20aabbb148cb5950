"""Answers written as Parquet: the columns of a screened frame, with what says of which protocol they are.

Behind what stands in the table about a record (`patient_id`) come `verdict`, the criteria, `blocking`, and the same in
every row `scope`, `protocol`, `readings` and `kb_digest`. All of it is text, whatever was read. A row that cannot be
screened is in no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import IO, Any, Final

import polars as pl

from hn2301_asp.cohort.columns.headings import read_headings
from hn2301_asp.cohort.frames import BLOCKING, VERDICT
from hn2301_asp.patient.lookups import lookups
from hn2301_asp.screener import Screener
from hn2301_asp.screening import check_readings
from hn2301_asp.tables.frames import texts

#: So many rows are a group.
_GROUP: Final = 262_144


class Answers:
    """A file of answers that is being written."""

    def __init__(self, file: IO[bytes], screener: Screener, readings: Mapping[str, str], about: Sequence[str]) -> None:
        base, self.about = screener.knowledge_base, [*about]
        told = [VERDICT, *(criterion.id for criterion in base.criteria), BLOCKING]
        chosen, usual = check_readings(base, readings), base.default_readings()
        others = ";".join(f"{name}={value}" for name, value in chosen.items() if value != usual[name])
        self._same = {
            "scope": base.scope,
            "protocol": f"{base.id} {base.version}",
            "readings": others or "default",
            "kb_digest": base.digest,
        }
        self.columns = [*self.about, *told]
        pa: Any = import_module("pyarrow")
        self._schema = pa.schema([(name, pa.string()) for name in (*self.columns, *self._same)])
        self._writer = import_module("pyarrow.parquet").ParquetWriter(file, self._schema)
        self._waiting: list[pl.DataFrame] = []
        self.rows = 0

    def add(self, answers: pl.DataFrame) -> None:
        """Adds answers: their columns in any order, of which one about the record may lack."""
        found = {name: answers[name] if name in answers.columns else None for name in self.columns}
        own = [
            pl.Series(name, [None] * len(answers), dtype=pl.String)
            if series is None
            else texts(series).alias(name)
            if name in self.about
            else series.cast(pl.String).alias(name)
            for name, series in found.items()
        ]
        self._waiting.append(pl.DataFrame(own))
        self.rows += len(answers)
        if sum(map(len, self._waiting)) >= _GROUP:
            self._write()

    def rows_of(self, rows: Iterable[Sequence[str | None]]) -> None:
        """Adds answers row by row, each with its cells in the order of ``columns``."""
        self.add(pl.DataFrame(list(rows), schema=dict.fromkeys(self.columns, pl.String), orient="row"))

    def end(self) -> None:
        """Writes what waits, and what stands at a file's end."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        if not self._waiting:
            return
        whole = pl.concat(self._waiting, rechunk=True)
        self._waiting.clear()
        same = [pl.lit(value, dtype=pl.String).alias(name) for name, value in self._same.items()]
        table = whole.with_columns(same).to_arrow().cast(self._schema)
        self._writer.write_table(table, row_group_size=_GROUP)


def about(screener: Screener, written: Iterable[str]) -> list[str]:
    """Of headings those that tell about the record, each once, in their order."""
    known = lookups(screener.knowledge_base.vocabulary, screener.names)
    headings = read_headings([*dict.fromkeys(written)], known, screener.space)
    return [column.written for column in headings.about]
