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
from msgspec.structs import replace

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


class Edit(Struct, frozen=True):
    """A span of a file, and what stands in its place afterwards.

    Lines and columns count from 1, columns by characters; the span ends before ``end_column`` of ``end_line``.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    replacement: str


class Fix(Struct, frozen=True):
    """How a finding can be mended without a person: all of its edits together, or none.

    ``safe`` says that nothing means anything else afterwards; else a person chooses.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


class Said(Struct, frozen=True):
    """The words that a finding is about, and whose they are."""

    who: str
    words: str


class Finding(Struct, frozen=True):
    """One thing that a person should know of, with a stable code and a way to mend it.

    ``number`` is a second name of the code, ``said`` the sentence that the finding is about, ``meant`` what
    clearly should stand at the place.
    """

    code: str
    message: str
    place: Place = Place()
    severity: Severity = "error"
    help: str | None = None
    related: tuple[Place, ...] = ()
    number: str | None = None
    said: Said | None = None
    meant: str | None = None
    fix: Fix | None = None


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
    """The finding as text: severity and code, message, place, the source line with a caret, whose words, help."""
    near = f", near `{finding.place.near}`" if finding.place.near else ""
    code = f"{finding.number} {finding.code}" if finding.number else finding.code
    lines = [f"{finding.severity}[{code}] {finding.message}{near}"]
    beside = [place for place in finding.related if finding.number and _beside(place, finding.place)]
    lines += _render_place(finding.place, beside=beside)
    for place in finding.related:
        lines += _render_place(replace(place, text=None) if place in beside else place, lead="see")
    if finding.said:
        lines.append(f"  {finding.said.who} says “{finding.said.words}”")
    if finding.help:
        lines.append(f"  help: {finding.help}")
    if finding.fix:
        lines.append(f"  fix: {finding.fix.title}" + ("" if finding.fix.safe else " (unsafe: is it what you mean?)"))
    return "\n".join(lines)


def _render_place(place: Place, lead: str = "at", beside: Sequence[Place] = ()) -> list[str]:
    where = str(place)
    lines = [f"  {lead} {where}"] if where else []
    if place.text is not None:
        text = place.text.rstrip("\n").expandtabs(1)
        lines.append(f"    {text}")
        if place.column is not None:
            lines.append("    " + _marked(text, place, beside))
    return lines


def _beside(one: Place, other: Place) -> bool:
    """Whether two places stand in one line, so that both can be marked below it."""
    shown = other.text is not None and other.column is not None
    return shown and one.column is not None and (one.file, one.line) == (other.file, other.line)


def _marked(text: str, place: Place, others: Sequence[Place]) -> str:
    """The signs below a line: carets under the place, and a wave under others of the line that it clashes with."""
    signs = [" "] * (len(text) + 1)
    for sign, one in (*(("~", other) for other in others), ("^", place)):
        if one.column is not None:
            stop = min(one.end_column or one.column + 1, len(text) + 2)
            signs[one.column - 1 : max(stop, one.column + 1) - 1] = sign * max(1, stop - one.column)
    return "".join(signs).rstrip()


#: Words that say the opposite of each other though they are spelt alike: one is never suggested for the other.
_OPPOSITES = (("lln", "uln"), ("lower", "upper"), ("low", "high"), ("min", "max"), ("minimum", "maximum"))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, or None when none is alike; never one that says the opposite."""
    import difflib

    candidates = sorted({candidate for candidate in known if not _opposite(name, candidate)})
    lowered = {candidate.lower(): candidate for candidate in reversed(candidates)}
    found = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.6)
    return lowered[found[0]] if found else None


#: How alike a name is to what was meant, from 0 to 1, and how much less the next one, where that is clear.
_CLEAR, _APART = 0.75, 0.08


def clearly_meant(name: str, known: Iterable[str]) -> str | None:
    """The nearest known name where it is much alike and no other one is nearly so."""
    import difflib

    names = set(known)
    meant = nearest(name, names)
    if meant is None:
        return None
    others = {one for one in names if one.lower() != meant.lower()}
    matcher = difflib.SequenceMatcher(b=name.lower(), autojunk=False)

    def alike(one: str) -> float:
        matcher.set_seq1(one.lower())
        return matcher.ratio()

    second = nearest(name, others)
    best = alike(meant)
    return meant if best >= _CLEAR and (second is None or best - alike(second) >= _APART) else None


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
