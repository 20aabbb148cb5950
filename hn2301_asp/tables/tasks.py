"""What is done with a batch, here or in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from msgspec.structs import replace

from hn2301_asp.patient.numerals import Separator
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.tables.looking import Looked, Way, fit, look
from hn2301_asp.tables.making import Asked, Made, made
from hn2301_asp.tables.sources import Entry

#: The name of a task, and what it is given beside the protocol.
Task = tuple[str, tuple[Any, ...]]


class Pool(Protocol):
    """What does tasks and gives what they come to, in their order."""

    def each(self, tasks: Iterable[Task]) -> Iterator[Any]: ...


class Here:
    """Does one task after the other in this process."""

    def __init__(self, screener: Screener) -> None:
        self.screener = screener

    def each(self, tasks: Iterable[Task]) -> Iterator[Any]:
        for name, given in tasks:
            yield TASKS[name](self.screener, *given)


def _look(screener: Screener, batch: Sequence[Entry], start: int, way: Way) -> Looked:
    return look(screener, batch, start, way)


def _make(screener: Screener, batch: Sequence[Entry], way: Way, asked: Asked) -> Made:
    # One after the other: what was worked out of a patient goes with what is written.
    patients = fit(screener, batch, way)
    results = (screener.screen(one, readings=asked.readings, limit=asked.limit) for one in patients)
    return made(screener, results, asked)


def _screen(
    screener: Screener,
    batch: Sequence[Any],
    start: int,
    readings: Mapping[str, str],
    decimal: Separator | None,
) -> list[Any]:
    """The screenings of records, without what is assumed, up to the first that is not understood: its findings."""
    found: list[Any] = []
    for number, record in enumerate(batch, start=start):
        try:
            result = screener.screen(record, readings=readings, place=Place(row=number), decimal=decimal)
        except InputError as error:
            return [*found, error.findings]
        found.append(replace(result.screening, assumed=None))
    return found


def _mutate(screener: Screener, numbers: Sequence[int]) -> list[Any]:
    """What becomes of some mutants of the protocol, by their numbers."""
    from hn2301_asp.mutation.mutating import mutating  # Only an author asks for it.

    found = mutating(screener)
    return [found.judge(number) for number in numbers]


TASKS: Final[Mapping[str, Callable[..., Any]]] = {"look": _look, "make": _make, "screen": _screen, "mutate": _mutate}
