"""Findings: what is wrong, where, and how to mend it.

A finding carries fields; its text is made from them and never parsed again. This module must
not know what a protocol, a patient or a rule is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from msgspec import Struct

from hn2301_asp.source.limits import MAX_ERRORS_SHOWN
from hn2301_asp.source.lists import first_few

Severity = Literal["error", "warning", "remark"]


class Place(Struct, frozen=True):
    """Where something stands: a file, a line of text (with columns) or a row and field of a table.

    Lines, columns and rows count from 1. ``end_column`` is the first column after the span.
    ``text`` is the whole source line, so that a caret can be drawn under it; of one that is too long for that,
    ``near`` is what stands at the place.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    text: str | None = None
    near: str | None = None
    row: int | None = None
    patient: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        where = self.file or ""
        if self.line is not None:
            where += f":{self.line}"
            if self.column is not None:
                where += f":{self.column}"
        parts = [where] if where else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.patient is not None:
            parts.append(f"patient {self.patient}")
        if self.field is not None:
            parts.append(f"field {self.field}")
        return ", ".join(parts)


class Finding(Struct, frozen=True):
    """One thing that a person should know of, with a stable code and a way to mend it."""

    code: str
    message: str
    place: Place = Place()
    severity: Severity = "error"
    help: str | None = None
    related: tuple[Place, ...] = ()


class InputError(Exception):
    """Input that cannot be used; carries every finding of it, not only the first."""

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = (findings,) if isinstance(findings, Finding) else tuple(findings)
        shown, rest = shortened(self.findings)
        super().__init__("\n".join([*(render(finding) for finding in shown), *rest]))


class Malformed(InputError):
    """Files that were found and read, and do not say what they must: findings for whoever checks those files."""


@contextmanager
def collected(findings: list[Finding]) -> Iterator[None]:
    """Within it what cannot be used is no end: its findings join the others, so that all are told at once."""
    try:
        yield
    except InputError as error:
        findings += error.findings


def shortened(findings: Iterable[Finding]) -> tuple[list[Finding], list[str]]:
    """The findings that are shown, and a line for each file that has more of them."""
    counts: Counter[str | None] = Counter()
    shown = []
    for finding in findings:
        counts[finding.place.file] += 1
        if counts[finding.place.file] <= MAX_ERRORS_SHOWN:
            shown.append(finding)
    more = [(file, number - MAX_ERRORS_SHOWN) for file, number in counts.items() if number > MAX_ERRORS_SHOWN]
    return shown, [f"and {number:,} more{f' in {file}' if file else ''}" for file, number in more]


def render(finding: Finding) -> str:
    """The finding as text: severity and code, message, place, the source line with a caret, help."""
    near = f", near `{finding.place.near}`" if finding.place.near else ""
    lines = [f"{finding.severity}[{finding.code}] {finding.message}{near}"]
    lines += _render_place(finding.place)
    for place in finding.related:
        lines += _render_place(place, lead="see")
    if finding.help:
        lines.append(f"  help: {finding.help}")
    return "\n".join(lines)


def _render_place(place: Place, lead: str = "at") -> list[str]:
    where = str(place)
    lines = [f"  {lead} {where}"] if where else []
    if place.text is not None:
        text = place.text.rstrip("\n").expandtabs(1)
        lines.append(f"    {text}")
        if place.column is not None:
            stop = place.end_column or place.column + 1
            width = max(1, min(stop, len(text) + 2) - place.column)
            lines.append("    " + " " * (place.column - 1) + "^" * width)
    return lines


#: Words that say the opposite of each other though they are spelt alike: one is never suggested for the other.
_OPPOSITES = (("lln", "uln"), ("lower", "upper"), ("low", "high"), ("min", "max"), ("minimum", "maximum"))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, or None when none is alike; never one that says the opposite."""
    import difflib

    candidates = sorted({candidate for candidate in known if not _opposite(name, candidate)})
    lowered = {candidate.lower(): candidate for candidate in reversed(candidates)}
    found = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.6)
    return lowered[found[0]] if found else None


def _opposite(name: str, other: str) -> bool:
    """Whether a name says what another one does not, or denies: `x_lln` is neither `x_uln` nor `x`."""
    words, others = (set(re.findall(r"[a-z]+", text.lower())) for text in (name, other))
    return any(word in words and word not in others for pair in _OPPOSITES for word in pair)


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A help text naming the nearest known name, or None."""
    candidate = nearest(name, known)
    return f"did you mean `{candidate}`?" if candidate else None


def one_of(names: Sequence[str], limit: int = 12) -> str:
    """The names as prose, shortened when there are many."""
    return first_few([f"`{name}`" for name in names], limit)
