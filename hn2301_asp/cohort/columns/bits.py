"""Rows as bits of one integer: the first row is the lowest bit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]


def bits_of(flags: Flags) -> int:
    """Flags as an integer."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def flags_of(mask: int, rows: int) -> Flags:
    """An integer as flags."""
    raw = np.frombuffer(mask.to_bytes((rows + 7) // 8, "little"), np.uint8)
    return np.unpackbits(raw, count=rows, bitorder="little").astype(np.bool_)


def flags_at(mask: int, at: npt.NDArray[np.int64], rows: int) -> Flags:
    """An integer as flags of some of its rows."""
    raw = np.frombuffer(mask.to_bytes((rows + 7) // 8, "little"), np.uint8)
    found: Flags = (raw[at >> 3] >> (at & 7).astype(np.uint8) & 1).view(np.bool_)
    return found
