"""Tables in files as a summary counts them: each batch as it was read, with what is found of its rows.

A typed table is judged frame by frame. Of all others each row is judged as the record that it is, under the same way of
reading as where its account is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import polars as pl
from msgspec.structs import replace

from hn2301_asp.cohort.batches import names
from hn2301_asp.cohort.columns.identity import TWICE, Name, again
from hn2301_asp.cohort.frames import DECIDING, ERROR, VERDICT, screened
from hn2301_asp.cohort.tally.asking import Pair, judged
from hn2301_asp.cohort.tally.index import IndexDate, declared, marked
from hn2301_asp.explanation.answers.decisive import decisive_facts, in_order
from hn2301_asp.knowledge.vocabulary.model import SCREENING_DATE
from hn2301_asp.patient.batch import attempt_field, name_of
from hn2301_asp.patient.decimals import may_be_two
from hn2301_asp.patient.fields import heading_of
from hn2301_asp.patient.lookups import lookups
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.readers import nobody_in
from hn2301_asp.patient.readers.records import PATIENT_FIELD, RawRecord
from hn2301_asp.screener import Screener
from hn2301_asp.screening import STATUSES, VERDICTS, check_readings, judged_all, screen
from hn2301_asp.source.diagnostics import Finding, InputError
from hn2301_asp.tables.looking import Way, patient_of
from hn2301_asp.tables.sources import Entry, Source, batches
from hn2301_asp.tables.typed import Typed

#: So many rows that are records are judged together.
_ROWS: Final = 4_096


def pairs(
    screener: Screener, sources: Sequence[Source], ways: Sequence[Way], readings: Mapping[str, str], index: IndexDate
) -> Iterator[Pair]:
    """The batches of some files in their order, with what is found of them under an index date.

    Where a row is a visit a file is one batch, and there may be one only: visits are held against each other. ``ways``
    may be empty where all files are typed tables.
    """
    whole = index.kind in ("each", "first")
    if whole and len(sources) > 1:
        message = "visits are counted in one file: whether a patient has two on one day is not told across files"
        raise InputError(Finding("index-date", message, help="put all visits into one file"))
    chosen = check_readings(screener.knowledge_base, readings)
    typed = [source for source in sources if isinstance(source, Typed)]
    twice = () if whole else _twice(screener, typed)
    for number, source in enumerate(sources):
        if isinstance(source, Typed):
            frames = source.frames()
            for frame in [_all(frames, source)] if whole else frames:
                yield judged(screener, frame, index, chosen, twice)
            continue
        if whole and next(source.entries(), None) is None:
            raise InputError(nobody_in(source.file, source.is_table))
        for batch in [list(source.entries())] if whole else batches(source.entries(), _ROWS):
            yield _of_records(screener, batch, ways[number], chosen, index)


def _all(frames: Iterable[pl.DataFrame], source: Source) -> pl.DataFrame:
    """The rows of a typed table as one frame; raises InputError where it has none."""
    found = [*frames]
    if not any(map(len, found)):
        raise InputError(nobody_in(source.file, source.is_table))
    return pl.concat(found)


def _twice(screener: Screener, sources: Sequence[Typed]) -> Collection[Name]:
    """Those who stand twice in typed tables."""
    found = [names(screener, frame, frame.columns) for source in sources for frame in source.frames()]
    named = [one for one in found if one is not None]
    if not named:
        return ()
    every = pl.concat(named, how="diagonal")
    return {*every.filter(again(every)).iter_rows()}


def _of_records(
    screener: Screener, batch: Sequence[Entry], way: Way, readings: Mapping[str, str], index: IndexDate
) -> Pair:
    """A batch of rows that are records, as a table of texts, with what is found of each."""
    columns = dict.fromkeys(chain.from_iterable(one.values for one in batch if isinstance(one, RawRecord)))
    cells = [one.values if isinstance(one, RawRecord) else {} for one in batch]
    table = pl.DataFrame(
        {name: [_text(values.get(name)) for values in cells] for name in columns},
        schema=dict.fromkeys(columns, pl.String),
        height=len(batch),
    )
    visits = index.kind in ("each", "first")
    read = [_read(screener, entry, replace(way, twice={}) if visits else way, index) for entry in batch]
    told = _told(screener, read, readings).with_columns(_deciding(screener, batch, read, readings, index))
    wrong = declared(screener, table, index).wrong if visits else {}
    return table, marked(told, wrong)


def _read(screener: Screener, entry: Entry, way: Way, index: IndexDate) -> Patient | str:
    """The patient of a row, or what is wrong with it."""
    if not isinstance(entry, RawRecord):
        return _words(entry[1])
    name = name_of(entry, attempt_field(screener.knowledge_base.vocabulary))
    if name is None and way.is_table:
        return f"a table's row needs a {PATIENT_FIELD}"
    if name in way.twice:
        return TWICE
    try:
        return patient_of(screener, _as_of(screener, entry, index), way)
    except InputError as error:
        return _words(error.findings)


def _as_of(screener: Screener, entry: RawRecord, index: IndexDate) -> RawRecord:
    """A record as of the one day that is declared, if it is."""
    if index.kind != "fixed":
        return entry
    known = lookups(screener.knowledge_base.vocabulary, screener.names)
    kept: dict[str, Any] = {}
    for spelling, value in entry.values.items():
        heading = heading_of(spelling, known)
        if heading is None or heading.name != SCREENING_DATE:
            kept[spelling] = value
    return replace(entry, values={**kept, SCREENING_DATE: index.day})


def _told(screener: Screener, read: Sequence[Patient | str], readings: Mapping[str, str]) -> pl.DataFrame:
    """Verdict and statuses of each row, and what is wrong with it."""
    found = iter(judged_all(screener.space, [(one, readings) for one in read if isinstance(one, Patient)]))
    rows = [next(found) if isinstance(one, Patient) else (None, {}) for one in read]
    names = [one.id for one in screener.knowledge_base.criteria]
    columns: dict[str, pl.Series] = {
        VERDICT: pl.Series([verdict for verdict, _ in rows], dtype=pl.Enum(VERDICTS)),
        **{name: pl.Series([told.get(name) for _, told in rows], dtype=pl.Enum(STATUSES)) for name in names},
        ERROR: pl.Series([one if isinstance(one, str) else None for one in read], dtype=pl.String),
    }
    return pl.DataFrame(columns)


def _words(findings: Sequence[Finding]) -> str:
    """What is wrong with a row, in one line."""
    return "; ".join(f"{one.place.field}: {one.message}" if one.place.field else one.message for one in findings)


def _deciding(
    screener: Screener,
    batch: Sequence[Entry],
    read: Sequence[Patient | str],
    readings: Mapping[str, str],
    index: IndexDate,
) -> pl.Series:
    """The missing facts that could decide each undetermined row: of all rows that are alike at once.

    A row that a frame does not read as its record is read is asked about alone.
    """
    good = [place for place, one in enumerate(read) if isinstance(one, Patient)]
    records = [_as_of(screener, one, index).values for one in batch if isinstance(one, RawRecord)]
    places = {place: at for at, place in enumerate(n for n, one in enumerate(batch) if isinstance(one, RawRecord))}
    own = [records[places[place]] for place in good]
    found = _of_frame(screener, own, readings)
    told: list[str | None] = [None] * len(read)
    for at, (place, record) in enumerate(zip(good, own, strict=True)):
        patient = read[place]
        assert isinstance(patient, Patient)
        if found is not None and not may_be_two(record) and found[ERROR][at] is None:
            told[place] = found[DECIDING][at]
        else:
            told[place] = _alone(screener, patient, readings)
    return pl.Series(DECIDING, told, dtype=pl.String)


def _of_frame(
    screener: Screener, records: Sequence[Mapping[str, Any]], readings: Mapping[str, str]
) -> dict[str, list[str | None]] | None:
    """What decides each row, as a frame tells; None where these records are no frame."""
    columns = dict.fromkeys(chain.from_iterable(records))
    cells = {name: [record.get(name) for record in records] for name in columns}
    if any(isinstance(cell, Mapping) for column in cells.values() for cell in column):
        return None
    kinds = {name: all(cell is None or isinstance(cell, str) for cell in column) for name, column in cells.items()}
    frame = pl.DataFrame(
        [pl.Series(name, column, dtype=pl.String if kinds[name] else pl.Object) for name, column in cells.items()]
    )
    answers = screened(screener, frame, readings, twice=(), explain=True)
    return {name: answers[name].to_list() for name in (DECIDING, ERROR)}


def _alone(screener: Screener, patient: Patient, readings: Mapping[str, str]) -> str:
    """The missing facts that could decide one patient's verdict."""
    screening = screen(screener.space, patient, readings)
    if screening.verdict != "undetermined":
        return ""
    facts = decisive_facts(screener.tools, screening)
    return ";".join(name for name in in_order(screener.knowledge_base) if name in facts)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
