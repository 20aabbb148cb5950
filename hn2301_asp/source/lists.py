"""Words as prose: lists, and counts with their nouns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as prose: ``a, b and c``."""
    every = [*words]
    return f" {last} ".join(filter(None, [", ".join(every[:-1]), *every[-1:]]))


def first_few(words: Sequence[str], most: int) -> str:
    """The first words, and how many are left out: ``a, b and 3 more``."""
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more} more" if more > 0 else "")


def noun(number: int, one: str, many: str | None = None) -> str:
    """The noun that goes with a number."""
    return one if number == 1 else many or f"{one}s"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: ``1 cell``, ``20 cells``."""
    return f"{number} {noun(number, one, many)}"
