"""Fixes put into texts: all edits of a fix or none, and never two on one span at once.

This module must not know what the texts mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from hn2301_asp.source.diagnostics import Edit, Fix


class Span(Struct, frozen=True):
    """What an edit replaces, counted in characters from the beginning of its file."""

    start: int
    end: int
    replacement: str


def applied(texts: Mapping[str, str], fixes: Iterable[Fix]) -> tuple[dict[str, str], list[Fix]]:
    """The texts with the fixes in, and which these are: of fixes that meet each other the first alone.

    One that repeats another is in with it; one whose span does not stand in its file is not.
    """
    taken: dict[str, list[Span]] = {}
    used: list[Fix] = []
    for fix in fixes:
        spans = [(edit.file, _span(texts, edit)) for edit in fix.edits]
        if spans and all(one is not None and _fits(one, taken.get(file, ())) for file, one in spans):
            used.append(fix)
            for file, one in spans:
                if one is not None and one not in taken.setdefault(file, []):
                    taken[file].append(one)
    result = dict(texts)
    for file, spans_of in taken.items():
        for one in sorted(spans_of, key=lambda it: it.start, reverse=True):
            result[file] = result[file][: one.start] + one.replacement + result[file][one.end :]
    return result, used


def _fits(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a span is one that is taken already, or meets none; two at one point meet."""
    return span in taken or all(span.end < one.start or one.end < span.start for one in taken)


def _span(texts: Mapping[str, str], edit: Edit) -> Span | None:
    if edit.file not in texts:
        return None
    lines = texts[edit.file].split("\n")
    start, end = (_offset(lines, *at) for at in ((edit.line, edit.column), (edit.end_line, edit.end_column)))
    return Span(start, end, edit.replacement) if start is not None and end is not None and start <= end else None


def _offset(lines: Sequence[str], line: int, column: int) -> int | None:
    if not 1 <= line <= len(lines) or not 1 <= column <= len(lines[line - 1]) + 1:
        return None
    return sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
