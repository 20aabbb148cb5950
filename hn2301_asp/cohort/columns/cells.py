"""A column's cells as they are stored: numbers and flags without a copy, and rows as packed bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags

#: Numbers of a column, of whatever type they are.
Stored = npt.NDArray[Any]
#: Rows as bits, eight in a byte: the first row is the lowest bit of the first byte.
Packed = npt.NDArray[np.uint8]
#: Types of which the cells are numbers as they are stored.
NUMBERS = (pl.Float64(), pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64(), pl.UInt8(), pl.UInt16(), pl.UInt32())


def packed(flags: Flags) -> Packed:
    """Flags as bits."""
    return np.packbits(flags, bitorder="little")


def unpacked(bits: Packed, length: int) -> Flags:
    """Bits as flags."""
    return np.unpackbits(bits, count=length, bitorder="little").view(np.bool_)


def cells(series: pl.Series) -> tuple[Stored, Flags]:
    """The numbers or flags of a column, and where there are none: what is stored there means nothing."""
    array = series.rechunk().to_arrow()
    known, stored = array.buffers()[:2]
    length, offset = len(array), array.offset
    missing = np.zeros(length, np.bool_)
    if known is not None and series.null_count():
        missing = ~_flags(known, offset, length)
    if series.dtype == pl.Boolean:
        return _flags(stored, offset, length), missing
    return np.frombuffer(stored, array.type.to_pandas_dtype(), length, offset * array.type.bit_width // 8), missing


def bits_stored(series: pl.Series) -> tuple[Packed, Packed]:
    """Of a column of yes and no the rows that say yes, and those that say anything."""
    array = series.rechunk().to_arrow()
    known, stored = array.buffers()[:2]
    length, offset = len(array), array.offset
    yes = _bits(stored, offset, length)
    if known is None or not series.null_count():
        return yes, packed(np.ones(length, np.bool_))
    given = _bits(known, offset, length)
    return yes & given, given


def _bits(buffer: Any, offset: int, length: int) -> Packed:
    """Some bits of a buffer; those behind the last row are none."""
    if offset % 8 or length % 8:
        return packed(_flags(buffer, offset, length))
    return np.frombuffer(buffer, np.uint8, length // 8, offset // 8)


def _flags(buffer: Any, offset: int, length: int) -> Flags:
    bits = np.frombuffer(buffer, np.uint8, (offset % 8 + length + 7) // 8, offset // 8)
    return np.unpackbits(bits, count=offset % 8 + length, bitorder="little")[offset % 8 :].view(np.bool_)
