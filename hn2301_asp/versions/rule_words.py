"""Which `%!` lines a rule stands under, wherever it is put.

The words above a group are those of all its rules. Where a file is put together anew, a rule whose
neighbours change keeps its own words: they are written above it once more. This module changes no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Words = tuple[str, ...]


def own_words(text: str) -> Words:
    """The `%!` lines that a piece of a rule file begins with, or has above a later rule."""
    return tuple(line.strip() for line in text.split("\n") if line.strip().startswith("%!"))


def words_above(texts: Iterable[str]) -> list[Words]:
    """The `%!` lines that each piece of a file stands under: its own, or else those of the group that it goes on."""
    found: list[Words] = []
    current: Words = ()
    for text in texts:
        if own := own_words(text):
            current = own
        elif not found or text.startswith("\n"):
            current = ()
        found.append(current)
    return found


def with_words(texts: Sequence[str], wanted: Sequence[Words]) -> list[str]:
    """The pieces, each under the words that are wanted for it: they are written above it where others would be."""
    found: list[str] = []
    current: Words = ()
    for text, words in zip(texts, wanted, strict=True):
        own = own_words(text)
        stands = own or (current if found and not text.startswith("\n") else ())
        if not own and stands != words:
            bare = text.lstrip("\n")
            text = "".join(["\n" if found else "", *(f"{line}\n" for line in words), bare])
            stands = words
        found.append(text)
        current = stands
    return found
