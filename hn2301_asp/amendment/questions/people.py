"""People whom an amendment touches: a roster of participants and a table of other patients.

A roster is a file of records as `screen` reads them, with two further fields: `status` (enrolled,
screen_failure or screening) and, if known, `enrolled_on`. A record may hold the fields of either
version; each version is shown its own. This module judges nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.amendment.case import Case, Participant, Status
from hn2301_asp.amendment.model import Counts, Crossing
from hn2301_asp.cohort.opening import Opened, frame_of, is_frame
from hn2301_asp.cohort.shift import Shift, counts_after, counts_before
from hn2301_asp.cohort.shifting import Judged, shift_of_frame, shift_of_records
from hn2301_asp.comparison.facts_behind import facts_behind
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.patient.batch import identity_findings, places_of, settled
from hn2301_asp.patient.dates import parse_date
from hn2301_asp.patient.fields import known_part
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.patient.problems import ValueProblem, shown
from hn2301_asp.patient.readers import RawRecord, read
from hn2301_asp.patient.readers.records import PATIENT_FIELD
from hn2301_asp.patient.record import read_patient
from hn2301_asp.patient.values import is_unknown
from hn2301_asp.screener import Screener
from hn2301_asp.screening import BLOCKS, VERDICTS, Verdict, blocking, judged, verdict_of
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.lists import counted

STATUSES: tuple[Status, ...] = ("enrolled", "screen_failure", "screening")
_STATUS, _ENROLLED_ON, _SITE = "status", "enrolled_on", "site"


class Table(Struct, frozen=True):
    """A file of people, and how it is to be read: which sheet of a workbook, which sign before decimals."""

    path: str | Path
    sheet: str | None = None
    decimal: Separator | None = None


def read_roster(table: Table | str | Path, versions: Sequence[Screener]) -> tuple[Participant, ...]:
    """The participants of a roster, in its order.

    Raises InputError with everything that is wrong: a participant without an id or named twice, a
    status that is none, a date that is none, and what any of the versions does not understand.
    """
    found, findings = [], []
    for raw, values, problems in _records(table, versions, roster=True):
        found.append(_participant(raw, values, problems))
        findings += problems
    if findings:
        raise InputError(findings)
    return tuple(found)


def read_cohort(given: Any, versions: Sequence[Screener]) -> tuple[tuple[Mapping[str, object], ...], Opened | None]:
    """The records of a table of patients, in its order; of a frame, and of a large table, the whole instead.

    Raises InputError as for a roster.
    """
    if given is None:
        return (), None
    table = Table(given) if isinstance(given, str | Path) else given
    if not isinstance(table, Table):
        return (), frame_of(table, versions)
    if table.decimal is None and is_frame(Path(table.path)):
        return (), frame_of(table.path, versions)
    return _cohort_records(table, versions), None


def _cohort_records(table: Table, versions: Sequence[Screener]) -> tuple[Mapping[str, object], ...]:
    found = list(_records(table, versions, roster=False))
    if findings := [finding for _, _, problems in found for finding in problems]:
        raise InputError(findings)
    return tuple(values for _, values, _ in found)


@lru_cache(maxsize=1)
def crossings(case: Case) -> tuple[Crossing, ...]:
    """The participants whose verdict differs between the base and the version, in the roster's order."""
    return tuple(_crossings(case)) if _comparable(case) else ()


def unnamed(crossings: Sequence[Crossing]) -> tuple[Crossing, ...]:
    """Participants of whom the same is said, counted and not named."""
    alike = Counter(replace(crossing, patient="") for crossing in crossings)
    return tuple(replace(one, patient=people(number), people=number) for one, number in alike.items())


def people(number: int) -> str:
    """So many participants, in words."""
    return counted(number, "participant")


@lru_cache(maxsize=1)
def counts(case: Case) -> Counts | None:
    """How many of the cohort each version lets in, and whom each criterion blocks; None without a cohort."""
    found = shift(case)
    if found is None:
        return None
    sides = ((case.before, counts_before), (case.protocol, counts_after))
    words = [str(verdict) for verdict in VERDICTS]
    verdicts = [{word: count(found.verdicts).get(word, 0) for word in words} for _, count in sides]
    blocked = [
        {c.id: count(found.criteria[c.id]).get(BLOCKS[c.kind], 0) for c in version.knowledge_base.criteria}
        for version, count in sides
    ]
    return Counts(found.rows, verdicts[0], verdicts[1], blocked[0], blocked[1])


@lru_cache(maxsize=1)
def shift(case: Case) -> Shift | None:
    """The cohort under both versions, with those who change sides; None without a cohort."""
    if not _comparable(case) or (not case.cohort and case.frame is None):
        return None
    versions = (case.before, case.protocol)
    if case.frame is not None:
        given = case.frame
        return shift_of_frame(given.rows, versions, named=case.named, file=given.file, numbers=given.numbers)
    found = ([_judged(version, patient_of(version, record, case)) for version in versions] for record in case.cohort)
    told = [one.get(PATIENT_FIELD) for one in case.cohort]
    names = [f"row {n}" if is_unknown(name) else str(name).strip() for n, name in enumerate(told, start=1)]
    told_of = shift_of_records(names, ((there, here) for there, here in found), versions, named=case.named)
    unknown = [dict.fromkeys(f for record in case.cohort for f in _foreign(v, record, case)) for v in versions]
    return replace(told_of, unknown_before=tuple(unknown[0]), unknown_after=tuple(unknown[1]))


def _foreign(version: Screener, record: Mapping[str, object], case: Case) -> tuple[str, ...]:
    """The fields of a record that only the other version has."""
    elsewhere = {*case.before.names, *case.protocol.names}
    return known_part(record, version.knowledge_base.vocabulary, version.names, elsewhere)[1]


def patient_of(version: Screener, record: Mapping[str, object], case: Case) -> Patient:
    """The patient of a record as a version reads it, without the fields that only the other has."""
    elsewhere = {*case.before.names, *case.protocol.names}
    return _patient(version, record, elsewhere, Place())


def verdict_and_blocking(version: Screener, patient: Patient) -> tuple[Verdict, tuple[str, ...]]:
    """What a version makes of a patient under its default readings: the verdict, and the criteria that block."""
    verdict, statuses = judged(version.space, patient, version.knowledge_base.default_readings())
    return verdict, blocking(version.knowledge_base, statuses) if statuses else ()


def _comparable(case: Case) -> bool:
    """Whether there are two versions by which people can be screened."""
    return case.base is not None and case.base.protocol is not None and case.version.protocol is not None


def _crossings(case: Case) -> Iterator[Crossing]:
    versions = (case.before, case.protocol)
    for one in case.roster:
        patients = [patient_of(version, one.record, case) for version in versions]
        before, after = (
            verdict_of(version.space, patient, version.knowledge_base.default_readings())
            for version, patient in zip(versions, patients, strict=True)
        )
        if before != after:
            blocked = [verdict_and_blocking(v, patient)[1] for v, patient in zip(versions, patients, strict=True)]
            yield Crossing(one.id, one.status, before, after, blocked[0], blocked[1])


def _judged(version: Screener, patient: Patient) -> Judged:
    """The verdict and the statuses under the version's default readings."""
    verdict, statuses = judged(version.space, patient, version.knowledge_base.default_readings())
    return Judged(verdict, statuses or {})


def _records(
    given: Table | str | Path, versions: Sequence[Screener], *, roster: bool
) -> Iterator[tuple[RawRecord, Mapping[str, object], list[Finding]]]:
    """The records of a file as written, without a roster's own fields, and with what is wrong with each."""
    table = given if isinstance(given, Table) else Table(given)
    elsewhere = {spelling for version in versions for spelling in version.names}

    def identifies(column: str) -> bool:
        return column not in elsewhere and any(v.knowledge_base.vocabulary.identifies(column) for v in versions)

    reading = read(table.path, table.sheet, identifies)
    for version in versions:
        reading = settled(reading, version.knowledge_base.vocabulary, version.names, table.decimal)
    if refused := [finding for _, findings in reading.rejected for finding in findings]:
        raise InputError(refused)
    places = places_of([reading])
    own = {_STATUS, _ENROLLED_ON} | ({_SITE} - elsewhere) if roster else set()
    for raw in reading.records:
        values = {name: value for name, value in raw.values.items() if name not in own}
        problems = list(identity_findings(raw, roster or reading.is_table, places))
        for version in versions:
            try:
                _patient(version, values, elsewhere, raw.place)
            except InputError as error:
                problems += [finding for finding in error.findings if finding not in problems]
        yield raw, values, problems


def _patient(version: Screener, record: Mapping[str, object], elsewhere: set[str], place: Place) -> Patient:
    vocabulary = version.knowledge_base.vocabulary
    values, _ = known_part(record, vocabulary, version.names, elsewhere)
    return read_patient(values, vocabulary, version.names, place)


def _participant(raw: RawRecord, values: Mapping[str, object], problems: list[Finding]) -> Participant:
    """Somebody of the roster; what is wrong with the roster's own fields is added to the problems."""
    enrolled, site = (raw.values.get(name) for name in (_ENROLLED_ON, _SITE))
    status = _status(raw, problems)
    if not is_unknown(enrolled):
        try:
            parse_date(enrolled)
        except ValueProblem as problem:
            problems.append(Finding("roster", str(problem), replace(raw.place, field=_ENROLLED_ON), help=problem.help))
    return Participant(
        str(raw.values.get(PATIENT_FIELD)).strip(),
        status,
        values,
        None if is_unknown(enrolled) else str(enrolled).strip(),
        None if is_unknown(site) else str(site).strip(),
        raw.place,
    )


def _status(raw: RawRecord, problems: list[Finding]) -> Status:
    written = raw.values.get(_STATUS)
    where = replace(raw.place, field=_STATUS)
    if is_unknown(written):
        problems.append(Finding("roster", "the status is missing", where, help=f"write {one_of(STATUSES)}"))
        return "screening"
    word = "_".join(str(written).lower().replace("-", " ").replace("_", " ").split())
    if word in STATUSES:
        return word
    help = did_you_mean(word, STATUSES) or f"write {one_of(STATUSES)}"
    problems.append(Finding("roster", f"`{shown(written)}` is no status of a participant", where, help=help))
    return "screening"


def facts_shown(case: Case, record: Mapping[str, object]) -> list[str]:
    """What a record says of the facts that the changed items are about, as it was given: `ALC 0.9`."""
    found: dict[str, str] = {}
    for version in (case.protocol, case.before):
        patient = patient_of(version, record, case)
        inputs = changed_inputs(case, version.knowledge_base)
        thresholds = version.knowledge_base.thresholds.thresholds
        given = [thresholds[name].quantity for name in inputs if name in thresholds]
        for name in (*given, *facts_behind(version.knowledge_base, inputs)):
            if name in patient.facts:
                fact = patient.facts[name]
                found.setdefault(name, f"{fact.label} {fact.told}")
    return list(found.values())


def changed_inputs(case: Case, base: KnowledgeBase) -> tuple[str, ...]:
    """The thresholds that changed, and what changed rules ask for at once, as one version names them."""
    known = base.thresholds.thresholds
    names: list[str] = []
    for item in case.items:
        if item.kind == "threshold":
            names.append(item.name)
        elif item.kind == "rule":
            names += [use.signature[0] for rule in (item.value_there, item.value_here) if rule for use in rule.uses]
    vocabulary = base.vocabulary
    inputs = {*known, *vocabulary.facts, *vocabulary.choices, *vocabulary.families}
    return tuple(dict.fromkeys(name for name in names if name in inputs))
