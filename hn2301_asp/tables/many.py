"""Records screened one after the other, here or by several processes, with the results in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from msgspec.structs import replace

from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening, check_readings
from hn2301_asp.solver.assumptions import assume
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.tables.sources import BATCH
from hn2301_asp.tables.tasks import Task
from hn2301_asp.tables.workers import Workers

Record = Mapping[str, Any] | Patient


def screenings(
    screener: Screener,
    records: Iterable[Record],
    readings: Mapping[str, str],
    decimal: Separator | None,
    jobs: int,
) -> Iterator[Screening]:
    """The screening of each record; raises InputError, which names its number, for the first that is not understood."""
    if jobs == 1:
        for number, record in enumerate(records, start=1):
            yield screener.screen(record, readings=readings, place=Place(row=number), decimal=decimal).screening
        return
    chosen = check_readings(screener.knowledge_base, readings)
    with Workers(screener, jobs) as workers:
        for batch in workers.each(_tasks(records, readings, decimal)):
            for found in batch:
                if isinstance(found, tuple):
                    raise InputError(found)
                # What is assumed is of this process's solver.
                yield replace(found, assumed=assume(screener.space, found.patient.evidence, chosen))


def _tasks(records: Iterable[Record], readings: Mapping[str, str], decimal: Separator | None) -> Iterator[Task]:
    coming, number = iter(records), 1
    while batch := list(islice(coming, BATCH)):
        yield "screen", (batch, number, dict(readings), decimal)
        number += len(batch)
