"""Frames of every kind that Narwhals knows: in, and the same kind out.

Rows are judged in memory, on Polars: a frame of another kind is brought there, and its answers back. What a lazy
frame is made of is worked out once, where it lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hn2301_asp.patient.foreign import plain
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError, Place

if TYPE_CHECKING:
    import polars as pl


def screen_frame(screener: Screener, frame: Any, readings: Mapping[str, str] | None = None) -> Any:
    """What ``frames.screened`` says of a frame of any kind, as a frame of that kind.

    A frame of pandas keeps its index; of DuckDB the answers are a relation of the default connection. Raises InputError
    for what is no frame, and for one whose engine cannot be brought into memory here.
    """
    try:
        import narwhals as nw

        from hn2301_asp.cohort.frames import screened
    except ModuleNotFoundError as missing:
        message = f"frames are screened with Narwhals, Polars and NumPy, and `{missing.name}` is not installed"
        raise InputError(Finding("frames", message, help='pip install "hn2301-asp[frames]"')) from missing
    if isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return nw.from_native(screen_frame(screener, frame.to_native(), readings))
    try:
        wrapped = nw.from_native(frame)
    except nw.exceptions.DuplicateError:
        message = "two columns have the same heading"
        raise InputError(Finding("field", message, Place(), help="keep one of them")) from None
    except TypeError:
        message = f"a {type(frame).__name__} is no frame: give one of Polars, pandas, PyArrow or DuckDB"
        raise InputError(Finding("no-frame", message, help="one record goes to `protocol.screen`")) from None
    engine = wrapped.implementation
    if engine.is_polars():
        if isinstance(wrapped, nw.LazyFrame):
            return screened(screener, frame.collect(), readings).lazy()
        return screened(screener, frame, readings)
    if engine.is_pandas():
        answers = screened(screener, _of_pandas(frame), readings).to_pandas()
        answers.index = frame.index
        return answers
    if engine.is_pyarrow():
        return screened(screener, wrapped.to_polars(), readings).to_arrow()
    if engine.is_duckdb():
        import duckdb

        return duckdb.from_arrow(screened(screener, frame.pl(), readings).to_arrow())
    message = f"frames of {engine.name} are not screened: bring it into Polars, pandas, PyArrow or DuckDB"
    raise InputError(Finding("no-frame", message, Place()))


def _of_pandas(frame: Any) -> pl.DataFrame:
    """A frame of pandas on Polars; a column whose cells are of several kinds keeps each as it is."""
    import polars as pl

    columns: dict[str, pl.Series] = {}
    for name in frame.columns:
        series = frame[name]
        if series.dtype == object or _of_its_own(series.dtype):
            values = [plain(value) for value in series.tolist()]
            kinds = {type(value) for value in values if value is not None}
            one = {str: pl.String, bool: pl.Boolean}.get(next(iter(kinds))) if len(kinds) == 1 else None
            columns[str(name)] = pl.Series(values, dtype=one or pl.Object)
        else:
            columns[str(name)] = pl.from_pandas(series.to_frame("cell"), nan_to_null=True)["cell"]
    return pl.DataFrame(columns) if columns else pl.DataFrame(height=len(frame))


def _of_its_own(kind: Any) -> bool:
    """Whether a type is one that only pandas has: its cells are read, not what they are stored as."""
    inner = getattr(getattr(kind, "categories", None), "dtype", kind)
    name = str(inner)
    return name.startswith(("period", "interval", "Sparse", "complex"))
