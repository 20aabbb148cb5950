"""Typed tables screened as frames, batch by batch: what a row is judged to be, and which rows are to be looked at.

All rows are judged in one pass. Those with a fault, or with the id of another row, are looked at as records then, which
says what is wrong with them; where an id stands twice in different batches, one more pass leaves these rows out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
from msgspec.structs import replace

from hn2301_asp.cohort.columns.identity import texts_in
from hn2301_asp.cohort.frames import ERROR, screened
from hn2301_asp.patient.batch import attempt_field
from hn2301_asp.patient.foreign import plain
from hn2301_asp.patient.readers import nobody_in
from hn2301_asp.patient.readers.records import PATIENT_FIELD, Custom
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError
from hn2301_asp.tables.checking import Checked, Looking, check
from hn2301_asp.tables.sources import Entry
from hn2301_asp.tables.typed import Typed, records_of

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]


#: So many rows with a fault are looked at one by one: where there are more they have one cause.
_LOOKED_AT: Final = 2_000


class Judged:
    """Typed tables of which each batch is judged: gone through once, they know which rows are to be looked at."""

    def __init__(self, screener: Screener, sources: Sequence[Typed], readings: Mapping[str, str]) -> None:
        self.screener, self.sources, self.readings = screener, sources, readings
        self.attempt = attempt_field(screener.knowledge_base.vocabulary)
        self.rows = 0
        self._faulty: list[list[Rows]] = [[] for _ in sources]
        self._names: list[list[Hashes]] = [[] for _ in sources]

    def frames(self, left_out: Mapping[str, Rows] | None = None) -> Iterator[pl.DataFrame]:
        """The answers of the rows without a fault, batch by batch; ``left_out`` are rows by their file, not to be told.

        Raises InputError where a file cannot be read, or has no row.
        """
        self.rows = 0
        for number, source in enumerate(self.sources):
            start = 0
            self._faulty[number], self._names[number] = [], []
            for frame in source.frames():
                answers = self._answers(source, frame)
                names = self._called(frame)
                good = (answers[ERROR].is_null() & names.is_not_null()).to_numpy()
                own = np.arange(start, start + len(frame))
                self._faulty[number].append(own[~good])
                self._names[number].append(names.hash().to_numpy())
                if left_out is not None:
                    good &= ~np.isin(own, left_out.get(source.file, ()))
                start += len(frame)
                self.rows += len(frame)
                yield answers.filter(pl.Series(good))
            if not start:
                raise InputError(nobody_in(source.file, is_table=True))

    def looked_at(self, looking: Looking) -> tuple[Checked | None, dict[str, Rows]]:
        """What is wrong with rows once all have been gone through, and the rows of those who stand in several batches.

        Nothing where nothing is wrong.
        """
        faulty = [np.concatenate(found) for found in self._faulty]
        twice = self._twice()
        some = [
            Some(source, np.union1d(rows[:_LOOKED_AT], again))
            for source, rows, again in zip(self.sources, faulty, twice, strict=True)
        ]
        some = [one for one in some if len(one.rows)]
        if not some:
            return None, {}
        again: dict[str, list[int]] = {}

        def each(finding: Finding) -> None:
            if finding.code == "duplicate-id":
                again.setdefault(finding.place.file or "", []).append((finding.place.row or 0) - 1)
            if looking.each is not None:
                looking.each(finding)

        def anew() -> None:
            again.clear()
            looking.anew()

        found = check(self.screener, some, replace(looking, each=each, anew=anew))
        unseen = {one.file: len(rows[_LOOKED_AT:]) for one, rows in zip(self.sources, faulty, strict=True)}
        for file, rest in unseen.items():
            if rest:
                found.told[file].unseen = rest
        ways = [found.ways[0]] * len(self.sources)
        refused = found.refused + sum(unseen.values())
        found = replace(found, sources=self.sources, ways=ways, rows=self.rows, refused=refused)
        return (found if found.refused else None), {file: np.array(rows) for file, rows in again.items()}

    def _answers(self, source: Typed, frame: pl.DataFrame) -> pl.DataFrame:
        try:
            return screened(self.screener, frame, self.readings)
        except InputError as error:
            findings = [replace(one, place=replace(one.place, file=source.file)) for one in error.findings]
            raise InputError(findings) from None

    def _called(self, frame: pl.DataFrame) -> pl.Series:
        """What each row is called, null where it is not."""
        person = texts(frame[PATIENT_FIELD])
        if self.attempt not in frame.columns:
            return person
        attempt = texts(frame[self.attempt]).fill_null("")
        return pl.select(pl.concat_str(pl.lit(person), pl.lit("\0"), pl.lit(attempt))).to_series()

    def _twice(self) -> list[Rows]:
        """The rows whose name may stand in another row too."""
        own = [np.concatenate(found) for found in self._names]
        ordered = np.sort(np.concatenate(own))
        again = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        found = [np.flatnonzero(np.isin(one, again)) for one in own]
        # Who has no name has no name in common with others.
        nobody = [np.concatenate(rows) for rows in self._faulty]
        return [np.setdiff1d(rows, none, assume_unique=True) for rows, none in zip(found, nobody, strict=True)]


class Some:
    """Some rows of a typed table, by their places in it, as records: those that are to be looked at."""

    is_table = True
    custom: Custom | None = None
    notes: tuple[Finding, ...] = ()
    holds: object = None

    def __init__(self, source: Typed, rows: Rows) -> None:
        self.source, self.rows, self.file = source, rows, source.file

    def unchanged(self) -> bool:
        """Whether the file is the one that it was."""
        return self.source.unchanged()

    def entries(self) -> Iterator[Entry]:
        """Those rows in their order."""
        start = 0
        for frame in self.source.frames():
            own = self.rows[(self.rows >= start) & (self.rows < start + len(frame))]
            if len(own):
                records = records_of(frame[own - start], self.source.identifies)
                for row, record in zip(own.tolist(), records, strict=True):
                    yield self.source.entry(record, row + 1)
            start += len(frame)


def texts(series: pl.Series) -> pl.Series:
    """What a column about the record says, as text: null where it says nothing."""
    if series.dtype.is_float():
        told = [None if value is None else str(plain(value)) for value in series.to_list()]
        series = pl.Series(series.name, told, dtype=pl.String)
    return texts_in(series)
