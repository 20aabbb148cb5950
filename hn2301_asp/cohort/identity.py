"""Columns about the record: whom a row names, and what is no text there. No rule asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.headings import Headings
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.batch import attempt_field
from hn2301_asp.patient.readers.records import PATIENT_FIELD
from hn2301_asp.source.scalars import UNKNOWN

Flags = npt.NDArray[np.bool_]

#: Longer texts are looked at one by one.
_LONG = 200


def named_wrongly(headings: Headings, columns: Mapping[str, pl.Series], vocabulary: Vocabulary) -> dict[int, str]:
    """The rows that name nobody, or somebody whom another row names too, where the table names its patients."""
    attempt = attempt_field(vocabulary)
    names = {one.heading.name: _name(columns[one.written]) for one in headings.about}
    named = {name: texts for name, texts in names.items() if name in (PATIENT_FIELD, attempt)}
    if PATIENT_FIELD not in named:
        return {}
    missing = named[PATIENT_FIELD].is_null()
    twice = pl.DataFrame(named).is_duplicated() & ~missing
    found = dict.fromkeys(missing.arg_true().to_list(), "a table's row needs a patient_id")
    return found | dict.fromkeys(
        twice.arg_true().to_list(), "patient_id: the patient stands twice (give each patient once)"
    )


def _name(series: pl.Series) -> pl.Series:
    """The names in a column, null where there is none."""
    if series.dtype == pl.Object or series.dtype.is_nested():
        series = pl.Series([None if value is None else str(value) for value in series.to_list()], dtype=pl.String)
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
        return series != series.round()
    if kind == pl.Object:
        values = series.to_list()
        return pl.Series([not (value is None or (type(value) is str and len(value) <= _LONG)) for value in values])
    return series.is_not_null()
