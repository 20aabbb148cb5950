"""A batch of entries looked at: which rows cannot be screened and why, and whom the rows name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hn2301_asp.patient.batch import attempt_field, identity_findings, name_of
from hn2301_asp.patient.decimals import marked, may_be_two, with_separator
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.numerals import Reading, Separator
from hn2301_asp.patient.readers.records import RawRecord
from hn2301_asp.patient.record import read_patient
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError
from hn2301_asp.source.private import Private
from hn2301_asp.tables.ids import Twice, digests_of
from hn2301_asp.tables.quick import Quick
from hn2301_asp.tables.sources import Entry


class Way(Private, frozen=True):
    """How the rows of a file are read: ``meant`` says what a number is that can be read in two ways.

    ``alone``: each row by itself, by ``declared``. ``twice`` are the patients who stand in several rows.
    """

    is_table: bool
    alone: bool = False
    meant: Reading = None
    declared: Separator | None = None
    twice: Mapping[str, Twice] = {}


class Looked(Private, frozen=True):
    """What was found: the rows refused by their places in the batch, the names' digests, and if numbers are unclear."""

    refused: tuple[tuple[int, tuple[Finding, ...]], ...]
    digests: bytes
    two_ways: bool


def look(screener: Screener, batch: Sequence[Entry], start: int, way: Way) -> Looked:
    """Looks at a batch whose first entry is the one of that number among all."""
    attempt = attempt_field(screener.knowledge_base.vocabulary)
    quick = screener.space.once(Quick)
    refused: list[tuple[int, tuple[Finding, ...]]] = []
    names: list[str | None] = []
    two_ways = False
    for index, entry in enumerate(batch):
        if not isinstance(entry, RawRecord):
            refused.append((index, entry[1]))
            continue
        name = name_of(entry, attempt)
        names.append(name)
        findings = _identity(entry, name, start + index, way, attempt)
        values = entry.values
        unclear = not way.alone and may_be_two(values)
        two_ways = two_ways or unclear
        if not way.alone and not unclear and quick.fine(screener, values):
            if findings:
                refused.append((index, findings))
            continue
        try:
            patient_of(screener, entry, way)
        except InputError as error:
            findings = (*error.findings, *findings)
        if findings:
            refused.append((index, findings))
    return Looked(tuple(refused), digests_of(names), two_ways)


def fit(screener: Screener, batch: Iterable[Entry], way: Way) -> Iterator[Patient]:
    """The patients of a batch, without the rows that cannot be screened."""
    attempt = attempt_field(screener.knowledge_base.vocabulary)
    for entry in batch:
        if not isinstance(entry, RawRecord):
            continue
        name = name_of(entry, attempt)
        if (name is None and way.is_table) or name in way.twice:
            continue
        try:
            patient = patient_of(screener, entry, way)
        except InputError:
            continue
        yield patient


def patient_of(screener: Screener, record: RawRecord, way: Way) -> Patient:
    """The patient of a record; raises InputError with every finding of it."""
    vocabulary, names, values = screener.knowledge_base.vocabulary, screener.names, record.values
    if way.alone:
        [values] = with_separator([values], vocabulary, names, way.declared)
    elif way.meant is not None and may_be_two(values):
        [values] = marked([values], vocabulary, names, way.meant)
    try:
        return read_patient(values, vocabulary, names, record.place)
    except InputError as error:
        raise InputError((*error.findings, *screener.by_doors(values, record.place))) from None


def _identity(record: RawRecord, name: str | None, number: int, way: Way, attempt: str | None) -> tuple[Finding, ...]:
    """What is wrong with a row's name: there is none, or another row has it too."""
    if name is not None and name not in way.twice:
        return ()
    places: dict[str, Any] = {}
    if name is not None:
        places[name] = [record.place, way.twice[name].other(number)]
    return identity_findings(record, way.is_table, places, attempt)
