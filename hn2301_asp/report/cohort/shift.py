"""Who changes sides between two versions, as blocks: the counts before and after, and those who may be named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.cohort.shift import (
    ABSENT,
    NO_STATUS,
    HiddenShift,
    Matrix,
    Mover,
    Range,
    Shift,
    counts_after,
    counts_before,
    moved,
    span,
)
from hn2301_asp.cohort.tally.told import Figures
from hn2301_asp.report.cohort import words
from hn2301_asp.report.writers import blocks
from hn2301_asp.source.lists import noun

#: So many of those who change sides are named in words; data name more.
_MOST = 20
_RANGE = "certainly–possibly"


def shift_blocks(shift: Shift, before: str, after: str) -> Iterator[blocks.Block]:
    """What two versions make of the patients of a table; ``before`` and ``after`` are what the versions are called."""
    there, here = (range_words(_eligible(count(shift.verdicts))) for count in (counts_before, counts_after))
    people = f"{shift.rows:,} {noun(shift.rows, 'patient')}"
    yield blocks.Paragraph(f"Of {people} {there} are eligible under {before}, and {here} under {after} ({_RANGE}).")
    yield _matrix(shift.verdicts, f"{before} ↓, {after} →")
    rows = tuple(_criterion(name, matrix) for name, matrix in shift.criteria.items())
    heads = (f"Met, {_RANGE}", before, after, "newly met", "no longer met")
    yield blocks.Table(heads, rows)
    yield from _sides(shift)
    yield from _left_out(shift, before, after)


def hidden_shift_blocks(found: HiddenShift, before: str, after: str) -> Iterator[blocks.Block]:
    """The same where small counts are hidden: who is eligible and who is as each criterion needs, before and after."""
    there, here = (words.span(side.possible) for side in (found.before, found.after))
    people = f"{words.number(found.rows)} {noun(2 if found.rows is None else found.rows, 'patient')}"
    yield blocks.Paragraph(f"Of {people} {there} are eligible under {before}, {here} under {after}: {_RANGE}.")
    sides = [_as_needed(side) for side in (found.before, found.after)]
    names = dict.fromkeys([*sides[1], *sides[0]])
    rows = tuple((name, *(side.get(name, "–") for side in sides)) for name in names)
    yield blocks.Table((f"As needed, {_RANGE}", before, after), rows)
    yield from _left_out(found, before, after)
    yield blocks.Paragraph(hidden_shift_legend(found), style="aside")


def hidden_shift_legend(found: HiddenShift) -> str:
    """What a hidden number of two versions means."""
    return f"{words.hidden_words(found.least)} The same holds of differences between both versions."


def _as_needed(side: Figures) -> dict[str, str]:
    return {one.id: words.span(one.passes) for one in side.criteria}


def _left_out(shift: Shift | HiddenShift, before: str, after: str) -> Iterator[blocks.Block]:
    for name, fields in ((before, shift.unknown_before), (after, shift.unknown_after)):
        if fields:
            yield blocks.Paragraph(f"There is no field {_named(fields)} in {name}: left out there.", style="aside")


def range_words(found: Range) -> str:
    """`3`, or `3–5`."""
    certain, possible = f"{found.certain:,}", f"{found.possible:,}"
    return certain if certain == possible else f"{certain}–{possible}"


def _eligible(counts: dict[str, int]) -> Range:
    return span(counts, "eligible", "undetermined")


def _matrix(matrix: Matrix, corner: str) -> blocks.Table:
    """How many stand so before (rows) and so after (columns)."""
    ends = [name for name in _words(matrix) if counts_after(matrix).get(name)]
    rows = tuple((start, *(f"{row.get(end, 0):,}" for end in ends)) for start, row in matrix.items())
    return blocks.Table((corner, *ends), rows)


def _words(matrix: Matrix) -> list[str]:
    """All that occurs, in the order of the rows, then what only stands in columns."""
    return [*dict.fromkeys([*matrix, *(end for row in matrix.values() for end in row)])]


def _criterion(name: str, matrix: Matrix) -> tuple[str, ...]:
    sides = [counts_before(matrix), counts_after(matrix)]
    told = ["–" if counts.get(ABSENT) else range_words(span(counts, "met", "unknown")) for counts in sides]
    others = ("not_met", "unknown", "not_applicable", NO_STATUS, ABSENT)
    return name, *told, f"{moved(matrix, others, ['met']):,}", f"{moved(matrix, ['met'], others):,}"


def _sides(shift: Shift) -> Iterator[blocks.Block]:
    others = ("ineligible", "undetermined", "contradictory", "not understood")
    into, out = moved(shift.verdicts, others, ["eligible"]), moved(shift.verdicts, ["eligible"], others)
    perhaps = moved(shift.verdicts, ("ineligible", "contradictory"), ["undetermined"])
    doubtful = moved(shift.verdicts, ["eligible"], ["undetermined"])
    lines = [
        ("newly in", f"{into:,}{_people(into, [(m, m.before) for m in shift.newly_in])}"),
        ("perhaps in", f"{perhaps:,}: ruled out before, undetermined now"),
        ("newly out", f"{out:,}{_people(out, [(m, m.after) for m in shift.newly_out])}"),
    ]
    if doubtful:
        lines.append(("of these", f"{doubtful:,}: undetermined now, and perhaps still eligible"))
    yield blocks.Labelled(tuple(lines), 14)


def _people(many: int, movers: Sequence[tuple[Mover, str]]) -> str:
    """Those who change sides by name, as far as they may be named, each with the other verdict."""
    if not movers:
        return ""
    named = ", ".join(f"{mover.patient} ({verdict})" for mover, verdict in movers[:_MOST])
    more = many - min(len(movers), _MOST)
    return f": {named}{f' and {more} more' if more > 0 else ''}"


def _named(fields: Sequence[str]) -> str:
    return ", ".join(f"`{field}`" for field in fields)
