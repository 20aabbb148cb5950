"""How far a long table is: a bar on standard error, where that is a terminal that shows nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from hn2301_asp.report.writers.terminal import is_terminal
from hn2301_asp.source.outputs import ending_early

if TYPE_CHECKING:
    from hn2301_asp.tables.checking import Progress

#: Shorter tables are done before anybody would look.
_FROM: Final = 1_000
_ROWS: Final = ("rows looked at", "rows screened")


@contextmanager
def shown(
    output: str | None, *, terminal: bool = True, least: int = _FROM, what: tuple[str, str] = _ROWS
) -> Iterator[Progress | None]:
    """Within it what is told is shown; nothing where there is no terminal, or the table itself is written to it.

    That is so without an ``output``, unless nothing is written to the ``terminal`` meanwhile. From ``least`` on it is
    shown; ``what`` is counted, where it is not known of how many, and where it is.
    """
    if not is_terminal(sys.stderr) or (output is None and terminal and sys.stdout.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(file=sys.stderr), transient=True)
    tasks = {known: bar.add_task(text, total=None, visible=False) for known, text in enumerate(what)}

    def show(done: int, of: int | None) -> None:
        if done < least:
            return
        bar.start()
        now = of is not None
        bar.update(tasks[now], completed=done, total=of, visible=True)
        bar.update(tasks[not now], visible=False)

    with ending_early(bar.stop):
        try:
            yield show
        finally:
            bar.stop()
