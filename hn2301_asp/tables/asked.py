"""Single rows of a table of any size, found by their patient's id: they are explained beside the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from hn2301_asp.patient.batch import attempt_field, name_of
from hn2301_asp.patient.readers.records import PATIENT_FIELD, RawRecord
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.source.diagnostics import Finding, InputError, nearest
from hn2301_asp.source.lists import listed
from hn2301_asp.tables.checking import Checked
from hn2301_asp.tables.looking import fit
from hn2301_asp.tables.sources import Entry, Source, batches

#: So many names are compared together with one that is not there.
_TOGETHER = 10_000


def rows_of(screener: Screener, sources: Sequence[Source], ids: Sequence[str]) -> list[tuple[int, RawRecord]]:
    """The rows of some patients, by the number of their file; raises InputError where there is no such patient."""
    called = _called(screener)
    wanted, found = frozenset(ids), list[tuple[int, RawRecord]]()
    for number, source in enumerate(sources):
        rows = source.entries_named(wanted) if hasattr(source, "entries_named") else source.entries()
        found += [(number, row) for row in rows if isinstance(row, RawRecord) and not wanted.isdisjoint(called(row))]
    there = {name for _, row in found for name in called(row)}
    missing = [one for one in dict.fromkeys(ids) if one not in there]
    if missing:
        names = [name for source in sources for name in _nearest(source.entries(), missing, called)]
        raise InputError(_unknown(one, names) for one in missing)
    return found


def explained(
    screener: Screener,
    checked: Checked,
    rows: Sequence[tuple[int, RawRecord]],
    readings: Mapping[str, str],
    limit: int,
) -> list[Explained]:
    """The results of those rows that can be screened."""
    patients = [patient for number, row in rows for patient in fit(screener, [row], checked.ways[number])]
    return [screener.screen(patient, readings=readings, limit=limit) for patient in patients]


def _called(screener: Screener) -> Callable[[RawRecord], tuple[str, ...]]:
    """Gives the names of a row: with its attempt, and without."""
    attempt = attempt_field(screener.knowledge_base.vocabulary)

    def called(row: RawRecord) -> tuple[str, ...]:
        return tuple(name for name in (name_of(row, attempt), str(row.values.get(PATIENT_FIELD) or "").strip()) if name)

    return called


def _nearest(
    entries: Iterator[Entry], missing: Sequence[str], called: Callable[[RawRecord], tuple[str, ...]]
) -> Iterator[str]:
    """Of each many rows the name most like each of those that are missing."""
    for batch in batches(entries, _TOGETHER):
        names = [name for row in batch if isinstance(row, RawRecord) for name in called(row)]
        yield from filter(None, (nearest(one, names) for one in missing))


def _unknown(name: str, names: Sequence[str]) -> Finding:
    left, found = set(names), list[str]()
    while len(found) < 3 and (one := nearest(name, left)) is not None:
        found.append(one)
        left.discard(one)
    help = f"did you mean {listed([f'`{one}`' for one in found], 'or')}?" if found else None
    return Finding("no-patient", f"there is no patient `{name}`", help=help)
