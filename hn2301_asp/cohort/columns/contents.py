"""Columns told apart by what stands in their cells: rows of the same content have the same code."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags

Codes = npt.NDArray[np.integer[Any]]
#: Codes, and how many there can be.
Numbered = tuple[Codes, int]
#: Of so many possible codes the ones that occur are found by a table; of more by sorting.
_WHOLE = 1_000_000
#: Codes below this have two bytes.
_SMALL = 65_000
#: Of so many rows the codes are looked at first.
_SOME = 65_536
#: So few codes are looked for one by one.
_FEW = 32


def value_at(series: pl.Series, at: int) -> Any:
    """A cell's value; a float of 32 bits stays one, for its digits are its own."""
    value = series.slice(at, 1).to_list()[0]
    return np.float32(value) if series.dtype == pl.Float32 and value is not None else value


def readable(series: pl.Series) -> pl.Series:
    """A column as it is read: its type as ``typed`` has it, and NaN is nothing."""
    series = typed(series)
    return series.fill_nan(None) if series.dtype.is_float() and series.is_nan().any() else series


def typed(series: pl.Series) -> pl.Series:
    """Half a float is its digits, and beyond 64 bits each cell is as it is."""
    kind = series.dtype
    if kind == pl.Float16:
        digits = [None if value is None else float(str(np.float16(value))) for value in series.to_list()]
        return pl.Series(series.name, digits, dtype=pl.Float64)
    if kind in (pl.Int128, pl.UInt128):
        return pl.Series(series.name, series.to_list(), dtype=pl.Object)
    return series


def told_apart(series: pl.Series) -> Numbered:
    """A number for each content, 0 where there is none."""
    if series.dtype == pl.Boolean:
        codes = series.cast(pl.UInt8).fill_null(2).to_numpy()
        return np.array([1, 2, 0], np.uint8)[codes], 3
    if series.dtype == pl.Object or series.dtype.is_nested():
        return _one_by_one(series)
    if series.dtype == pl.Float64 and (small := _small(series)) is not None:
        return small
    unique = series.drop_nulls().unique(maintain_order=True)
    many = len(unique) + 1
    if many == 1:
        return np.zeros(len(series), np.int64), 1
    if series.dtype.is_float() or series.dtype.is_integer():
        values = np.sort(unique.to_numpy())
        codes = np.searchsorted(values, series.fill_null(values[0]).to_numpy()).astype(np.int64) + 1
        return np.where(series.is_null().to_numpy(), 0, codes), many
    table = pl.DataFrame({"value": unique, "code": np.arange(1, many)})
    joined = series.alias("value").to_frame().join(table, on="value", how="left", maintain_order="left")
    return joined["code"].fill_null(0).to_numpy(), many


def _small(series: pl.Series) -> Numbered | None:
    """The same of small whole numbers, which are their own codes."""
    least, most = series.min(), series.max()
    if not (isinstance(least, float) and isinstance(most, float) and least >= 0 and most <= _SMALL):
        return None
    values = series.fill_null(-1).to_numpy()
    codes = (values + 1).astype(np.uint16)
    return (codes, int(most) + 2) if (codes == values + 1).all() else None


def _one_by_one(series: pl.Series) -> Numbered:
    """The same of cells of several kinds: 1, true and 1.0 are not the same content."""
    found: dict[tuple[type, str], int] = {}
    codes = [
        0 if value is None else found.setdefault((type(value), repr(value)), len(found) + 1)
        for value in series.to_list()
    ]
    return np.array(codes, np.int64), len(found) + 1


def together(found: Sequence[Numbered]) -> tuple[Codes, list[int]]:
    """Several columns' codes as one, without gaps, with a row of each."""
    codes, size = found[0]
    for other, many in found[1:]:
        if size * many > 2**62:
            _, codes = np.unique(codes, return_inverse=True)
            size = int(codes.max()) + 1 if len(codes) else 1
        codes, size = codes.astype(np.int64) * many + other, size * many
    if size <= _FEW:
        return _without_gaps(codes.astype(np.uint8), size)
    if size > max(_WHOLE, 4 * len(codes)):
        _, at, codes = np.unique(codes, return_index=True, return_inverse=True)
        return codes.astype(np.int64), at.tolist()
    first = np.full(size, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    present = np.flatnonzero(first >= 0)
    number = np.empty(size, np.int64)
    number[present] = np.arange(len(present))
    return number[codes], first[present].tolist()


def apart(found: Sequence[Numbered], odd: Flags) -> tuple[Codes, dict[int, int]]:
    """Several columns' codes as one, with a row of each that occurs; odd rows, of which they say nothing, have none."""
    size = prod(many for _, many in found)
    if size > _SMALL:
        every, at = together([*((np.where(odd, 0, codes), many) for codes, many in found), (odd.view(np.uint8), 2)])
        return every, {code: row for code, row in enumerate(at) if not odd[row]}
    codes: Codes = np.zeros(len(odd), np.min_scalar_type(size))
    for other, many in found:
        if many > 1:
            codes *= many
            codes += other.astype(codes.dtype, copy=False)
    np.putmask(codes, odd, size)
    some = codes[:_SOME]  # Most codes stand among the first rows.
    seen = np.flatnonzero(np.bincount(some, minlength=size)[:size]).tolist()
    first = {code: int((some == code).argmax()) for code in seen}
    if len(codes) > _SOME and size - len(first) > _FEW:
        unseen = np.ones(size + 1, np.bool_)
        unseen[[*seen, size]] = False
        rows = np.flatnonzero(unseen.take(codes))
        left, place = np.unique(codes[rows], return_index=True)
        first |= dict(zip(left.tolist(), rows[place].tolist(), strict=True))
    elif len(codes) > _SOME:
        for code in set(range(size)).difference(first):
            own = codes == code
            if own[row := int(own.argmax())]:
                first[code] = row
    return codes, first


def _without_gaps(codes: Codes, size: int) -> tuple[Codes, list[int]]:
    """The same of few codes."""
    first: list[int] = []
    number = np.zeros(size, np.uint8)
    for code in range(size):
        rows = codes == code
        at = int(rows.argmax()) if len(codes) else 0
        if len(codes) and rows[at]:
            number[code] = len(first)
            first.append(at)
    return codes if len(first) == size else number[codes], first
