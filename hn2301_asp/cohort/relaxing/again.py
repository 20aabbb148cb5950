"""Rows of a table judged again with some limits moved: only what the moved limits ask about is read anew.

The circuit is the same, and so is what every other part says, by the same inputs and regions; but for what ties and
totals say, which the search space numbers anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from msgspec.structs import replace

from hn2301_asp.cohort.columns.bits import flags_of
from hn2301_asp.cohort.columns.coded import Coded, Marked
from hn2301_asp.cohort.columns.coding import coded
from hn2301_asp.cohort.columns.contents import value_at
from hn2301_asp.cohort.columns.headings import Part, read_headings
from hn2301_asp.cohort.columns.states import Reader
from hn2301_asp.cohort.frames import Columns, doubtful
from hn2301_asp.cohort.judging.asking import Known
from hn2301_asp.cohort.judging.doubled import Doubled
from hn2301_asp.cohort.judging.judging import Judging
from hn2301_asp.cohort.judging.rows import Layout
from hn2301_asp.cohort.judging.rows import Rows as Bits
from hn2301_asp.patient.lookups import lookups
from hn2301_asp.screener import Screener
from hn2301_asp.screening import VERDICTS
from hn2301_asp.solver.modules import Slots

Rows = npt.NDArray[np.int64]
Verdicts = npt.NDArray[np.uint8]
#: Verdicts as numbers; a row that is not understood has the last one.
ELIGIBLE, INELIGIBLE, UNDETERMINED, CONTRADICTORY, UNREAD = range(len(VERDICTS) + 1)


class Again:
    """A table's rows as they are coded under a protocol, to be judged under others that differ in limits only."""

    def __init__(self, screener: Screener, frame: pl.DataFrame, readings: Mapping[str, str]) -> None:
        self.frame, self.columns, self.readings = frame, Columns(frame), readings
        known = lookups(screener.knowledge_base.vocabulary, screener.names)
        headings = read_headings(frame.columns, known, screener.space)
        self.doubled, timed = screener.space.once(Doubled), frozenset(known.timed)
        parts = [coded(Reader(screener, one, readings), frame, timed) for one in headings.parts]
        #: The rows that their parts do not tell: each is screened as a patient's record.
        self.alone = doubtful(headings, known, frame, self.columns, parts)
        self.parts = [(part, _with_codes(one, len(frame))) for part, one in zip(headings.parts, parts, strict=True)]

    def judged(self, version: Screener, quantities: frozenset[str], rows: Rows) -> Verdicts:
        """The verdicts of some rows under another version, in which limits of some quantities are moved."""
        known = lookups(version.knowledge_base.vocabulary, version.names)
        parts = read_headings([*self.columns], known, version.space).parts
        told = [
            self._part(version, part, codes, quantities, rows)
            for part, (_, codes) in zip(parts, self.parts, strict=True)
        ]
        layout = Layout(self.doubled, [part.states for part in told])
        bits = Bits(layout, told, Slots(version.space, [self.readings]))
        found = Judging(version.space, bits, Known()).judged()
        passes, blocks, nobody, refused = (
            flags_of(one, len(rows)) for one in (found.passes, found.blocks, found.nobody, found.refused)
        )
        verdicts = np.where(passes, np.where(blocks, UNDETERMINED, ELIGIBLE), INELIGIBLE)
        verdicts = np.where(nobody, CONTRADICTORY, verdicts).astype(np.uint8)
        for at in np.flatnonzero(refused | self.alone[rows]).tolist():
            verdicts[at] = VERDICTS.index(version.verdict(self._record(int(rows[at])), readings=self.readings))
        return verdicts

    def _part(
        self, version: Screener, part: Part, codes: Coded, quantities: frozenset[str], rows: Rows
    ) -> Coded | Marked:
        """A part's codes of some rows, and what they say under another version."""
        if quantities & part.quantities:
            own = self.frame.select([one.written for one in part.columns])
            return coded(Reader(version, part, self.readings), own[rows], frozenset())
        own_codes = codes.codes[rows]
        if all(state.assumed is None or not state.assumed.linked for state in codes.states):
            return replace(codes, codes=own_codes, bounds={})
        reader = Reader(version, part, self.readings)
        present, first = np.unique(own_codes, return_index=True)
        states = list(codes.states)
        for code, at in zip(present.tolist(), first.tolist(), strict=True):
            values: list[Any] = [value_at(self.columns[one.written], int(rows[at])) for one in part.columns]
            states[code] = reader.state(values)
        return Coded(own_codes, tuple(states), reader.state([None] * len(part.columns)), {})

    def _record(self, row: int) -> dict[str, Any]:
        return {name: value for name, one in self.columns.items() if (value := value_at(one, row)) is not None}


def _with_codes(part: Coded | Marked, rows: int) -> Coded:
    """A part with a code for each row."""
    return Coded(part.codes_at(np.arange(rows)), part.states, part.blank, part.bounds)
