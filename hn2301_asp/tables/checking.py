"""Every row of some files looked at: whether it can be screened, and what is wrong with it where it cannot.

What one pass finds out may call for a second one: numbers that can be read in two ways, and patients who stand twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.patient.batch import attempt_field, name_of
from hn2301_asp.patient.decimals import reading_of
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.patient.readers import nobody_in
from hn2301_asp.patient.readers.records import RawRecord
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.limits import MAX_ERRORS_SHOWN
from hn2301_asp.tables.ids import Seen, Twice, digest_of
from hn2301_asp.tables.looking import Looked, Way
from hn2301_asp.tables.sources import Entry, Source, batches
from hn2301_asp.tables.tasks import Pool, Task
from hn2301_asp.tables.told import Told

#: Is told how many rows are done, and of how many if that is known.
Progress = Callable[[int, int | None], None]


class Checked(Struct, frozen=True):
    """What was found of some files: how each is read, how many rows there are, and what is wrong with some."""

    sources: Sequence[Source]
    ways: Sequence[Way]
    rows: int
    refused: int
    told: Mapping[str, Told]

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with rows, as far as it is shown."""
        return [finding for told in self.told.values() for finding in told.shown]

    @property
    def notes(self) -> list[Finding]:
        """Remarks on files as a whole."""
        return [note for source in self.sources for note in source.notes]

    def require_same(self, screened: int) -> None:
        """Raises InputError where a file was changed meanwhile: other rows were screened than were looked at."""
        require_unchanged(self.sources)
        if screened != self.rows - self.refused:
            raise _changed([source.file for source in self.sources])


def require_unchanged(sources: Sequence[Source]) -> None:
    """Raises InputError where a file is another one by now."""
    changed = [source.file for source in sources if not source.unchanged()]
    if changed:
        raise _changed(changed)


def _changed(files: Iterable[str]) -> InputError:
    message, help = "the file was changed while it was screened", "screen it again"
    return InputError(Finding("file-changed", message, Place(file), help=help) for file in files)


class Looking(Struct, frozen=True):
    """How rows are looked at: by whom, and who is told of findings and of the rows done.

    ``each`` is given every finding of a row, and ``anew`` called before it is given all of them once more.
    """

    pool: Pool
    declared: Separator | None = None
    each: Callable[[Finding], object] | None = None
    anew: Callable[[], object] = lambda: None
    progress: Progress | None = None


def check(screener: Screener, files: Sequence[Source | InputError], looking: Looking) -> Checked:
    """Looks at every row of some files, of which some could not be opened.

    Raises InputError where a file cannot be read to its end, with what was found in the others.
    """
    sources = [source for source in files if not isinstance(source, InputError)]
    ways = [
        Way(one.is_table, one.custom is None, looking.declared if one.custom else None, looking.declared)
        for one in sources
    ]
    found = _Pass(sources, ways, looking)
    if again := _ways(screener, found):
        looking.anew()
        ways, found = again, _Pass(sources, again, looking)
    errors = iter(found.unreadable)
    unreadable = [one if isinstance(one, InputError) else next(errors) for one in files]
    if any(unreadable):
        findings = [finding for error in unreadable if error is not None for finding in error.findings]
        raise InputError([*findings, *(finding for told in found.told.values() for finding in told.every)])
    return Checked(sources, ways, found.rows, found.refused, found.told)


class _Pass:
    """All files gone through once."""

    def __init__(self, sources: Sequence[Source], ways: Sequence[Way], looking: Looking) -> None:
        self.sources, self.ways, self.looking = sources, ways, looking
        self.rows = self.refused = 0
        self.told: dict[str, Told] = {}
        self.seen = Seen()
        self.two_ways: set[int] = set()
        self.unreadable = [self._file(number, *one) for number, one in enumerate(zip(sources, ways, strict=True))]

    def _file(self, number: int, source: Source, way: Way) -> InputError | None:
        """Goes through a file; gives what is wrong where it cannot be read."""
        told = self.told.get(source.file) or Told(self.looking.each)
        start, own = self.rows, _Tasks(source, way, self.rows)
        try:
            for looked in self.looking.pool.each(own.tasks()):
                self._add(looked, number, told)
                if self.looking.progress is not None:
                    self.looking.progress(start + own.done, None)
        except InputError as error:
            return InputError([*error.findings, *own.broken])
        if not own.done:
            return InputError([nobody_in(source.file, source.is_table), *source.notes])
        self.rows = start + own.done
        if told.every:
            self.told[source.file] = told
        return None

    def _add(self, looked: Looked, number: int, told: Told) -> None:
        self.seen.add(looked.digests)
        self.refused += len(looked.refused)
        if looked.two_ways:
            self.two_ways.add(number)
        for _, findings in looked.refused:
            told.add(findings)


class _Tasks:
    """What is to be done of a file: how many rows were handed out so far, and what is wrong where one is none."""

    def __init__(self, source: Source, way: Way, start: int) -> None:
        self.source, self.way, self.start = source, way, start
        self.done = 0
        self.broken: list[Finding] = []

    def tasks(self) -> Iterator[Task]:
        for batch in batches(self._entries()):
            start, self.done = self.start + self.done, self.done + len(batch)
            yield "look", (batch, start, self.way)

    def _entries(self) -> Iterator[Entry]:
        for entry in self.source.entries():
            if not isinstance(entry, RawRecord) and len(self.broken) <= MAX_ERRORS_SHOWN:
                self.broken += entry[1]
            yield entry


def _ways(screener: Screener, found: _Pass) -> list[Way]:
    """How the files are to be read, if otherwise than they were; else nothing."""
    base = screener.knowledge_base
    meant = [way.meant for way in found.ways]
    for number in found.two_ways if found.looking.declared is None else ():
        source = found.sources[number]
        if source.custom is not None and found.unreadable[number] is None:
            values = (entry.values for entry in source.entries() if isinstance(entry, RawRecord))
            meant[number] = reading_of(values, base.vocabulary, screener.names, source.custom)
    twice = _twice(screener, found)
    if not twice and meant == [way.meant for way in found.ways]:
        return []
    return [replace(way, meant=how, twice=twice) for way, how in zip(found.ways, meant, strict=True)]


def _twice(screener: Screener, found: _Pass) -> Mapping[str, Twice]:
    """The patients who stand in several rows of the files that could be read."""
    suspected = found.seen.twice()
    if not suspected:
        return {}
    attempt = attempt_field(screener.knowledge_base.vocabulary)
    first: dict[str, tuple[int, Place]] = {}
    twice: dict[str, Twice] = {}
    number = 0
    for source, error in zip(found.sources, found.unreadable, strict=True):
        for entry in source.entries() if error is None else ():
            number += 1
            if not isinstance(entry, RawRecord):
                continue
            name = name_of(entry, attempt)
            if name is None or name in twice or digest_of(name) not in suspected:
                continue
            here = (number - 1, entry.place)
            if name in first:
                twice[name] = Twice(first.pop(name), here)
            else:
                first[name] = here
    return twice
