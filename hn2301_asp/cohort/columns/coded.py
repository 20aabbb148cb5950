"""A part's rows by what they say: as a code for each row, or as bits for each state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from hn2301_asp.cohort.columns.bits import bits_of
from hn2301_asp.cohort.columns.cells import Packed, unpacked
from hn2301_asp.cohort.columns.contents import Codes
from hn2301_asp.cohort.columns.states import State
from hn2301_asp.source.private import Private

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Pick = Callable[[Sequence[int]], int]
#: The least and the most that each of some quantities can be, NaN where nothing is said.
Bounds = Mapping[str, tuple[Floats, Floats]]


#: Of fewer than this share of the rows a part's codes are made of its bits one by one.
_SHARE = 32


class Coded(Private, frozen=True):
    """The rows' codes of a part, and the state of each code; ``blank`` is that of a row that says nothing."""

    codes: Codes
    states: tuple[State, ...]
    blank: State
    bounds: Bounds

    def __len__(self) -> int:
        return len(self.codes)

    def some(self, rows: slice) -> Coded:
        """The same of some rows."""
        return replace(self, codes=self.codes[rows], bounds={})

    def codes_at(self, rows: npt.NDArray[Any]) -> Numbers:
        """The codes of some rows."""
        codes: Numbers = self.codes[rows].astype(np.int64)
        return codes

    def picker(self, every: int) -> Pick:
        """Gives the rows that have one of some codes, as bits."""
        many = len(self.states)
        codes = self.codes.astype(np.uint8, copy=False) if many <= 256 else self.codes
        found: dict[tuple[int, ...], int] = {}

        def pick(wanted: Sequence[int]) -> int:
            key = tuple(wanted)
            if not key:
                return 0
            if len(key) == many:
                return every
            if key not in found:
                if len(key) <= 6:
                    flags = codes == key[0]
                    for code in key[1:]:
                        flags |= codes == code
                else:
                    table = np.zeros(many, np.bool_)
                    table[list(key)] = True
                    flags = table.take(codes)
                found[key] = bits_of(flags)
            return found[key]

        return pick


class Marked(Private, frozen=True, dict=True):
    """The rows in each state of a part, as packed bits: each row is in one of them."""

    marks: tuple[Packed, ...]
    states: tuple[State, ...]
    blank: State
    bounds: Bounds
    length: int

    def __len__(self) -> int:
        return self.length

    def some(self, rows: slice) -> Marked:
        """The same of some rows; they begin at a whole byte."""
        start, stop, _ = rows.indices(self.length)
        own = slice(start // 8, (stop + 7) // 8)
        return replace(self, marks=tuple(one[own] for one in self.marks), bounds={}, length=max(stop - start, 0))

    def codes_at(self, rows: npt.NDArray[Any]) -> Numbers:
        """The places of the states of some rows."""
        if _SHARE * len(rows) > self.length:
            codes: Numbers = self._codes[rows].astype(np.int64)
            return codes
        byte, bit = rows >> 3, (rows & 7).astype(np.uint8)
        found = [code * (mark[byte] >> bit & 1).astype(np.int64) for code, mark in enumerate(self.marks[1:], 1)]
        return sum(found, np.zeros(len(rows), np.int64))

    @cached_property
    def _codes(self) -> Codes:
        codes: Codes = np.zeros(self.length, np.min_scalar_type(len(self.marks)))
        for code, mark in enumerate(self.marks[1:], 1):
            codes += unpacked(mark, self.length) * codes.dtype.type(code)
        return codes

    def picker(self, every: int) -> Pick:  # noqa: ARG002
        """Gives the rows that are in one of some states, as bits."""
        found = [int.from_bytes(mark.tobytes(), "little") for mark in self.marks]

        def pick(wanted: Sequence[int]) -> int:
            rows = 0
            for code in wanted:
                rows |= found[code]
            return rows

        return pick
