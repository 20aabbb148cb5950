"""A text cut at every border of what lies on it: each character is in one span, and a span has one set of things on it.

Whether words that nothing covers say something is told as `hn2301 check` tells it (``source.quotes.uncovered``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from hn2301_asp.knowledge.model import Criterion
from hn2301_asp.source.quotes import uncovered
from hn2301_asp.tracing.model import STATES, Counts, Span, State, Stretch

Kind = Literal["threshold", "rule", "excuse", "reading", "assumption"]

_WORD = re.compile(r"\S+")
_SIGN = re.compile(r"\w")


class Cover(Struct, frozen=True):
    """Something that lies on a stretch of a text; ``ref`` is its id, of an excuse the reason."""

    kind: Kind
    ref: str
    stretch: Stretch


def cut(criterion: Criterion, covers: Sequence[Cover]) -> tuple[Span, ...]:
    """The spans of a criterion's text, in order."""
    text = criterion.text
    borders = sorted({0, len(text), *(border for cover in covers for border in cover.stretch)})
    speaking = list(_open(text, [cover.stretch for cover in covers if cover.kind in ("threshold", "rule", "excuse")]))
    spans: list[Span] = []
    number = 0
    for start, end in pairwise(borders):
        on: dict[Kind, dict[str, None]] = {}
        for cover in covers:
            if cover.stretch[0] <= start and end <= cover.stretch[1]:
                on.setdefault(cover.kind, {})[cover.ref] = None
        state = _state(on, any(first <= start and end <= last for first, last in speaking))
        speaks = bool(uncovered(text[start:end], ()))
        number += speaks
        spans.append(
            Span(
                f"{criterion.id}/{number}" if speaks else "",
                criterion.id,
                start,
                end,
                text[start:end],
                state,
                tuple(on.get("threshold", ())),
                tuple(on.get("rule", ())),
                tuple(on.get("reading", ())),
                tuple(on.get("assumption", ())),
                tuple(on.get("excuse", ())),
            )
        )
    return tuple(spans)


def _state(on: dict[Kind, dict[str, None]], speaks: bool) -> State:
    if "threshold" in on or "rule" in on:
        return "encoded"
    return "excused" if "excuse" in on else "open" if speaks else "silent"


def _open(text: str, covered: Iterable[Stretch]) -> Iterator[Stretch]:
    """Where nothing encodes or excuses words that say something."""
    at = 0
    for start, end in (*sorted(covered), (len(text), len(text))):
        if start > at and uncovered(text[at:start], ()):
            yield at, start
        at = max(at, end)


def counts(texts: Iterable[Sequence[Span]]) -> Counts:
    """Characters and words of some texts by what holds of them."""
    characters, words = Counter[State](), Counter[State]()
    for spans in texts:
        text = "".join(span.text for span in spans)
        states = [span.state for span in spans for _ in span.text]
        characters.update(states)
        for word in _WORD.finditer(text):
            sign = _SIGN.search(text, word.start(), word.end())
            words[states[sign.start() if sign else word.start()]] += 1
    return Counts({state: characters[state] for state in STATES}, {state: words[state] for state in STATES})
