"""What is certified, as data: claims with the questions that nobody answers, and the files of a certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

#: How open phrases are read where a question is asked: as is in force, or in any way, all versions alike or each apart.
Readings = Literal["in force", "alike", "any"]


class Asked(Struct, frozen=True):
    """A question that nobody answers: all literals of one of the ``ways`` hold of somebody ``among`` the people meant.

    Literals are the joint program's; ``told`` is the question in words.
    """

    told: str
    ways: tuple[tuple[int, ...], ...]
    among: tuple[int, ...] = ()
    readings: Readings = "in force"


class Claim(Struct, frozen=True):
    """A sentence that says that something is proved: so it is where nobody answers any of the questions.

    ``kind`` says what sort of sentence it is.
    """

    kind: str
    sentence: str
    asked: tuple[Asked, ...]


class Question(Struct, frozen=True):
    """A question, grounded: the program, the table of arithmetic, and what each atom says."""

    program: str
    arithmetic: Mapping[str, object]
    words: Mapping[int, str]
    about: str


class Sizes(Struct, frozen=True):
    """How large a question is; ``unproved`` counts the ``excluded`` entries of its table not proved by fractions."""

    variables: int = 0
    clauses: int = 0
    excluded: int = 0
    unproved: int = 0


class Certificate(Struct, frozen=True):
    """What became of a question: its files by their names, and why there is no certificate where there is none.

    ``checker`` accepted the proof of ``prover``, both told with their versions; ``steps`` is the proof's length.
    """

    files: Mapping[str, bytes]
    reason: str | None
    sizes: Sizes = Sizes()
    prover: str = ""
    checker: str = ""
    steps: int = 0

    @property
    def certified(self) -> bool:
        return self.reason is None


class FalseClaim(Exception):
    """Somebody answers a question of which it was said that nobody does: an error of this software."""
