"""A redline: two texts compared word by word. Knows nothing of what they say.

A token is a word, a number with its unit, a stretch of blanks or a single sign: in "≥50mL/min" the sign may stay, but
never the unit of a number that is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from hn2301_asp.source.quoted_units import UNIT
from hn2301_asp.source.quotes import MULTIPLE

Kind = Literal["equal", "deleted", "inserted"]

_TOKEN = re.compile(
    rf"""\d+(?:[.,]\d+)*(?:\^\d+)?(?:\s*(?:{MULTIPLE})|\s?(?:{UNIT}))?   # 0.8, 1,000, 10^9; 50mL/min, 2.5×ULN, 8 weeks
    |[^\W\d_]\w*(?:[-'’]\w+)*                              # words, with what hyphens join: non-small-cell, X-ray
    |\s+
    |[<>]=?
    |.""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)


class Segment(Struct, frozen=True):
    """A stretch of text that both versions have, or only the one before, or only the one after."""

    kind: Kind
    text: str


def redline(before: str, after: str) -> tuple[Segment, ...]:
    """What was deleted and inserted between two texts.

    The equal and the deleted segments together are the text before, the equal and the inserted ones
    the text after, to the letter. What was deleted stands before what took its place.
    """
    import difflib

    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(_segments(_joined((old[a:b], new[c:d]) for _, a, b, c, d in blocks)))


Pair = tuple[str, str]


def _joined(blocks: Iterable[tuple[Sequence[str], Sequence[str]]]) -> list[Pair]:
    """Pairs of stretches, one below the other; changes with only a blank between them are one change."""
    pairs: list[Pair] = []
    for old, new in blocks:
        pair = ("".join(old), "".join(new))
        if _changes(pair) and len(pairs) > 1 and not pairs[-1][0].strip() and _changes(pairs[-2]):
            blank, first = pairs.pop(), pairs.pop()
            pair = (first[0] + blank[0] + pair[0], first[1] + blank[1] + pair[1])
        pairs.append(pair)
    return pairs


def _changes(pair: Pair) -> bool:
    return pair[0] != pair[1]


def _segments(pairs: Iterable[Pair]) -> Iterator[Segment]:
    for old, new in pairs:
        if old == new:
            yield Segment("equal", old)
            continue
        if old:
            yield Segment("deleted", old)
        if new:
            yield Segment("inserted", new)
