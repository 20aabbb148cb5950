"""A screened table written as Parquet: whole frames where typed tables are read, else row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from msgspec.structs import replace

from hn2301_asp.cli.outputs import forget, grow
from hn2301_asp.patient.readers.records import RawRecord
from hn2301_asp.screener import Screener
from hn2301_asp.screening import check_readings
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.libraries import installed
from hn2301_asp.source.outputs import Growing
from hn2301_asp.tables.checking import Checked, Looking, require_unchanged
from hn2301_asp.tables.looking import Way
from hn2301_asp.tables.making import Asked
from hn2301_asp.tables.screening import each_made
from hn2301_asp.tables.sources import Source


def require_parquet(output: str | None) -> str:
    """The file to write; raises InputError where there is none, or no library for it."""
    import click

    for library in ("polars", "numpy", "pyarrow"):
        installed(library, "writing Parquet", "frames")
    if output is None:
        raise click.UsageError("Parquet needs a file: add -o answers.parquet")
    return output


def all_typed(sources: Sequence[Source | InputError]) -> bool:
    """Whether all files are typed tables, which are judged as frames."""
    return all(not isinstance(one, InputError) and one.custom is None for one in sources)


def all_understood(protocol: Screener, sources: Sequence[Source | InputError]) -> bool:
    """Whether the headings of all typed tables are understood: else only single rows of them may be."""
    from hn2301_asp.cohort.frames import require_headings
    from hn2301_asp.patient.lookups import lookups
    from hn2301_asp.tables.typed import Typed

    known = lookups(protocol.knowledge_base.vocabulary, protocol.names)
    try:
        for source in sources:
            if isinstance(source, Typed):
                require_headings(source.columns, protocol, known)
    except InputError:
        return False
    return True


def write_frames(
    protocol: Screener,
    sources: Sequence[Source | InputError],
    readings: Mapping[str, str],
    output: str,
    looking: Looking,
    *,
    keep_going: bool,
) -> Checked:
    """Judges typed tables and writes the answers, unless a row cannot be screened and the others are not wanted."""
    from hn2301_asp.tables.frames import Judged
    from hn2301_asp.tables.parquet import Answers, about
    from hn2301_asp.tables.typed import Typed

    check_readings(protocol.knowledge_base, readings)
    typed = [source for source in sources if isinstance(source, Typed)]
    columns = about(protocol, chain.from_iterable(source.columns for source in typed))
    judged = Judged(protocol, typed, readings)
    growing: Growing = grow(output)
    answers = Answers(growing.file, protocol, readings, columns)
    for frame in judged.frames():
        answers.add(frame)
        if looking.progress is not None:
            looking.progress(judged.rows, None)
    answers.end()
    checked, again = judged.looked_at(looking)
    if checked is not None and not keep_going:
        forget(growing)
    elif again:
        forget(growing)
        growing = grow(output)
        answers = Answers(growing.file, protocol, readings, columns)
        for frame in judged.frames(again):
            answers.add(frame)
        answers.end()
    require_unchanged(typed)
    ways = [Way(True, alone=True, declared=looking.declared)] * len(typed)
    return checked or Checked(typed, ways, judged.rows, 0, {})


def write_rows(protocol: Screener, checked: Checked, looking: Looking, asked: Asked, output: str) -> None:
    """Writes the answers of rows that are read one by one."""
    from hn2301_asp.tables.parquet import Answers, about

    names: dict[str, None] = {}
    for source in checked.sources:
        for entry in source.entries():
            names |= dict.fromkeys(entry.values) if isinstance(entry, RawRecord) else {}
    columns = about(protocol, names)
    growing = grow(output)
    answers = Answers(growing.file, protocol, asked.readings, columns)
    for made in each_made(checked, looking.pool, replace(asked, form="rows", about=tuple(columns))):
        answers.rows_of(made.cells)
        if looking.progress is not None:
            looking.progress(answers.rows, checked.rows - checked.refused)
    answers.end()
    checked.require_same(answers.rows)
