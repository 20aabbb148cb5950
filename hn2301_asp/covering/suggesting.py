"""The scenarios that are missing: for each case that none shows a believable patient, and as few patients as will do.

What is expected of each is what the rules say today; so none is confirmed, and the protocol's words stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.covering.asking import Proposal
from hn2301_asp.covering.measuring import Measure
from hn2301_asp.covering.model import Case, Covered, Suggestion
from hn2301_asp.covering.sentences import Sentences, notes_of
from hn2301_asp.covering.showing import shown
from hn2301_asp.scenarios.model import Outcome
from hn2301_asp.scenarios.writing import Draft, scenario_text, sentence_of
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening, check_readings, screen
from hn2301_asp.source.diagnostics import InputError


class _Person(Struct, frozen=True):
    """A patient who was screened, and the numbers of the cases that he shows and no scenario does."""

    made_for: int
    proposal: Proposal
    screening: Screening
    shows: frozenset[int]


class Suggestions(Struct, frozen=True):
    """The missing scenarios, and what is still not shown with them: out of reach, or not found."""

    scenarios: tuple[Suggestion, ...]
    rest: tuple[Covered, ...]


def suggest(protocol: Screener, outcomes: Iterable[Outcome]) -> Suggestions:
    """The scenarios that a protocol's own leave missing, in the order of what they show."""
    outcomes = tuple(outcomes)
    measure = Measure(protocol, outcomes)
    gaps = {number: case for number, case in enumerate(measure.cases) if number not in measure.shown}
    people = list(_people(measure, gaps))
    sentences = Sentences(measure.protocol)
    taken = [outcome.scenario.sentence for outcome in outcomes]
    scenarios: list[Suggestion] = []
    for person, numbers in _fewest(people):
        own = tuple(gaps[number] for number in numbers)
        words = sentence_of(sentences.of(own[0], person.screening), taken)
        scenarios.append(_written(protocol, person, words, own))
        taken.append(scenarios[-1].sentence)
    found = {number for person in people for number in person.shows}
    rest = tuple(measure.of(number) for number in gaps if number not in found)
    return Suggestions(tuple(scenarios), rest)


def _people(measure: Measure, gaps: Mapping[int, Case]) -> Iterator[_Person]:
    """Somebody for each case that nobody before shows, in their order."""
    left = dict(gaps)
    for number, case in gaps.items():
        if number in left and (person := _somebody(measure, number, case, gaps)) is not None:
            yield person
            for one in person.shows:
                left.pop(one, None)


def _somebody(measure: Measure, number: int, case: Case, gaps: Mapping[int, Case]) -> _Person | None:
    """The first of those proposed who is seen to show a case; None where nobody is."""
    protocol = measure.protocol
    if measure.reach is None:
        return None
    try:
        for proposal in measure.reach.people(case):
            try:
                patient = protocol.patient(proposal.record)
            except InputError:
                continue
            readings = check_readings(protocol.knowledge_base, proposal.readings)
            screening = screen(protocol.space, patient, readings)
            if shown(protocol, {number: case}, [screening]) and _can_be_written(protocol, proposal):
                return _Person(number, proposal, screening, frozenset(shown(protocol, gaps, [screening])))
    except Undecidable:
        return None
    return None


def _can_be_written(protocol: Screener, proposal: Proposal) -> bool:
    try:
        scenario_text(protocol, Draft("somebody", proposal.record, proposal.readings))
    except InputError:
        return False
    return True


def _fewest(people: Iterable[_Person]) -> list[tuple[_Person, list[int]]]:
    """Few people who show together what all do, each with what those before do not show: whoever shows most is taken.

    Of several who show as many it is the first; what he was found for is told first. They stand in the order of that.
    """
    waiting, left = list(people), {number for person in people for number in person.shows}
    chosen: list[tuple[_Person, list[int]]] = []
    while left:
        person = max(waiting, key=lambda one: (len(one.shows & left), -one.made_for))
        new = person.shows & left
        chosen.append((person, sorted(new, key=lambda number: (number != person.made_for, number))))
        left -= new
        waiting.remove(person)
    return sorted(chosen, key=lambda one: one[1][0])


def _written(protocol: Screener, person: _Person, words: str, cases: tuple[Case, ...]) -> Suggestion:
    criteria = tuple(dict.fromkeys(one.owner for one in cases if one.owner))
    draft = Draft(words, person.proposal.record, person.proposal.readings, criteria, tuple(notes_of(cases)))
    written = scenario_text(protocol, draft)
    return Suggestion(words, written.text, cases, written.screening)
