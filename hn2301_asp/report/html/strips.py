"""Strips: a value against its limit and the upper limit of normal, as places to draw at.

The line is linear. Everything is exact until ``axis.places`` rounds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from hn2301_asp.explanation.why.leaves import say
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.model import RATIO, Threshold
from hn2301_asp.patient.model import Patient
from hn2301_asp.report.html.axis import places, window
from hn2301_asp.report.html.limits import admissible, each, limit_words, other_limits, uln_words, value_of, words_of

WIDTH, LEFT, RIGHT = 300, 6, 294
#: The width of a letter in the drawing's small print, at most: labels must not touch.
LETTER = Fraction(57, 10)


class Label(Struct, frozen=True):
    """Words at a place; ``anchor`` says which of their ends stands there."""

    x: str
    text: str
    anchor: str


class Tick(Struct, frozen=True):
    """A line across: the ``limit`` needed, another limit (``other``), or the normal range's end (``uln``)."""

    x: str
    kind: str
    label: Label | None
    told: str


class Stretch(Struct, frozen=True):
    """A part of the line."""

    x: str
    width: str


class Strip(Struct, frozen=True):
    """One quantity's drawing. ``value`` is where the value lies, ``span`` where it may lie."""

    told: str
    met: bool | None
    admissible: tuple[Stretch, ...]
    value: str | None
    span: Stretch | None
    label: Label
    beyond: str
    ticks: tuple[Tick, ...]


def strip(
    base: KnowledgeBase, patient: Patient, name: str, needs: str, needs_as_given: str | None = None
) -> Strip | None:
    """The strip of a threshold; None where nothing is known to draw.

    ``needs`` is what is needed, as a leaf says it: the threshold's own words, or their opposite.
    """
    threshold = base.thresholds.thresholds[name]
    described = base.thresholds.quantities[threshold.quantity]
    value = value_of(base, patient, threshold.quantity)
    wanted = admissible(base, threshold, needs)
    if value is None or wanted is None or value.is_empty:
        return None
    limits = sorted({end for piece in wanted for end in (piece.low, piece.high) if end is not None})
    if not limits:
        return None
    ratio = threshold.quantity.endswith(RATIO)
    possible = (Fraction(0), Fraction(10**6)) if ratio else described.possible
    ends = [end for end in (value.low, value.high) if end is not None]
    known_ends = ends if value.is_point else [end for end in ends if end not in possible]
    others = [] if ratio else other_limits(base, threshold, limits)
    uln = [Fraction(1)] if ratio else []
    shown = window(limits, [*known_ends, *uln, *others], possible)
    inside = [number for number in others if shown.contains(number)]
    at = places([*limits, *known_ends, *uln, *inside], shown, LEFT, RIGHT)
    label, span, x = _drawn(base, patient, threshold, value, at)
    beyond = "" if x is None or not value.is_point else _beyond(value, shown)
    ticks = _ticks(base, patient, threshold, at, limits, inside, needs_as_given or needs)
    met = None if not value.is_point else any(piece.contains(ends[0]) for piece in wanted)
    return Strip(
        told=f"{label.text}; {'; '.join(tick.told for tick in ticks)}",
        met=met,
        admissible=tuple(_stretch(piece, at) for piece in wanted),
        value=x,
        span=span,
        label=label,
        beyond=beyond,
        ticks=ticks,
    )


def _drawn(
    base: KnowledgeBase, patient: Patient, threshold: Threshold, value: Interval, at: dict[Fraction, Fraction]
) -> tuple[Label, Stretch | None, str | None]:
    """The value's words, and its place or the stretch in which it lies."""
    words = words_of(base, patient, threshold.quantity)
    if value.is_point and value.low is not None:
        place = at[value.low]
        return _label(place, words), None, _text(place)
    low = at.get(value.low, Fraction(LEFT)) if value.low is not None else Fraction(LEFT)
    high = at.get(value.high, Fraction(RIGHT)) if value.high is not None else Fraction(RIGHT)
    return _label((low + high) / 2, words), Stretch(_text(low), _text(high - low)), None


def _ticks(
    base: KnowledgeBase,
    patient: Patient,
    threshold: Threshold,
    at: dict[Fraction, Fraction],
    limits: Sequence[Fraction],
    others: Sequence[Fraction],
    needs: str,
) -> tuple[Tick, ...]:
    """The limits and the normal range's end; labels of lesser ones give way to those of greater."""
    taken: list[tuple[Fraction, Fraction]] = []
    found = []
    texts = [needs] if len(limits) == 1 else each(needs, len(limits))
    for number, text in zip(limits, texts, strict=True):
        found.append(Tick(_text(at[number]), "limit", _free(at[number], text, taken), f"needed {text}"))
    if threshold.quantity.endswith(RATIO):
        text = uln_words(base, patient, threshold.quantity)
        found.append(Tick(_text(at[Fraction(1)]), "uln", _free(at[Fraction(1)], text, taken), text))
    described = base.thresholds.quantities[threshold.quantity]
    for number in others:
        text = limit_words(base, threshold, number) or say(number, described)
        found.append(Tick(_text(at[number]), "other", _free(at[number], text, taken), f"another limit {text}"))
    return tuple(found)


def _beyond(value: Interval, shown: Interval) -> str:
    """On which side of the line a value lies that is too far away to be on it."""
    assert value.low is not None
    if shown.low is not None and value.low < shown.low:
        return "left"
    return "right" if shown.high is not None and value.low > shown.high else ""


def _stretch(piece: Interval, at: dict[Fraction, Fraction]) -> Stretch:
    low = Fraction(LEFT) if piece.low is None else at[piece.low]
    high = Fraction(RIGHT) if piece.high is None else at[piece.high]
    return Stretch(_text(low), _text(high - low))


def _free(place: Fraction, text: str, taken: list[tuple[Fraction, Fraction]]) -> Label | None:
    """A label below the line where no other stands in its way, else none."""
    label = _label(place, text)
    width = len(text) * LETTER
    start = {"start": place, "middle": place - width / 2, "end": place - width}[label.anchor]
    if any(start < end + 8 and begin < start + width + 8 for begin, end in taken):
        return None
    taken.append((start, start + width))
    return label


def _label(place: Fraction, text: str) -> Label:
    """Words centred on a place, or beginning or ending there where the drawing's edge is near."""
    half = len(text) * LETTER / 2
    anchor = "start" if place - half < 0 else "end" if place + half > WIDTH else "middle"
    return Label(_text(place), text, anchor)


def _text(place: Fraction) -> str:
    """A place in tenths of a pixel, as the drawing writes it."""
    tenths = round(place * 10)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)
