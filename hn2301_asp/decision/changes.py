"""What the software does otherwise since a version, and where in a patient's record that shows.

A decision that was recorded is recomputed with its own knowledge base: what differs then is the software's. Of
each of its changes stand here the sentence and the values that it concerns, by their kind: no field is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from hn2301_asp.decision.compare import Difference
from hn2301_asp.decision.reach import Compared
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.model import Fact, Patient
from hn2301_asp.source.private import Private

_COMPARATOR = re.compile(r"\s*[(\[]?\s*(?:[<>≤≥]|=[<>])")
#: A month or a year that is given alone has more days than a moment anywhere on earth.
_DAYS_OF_A_MOMENT = 3
#: Units in which 0.3.0 counted from a date as the calendar does; it cut years, and took any other for a month.
_COUNTED_ALIKE = frozenset({"day", "week", "month"})


Version = tuple[int, ...]


class Change(Struct, frozen=True):
    """A change of the software: since which version, in a sentence, and which facts it concerns."""

    since: Version
    told: str
    concerns: Callable[[Fact, Vocabulary], bool]


class Reason(Private, frozen=True):
    """Why a recorded decision comes out otherwise: a change, and the values that it concerns.

    ``paths`` are the places in the record of what it explains.
    """

    since: str
    told: str
    values: tuple[str, ...]
    paths: frozenset[str]
    patient: str | None


def _is_limit(fact: Fact, vocabulary: Vocabulary) -> bool:
    quantity = vocabulary.quantities.get(fact.name)
    return quantity is not None and bool(quantity.limit_of or quantity.lower_limit_of)


def _censored(fact: Fact, vocabulary: Vocabulary) -> bool:
    interval = fact.values.interval if fact.values is not None else None
    written = _COMPARATOR.match(fact.as_given) is not None
    return interval is not None and written and not _is_limit(fact, vocabulary)


def _printed_limit(fact: Fact, vocabulary: Vocabulary) -> bool:
    return _is_limit(fact, vocabulary) and _COMPARATOR.match(fact.as_given) is not None


def _in_utc(fact: Fact, _: Vocabulary) -> bool:
    return fact.days is not None and 0 < (fact.days.last - fact.days.first).days < _DAYS_OF_A_MOMENT


def _counted_from(fact: Fact, vocabulary: Vocabulary) -> bool:
    return any(
        quantity.since == fact.name
        and quantity.unit not in _COUNTED_ALIKE
        and not (quantity.unit == "year" and quantity.completed)
        for quantity in vocabulary.quantities.values()
    )


#: What may make another verdict of a record that is understood as before.
CHANGES: Final = (
    Change((0, 4, 0), "a value behind < or > is every value that it writes, also between recording steps", _censored),
    Change((0, 4, 0), "a time in UTC may be of either day while the site's time zone is not given", _in_utc),
    Change(
        (0, 4, 0), "an upper limit of normal is read as laboratories print it: `<` stands for the limit", _printed_limit
    ),
    Change(
        (0, 4, 0),
        "a time from a date is counted by what its unit is, and in years is not cut to whole ones",
        _counted_from,
    ),
)
#: What says more, or the same in other words: the last name in a difference's path, and the sentence.
WORDS: Final[Mapping[str, tuple[Version, str]]] = {
    "margins": ((0, 4, 0), "every value has its margin, as an interval too, and of each alternative that holds"),
    "borderline": ((0, 4, 0), "every value has its margin, as an interval too, and of each alternative that holds"),
    "text": ((0, 4, 0), "a given value near one that is worked out is told with what lies between the two"),
}
REFUSED: Final = ((0, 4, 0), "what could be mistaken for something else, or cannot be, is refused")


def reasons_of(patient: Patient, vocabulary: Vocabulary, made: str, compared: Compared) -> Iterator[Reason]:
    """The changes since the version a record was made with that concern a patient's values, and explain something."""
    for change in CHANGES:
        if not _is_later(change.since, made):
            continue
        concerned = [fact for fact in patient.facts.values() if change.concerns(fact, vocabulary)]
        explained = [(fact, paths) for fact in concerned if (paths := compared.explained_by([fact.name]))]
        if explained:
            told = tuple(f"{fact.label} {fact.told}" for fact, _ in explained)
            paths = frozenset[str]().union(*(paths for _, paths in explained))
            yield Reason(_shown(change.since), change.told, told, paths, patient.id)


def reasons_of_words(differences: Sequence[Difference], made: str) -> Iterator[Reason]:
    """The changes that only say more, or the same otherwise, and those that refuse an input."""
    for difference in differences:
        name = difference.path.rpartition(".")[2].partition("[")[0]
        since, told = REFUSED if name == "input" else WORDS.get(name, (None, ""))
        if since is not None and _is_later(since, made):
            yield Reason(_shown(since), told, (), frozenset({difference.path}), difference.patient)


def unexplained(differences: Sequence[Difference], reasons: Sequence[Reason]) -> tuple[Difference, ...]:
    """The differences that no known change explains."""
    return tuple(d for d in differences if not any(d.path in reason.paths for reason in reasons))


def _is_later(since: Version, made: str) -> bool:
    """Whether a record was made before a version; one of a version that cannot be read was not."""
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", made)
    return found is not None and tuple(int(part) for part in found.groups()) < since


def _shown(since: Version) -> str:
    return ".".join(str(part) for part in since)
