"""Sentences that say that something is proved, each with the questions that nobody answers where it is true.

The assurance page tells those on guard-rails and directions; a certificate can be made of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.no_more import differing, no_more_than
from hn2301_asp.amendment.questions.redundancy import clause_in_words, implying_in_words, redundancies
from hn2301_asp.amendment.questions.unless import unless
from hn2301_asp.certificates.model import Asked, Claim, Readings
from hn2301_asp.comparison.differences import read_otherwise
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.model import Change
from hn2301_asp.source.lists import listed

#: Stands behind what other readings make false.
_IN_FORCE = ", under the readings in force"
#: Stands behind a question that is settled before it is asked.
_SHARED = ". Both versions share one atom for it: that they ask the same was seen when they were put side by side"
#: The class of findings on guard-rails that are broken.
_GUARDRAIL = "AM31"


def assured(case: Case, found: Sequence[Conflict]) -> Iterator[Claim]:
    """What is proved of a version: its guard-rails, and who gains or loses; ``found`` are its findings."""
    if case.version.protocol is None:
        return
    with suppress(Undecidable):  # Where the versions cannot be put side by side nothing is proved.
        yield from _guardrails(case, found)
        if not case.alone:
            yield from _directions(case)


def redundant(case: Case) -> Iterator[Claim]:
    """The conditions of a version that are never the sole reason to shut somebody out."""
    if case.version.protocol is None:
        return
    for one in redundancies(case):
        what = f"{case.name}: {clause_in_words(case, one)} is never the sole reason to shut somebody out"
        follows = f"follows from {implying_in_words(case, one.core)}" if one.core else "holds of every possible patient"
        others = "meets all that it follows from" if one.core else "is possible"
        in_force = (*case.conditions.known, one.denied, *(leaf.literal for leaf in one.core))
        asked = (
            Asked(f"{what}. Asked under the readings in force: somebody fails it and {others}", (in_force,)),
            Asked(f"{what}. Asked whatever the readings: somebody fails it alone", (one.ever,), (), "any"),
        )
        yield Claim("redundant", f"{what}: it {follows}", asked)


def no_more(case: Case) -> Iterator[Claim]:
    """The criteria of a version that came to say no more than one of their limits."""
    if case.alone or case.version.protocol is None:
        return
    with suppress(Undecidable):
        for one in no_more_than(case):
            others = dict.fromkeys(found.otherwise.text for found in differing(case, one))
            what = f'{case.name}: {one.criterion} now says no more than "{one.words}"'
            sentence = f"{what}{_IN_FORCE}, not where {' or '.join(others)}" if others else what
            about = f"{sentence}. Asked: somebody meets one of the two, the criterion or the limit, and not the other"
            yield Claim("no more than one limit", sentence, (Asked(about, one.ways, (), _readings(others)),))


def _guardrails(case: Case, found: Sequence[Conflict]) -> Iterator[Claim]:
    guarded = case.protocol if case.alone else case.before
    number = len(guarded.knowledge_base.guardrails)
    broken = [one for one in found if one.code == _GUARDRAIL and one.amendment == case.name and not one.unless]
    what = "somebody who breaks one is eligible"
    differ = [] if broken else [one for atom in case.side.broken for one in unless(case, [atom], what)]
    others = dict.fromkeys(" ".join(one.told(*(case.comparer.names[0], case.name))) for one in differ)
    if number and not broken:
        sentence = "; ".join([f"{case.name}: all {number} guard-rails are kept{_IN_FORCE if others else ''}", *others])
        ways = tuple((atom,) for atom in case.side.broken)
        about = f"{sentence}. Asked: somebody who breaks one of the {number} guard-rails is eligible"
        yield Claim("guard-rails kept", sentence, (Asked(about, ways, (), _readings(others)),))


def _directions(case: Case) -> Iterator[Claim]:
    read = listed(read_otherwise(case.items))
    before, after = case.side_before, case.side
    assert before is not None
    comparer = case.comparer
    for name, change in ((None, case.comparison.overall), *case.comparison.criteria.items()):
        told = _direction(f"{case.name}: {name or 'eligibility'}", change)
        if told is None:
            continue
        told += f" with the same values (a record's {read} is read otherwise)" if read else ""
        others = dict.fromkeys(one.text for one in change.otherwise)
        sentence = f"{told}{_IN_FORCE}, not where {' or '.join(others)}" if others else told
        was, now = (side.eligible if name is None else side.passes[name] for side in (before, after))
        people = comparer.consistent(0, case.now) if name is None else comparer.possible(0, case.now)
        ways = (*([(now, -was)] if change.gains.nobody else []), *([(was, -now)] if change.loses.nobody else []))
        asked = " or ".join(
            what
            for what, side in (("passes now and did not", change.gains), ("passed and does not now", change.loses))
            if side.nobody
        )
        about = f"{sentence}. Asked: somebody {asked} ({name or 'eligibility'})"
        about += _SHARED if was == now else ""
        yield Claim(_kind(change), sentence, (Asked(about, ways, people, _readings(others)),))


def _kind(change: Change) -> str:
    if change.relation == "equivalent":
        return "the same for everybody"
    return "nobody gains" if change.gains.nobody else "nobody loses"


def _direction(what: str, change: Change) -> str | None:
    if change.relation == "equivalent":
        return f"{what} is the same for every possible patient"
    return f"{what}: nobody gains" if change.gains.nobody else f"{what}: nobody loses" if change.loses.nobody else None


def _readings(others: object) -> Readings:
    """What does not hold under other readings is asked under those in force, all else whatever the readings."""
    return "in force" if others else "alike"
