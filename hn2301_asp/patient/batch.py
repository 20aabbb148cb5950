"""Patients from files: every row is screened or reported, and the counts add up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.decimals import with_separator
from hn2301_asp.patient.fields import known_part
from hn2301_asp.patient.model import LEFT_OUT, Patient, Remark
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.patient.problems import shown
from hn2301_asp.patient.readers import RawRecord, Reading, read
from hn2301_asp.patient.readers.records import PATIENT_FIELD
from hn2301_asp.patient.record import attempt_name, read_patient
from hn2301_asp.patient.values import is_unknown
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.private import Private


class Rejected(Private, frozen=True):
    """A row that cannot be screened, with everything that is wrong with it."""

    place: Place
    findings: tuple[Finding, ...]


class Batch(Private, frozen=True):
    """All rows of some files, in order: those that are understood and those that are not.

    ``notes`` are remarks on a file as a whole, such as the sheets of a workbook that were left out.
    """

    patients: tuple[Patient, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings; what is wrong with a table's header is said once, at its first row."""
        said: set[tuple[str, str | None, str | None]] = set()
        found = []
        for finding in (finding for row in self.rejected for finding in row.findings):
            key = (finding.message, finding.place.file, finding.place.field)
            if finding.code not in ("unknown-field", "field") or key not in said:
                found.append(finding)
            said.add(key)
        return tuple(found)


def read_batch(
    paths: Iterable[Path],
    vocabulary: Vocabulary,
    names: Mapping[str, str],
    elsewhere: Collection[str] = (),
    further: Callable[[Mapping[str, Any], Place], tuple[Finding, ...]] | None = None,
    *,
    sheet: str | None = None,
    decimal: Separator | None = None,
) -> Batch:
    """The patients of some files; raises InputError where a file as a whole cannot be read.

    ``elsewhere`` holds the spellings of another vocabulary: what only that one knows is left out, with a
    remark. ``further`` tells what else is to be said of a record that is refused. ``sheet`` names the
    worksheet of a workbook, ``decimal`` the sign before the decimals in texts such as `2.020`, which can
    be thousands too.
    """

    def identifies(column: str) -> bool:
        return column not in names and vocabulary.identifies(column)

    readings: list[Reading] = []
    unreadable: list[Finding] = []
    for path in paths:
        try:
            readings.append(settled(read(path, sheet, identifies), vocabulary, names, decimal))
        except InputError as error:
            unreadable += error.findings
    attempt = attempt_field(vocabulary)
    places = places_of(readings, attempt)
    patients: list[Patient] = []
    rejected: list[Rejected] = []
    for reading in readings:
        refused = [Rejected(place, findings) for place, findings in reading.rejected]
        for record in reading.records:
            findings = identity_findings(record, reading.is_table, places, attempt)
            try:
                values, foreign = known_part(record.values, vocabulary, names, elsewhere)
                patient = read_patient(values, vocabulary, names, record.place)
                patient = replace(patient, remarks=(*patient.remarks, *map(_left_out, foreign)))
            except InputError as error:
                more = further(record.values, record.place) if further else ()
                findings = (*error.findings, *more, *findings)
            if findings:
                refused.append(Rejected(record.place, findings))
            else:
                patients.append(patient)
        rejected += sorted(refused, key=lambda row: row.place.row or 0)
    if unreadable:
        raise InputError([*unreadable, *(finding for row in rejected for finding in row.findings)])
    return Batch(tuple(patients), tuple(rejected), tuple(note for reading in readings for note in reading.notes))


def settled(
    reading: Reading, vocabulary: Vocabulary, names: Mapping[str, str], decimal: Separator | None = None
) -> Reading:
    """A file's records, with the decimal separator beside each number that can be read in two ways."""
    values = [record.values for record in reading.records]
    marked = with_separator(values, vocabulary, names, decimal, reading.custom)
    records = (replace(record, values=v) for record, v in zip(reading.records, marked, strict=True))
    return replace(reading, records=tuple(records))


def _left_out(field: str) -> Remark:
    return Remark(LEFT_OUT, f"there is no field `{shown(field)}` in this version: it is left out", (field,))


def name_of(record: RawRecord, attempt: str | None) -> str | None:
    """What a record is called, as far as can be said before it is read."""
    said = [record.values.get(field) for field in (PATIENT_FIELD, attempt or "")]
    return attempt_name(*(None if is_unknown(value) else str(value).strip() for value in said))


def attempt_field(vocabulary: Vocabulary) -> str | None:
    """The field that says which of a patient's screenings a record is of."""
    return next((field.name for field in vocabulary.record.values() if field.kind == "attempt"), None)


def places_of(readings: Iterable[Reading], attempt: str | None = None) -> dict[str, list[Place]]:
    """Where each patient stands, be the rest of the row good or bad."""
    places: dict[str, list[Place]] = {}
    for reading in readings:
        for record in reading.records:
            name = name_of(record, attempt)
            if name is not None:
                places.setdefault(name, []).append(record.place)
    return places


def identity_findings(
    record: RawRecord, table: bool, places: Mapping[str, list[Place]], attempt: str | None = None
) -> tuple[Finding, ...]:
    """A table names its patients. Where one stands twice, nobody knows which row is right: neither is screened."""
    where = replace(record.place, field=PATIENT_FIELD)
    name = name_of(record, attempt)
    if name is None:
        return (Finding("missing-id", f"a table's row needs a {PATIENT_FIELD}", where),) if table else ()
    others = tuple(place for place in places[name] if place is not record.place)
    if not others:
        return ()
    message = f"the patient `{shown(name)}` stands twice"
    return (Finding("duplicate-id", message, where, help="give each patient once", related=others[:1]),)
