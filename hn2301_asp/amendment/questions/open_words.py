"""Words of a protocol's text that leave open what is asked, where a change brought them.

The table is short, and for medical writers to review. No rule is looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

#: What two readers may take differently. `normal` is left out of "upper limit of normal".
OPEN_WORDS = (
    r"etc\b\.?",
    r"and/or\b",
    r"such as\b",
    r"(?:in)?adequate(?:ly)?\b",
    r"recent(?:ly)?\b",
    r"(?:clinically )?(?:in)?significant(?:ly)?\b",
    r"(?:clinically )?relevant\b",
    r"(?<!limit of )(?<!limits of )(?:ab)?normal(?:ly)?\b(?! range)",
    r"(?:un)?stable\b",
    r"appropriate(?:ly)?\b",
    r"sufficient(?:ly)?\b",
    r"(?:un)?controlled\b",
    r"severe(?:ly)?\b",
    r"frequent(?:ly)?\b",
    r"approximately\b",
)
_OPEN = re.compile(r"(?<![\w-])(?:" + "|".join(OPEN_WORDS) + r")(?!-)", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_SENTENCE = re.compile(r".+?(?:(?<!\betc)[.;](?=\s+[A-Z(])|$)", re.DOTALL)
_BRACKETS = re.compile(r"\([^()]*\)")
#: "between 18 and 69" is no choice.
_BETWEEN = re.compile(r"\b(?:between|from)\s+\S+(?:\s+\S+)?\s+and\b", re.IGNORECASE)


def open_words(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Each open word that a change brought, with the sentence that it stands in."""
    new = list(_new(before, after))
    for sentence in _SENTENCE.finditer(after):
        told = " ".join(sentence.group().split())
        start, end = sentence.span()
        inside = [(max(low, start), min(high, end)) for low, high in new if low < end and high > start]
        words = _OPEN.finditer(after, start, end)
        new_words = (w.group() for w in words if any(low < w.end() and high > w.start() for low, high in inside))
        yield from ((word, told) for word in dict.fromkeys(new_words))
        if _mixed(sentence.group()) and any(re.search(r"\b(?:and|or)\b", after[low:high]) for low, high in inside):
            yield "and … or", told


def _mixed(sentence: str) -> bool:
    """Whether "and" and "or" stand side by side without brackets; what a colon parts is not joined by them."""
    bare = _BETWEEN.sub(" ", _BRACKETS.sub(" ", sentence)).replace("and/or", " ")
    clauses = re.split(r":\s", bare)
    return any(all(re.search(rf"\b{word}\b", one, re.IGNORECASE) for word in ("and", "or")) for one in clauses)


def _new(before: str, after: str) -> Iterator[tuple[int, int]]:
    """Where words stand in a text that were not there before."""
    there = [word.group() for word in _WORD.finditer(before)]
    here = list(_WORD.finditer(after))
    matcher = SequenceMatcher(None, there, [word.group() for word in here], autojunk=False)
    for how, _, _, low, high in matcher.get_opcodes():
        if how in ("insert", "replace") and high > low:
            yield here[low].start(), here[high - 1].end()
