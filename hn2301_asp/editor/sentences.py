"""The sentence of a criterion in which quoted words stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from hn2301_asp.source.quotes import locate

_END = re.compile(r"[.;]\s+(?=[A-Z])")


def sentences(quotes: Iterable[str], text: str) -> tuple[str, ...]:
    """The sentences of a text in which quotes stand, each once, in their order; a quote that it has not, by itself."""
    starts = [0, *(found.end() for found in _END.finditer(text)), len(text)]
    found: dict[int, str] = {}
    alone = []
    for quote in quotes:
        spans = locate(quote, text)
        if spans is None:
            alone.append(quote)
            continue
        for start, end in pairwise(starts):
            if any(low < end and start < high for low, high in spans):
                found[start] = text[start:end].strip()
    return (*(found[start] for start in sorted(found)), *alone)
