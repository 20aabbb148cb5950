"""Frames in, frames out: a row's verdict and the status of every criterion, exactly as of one patient."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags, bits_of, flags_of
from hn2301_asp.cohort.columns.coded import Coded, Marked
from hn2301_asp.cohort.columns.coding import coded
from hn2301_asp.cohort.columns.contents import Codes, readable, value_at
from hn2301_asp.cohort.columns.decimals import may_be_two
from hn2301_asp.cohort.columns.headings import Headings, read_headings
from hn2301_asp.cohort.columns.identity import Name, named_wrongly, names_in, no_text
from hn2301_asp.cohort.columns.lengths import too_long
from hn2301_asp.cohort.columns.states import Readers
from hn2301_asp.cohort.deciding.deciding import missing_deciding
from hn2301_asp.cohort.deciding.table import Cells
from hn2301_asp.cohort.judging.asking import Known
from hn2301_asp.cohort.judging.doubled import Doubled
from hn2301_asp.cohort.judging.judging import Answers, Judging
from hn2301_asp.cohort.judging.rows import Layout, Rows
from hn2301_asp.knowledge.vocabulary.model import RecordField
from hn2301_asp.patient.choices import Words
from hn2301_asp.patient.fields import read_fields
from hn2301_asp.patient.lookups import Answers as YesNo
from hn2301_asp.patient.lookups import Lookups, lookups
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.screening import BLOCKS, STATUSES, VERDICTS, check_readings
from hn2301_asp.solver.modules import Slots
from hn2301_asp.source.diagnostics import Finding, InputError, Place

#: The columns that say what became of a row, behind which the criteria stand.
VERDICT, BLOCKING, DECIDING, ERROR = "verdict", "blocking", "missing_deciding", "error"
_VERDICT_OF: Final = ("contradictory", "eligible", "ineligible", "undetermined")
#: Kinds of columns in which no number stands.
_WORDS: Final = (YesNo, Words, RecordField)
_STATUS_OF: Final = (None, "met", "not_met", "unknown", "not_applicable")
#: Of so few criteria all combinations are put into words.
_NARROW: Final = 12
#: So many rows are judged before the next ones: what is worked out of them stays in the processor's cache.
_STRETCH: Final = 524_288


def screened(
    screener: Screener,
    frame: pl.DataFrame,
    readings: Mapping[str, str] | None = None,
    twice: Collection[Name] | None = None,
    *,
    explain: bool = False,
) -> pl.DataFrame:
    """The columns about the record (an id, a site), and of each row the verdict, the statuses, and what is wrong.

    ``verdict`` and a status are null where the row cannot be screened, and ``error`` says why; a status is null of a
    record that contradicts itself, too. Where the frame is a part of a table, ``twice`` are those who stand twice in
    the whole. With ``explain`` a further column says which missing facts could decide. Raises InputError where a
    heading is not understood.
    """
    base = screener.knowledge_base
    chosen = check_readings(base, readings or {})
    known = lookups(base.vocabulary, screener.names)
    headings = read_headings(frame.columns, known, screener.space)
    require_headings(frame.columns, screener, known)
    columns = Columns(frame)
    timed = frozenset(known.timed)
    readers = [screener.space.once(Readers).of(screener, part, chosen) for part in headings.parts]
    parts = [coded(reader, frame, timed) for reader in readers]
    refused = doubtful(headings, known, frame, columns, parts)
    layout = Layout(screener.space.once(Doubled), [part.states for part in parts])
    slots, asked = Slots(screener.space, [chosen]), Known()
    told = []
    for start in range(0, max(len(frame), 1), _STRETCH):
        own = slice(start, start + _STRETCH)
        rows = Rows(layout, [part.some(own) for part in parts], slots)
        rows.refused |= bits_of(refused[own])
        found = Judging(screener.space, rows, asked).judged()
        refused[own] = flags_of(found.refused, rows.number)
        told.append(_told(screener, found, rows.number))
    verdicts = np.concatenate([one for one, *_ in told])
    statuses = {name: np.concatenate([one[name] for _, one, _ in told]) for name in told[0][1]}
    applies = {name: np.concatenate([one[name] for *_, one in told]) for name in told[0][2]}
    errors: list[str | None] = [None] * len(frame)
    wrong = named_wrongly(names_in(headings, columns, known.vocabulary), twice)
    alone: dict[int, Explained] = {}
    for row in np.flatnonzero(refused).tolist():
        result = _alone(screener, columns, row, chosen, verdicts, statuses, errors)
        if explain and result is not None and result.verdict == "undetermined" and row not in wrong:
            alone[row] = result
    for row, text in wrong.items():
        errors[row] = text if errors[row] is None else f"{text}; {errors[row]}"
        verdicts[row] = len(_VERDICT_OF)
        for one in statuses.values():
            one[row] = 0
    answers = _frame(screener, columns, headings, verdicts, statuses, errors)
    if not explain:
        return answers
    cells = Cells(screener, chosen, readers, parts, columns)
    open_rows = verdicts == _VERDICT_OF.index("undetermined")
    open_rows[refused] = False
    unknown = {name: codes == _STATUS_OF.index("unknown") for name, codes in statuses.items()}
    deciding = missing_deciding(cells, open_rows, unknown, applies, alone, verdicts == len(_VERDICT_OF))
    return answers.insert_column(answers.columns.index(BLOCKING) + 1, deciding.alias(DECIDING))


def require_headings(written: Sequence[str], screener: Screener, known: Lookups) -> None:
    """Refuses a table with a heading that is not understood, or that stands for a field twice."""
    vocabulary = known.vocabulary
    kept = [name for name in written if name in known.names or not vocabulary.identifies(name)]
    _, findings = read_fields(dict.fromkeys(kept), vocabulary, screener.names, Place())
    if findings:
        raise InputError(findings)


def doubtful(
    headings: Headings,
    known: Lookups,
    frame: pl.DataFrame,
    columns: Mapping[str, pl.Series],
    parts: Sequence[Coded | Marked],
) -> Flags:
    """The rows in which what a cell says may hang on cells of other parts: they are read as patients' records."""
    bounds = {name: ends for part in parts for name, ends in part.bounds.items()}
    speaking = (one for part in headings.parts for one in part.columns if not isinstance(one.kind, _WORDS))
    numbers = {one.written for one in speaking if not frame.schema[one.written].is_float()}
    found = too_long(known, bounds, len(frame))
    found |= no_text([columns[one.written] for one in headings.about], len(frame))
    found |= may_be_two([columns[name] for name in sorted(numbers)], len(frame))
    return found


class Columns(Mapping[str, pl.Series]):
    """The columns of a frame as they are read; each is looked at when it is asked for."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self._found: dict[str, pl.Series] = {}

    def __getitem__(self, name: str) -> pl.Series:
        if name not in self._found:
            self._found[name] = readable(self.frame[name])
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.frame.columns)

    def __len__(self) -> int:
        return len(self.frame.columns)


def _told(screener: Screener, found: Answers, rows: int) -> tuple[Codes, dict[str, Codes], dict[str, Codes]]:
    """Codes of the verdicts, of each criterion's statuses, and of whether criteria apply that not always do."""
    nobody = flags_of(found.nobody, rows)
    verdicts = flags_of(found.passes, rows).astype(np.uint8) + 2 * flags_of(found.blocks, rows).astype(np.uint8)
    sides = [
        flags_of(holds, rows).astype(np.uint8) + 2 * flags_of(fails, rows).astype(np.uint8)
        for holds, fails in zip(found.can_hold, found.can_fail, strict=True)
    ]
    criteria = screener.knowledge_base.criteria
    statuses: dict[str, Codes] = {criterion.id: side for criterion, side in zip(criteria, sides, strict=False)}
    scopes: dict[str, Codes] = dict(zip(screener.space.scopes, sides[len(criteria) :], strict=True))
    for name, applies in scopes.items():
        statuses[name] = np.where(applies == 1, statuses[name], np.where(applies == 2, np.uint8(4), np.uint8(3)))
    for one in statuses.values():
        one[nobody] = 0
    return verdicts, statuses, scopes


def _alone(
    screener: Screener,
    columns: Mapping[str, pl.Series],
    row: int,
    readings: Mapping[str, str],
    verdicts: Codes,
    statuses: Mapping[str, Codes],
    errors: list[str | None],
) -> Explained | None:
    """A row as a patient's record: what its columns say together decides, or what is wrong with it."""
    record = {name: value for name, series in columns.items() if (value := value_at(series, row)) is not None}
    result: Explained | None = None
    told: Mapping[str, str] = {}
    try:
        result = screener.screen(record, readings=readings)
    except InputError as error:
        verdicts[row] = len(_VERDICT_OF)
        errors[row] = "; ".join(map(_in_words, error.findings))
    else:
        verdicts[row], told = _VERDICT_OF.index(result.verdict), result.criteria
    for name, one in statuses.items():
        one[row] = _STATUS_OF.index(told.get(name))
    return result


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
    """Codes as words of a list that is known beforehand, which are kept as their places in it."""
    places = np.array([len(known) if word is None else known.index(word) for word in words], np.uint8)
    found = pl.Series(places.take(codes))
    if None in words and len(missing := np.flatnonzero(codes == words.index(None))):
        found = found.scatter(missing, None)
    return found.cat.to(pl.Enum(known))


def _blocking(screener: Screener, statuses: Mapping[str, Codes]) -> pl.Series:
    """The criteria that alone rule a row out, in their order."""
    criteria, rows = screener.knowledge_base.criteria, len(next(iter(statuses.values())))
    pattern: Codes = np.zeros(rows, np.min_scalar_type(1 << len(criteria)))
    for number, criterion in enumerate(criteria):
        blocks = statuses[criterion.id] == _STATUS_OF.index(BLOCKS[criterion.kind])
        pattern |= blocks.astype(pattern.dtype) << pattern.dtype.type(number)
    if len(criteria) > _NARROW:
        found, pattern = np.unique(pattern, return_inverse=True)
    else:
        found = np.arange(1 << len(criteria))
    words = [";".join(c.id for number, c in enumerate(criteria) if int(one) >> number & 1) for one in found]
    return pl.Series(words, dtype=pl.String).gather(pattern.astype(np.uint32))
