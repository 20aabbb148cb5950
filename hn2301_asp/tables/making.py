"""What is written of a batch of patients, in each format: pieces that follow each other in one output."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from hn2301_asp.patient.values import is_unknown
from hn2301_asp.report.writers.lines import Line
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.source.private import Private

#: The formats that are written patient by patient.
Form = Literal["text", "json", "jsonl", "csv", "rows"]
#: Text is made of lines of styled pieces, rows are cells of a table that is written elsewhere, all else is text.
Piece = str | list[Line]
Cells = tuple[tuple[str | None, ...], ...]


class Asked(Private, frozen=True):
    """What is asked for: the format, the readings in force, how many sets are listed, and the width of text.

    ``about`` are the columns about the record that rows begin with.
    """

    form: Form
    readings: Mapping[str, str] = {}
    limit: int = 100
    width: int = 100
    about: tuple[str, ...] = ()


class Made(Private, frozen=True):
    """What is written of a batch: of how many patients, of which verdicts, and for text what stands at the very end."""

    rows: int
    verdicts: Mapping[str, int]
    piece: Piece
    foot: list[Line]
    cells: Cells = ()


def first(screener: Screener, asked: Asked) -> Piece:
    """What stands before the patients."""
    if asked.form == "csv":
        from hn2301_asp.report.patient.table import header_row

        return header_row(screener)
    return "[" if asked.form == "json" else "" if asked.form == "jsonl" else []


def made(screener: Screener, results: Iterable[Explained], asked: Asked) -> Made:
    """What is written of some patients, who are taken one after the other."""
    foot: list[Line] = []
    verdicts: Counter[str] = Counter()

    def each() -> Iterator[Explained]:
        for result in results:
            verdicts[result.verdict] += 1
            if asked.form == "text" and not foot:
                from hn2301_asp.report.patient.text import in_force_lines

                foot.extend(in_force_lines(result, asked.width))
            yield result

    if asked.form == "rows":
        cells = tuple(_cells(one, asked.about) for one in each())
        return Made(verdicts.total(), verdicts, "", foot, cells)
    piece = _PIECES[asked.form](each(), screener, asked.width)
    return Made(verdicts.total(), verdicts, piece, foot)


def between(asked: Asked) -> Piece:
    """What stands between the pieces of two batches."""
    if asked.form == "text":
        from hn2301_asp.report.patient.text import apart

        return list(apart(asked.width))
    return "," if asked.form == "json" else ""


def last(asked: Asked, rows: int, verdicts: Mapping[str, int], foot: list[Line]) -> Piece:
    """What stands behind the patients: ``foot`` as it was made of the first ones."""
    if asked.form == "json":
        return "\n]\n" if rows else "]\n"
    if asked.form != "text":
        return ""
    from hn2301_asp.report.patient.text import end_lines

    return list(end_lines(rows, verdicts, foot))


def _cells(result: Explained, about: Sequence[str]) -> tuple[str | None, ...]:
    """A row: what stands about the record, the verdict, the statuses, and what blocks."""
    record, statuses = result.screening.patient.record, result.screening.statuses
    own = [None if is_unknown(value := record.get(name)) else str(value).strip() for name in about]
    return (*own, result.verdict, *(statuses.get(c.id) for c in result.base.criteria), ";".join(result.blocking))


def _csv(results: Iterable[Explained], screener: Screener, _: int) -> Piece:
    from hn2301_asp.report.patient.table import rows_csv

    return rows_csv(screener, results)


def _json(results: Iterable[Explained], *_: object) -> Piece:
    from hn2301_asp.report.patient.data import result_data

    # An object of a list stands two columns further in than one by itself; a text has no line ends in it.
    each = [json.dumps(result_data(one), ensure_ascii=False, indent=2).replace("\n", "\n  ") for one in results]
    return ",".join(f"\n  {text}" for text in each)


def _jsonl(results: Iterable[Explained], *_: object) -> Piece:
    from hn2301_asp.report.patient.data import result_data

    return "".join(f"{json.dumps(result_data(one), ensure_ascii=False)}\n" for one in results)


def _text(results: Iterable[Explained], _: Screener, width: int) -> Piece:
    from hn2301_asp.report.patient.text import accounts

    return list(accounts(results, width))


_PIECES: Final[Mapping[str, Callable[[Iterable[Explained], Screener, int], Piece]]] = {
    "csv": _csv,
    "json": _json,
    "jsonl": _jsonl,
    "text": _text,
}
