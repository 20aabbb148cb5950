"""What a screened table is written to as it is made, and how its rows are told of."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.cli.options import record_decisions, write_results
from hn2301_asp.cli.outputs import grow, keep, may_stay
from hn2301_asp.cli.progress import shown
from hn2301_asp.cli.shared import DONE, UNUSABLE, emit_lines, say, show
from hn2301_asp.cli.streams import Stream
from hn2301_asp.cli.summaries import Summed, write_summary
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.patient.readers.records import RawRecord
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.report.writers.terminal import PLAIN_WIDTH, width, write, write_text
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError, render
from hn2301_asp.source.lists import counted, noun
from hn2301_asp.source.outputs import Growing, ending_early, together
from hn2301_asp.tables.checking import Checked, Looking, check
from hn2301_asp.tables.making import Asked, Piece
from hn2301_asp.tables.screening import pieces, results_of
from hn2301_asp.tables.sources import Source
from hn2301_asp.tables.tasks import Here, Pool
from hn2301_asp.tables.told import rest

#: Formats that are written only once all patients are screened.
_WHOLE: Final = ("html",)


class Wanted(Struct, frozen=True):
    """What is to be written, and where; ``keep_going``: also where a row cannot be screened.

    ``patients``: whether patients are written, and not only what all of them come to.
    """

    form: Any
    readings: Mapping[str, str]
    limit: int
    output: str | None
    language: str | None
    record: str | None
    made: dict[str, str | None]
    keep_going: bool
    ids: Sequence[str]
    patients: bool = True


@contextmanager
def pool_of(protocol: Screener, jobs: int) -> Iterator[Pool]:
    """What does the work: this process, or others."""
    if jobs == 1:
        yield Here(protocol)
        return
    from hn2301_asp.tables.workers import Workers

    with Workers(protocol, jobs) as workers:
        yield workers


class Listing:
    """The list of the rows left out, where one is wanted: kept on disk until it is written."""

    def __init__(self, path: str | None) -> None:
        self.path = path
        self._file: Any = None

    def __enter__(self) -> Listing:
        if self.path is not None:
            import tempfile

            self._file = tempfile.TemporaryFile()
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def each(self, finding: Finding) -> None:
        """Lists a finding."""
        if self._file is not None:
            self._file.write(f"{render(finding)}\n\n".encode())

    def anew(self) -> None:
        """Begins again."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()

    def write(self) -> None:
        """Has the list written when the command is done."""
        if self._file is not None and self.path is not None:
            self._file.seek(0)
            keep(self.path, self._file.read())


def screened(
    protocol: Screener,
    files: Sequence[Source | InputError],
    looking: Looking,
    wanted: Wanted,
    summed: Summed | None = None,
) -> Checked:
    """Has every row looked at and, where that is wanted, all that can be screened screened, written and summed up."""
    asked = _asked(protocol, files, wanted)
    with shown(wanted.output, terminal=wanted.patients) as progress:
        checked = _screened(protocol, files, replace(looking, progress=progress), wanted)
    if asked and (wanted.keep_going or not checked.refused):
        from hn2301_asp.report.patient.text import accounts_lines
        from hn2301_asp.tables.asked import explained

        results = explained(protocol, checked, asked, wanted.readings, wanted.limit)
        emit_lines(lambda width: accounts_lines(results, width), None)
    if summed is not None and (wanted.keep_going or not checked.refused):
        from hn2301_asp.tables.counting import pairs

        sources = [one for one in files if not isinstance(one, InputError)]
        found = pairs(protocol, sources, checked.ways, wanted.readings, summed.index)
        write_summary(protocol, found, wanted.readings, summed)
    return checked


def count_visits(
    protocol: Screener,
    files: Sequence[Source | InputError],
    decimal: Separator | None,
    wanted: Wanted,
    summed: Summed,
) -> int:
    """Sums up a table of which each row is a visit, and tells nothing else of it; the exit code."""
    from hn2301_asp.cohort.opening import refuse_unread
    from hn2301_asp.tables.counting import pairs
    from hn2301_asp.tables.looking import Way

    if errors := [finding for one in files if isinstance(one, InputError) for finding in one.findings]:
        raise InputError(errors)
    sources = [one for one in files if not isinstance(one, InputError)]
    ways = [Way(one.is_table, one.custom is None, decimal if one.custom else None, decimal) for one in sources]
    found = list(pairs(protocol, sources, ways, wanted.readings, summed.index))
    for source, (_, told) in zip(sources, found, strict=True) if not wanted.keep_going else ():
        if told["error"].is_not_null().any():
            places = (one.place if isinstance(one, RawRecord) else one[0] for one in source.entries())
            refuse_unread(told["error"], Path(source.file), [place.row for place in places])
    write_summary(protocol, found, wanted.readings, summed)
    return UNUSABLE if any(told["error"].is_not_null().any() for _, told in found) else DONE


def _asked(protocol: Screener, files: Sequence[Source | InputError], wanted: Wanted) -> Sequence[tuple[int, RawRecord]]:
    """The rows of those who are to be explained, found before anything is screened."""
    sources = [one for one in files if not isinstance(one, InputError)]
    if not wanted.ids or len(sources) < len(files):
        return ()
    from hn2301_asp.tables.asked import rows_of

    return rows_of(protocol, sources, wanted.ids)


def _screened(protocol: Screener, files: Sequence[Source | InputError], looking: Looking, wanted: Wanted) -> Checked:
    if wanted.form == "parquet":
        from hn2301_asp.cli.parquet import all_typed, all_understood, require_parquet, write_frames

        output = require_parquet(wanted.output)
        if all_typed(files) and (not wanted.keep_going or all_understood(protocol, files)):
            return write_frames(protocol, files, wanted.readings, output, looking, keep_going=wanted.keep_going)
    checked = check(protocol, files, looking)
    show(checked.notes)
    if wanted.patients and (wanted.keep_going or not checked.refused):
        write_table(protocol, checked, looking, wanted)
    return checked


def none_screened(checked: Checked) -> int:
    """Tells that no row is screened, since some cannot be, and why these cannot."""
    _show(checked)
    rows = counted(checked.rows, "row")
    say(f"{checked.refused} of {rows} cannot be screened, so none was; --keep-going screens the others")
    return UNUSABLE


def left_out(checked: Checked, listing: Listing) -> int:
    """Lists the rows that could not be screened apart, and counts them."""
    listing.write()
    if not checked.refused:
        return DONE
    if listing.path is None:
        _show(checked)
    rows = counted(checked.rows, "row")
    say(f"{rows}: {checked.rows - checked.refused} screened, {checked.refused} left out")
    return UNUSABLE


def write_table(protocol: Screener, checked: Checked, looking: Looking, wanted: Wanted) -> None:
    """Screens what can be screened, and writes it: as it is made, or at the end what is told of all together."""
    if wanted.record is not None or wanted.form in _WHOLE:
        results = list(results_of(protocol, checked, wanted.readings, wanted.limit))
        if results or not checked.refused:
            record_decisions(results, protocol, wanted.record, wanted.made)
        write_results(protocol, results, wanted.form, wanted.output, wanted.language)
        return
    columns = PLAIN_WIDTH if wanted.output else width(sys.stdout)
    asked = Asked(wanted.form, wanted.readings, wanted.limit, columns)
    if wanted.form == "parquet":
        from hn2301_asp.cli.parquet import require_parquet, write_rows

        write_rows(protocol, checked, looking, asked, require_parquet(wanted.output))
        return
    out = _File(wanted.output) if wanted.output else _Terminal()
    with ending_early(out.left):
        for rows, piece in pieces(protocol, checked, looking.pool, asked, looking.progress):
            out.write(rows, piece)
            if out.gone:
                return


class _Terminal:
    """Standard output, which is given whole rows."""

    def __init__(self) -> None:
        self.rows = 0

    def write(self, rows: int, piece: Piece) -> None:
        """Writes a piece; who ends the program early waits for its end."""
        with together():
            if isinstance(piece, str):
                write_text(piece, sys.stdout)
            else:
                write(piece, sys.stdout)
            sys.stdout.flush()
            self.rows += rows

    @property
    def gone(self) -> bool:
        """Whether nobody reads it any more."""
        return isinstance(sys.stdout, Stream) and sys.stdout.gone

    def left(self) -> str | None:
        """What is told where the program is ended early."""
        return _written(self.rows) if self.rows else None


class _File:
    """A file, which is put in its place when the command is done, or with whole rows where it is ended early."""

    gone = False

    def __init__(self, path: str) -> None:
        self.rows = 0
        self.file: Growing = grow(path)
        self.may_stay = may_stay(path)

    def write(self, rows: int, piece: Piece) -> None:
        """Writes a piece."""
        with together():
            self.file.write((piece if isinstance(piece, str) else plain(piece)).encode())
            self.rows += rows

    def left(self) -> str | None:
        """Puts what is written in its place where the program is ended early, if there are rows and it may be."""
        if not self.rows or not self.may_stay:
            self.file.drop()
            return None
        self.file.put()
        anew = "the next run begins anew, with --force or another name"
        return f"{_written(self.rows)} to {self.file.path}; {anew}"


def _written(rows: int) -> str:
    return f"{rows:,} {noun(rows, 'row')} {'was' if rows == 1 else 'were'} written"


def _show(checked: Checked) -> None:
    show(checked.findings)
    for line in rest(checked.told.items()):
        say(f"{line}\n")
