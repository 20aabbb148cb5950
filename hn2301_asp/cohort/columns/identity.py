"""Columns about the record: whom a row names, and what is no text there. No rule asks for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.headings import Headings
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.batch import attempt_field
from hn2301_asp.patient.readers.records import PATIENT_FIELD
from hn2301_asp.source.scalars import UNKNOWN

#: Longer texts are looked at one by one.
_LONG = 200
#: From here on a whole float may have lost digits: a record does not take it for a name.
_DIGITS = 2.0**53


#: What is wrong with the rows of somebody of whom there are several.
TWICE = "patient_id: the patient stands twice (give each patient once)"
#: Whom a row names: the texts of its columns about that.
Name = tuple[str | None, ...]


def names_in(headings: Headings, columns: Mapping[str, pl.Series], vocabulary: Vocabulary) -> pl.DataFrame | None:
    """Whom each row names, the patient_id first, null where there is none; None of a table that names nobody."""
    attempt = attempt_field(vocabulary)
    names = {one.heading.name: texts_in(columns[one.written]) for one in headings.about}
    if PATIENT_FIELD not in names:
        return None
    return pl.DataFrame({name: names[name] for name in (PATIENT_FIELD, attempt) if name is not None and name in names})


def named_wrongly(names: pl.DataFrame | None, twice: Collection[Name] | None = None) -> dict[int, str]:
    """The rows that name nobody, or somebody whom another row names too, where the table names its patients.

    ``twice`` are those who stand twice in a table of which these rows are only some.
    """
    if names is None:
        return {}
    missing = names[PATIENT_FIELD].is_null().arg_true().to_list()
    if twice is None:
        rows = again(names).arg_true().to_list()
    else:
        rows = [row for row, name in enumerate(names.iter_rows()) if name in twice] if twice else []
    return dict.fromkeys(missing, "a table's row needs a patient_id") | dict.fromkeys(rows, TWICE)


def again(names: pl.DataFrame) -> pl.Series:
    """Which rows name somebody whom another row names too."""
    return names.is_duplicated() & names[PATIENT_FIELD].is_not_null()


def named(names: pl.DataFrame) -> pl.DataFrame:
    """The names of those who have one."""
    return names.filter(names[PATIENT_FIELD].is_not_null())


def texts_in(series: pl.Series) -> pl.Series:
    """The names in a column, null where there is none; a whole number is called the same whatever type holds it."""
    kind = series.dtype
    if kind in (pl.Object, pl.Binary) or kind.is_nested():
        series = pl.Series([None if value is None else str(value) for value in series.to_list()], dtype=pl.String)
    elif kind.is_float():
        whole = (series == series.round()) & (series.abs() < _DIGITS)
        series = series.cast(pl.Int64, strict=False).cast(pl.String).zip_with(whole, series.cast(pl.String))
    texts = series.cast(pl.String).str.strip_chars()
    return texts.set(texts.str.to_lowercase().is_in(sorted(UNKNOWN)), None)


def no_text(columns: Iterable[pl.Series], length: int) -> Flags:
    """The rows in which such a cell may be no text, no whole number, or too long: they are read as records are."""
    found = np.zeros(length, np.bool_)
    for series in columns:
        found |= _doubtful(series).fill_null(value=False).to_numpy()
    return found


def _doubtful(series: pl.Series) -> pl.Series:
    kind = series.dtype
    if kind.is_integer():
        return pl.repeat(value=False, n=len(series), eager=True)
    if kind in (pl.String, pl.Categorical, pl.Enum):
        return series.cast(pl.String).str.len_chars() > _LONG
    if kind.is_float():
        return (series != series.round()) | (series.abs() >= _DIGITS)
    if kind == pl.Object:
        values = series.to_list()
        return pl.Series([not (value is None or (type(value) is str and len(value) <= _LONG)) for value in values])
    return series.is_not_null()
