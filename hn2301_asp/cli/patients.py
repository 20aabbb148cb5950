"""The commands about patients: one command, one function; no logic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hn2301_asp.cli.options import (
    asked,
    chosen,
    record_decisions,
    recordable,
    require_html,
    require_record,
    write_results,
)
from hn2301_asp.cli.outputs import FORM
from hn2301_asp.cli.shared import (
    DONE,
    FOUND,
    emit,
    emit_lines,
    guarded,
    load,
    show,
)

if TYPE_CHECKING:
    from hn2301_asp.patient.batch import Batch
    from hn2301_asp.patient.model import Patient
    from hn2301_asp.patient.numerals import Separator
    from hn2301_asp.report.writers.lines import Line
    from hn2301_asp.screener import Explained, Screener


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--patient", "patient", metavar="ID", help="The patient, where the file holds several.")
@click.option(
    "--against", "against", metavar="KB", help="Say what another version of the protocol makes of the patient."
)
@click.option("--against-patient", "against_patient", metavar="ID", help="Compare with another patient of the file.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), help=FORM)
@asked
@recordable
@guarded
def explain(
    file: Path,
    patient: str | None,
    against: str | None,
    against_patient: str | None,
    form: str,
    sheet: str | None,
    decimal: Separator | None,
    language: str | None,
    output: str | None,
    readings: Sequence[str],
    limit: int,
    kb: str | None,
    record: str | None,
    **made: str | None,
) -> int:
    """Give the full account of one patient."""
    require_record(record, made)
    require_html(form, language)
    if against and against_patient:
        raise click.UsageError("--against and --against-patient exclude each other")
    if form == "html" and (against or against_patient):
        raise click.UsageError("--format html goes without --against and --against-patient")
    if record and (against or against_patient):
        raise click.UsageError("--record is of one decision: it goes without --against and --against-patient")
    protocol = load(kb)
    other = load(against, tell=False) if against else protocol
    batch = _read(protocol, [file], sheet, decimal, other)
    show(batch.notes)
    attempts = _attempts(batch, patient)
    if len(attempts) > 1 and not (against or against_patient or record):
        _write_attempts(protocol, attempts, chosen(readings), limit, form, output, language)
        return DONE
    one = _patient(batch, patient, file)
    results = [protocol.screen(one, readings=chosen(readings), limit=limit)]
    record_decisions(results, protocol, record, made)
    if against or against_patient:
        second = _patient(_read(other, [file], sheet, decimal, protocol), against_patient or patient, file)
        theirs = other.screen(second, readings=chosen(readings))
        _write_contrast((one, results[0]), (second, theirs), bool(against), form, output)
    else:
        write_results(protocol, results, form, output, language)
    return DONE


@click.command(short_help="Recompute the record of a decision.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--kb", "kb", metavar="KB", help="Also say what this knowledge base makes of the patients.")
@guarded
def verify(file: Path, kb: str | None) -> int:
    """Recompute the record of a decision; exit 1 where anything differs or was altered."""
    from hn2301_asp.decision import verify as recompute
    from hn2301_asp.decision.text import verification_lines
    from hn2301_asp.report.writers.terminal import write

    found = recompute(file, load(kb) if kb is not None else None)
    write(verification_lines(found))
    return DONE if found.identical else FOUND


def _read(
    protocol: Screener,
    files: Iterable[Path],
    sheet: str | None,
    decimal: Separator | None,
    other: Screener | None = None,
) -> Batch:
    """The patients of files; fields that only the other version of the protocol has are left out."""
    from hn2301_asp.patient.batch import read_batch

    vocabulary, elsewhere = protocol.knowledge_base.vocabulary, other.names if other else ()
    return read_batch(files, vocabulary, protocol.names, elsewhere, protocol.by_doors, sheet=sheet, decimal=decimal)


def _patient(batch: Batch, patient: str | None, file: Path) -> Patient:
    """The patient of that name, or the only one."""
    from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of

    chosen = [p for p in batch.patients if patient is None or p.id == patient]
    refused = [row for row in batch.rejected if patient is None or row.place.patient == patient]
    if refused:
        raise InputError([finding for row in refused for finding in row.findings])
    names = [p.id for p in batch.patients if p.id]
    if not chosen:
        help = (did_you_mean(patient or "", names) or f"patients are {one_of(names)}") if names else None
        raise InputError(Finding("no-patient", f"there is no patient `{patient}`", Place(str(file)), help=help))
    if len(chosen) > 1:
        message = f"the file holds {len(chosen)} patients"
        raise InputError(
            Finding("several-patients", message, Place(str(file)), help=f"choose one with --patient: {one_of(names)}")
        )
    return chosen[0]


def _attempts(batch: Batch, patient: str | None) -> list[Patient]:
    """The screenings of one patient, in the order of the file, where the name is the patient's and of no single one."""
    if patient is None or any(row.place.patient == patient for row in batch.rejected):
        return []
    return [one for one in batch.patients if one.person == patient != one.id]


def _write_attempts(
    protocol: Screener,
    attempts: Sequence[Patient],
    readings: dict[str, str],
    limit: int,
    form: str,
    output: str | None,
    language: str | None,
) -> None:
    """Writes a patient's attempts side by side: each account, and as text what differs from one to the next."""
    from hn2301_asp.comparison.sides import contrast_of
    from hn2301_asp.report.patient.contrast import contrast_lines
    from hn2301_asp.report.patient.text import accounts_lines

    results = [protocol.screen(one, readings=readings, limit=limit) for one in attempts]
    if form != "text":
        write_results(protocol, results, form, output, language)
        return
    sides = list(zip(attempts, results, strict=True))

    def lines(width: int) -> Iterator[Line]:
        yield from accounts_lines(results, width)
        for earlier, later in pairwise(sides):
            yield from ([], *contrast_lines(contrast_of(later, earlier, False), later, earlier, width))

    emit_lines(lines, output)


def _write_contrast(
    one: tuple[Patient, Explained], other: tuple[Patient, Explained], versions: bool, form: str, output: str | None
) -> None:
    """Writes what differs between two versions of the protocol, or between two patients."""
    from hn2301_asp.comparison.sides import contrast_of
    from hn2301_asp.report.patient.contrast import contrast_lines
    from hn2301_asp.report.patient.contrast_data import contrast_data
    from hn2301_asp.report.patient.data import to_json

    found = contrast_of(one, other, versions)
    if form == "json":
        emit(to_json([contrast_data(found, one, other)]), output)
    else:
        emit_lines(lambda width: contrast_lines(found, one, other, width), output)
