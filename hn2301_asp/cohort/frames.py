"""Frames in, frames out: a row's verdict and the status of every criterion, exactly as of one patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl

from hn2301_asp.cohort.bits import bits_of, flags_of
from hn2301_asp.cohort.coding import coded
from hn2301_asp.cohort.contents import Codes, value_at
from hn2301_asp.cohort.decimals import may_be_two
from hn2301_asp.cohort.doubled import Doubled
from hn2301_asp.cohort.headings import Headings, read_headings
from hn2301_asp.cohort.identity import named_wrongly, no_text
from hn2301_asp.cohort.judging import Answers, Judging, Known
from hn2301_asp.cohort.lengths import too_long
from hn2301_asp.cohort.rows import Rows
from hn2301_asp.cohort.states import Reader
from hn2301_asp.knowledge.vocabulary.model import RecordField
from hn2301_asp.patient.choices import Words
from hn2301_asp.patient.fields import read_fields
from hn2301_asp.patient.lookups import Answers as YesNo
from hn2301_asp.patient.lookups import Lookups, lookups
from hn2301_asp.screener import Screener
from hn2301_asp.screening import BLOCKS, STATUSES, VERDICTS, check_readings
from hn2301_asp.solver.modules import Slots
from hn2301_asp.source.diagnostics import Finding, InputError, Place

#: The columns that say what became of a row, behind which the criteria stand.
VERDICT, BLOCKING, ERROR = "verdict", "blocking", "error"
_VERDICT_OF: Final = ("contradictory", "eligible", "ineligible", "undetermined")
#: Kinds of columns in which no number stands.
_WORDS: Final = (YesNo, Words, RecordField)
_STATUS_OF: Final = (None, "met", "not_met", "unknown", "not_applicable")
#: So many rows are judged before the next ones: what is worked out of them stays in the processor's cache.
_STRETCH: Final = 65_536


def screened(screener: Screener, frame: pl.DataFrame, readings: Mapping[str, str] | None = None) -> pl.DataFrame:
    """The columns about the record (an id, a site), and of each row the verdict, the statuses, and what is wrong.

    ``verdict`` and a status are null where the row cannot be screened, and ``error`` says why; a status is null of a
    record that contradicts itself, too. Raises InputError where a heading is not understood.
    """
    base = screener.knowledge_base
    chosen = check_readings(base, readings or {})
    known = lookups(base.vocabulary, screener.names)
    headings = read_headings(frame.columns, known, screener.space)
    _check(frame.columns, screener, known)
    columns = {name: _readable(frame[name]) for name in frame.columns}
    timed = frozenset(known.timed)
    readers = [Reader(screener, part, chosen) for part in headings.parts]
    parts = [coded(reader, columns, len(frame), timed) for reader in readers]
    bounds = {name: ends for part in parts for name, ends in part.bounds.items()}
    numbers = {one.written for part in headings.parts for one in part.columns if not isinstance(one.kind, _WORDS)}
    refused = too_long(known, bounds, len(frame))
    refused |= no_text([columns[one.written] for one in headings.about], len(frame))
    refused |= may_be_two([columns[name] for name in sorted(numbers)], len(frame))
    slots, asked = Slots(screener.space, [chosen]), Known()
    told = []
    for start in range(0, max(len(frame), 1), _STRETCH):
        own = slice(start, start + _STRETCH)
        rows = Rows(screener.space.once(Doubled), [part.some(own) for part in parts], slots)
        rows.refused |= bits_of(refused[own])
        found = Judging(screener.space, rows, asked).judged()
        refused[own] = flags_of(found.refused, rows.number)
        told.append(_told(screener, found, rows.number))
    verdicts = np.concatenate([one for one, _ in told])
    statuses = {name: np.concatenate([one[name] for _, one in told]) for name in told[0][1]}
    errors: list[str | None] = [None] * len(frame)
    wrong = named_wrongly(headings, columns, known.vocabulary)
    for row in np.flatnonzero(refused).tolist():
        _alone(screener, columns, row, chosen, verdicts, statuses, errors)
    for row, text in wrong.items():
        errors[row] = text if errors[row] is None else f"{text}; {errors[row]}"
        verdicts[row] = len(_VERDICT_OF)
        for one in statuses.values():
            one[row] = 0
    return _frame(screener, columns, headings, verdicts, statuses, errors)


def _check(written: Sequence[str], screener: Screener, known: Lookups) -> None:
    """Refuses a table with a heading that is not understood, or that stands for a field twice."""
    vocabulary = known.vocabulary
    kept = [name for name in written if name in known.names or not vocabulary.identifies(name)]
    _, findings = read_fields(dict.fromkeys(kept), vocabulary, screener.names, Place())
    if findings:
        raise InputError(findings)


def _readable(series: pl.Series) -> pl.Series:
    """A column as it is read: NaN is nothing, half a float is its digits, and beyond 64 bits each cell is as it is."""
    kind = series.dtype
    if kind == pl.Float16:
        digits = [None if value is None else float(str(np.float16(value))) for value in series.to_list()]
        series = pl.Series(series.name, digits, dtype=pl.Float64)
    elif kind in (pl.Int128, pl.UInt128):
        series = pl.Series(series.name, series.to_list(), dtype=pl.Object)
    return series.fill_nan(None) if series.dtype.is_float() and series.is_nan().any() else series


def _told(screener: Screener, found: Answers, rows: int) -> tuple[Codes, dict[str, Codes]]:
    """Codes of the verdicts and of each criterion's statuses."""
    nobody = flags_of(found.nobody, rows)
    verdicts = flags_of(found.passes, rows).astype(np.uint8) + 2 * flags_of(found.blocks, rows).astype(np.uint8)
    sides = [
        flags_of(holds, rows).astype(np.uint8) + 2 * flags_of(fails, rows).astype(np.uint8)
        for holds, fails in zip(found.can_hold, found.can_fail, strict=True)
    ]
    criteria = screener.knowledge_base.criteria
    statuses: dict[str, Codes] = {criterion.id: side for criterion, side in zip(criteria, sides, strict=False)}
    for name, applies in zip(screener.space.scopes, sides[len(criteria) :], strict=True):
        statuses[name] = np.where(applies == 1, statuses[name], np.where(applies == 2, np.uint8(4), np.uint8(3)))
    for one in statuses.values():
        one[nobody] = 0
    return verdicts, statuses


def _alone(
    screener: Screener,
    columns: Mapping[str, pl.Series],
    row: int,
    readings: Mapping[str, str],
    verdicts: Codes,
    statuses: Mapping[str, Codes],
    errors: list[str | None],
) -> None:
    """A row as a patient's record: what its columns say together decides, or what is wrong with it."""
    record = {name: value for name, series in columns.items() if (value := value_at(series, row)) is not None}
    try:
        result = screener.screen(record, readings=readings)
    except InputError as error:
        verdicts[row], told = len(_VERDICT_OF), {}
        errors[row] = "; ".join(map(_in_words, error.findings))
    else:
        verdicts[row], told = _VERDICT_OF.index(result.verdict), result.criteria
    for name, one in statuses.items():
        one[row] = _STATUS_OF.index(told.get(name))


def _in_words(finding: Finding) -> str:
    """What is wrong with a field, and what was expected."""
    field = f"{finding.place.field}: " if finding.place.field else ""
    return f"{field}{finding.message}" + (f" ({finding.help})" if finding.help else "")


def _frame(
    screener: Screener,
    columns: Mapping[str, pl.Series],
    headings: Headings,
    verdicts: Codes,
    statuses: Mapping[str, Codes],
    errors: Sequence[str | None],
) -> pl.DataFrame:
    """The table of what was found."""
    told = {one.written: columns[one.written] for one in headings.about}
    told[VERDICT] = _words(verdicts, (*_VERDICT_OF, None), VERDICTS)
    told |= {name: _words(codes, _STATUS_OF, STATUSES) for name, codes in statuses.items()}
    told[BLOCKING] = _blocking(screener, statuses)
    told[ERROR] = pl.Series(errors, dtype=pl.String)
    return pl.DataFrame(told)


def _words(codes: Codes, words: Sequence[str | None], known: Sequence[str]) -> pl.Series:
    """Codes as words of a list that is known beforehand."""
    return pl.Series(words, dtype=pl.Enum(known)).gather(codes.astype(np.uint32))


def _blocking(screener: Screener, statuses: Mapping[str, Codes]) -> pl.Series:
    """The criteria that alone rule a row out, in their order."""
    base, rows = screener.knowledge_base, len(next(iter(statuses.values())))
    pattern = np.zeros(rows, np.int64)
    for number, criterion in enumerate(base.criteria):
        blocks = _STATUS_OF.index(BLOCKS[criterion.kind])
        pattern |= (statuses[criterion.id] == blocks).astype(np.int64) << number
    found, inverse = np.unique(pattern, return_inverse=True)
    words = [";".join(c.id for number, c in enumerate(base.criteria) if int(one) >> number & 1) for one in found]
    return pl.Series(words, dtype=pl.String).gather(inverse)
