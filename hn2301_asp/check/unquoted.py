"""Thresholds that give a reason in the place of words, though their criterion's text states the number.

A number of the text counts as stated for a threshold where it is the same limit, its sentence names what is measured,
and no other threshold quotes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hn2301_asp.check.base import Base
from hn2301_asp.check.rule_numbers import matches
from hn2301_asp.check.sentences import said_around
from hn2301_asp.knowledge.model import Criterion
from hn2301_asp.knowledge.thresholds.model import Threshold
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.source.quotes import Bound, locate, places_in

_SENTENCE_END = re.compile(r";\s|\.\s+(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")
#: Words of a name that many things have.
_COMMON = frozenset({"the", "of", "and", "on", "in", "last", "total", "mean", "score", "time", "since", "duration"})


def unquoted_findings(base: Base) -> Iterator[Finding]:
    """Reasons where words stand that say the very limit."""
    if not base.sound:
        return
    owned: dict[str, list[Threshold]] = {}
    for threshold in base.known.thresholds.thresholds.values():
        owned.setdefault(threshold.owner, []).append(threshold)
    for criterion in base.criteria:
        own = owned.get(criterion.id, [])
        told: set[tuple[str | None, int | None]] = set()
        for threshold in own:
            at = (threshold.place.file, threshold.place.line)  # One over a family stands for many.
            if at not in told and all(reason.kind == "because" for reason in threshold.reasons):
                told.add(at)
                yield from _stated(base, criterion, threshold, own)


def _stated(base: Base, criterion: Criterion, threshold: Threshold, own: list[Threshold]) -> Iterator[Finding]:
    vocabulary = base.known.vocabulary
    quantity = base.known.thresholds.quantities.get(threshold.quantity)
    if quantity is None:
        return
    for limit in threshold.limits:
        for bound, start, end in places_in(criterion.text, vocabulary.quoted_units):
            if (
                matches(vocabulary, threshold, limit, bound)
                and _names(quantity, _sentence(criterion.text, start, end))
                and not _quoted(base, criterion, own, bound, (start, end))
            ):
                yield Finding(
                    "because-stated",
                    f"the text of {criterion.id} states this number: `{' '.join(criterion.text[start:end].split())}`",
                    limit.place,
                    "warning",
                    help="quote the words that state it in the place of `because`",
                    related=tuple(reason.place for reason in threshold.reasons[:1] if reason.place != limit.place),
                    said=said_around(criterion, start, end),
                )
                break


def _quoted(base: Base, criterion: Criterion, own: list[Threshold], bound: Bound, span: tuple[int, int]) -> bool:
    """Whether another threshold quotes the place of a bound, and says it."""
    return any(
        start < span[1] and span[0] < end
        for other in own
        for reason in other.reasons
        if reason.kind != "because"
        and any(matches(base.known.vocabulary, other, limit, bound) for limit in other.limits)
        for start, end in locate(reason.text, criterion.text) or ()
    )


def _sentence(text: str, start: int, end: int) -> str:
    before = [found.end() for found in _SENTENCE_END.finditer(text, 0, start)]
    behind = _SENTENCE_END.search(text, end)
    return text[before[-1] if before else 0 : behind.start() if behind else len(text)]


def _names(quantity: Quantity, sentence: str) -> bool:
    """Whether a sentence names a quantity, by the words that tell it from others."""
    said = {word.lower() for word in _WORD.findall(sentence)}
    said |= {word.removesuffix("s") for word in said}
    for name in (quantity.label, quantity.name.replace("_", " "), *quantity.names):
        words = {word.lower() for word in _WORD.findall(name)} - _COMMON
        if words and words <= said:
            return True
    return False
