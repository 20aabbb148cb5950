"""Frames of every kind that Narwhals knows: in, and the same kind out.

Rows are judged on Polars: a frame in memory is brought there, and its answers back. A lazy frame of Polars and a
relation of DuckDB are worked out once, and come a batch at a time; a DataFrame of PySpark stays where it is, and each
of its partitions is judged there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from hn2301_asp.patient.foreign import plain
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError, Place

if TYPE_CHECKING:
    import polars as pl

_TWO_HEADINGS = Finding("field", "two columns have the same heading", Place(), help="keep one of them")


def screen_frame(
    screener: Screener, frame: Any, readings: Mapping[str, str] | None = None, *, explain: bool = False
) -> Any:
    """What ``frames.screened`` says of a frame of any kind, as a frame of that kind.

    A frame of pandas keeps its index; of DuckDB the answers are a relation of the same connection. Raises InputError
    for what is no frame, and for one of an engine that is not known here.
    """
    try:
        import narwhals as nw

        from hn2301_asp.cohort.batches import ROWS, in_batches
        from hn2301_asp.cohort.frames import screened
    except ModuleNotFoundError as missing:
        message = f"frames are screened with Narwhals, Polars and NumPy, and `{missing.name}` is not installed"
        raise InputError(Finding("frames", message, help='pip install "hn2301-asp[frames]"')) from missing
    if isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return nw.from_native(screen_frame(screener, frame.to_native(), readings, explain=explain))
    wrapped = _wrapped(frame)
    engine = wrapped.implementation
    if engine.is_polars():
        if isinstance(wrapped, nw.LazyFrame):
            blank = frame.collect_schema().to_frame()
            return in_batches(
                screener, blank, frame.collect_batches(chunk_size=ROWS, lazy=True), readings, explain=explain
            ).lazy()
        return screened(screener, frame, readings, explain=explain)
    if engine.is_pandas():
        answers = screened(screener, _of_pandas(frame), readings, explain=explain).to_pandas()
        answers.index = frame.index
        return answers
    if engine.is_pyarrow():
        return screened(screener, wrapped.to_polars(), readings, explain=explain).to_arrow()
    if engine.is_duckdb():
        return _of_duckdb(
            frame, in_batches(screener, frame.limit(0).pl(), _batches(frame, ROWS), readings, explain=explain)
        )
    if engine.is_pyspark():
        from hn2301_asp.cohort.partitions import screened_partitions

        if len({*frame.columns}) < len(frame.columns):
            raise InputError(_TWO_HEADINGS)
        return screened_partitions(screener, frame, readings, explain=explain)
    raise _unknown(engine.name)


def in_memory(frame: Any) -> pl.DataFrame:
    """A frame of any kind on Polars; raises InputError for what is no frame, as ``screen_frame`` does."""
    import narwhals as nw

    if isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return in_memory(frame.to_native())
    wrapped = _wrapped(frame)
    engine = wrapped.implementation
    if engine.is_polars():
        found: pl.DataFrame = frame.collect() if isinstance(wrapped, nw.LazyFrame) else frame
    elif engine.is_pandas():
        found = _of_pandas(frame)
    elif engine.is_pyarrow():
        found = wrapped.to_polars()
    elif engine.is_duckdb():
        found = frame.pl()
    else:
        raise _unknown(engine.name)
    return found


def _wrapped(frame: Any) -> Any:
    """A frame as Narwhals has it; raises InputError for what is none."""
    import narwhals as nw

    try:
        return nw.from_native(frame)
    except nw.exceptions.DuplicateError:
        raise InputError(_TWO_HEADINGS) from None
    except TypeError:
        message = f"a {type(frame).__name__} is no frame: give one of Polars, pandas, PyArrow, DuckDB or PySpark"
        is_file = isinstance(frame, str | PurePath)
        help = "a file goes to `hn2301 screen`, or is read first" if is_file else "one record goes to `protocol.screen`"
        raise InputError(Finding("no-frame", message, help=help)) from None


def _unknown(engine: str) -> InputError:
    message = f"frames of {engine} are not screened: bring it into Polars, pandas, PyArrow, DuckDB or PySpark"
    return InputError(Finding("no-frame", message, Place()))


def _batches(relation: Any, rows: int) -> Iterator[pl.DataFrame]:
    """A relation's rows on Polars, so many at a time: it is worked out once."""
    import polars as pl

    for batch in relation.to_arrow_reader(rows):
        found = pl.from_arrow(batch)
        assert isinstance(found, pl.DataFrame)
        yield found


def _of_duckdb(relation: Any, answers: pl.DataFrame) -> Any:
    """Answers as a relation of the connection that another one is of.

    A relation does not tell its connection, but a query over it may name a table of this function.
    """
    import duckdb

    asked = f"SELECT * FROM {(name := '_answers_of_screen_frame')}"
    try:
        relation.query("_asked_of_screen_frame", asked)
    except duckdb.CatalogException:
        _answers_of_screen_frame = answers.to_arrow()
    else:
        raise InputError(Finding("frames", f"the connection has a table `{name}` of its own", help="rename it"))
    try:
        return relation.query("_asked_of_screen_frame", asked)
    except duckdb.CatalogException:
        message = "this connection of DuckDB takes no frames of Python"
        raise InputError(Finding("frames", message, help="SET python_enable_replacements = true")) from None


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
