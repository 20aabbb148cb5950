"""Whom moving limits would admit, in words and tables, as data, and as a page. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from markupsafe import Markup
from msgspec import Struct

from hn2301_asp.cohort.relaxing.model import Curve, Pair, Relaxation
from hn2301_asp.report.cohort.curves import picture
from hn2301_asp.report.cohort.shift import range_words
from hn2301_asp.report.patient.data import json_number
from hn2301_asp.report.writers import blocks
from hn2301_asp.report.writers.page import fill
from hn2301_asp.source.lists import counted, noun

NO_ADVICE: Final = (
    "This is arithmetic on these patients, and no advice to change the protocol: it says nothing of safety, of benefit "
    "or of patients to come."
)
#: What the two counts are.
MEANING: Final = (
    "Certainly eligible: so many more are eligible, whatever is not known of them. Not ruled out: so many of those who "
    "are ruled out now would or might be eligible."
)
#: What is not told where small counts are hidden.
HIDES: Final = (
    "Counts below {0} are not told, nor what they would follow from: a limit stands here where it admits at least {0} "
    "more than the one before."
)
HEADS: Final = ("Limit, most people first", "now", "last gain at", "certainly eligible", "not ruled out")
PAIRS: Final = ("Together, neither alone", "now", "moved as far as can be", "certainly eligible", "not ruled out")
#: So many steps of a curve stand in a text.
_FEW: Final = 6


def relax_document(found: Relaxation) -> blocks.Document:
    """The whole, as a terminal shows it."""
    admitting, of = [curve for curve in found.curves if curve.steps], f"{found.protocol} {found.version}"

    def section(title: str, *shown: blocks.Block) -> blocks.Section:
        return blocks.Section(title, shown, of=of)

    body: list[blocks.Block] = [blocks.Paragraph(told) for told in (*head_words(found), MEANING, NO_ADVICE)]
    rows = tuple(map(curve_row, admitting))
    nobody = blocks.Paragraph("No single limit admits anybody." if found.least is None else "Nothing is told of any.")
    body.append(section("Single limits", blocks.Table(HEADS, rows) if rows else nobody))
    for curve in admitting:
        told = "; ".join(f"{step.shown}: +{step.certain:,}, +{step.possible:,}" for step in _some(curve))
        lines = [("words", f"“{curve.quote}”")] if curve.quote else []
        lines.append(("threshold", curve.name))
        labelled = blocks.Labelled((*lines, ("steps", told), *guard_lines(curve)), 12)
        body.append(blocks.Section("Step by step", (labelled,), of=_title(curve)))
    if found.pairs:
        body.append(section("Pairs of limits", blocks.Table(PAIRS, pair_rows(found))))
    body.append(
        section(
            "What admits nobody, or is not moved",
            *(blocks.Paragraph(f"{name}: {text}") for name, text in others(found)),
        )
    )
    return blocks.Document("", (), tuple(body), (blocks.Small((f"{of}: {found.scope}",)),))


def head_words(found: Relaxation) -> Iterator[str]:
    """How many were read, and how many are eligible now."""
    people = f"{found.rows:,} {noun(found.rows, 'patient')}"
    of = f"eligible under {found.protocol} {found.version}"
    if found.eligible is not None:
        yield f"Of {people} {range_words(found.eligible)} are {of} (certainly–possibly)."
    else:
        yield f"How many of {people} are {of} is not told."
    if found.least is not None:
        yield HIDES.format(found.least)
    if found.unread:
        yield f"{counted(found.unread, 'row')} not understood: not counted."


def curve_row(curve: Curve) -> tuple[str, ...]:
    """A limit with what it admits at most."""
    most = curve.admits
    name = f"{', '.join(curve.criteria)} {curve.label}"
    return name, curve.now_shown, curve.steps[-1].shown, f"+{most.certain:,}", f"+{most.possible:,}"


def pair_row(pair: Pair, labels: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Two limits with what they admit together; where a guard-rail forbids both, that is said."""
    named = [labels.get(one, one[0]) for one in zip(pair.names, pair.now, strict=True)]
    name = " and ".join(named) + (" (breaks a guard-rail)" if pair.guarded else "")
    return name, " and ".join(pair.now), " and ".join(pair.moved), f"+{pair.certain:,}", f"+{pair.possible:,}"


def _title(curve: Curve) -> str:
    """A limit as people call it."""
    return f"{', '.join(curve.criteria)} {curve.label} {curve.now_shown}"


def pair_rows(found: Relaxation) -> tuple[tuple[str, ...], ...]:
    """All pairs, each limit by what it limits."""
    labels = {(curve.name, curve.now_shown): curve.label for curve in found.curves}
    return tuple(pair_row(pair, labels) for pair in found.pairs)


def guard_lines(curve: Curve) -> Iterator[tuple[str, str]]:
    """Where a guard-rail ends a curve, and which one."""
    if curve.guarded:
        yield "guard-rail", f"no farther than {curve.last}: {'; '.join(curve.guarded)}"


def others(found: Relaxation) -> Iterator[tuple[str, str]]:
    """The limits that admit nobody, with their guard-rails, and the thresholds that are not moved."""
    for curve in found.curves:
        if not curve.steps:
            guard = f"; a guard-rail forbids more: {'; '.join(curve.guarded)}" if curve.guarded else ""
            nobody = "nobody" if found.least is None else f"nobody, or fewer than {found.least} at a time"
            moved = curve.last != curve.now_shown
            yield _title(curve), (f"{nobody}, as far as {curve.last}" if moved else "not moved") + guard
    for name, why in found.untold:
        yield f"threshold {name}", f"not moved: {why}"


def _some(curve: Curve) -> list[Any]:
    """The first steps and the last one."""
    steps = [*curve.steps]
    return steps if len(steps) <= _FEW else [*steps[: _FEW - 1], steps[-1]]


def relax_data(found: Relaxation) -> dict[str, Any]:
    """The whole, ready for JSON."""
    return {"disclaimer": NO_ADVICE, "counts": MEANING, **_plain(found)}


def _plain(value: Any) -> Any:
    if isinstance(value, Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Fraction):
        number, exact = json_number(value)
        return number if exact is None else exact
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


class _Shown(Struct, frozen=True):
    """A curve on a page."""

    title: str
    name: str
    words: str
    picture: Markup
    rows: tuple[tuple[str, ...], ...]
    guard: str


class _Page(Struct, frozen=True):
    """A whole page."""

    title: str
    head: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    curves: tuple[_Shown, ...]
    pairs: tuple[tuple[str, ...], ...]
    pair_heads: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    foot: str


def relax_html(found: Relaxation) -> str:
    """The whole as one page, with a picture of each curve; the same bytes for the same counts."""
    admitting = [curve for curve in found.curves if curve.steps]
    page = _Page(
        f"{found.protocol} {found.version}: what single limits keep out",
        (*head_words(found), MEANING, NO_ADVICE),
        HEADS,
        tuple(map(curve_row, admitting)),
        tuple(map(_shown, admitting)),
        pair_rows(found),
        PAIRS,
        tuple(others(found)),
        f"{found.scope}. {NO_ADVICE}",
    )
    return fill("relax.html.j2", "relax.css", page=page)


def _shown(curve: Curve) -> _Shown:
    rows = tuple((step.shown, f"+{step.certain:,}", f"+{step.possible:,}") for step in curve.steps)
    guard = "; ".join(told for _, told in guard_lines(curve))
    return _Shown(
        _title(curve), curve.name, f"“{curve.quote}”" if curve.quote else "", Markup(picture(curve)), rows, guard
    )
