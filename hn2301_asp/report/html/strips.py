"""Strips: a value against its limit and what it is a multiple of, as places to draw at.

The line is linear. Everything is exact until ``axis.places`` rounds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.patient.model import Patient
from hn2301_asp.report.html.axis import places, window
from hn2301_asp.report.html.limits import admissible, each, ends, own_limits, reference_words, value_of, words_of

WIDTH, LEFT, RIGHT = 300, 6, 294
#: The width of a letter in the drawing's small print, at most: labels must not touch.
LETTER = Fraction(57, 10)
#: What is said of a line across before its words.
_KINDS = {"limit": "needed ", "uln": "", "other": "another limit "}


class Label(Struct, frozen=True):
    """Words at a place; ``anchor`` says which of their ends stands there."""

    x: str
    text: str
    anchor: str


class Tick(Struct, frozen=True):
    """A line across: the ``limit`` needed, another limit (``other``), or what the value is a multiple of (``uln``)."""

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
    limits = ends(wanted)
    if not limits:
        return None
    ratio = described.multiple
    possible = (Fraction(0), Fraction(10**6)) if ratio else described.possible
    own = {} if ratio else own_limits(base, threshold)
    others = sorted({*own}.difference(limits))
    known_ends = [end for end in ends([value]) if value.is_point or end not in possible]
    one = [Fraction(1)] if ratio else []
    shown = window(limits, [*known_ends, *one, *others], possible)
    inside = [number for number in others if shown.contains(number)]
    at = places([*limits, *known_ends, *one, *inside], shown, LEFT, RIGHT)
    texts = each(needs_as_given or needs, len(limits))
    marks = [(number, "limit", text) for number, text in zip(limits, texts, strict=True)]
    if ratio is not None:
        marks.append((Fraction(1), "uln", reference_words(patient, ratio)))
    marks += [(number, "other", own[number]) for number in inside]
    ticks, words, point = tuple(_ticks(marks, at)), words_of(base, patient, threshold.quantity), value.low
    low, high = _reach(value, at)
    return Strip(
        told=f"{words}; {'; '.join(tick.told for tick in ticks)}",
        met=any(piece.contains(point) for piece in wanted) if value.is_point and point is not None else None,
        admissible=tuple(_stretch(piece, at) for piece in wanted),
        value=_text(low) if value.is_point else None,
        span=None if value.is_point else _stretch(value, at),
        label=_label((low + high) / 2, words),
        beyond=_beyond(value, shown) if value.is_point else "",
        ticks=ticks,
    )


def _ticks(marks: Iterable[tuple[Fraction, str, str]], at: Mapping[Fraction, Fraction]) -> Iterator[Tick]:
    """Lines across, each with its kind and words; labels of lesser ones give way to those of greater."""
    taken: list[tuple[Fraction, Fraction]] = []
    for number, kind, text in marks:
        yield Tick(_text(at[number]), kind, _free(at[number], text, taken), f"{_KINDS[kind]}{text}")


def _beyond(value: Interval, shown: Interval) -> str:
    """On which side of the line a value lies that is too far away to be on it."""
    assert value.low is not None
    if shown.low is not None and value.low < shown.low:
        return "left"
    return "right" if shown.high is not None and value.low > shown.high else ""


def _reach(piece: Interval, at: Mapping[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """From which place to which an interval reaches; what has no place of its own lies at an end of the line."""
    low = Fraction(LEFT) if piece.low is None else at.get(piece.low, Fraction(LEFT))
    return low, Fraction(RIGHT) if piece.high is None else at.get(piece.high, Fraction(RIGHT))


def _stretch(piece: Interval, at: Mapping[Fraction, Fraction]) -> Stretch:
    low, high = _reach(piece, at)
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
