"""What is written of the rows that can be screened, batch by batch, in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from hn2301_asp.report.writers.lines import Line
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.tables.checking import Checked, Progress
from hn2301_asp.tables.looking import Way, fit
from hn2301_asp.tables.making import Asked, Made, Piece, between, first, last
from hn2301_asp.tables.sources import Source, batches
from hn2301_asp.tables.tasks import Pool, Task


def pieces(
    screener: Screener,
    checked: Checked,
    pool: Pool,
    asked: Asked,
    progress: Progress | None = None,
) -> Iterator[tuple[int, Piece]]:
    """The pieces of the output, each with how many patients it tells of."""
    yield 0, first(screener, asked)
    rows, verdicts, foot = 0, Counter[str](), list[Line]()
    for made in each_made(checked, pool, asked):
        if not made.rows:
            continue
        if rows:
            yield 0, between(asked)
        yield made.rows, made.piece
        foot = foot or made.foot
        rows += made.rows
        verdicts.update(made.verdicts)
        if progress is not None:
            progress(rows, checked.rows - checked.refused)
    checked.require_same(rows)
    yield 0, last(asked, rows, verdicts, foot)


def results_of(screener: Screener, checked: Checked, readings: Mapping[str, str], limit: int) -> Iterator[Explained]:
    """The results themselves, where something is told of all of them together."""
    rows = 0
    for source, way in zip(checked.sources, checked.ways, strict=True):
        for batch in batches(source.entries()):
            for patient in fit(screener, batch, way):
                yield screener.screen(patient, readings=readings, limit=limit)
                rows += 1
    checked.require_same(rows)


def each_made(checked: Checked, pool: Pool, asked: Asked) -> Iterator[Made]:
    """What is written of each batch."""
    for source, way in zip(checked.sources, checked.ways, strict=True):
        yield from pool.each(_tasks(source, way, asked))


def _tasks(source: Source, way: Way, asked: Asked) -> Iterator[Task]:
    return (("make", (batch, way, asked)) for batch in batches(source.entries()))
