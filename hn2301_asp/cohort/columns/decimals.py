"""Rows in which a number's text may mean something else beside the other columns: they are read as records are.

`2.020` is a number with decimals unless another number of the record is written with a comma (``patient/decimals``).
Only a bound is looked for here: whoever is not found is certainly read alike, column by column.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags

#: A sign with three digits behind it and no more.
_TWO = r"\d[.,]\d{3}(\D|$)"


def may_be_two(columns: Iterable[pl.Series], length: int) -> Flags:
    """The rows with a number that can be read in two ways, and with a comma, in some texts."""
    two, comma = np.zeros(length, np.bool_), np.zeros(length, np.bool_)
    for series in columns:
        texts = _texts(series)
        if texts is not None:
            comma |= _where(texts, ",")
            two |= _where(texts, _TWO)
    return two & comma


def _where(texts: pl.Series, pattern: str) -> Flags:
    return texts.str.contains(pattern).fill_null(value=False).to_numpy()


def _texts(series: pl.Series) -> pl.Series | None:
    """What stands in cells that may be texts, or hold some; None of a column of which none can."""
    kind = series.dtype
    if kind == pl.String:
        return series
    if kind in (pl.Categorical, pl.Enum):
        return series.cast(pl.String)
    if kind == pl.Object or kind.is_nested():
        return pl.Series([None if value is None else str(value) for value in series.to_list()], dtype=pl.String)
    return None
