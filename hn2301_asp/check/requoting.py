"""Quotes that are nearly the text's words: the text's own words in their place.

Where only signs, blanks and capitals differ nothing can have been meant otherwise. Where words differ the text may
have changed in meaning: a person looks at both. Words with other numbers, comparators or negations are never put in.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator

from hn2301_asp.source.alike import numbers, plain
from hn2301_asp.source.quotes import locate

_ELLIPSIS = re.compile(r"…|\.{3,}")
_WORD = re.compile(r"\S+")
#: Words that a quote may not gain or lose: whoever reads them reads another rule.
_DECIDING = re.compile(r"[<>=]|\b(?:not?|non|never|none|nor|neither|without|or|and|except|unless|any|all|both)\b", re.I)
_EDGE = ".,;:"
#: How alike two rows of words are, from 0 to 1.
_ALIKE = 0.75


def requoted(quote: str, text: str) -> tuple[str, bool] | None:
    """The words of the text that a quote means, and whether only signs differ; None where that is not clear."""
    for found, safe in ((_in_other_signs(quote, text), True), (_in_other_words(quote, text), False)):
        if found and found != quote and '"' not in found and locate(found, text) and _same_numbers(quote, found):
            return found, safe
    return None


def _same_numbers(one: str, other: str) -> bool:
    return numbers(plain(one)[0]) == numbers(plain(other)[0])


def _in_other_signs(quote: str, text: str) -> str | None:
    flat, origin = plain(text)
    parts, at = [], 0
    for part in (plain(one)[0] for one in _ELLIPSIS.split(quote)):
        if not part:
            continue
        start = flat.find(part, at)
        if start < 0:
            return None
        at = start + len(part)
        parts.append(_flat(text[origin[start] : origin[at - 1] + 1]))
    return " … ".join(parts) if parts else None


def _in_other_words(quote: str, text: str) -> str | None:
    """The one row of words of the text that is much like the quote, with the same deciding words."""
    if _ELLIPSIS.search(quote) or not quote.split():
        return None
    words = [plain(word)[0].strip(_EDGE) for word in quote.split()]
    there = [(plain(found[0])[0].strip(_EDGE), found.start(), found.end()) for found in _WORD.finditer(text)]
    matcher = difflib.SequenceMatcher(b=words, autojunk=False)
    best: list[tuple[float, int, int]] = []
    for start, end in _rows(words, [word for word, _, _ in there]):
        matcher.set_seq1([word for word, _, _ in there[start:end]])
        if matcher.quick_ratio() >= _ALIKE and (ratio := matcher.ratio()) >= _ALIKE:
            best.append((ratio, start, end))
    if not best:
        return None
    ratio, start, end = max(best, key=lambda one: (one[0], -one[1]))
    if any(one >= ratio and (last <= start or first >= end) for one, first, last in best):
        return None  # Two places are as good.
    found = _flat(text[there[start][1] : there[end - 1][2]])
    found = found if quote[-1:] in _EDGE else found.rstrip(_EDGE)
    return found if _deciding(found) == _deciding(quote) else None


def _rows(words: list[str], there: list[str]) -> Iterator[tuple[int, int]]:
    """Rows of about as many words that begin and end as the quote does."""
    begins, ends = ({word for word in set(there) if _kin(word, edge)} for edge in (words[0], words[-1]))
    for start in (at for at, word in enumerate(there) if word in begins):
        for end in range(start + max(1, len(words) - 2), min(start + len(words) + 2, len(there)) + 1):
            if there[end - 1] in ends:
                yield start, end


def _kin(one: str, other: str) -> bool:
    """Whether two words are one, or forms of one."""
    return one == other or difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _deciding(text: str) -> Counter[str]:
    return Counter(_DECIDING.findall(plain(" ".join(text.split()), capitals=True)[0] + " " + text.lower()))


def _flat(text: str) -> str:
    return " ".join(text.split())
