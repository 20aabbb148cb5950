"""What scenarios ought to show, and what was found of it: plain data, rendered elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from msgspec import Struct

from hn2301_asp.scenarios.exercising import Way
from hn2301_asp.scenarios.limits import Ask
from hn2301_asp.screening import Screening
from hn2301_asp.source.diagnostics import Place

#: What a case is about, in the order in which tables tell of it.
Sort = Literal["threshold", "rule", "literal", "alternative", "count", "status", "reading"]
SORTS: tuple[Sort, ...] = get_args(Sort)

#: The protocol's words beside a case are told up to this length.
LONGEST: Final = 300

#: Whether some scenario shows a case; if none does whether somebody could, which is proved either way or left open.
State = Literal["shown", "missing", "out_of_reach", "undecided"]


class Case(Struct, frozen=True):
    """One thing that some scenario should show.

    ``name`` is the threshold's, the rule's head, the criterion's or the reading's, and ``side`` what is to be seen of
    it: at, inside, outside, missing or never of a threshold; admits or blocks of a rule; of a literal that it alone
    keeps the rule from its head; of an alternative that it alone carries its head; at or below of a count; a status,
    or a value. ``text`` says what is lacking where no scenario shows it, ``what`` what there is to see, and ``quotes``
    are the protocol's words there. ``owner`` is the criterion whose it is, empty where several share it.

    ``asks`` are the limits of a threshold (of one on items any of them will do), ``ways`` the literals of whoever shows
    anything else, in the circuit of ``circuit.py``, and ``atom`` says there that one of the ways is shown.
    """

    sort: Sort
    name: str
    side: str
    text: str
    what: str
    place: Place
    owner: str
    quotes: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    ways: tuple[Way, ...] = ()
    atom: int = 0


class Covered(Struct, frozen=True):
    """A case with what was found of it; ``people`` are the numbers of the screenings that show it, where asked."""

    case: Case
    state: State


class Count(Struct, frozen=True):
    """So many cases: those that can be shown, of which some are; those that nobody can show, and that are open."""

    shown: int = 0
    reachable: int = 0
    out_of_reach: int = 0
    undecided: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


class Coverage(Struct, frozen=True):
    """All cases, in order: by criterion, then by what they are about, as the files have them."""

    cases: tuple[Covered, ...]
    criteria: tuple[str, ...]

    @property
    def gaps(self) -> tuple[Covered, ...]:
        """What no scenario shows though somebody can, or though nobody is proved to be unable to."""
        return tuple(one for one in self.cases if one.state in ("missing", "undecided"))

    def counts(self, owner: str | None = None) -> Mapping[Sort, Count]:
        """How many cases of each sort there are: of a criterion, of what several share (empty), or in all (None)."""
        found: dict[Sort, Count] = {}
        for one in self.cases:
            if owner is None or one.case.owner == owner:
                found[one.case.sort] = found.get(one.case.sort, Count()) + _one(one.state)
        return {sort: found[sort] for sort in SORTS if sort in found}


def _one(state: State) -> Count:
    return Count(
        int(state == "shown"),
        int(state in ("shown", "missing")),
        int(state == "out_of_reach"),
        int(state == "undecided"),
    )


class Suggestion(Struct, frozen=True):
    """A missing scenario: its text, the cases that it shows which no other one does, and what screening said."""

    sentence: str
    text: str
    cases: tuple[Case, ...]
    screening: Screening
