"""Words that state a limit in a form of its own, read as the words that ``quotes`` reads: grades, and two times in one.

Every sign stays where it is, so that an edit of what is read is one of the words themselves. This module knows no
vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from hn2301_asp.source.quotes import bounds_in

#: Between two times of which one is in half-lives.
EITHER = re.compile(r"(?<=half-lives) or (?=\d)|(?<=half-life) or (?=\d)|\bor (?=\d+(?:\.\d+)? half-li)", re.IGNORECASE)


def each_within(words: str) -> str:
    """Words that name two times of which one is in half-lives, so that both are read as limits."""
    return EITHER.sub(lambda found: found[0].rstrip().replace(found[0].strip(), "≤").ljust(len(found[0])), words)


class QuotedGrades:
    """Words in which grades are read as their places in a scale; ``grades`` are the names, the least first."""

    def __init__(self, grades: Sequence[str]) -> None:
        self.grades = tuple(grades)

    @cached_property
    def _named(self) -> re.Pattern[str]:
        names = "|".join(map(re.escape, sorted(self.grades, key=len, reverse=True)))
        return re.compile(rf"(?<!\w)(?P<before>(?:grades?\s+)?)(?P<name>{names})(?!\w)")

    def read(self, words: str) -> str:
        """The words with a number in the place of each grade."""

        def place(found: re.Match[str]) -> str:
            number = str(self.grades.index(found["name"])).zfill(len(found["name"]))
            return " " * len(found["before"]) + number

        return self._named.sub(place, words)

    def named(self, words: str) -> list[tuple[str, int]]:
        """The grades that words name, each with its place in them."""
        return [(found["name"], found.start("name")) for found in self._named.finditer(words)]

    def alone(self, words: str) -> str | None:
        """The one grade that words name without comparing; None where they compare, or name others too."""
        names = {name for name, _ in self.named(words)}
        return names.pop() if len(names) == 1 and not bounds_in(self.read(words)) else None
