"""A finding, told: what every format shows of it, in words and in order. No layout here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hn2301_asp.amendment.model import Conflict, Report
from hn2301_asp.report.amendment.places import roots_of, shown_place, span
from hn2301_asp.report.amendment.words import GROUPS, ordered
from hn2301_asp.report.writers.blocks import Told

#: Notes that the short form shows as well: who is concerned.
SHORT_NOTES = frozenset({"who", "gains", "loses"})
#: How a note says that there is nobody; behind it stands how far that is proved.
_NOBODY = "nobody "


def told_all(report: Report, conflicts: Iterable[Conflict]) -> list[Told]:
    """Findings in the order in which they are shown."""
    return [told(report, conflict) for conflict in ordered(conflicts)]


def told(report: Report, conflict: Conflict) -> Told:
    """A finding in words."""
    roots = roots_of(report)
    after = conflict.amendment or report.base.name
    witness = tuple(_witness(conflict, report.base.name, after))
    marks = [word for word, holds in (("undecided", conflict.undecided), ("accepted", conflict.accepted)) if holds]
    accepted = () if conflict.accepted is None else (("accepted", conflict.accepted),)
    short = tuple(_short(conflict, witness))
    unless = tuple(dict.fromkeys(one.told(report.base.name, after) for one in conflict.unless))
    core = (("together", "; ".join(conflict.core)),) if conflict.core else ()
    source, start, stop = _source(conflict)
    return Told(
        heading=f"To {conflict.group}" if conflict.accepted is None else "Accepted on purpose",
        tone=GROUPS[conflict.group],
        word=conflict.group.upper(),
        head=f"{conflict.severity}[{conflict.code}]",
        tag=", ".join([conflict.code, *marks]),
        message=conflict.message,
        place=shown_place(conflict.place, roots),
        source=source,
        start=start,
        stop=stop,
        was="" if conflict.was is None else span(conflict.was),
        was_place="" if conflict.was is None else shown_place(conflict.was, roots),
        nobody=tuple(
            f"Nobody {label} {text.removeprefix(_NOBODY)}." for label, text in conflict.notes if _nobody(label, text)
        ),
        short=(*short, *unless, *accepted),
        notes=(*conflict.notes, *core, *witness, *unless, *accepted),
        mend=conflict.mend,
        accepted=conflict.accepted,
        follows=tuple(_followed(other) for other in conflict.follows),
    )


def _witness(conflict: Conflict, before: str, after: str) -> Iterator[tuple[str, str]]:
    if conflict.witness is not None:
        yield "witness", f"{conflict.witness.text}: {conflict.witness.outcome(before, after)}"


def _nobody(label: str, text: str) -> bool:
    """Whether a note says that nobody gains, or loses: the short form says so behind the message."""
    return label in ("gains", "loses") and text.startswith(f"{_NOBODY}(")


def _followed(conflict: Conflict) -> str:
    """What has the same cause, in a line, with the readings under which it is not so."""
    others = dict.fromkeys(one.otherwise.text for one in conflict.unless)
    return f"{conflict.message} [{conflict.code}]" + "".join(f", not so where {text}" for text in others)


def _short(conflict: Conflict, witness: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Who is concerned; what becomes of a witness is told at length of what is to be mended, and here of the rest."""
    if conflict.group == "know":
        return
    yield from (note for note in conflict.notes if note[0] in SHORT_NOTES and not _nobody(*note))
    if conflict.group == "mend" and conflict.witness is not None and conflict.accepted is None:
        yield "witness", conflict.witness.text
    else:
        yield from witness


def _source(conflict: Conflict) -> tuple[str, int, int]:
    """The source line without its indent, and the columns to point at."""
    place = conflict.place
    if place.text is None:
        return "", 0, 0
    line = place.text.rstrip().expandtabs(1)
    text = line.lstrip()
    if place.column is None:
        return text, 0, 0
    indent = len(line) - len(text)
    start = min(max(0, place.column - 1 - indent), len(text))
    stop = min(max(start + 1, (place.end_column or place.column + 1) - 1 - indent), len(text) + 1)
    return text, start, stop
