"""Where a proof ends: the readings of open phrases under which it does not hold, each with somebody who shows it.

Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from hn2301_asp.amendment.case import Case, Several
from hn2301_asp.amendment.model import Unless
from hn2301_asp.comparison.model import Change, proved
from hn2301_asp.screening import Screening


def eligible_after(_: Screening, after: Screening) -> bool:
    """Whether the version that is judged finds a patient eligible."""
    return after.verdict == "eligible"


def passes_after(judged: Case | Several, criteria: Iterable[str]) -> Callable[[Screening, Screening], bool]:
    """Whether the version that is judged lets a patient pass by some criteria."""
    tests = [judged.comparer.passing(judged.now, name) for name in criteria]
    return lambda _, after: all(test(after) is True for test in tests)


def unless(
    judged: Case | Several,
    question: Sequence[int],
    what: str,
    confirmed: Callable[[Screening, Screening], bool] = eligible_after,
) -> tuple[Unless, ...]:
    """The readings under which somebody answers what nobody does under those in force: ``what`` is then so."""
    found = judged.comparer.otherwise(judged.was or 0, judged.now, question, confirmed)
    return tuple(Unless(what, one) for one in found)


def how_proved(exceptions: Iterable[Unless]) -> str:
    """How far a proof goes that does not hold under some readings."""
    return proved([one.otherwise for one in exceptions])


def of_change(change: Change, name: str | None = None) -> Iterator[Unless]:
    """What a change does to a criterion, or with no name to eligibility, under other readings only."""
    gains = "somebody gains eligibility" if name is None else f"somebody comes to pass {name}"
    loses = "somebody loses eligibility" if name is None else f"somebody no longer passes {name}"
    for side, what in ((change.gains, gains), (change.loses, loses)):
        yield from (Unless(what, one) for one in side.otherwise)


def of_comparison(case: Case) -> tuple[Unless, ...]:
    """What an amendment does under other readings only: to eligibility, and to criteria where it does not say so."""
    overall = case.comparison.overall
    found = list(of_change(overall))
    told = {one.otherwise.text for one in found}
    for name, change in case.comparison.criteria.items():
        found += [one for one in of_change(change, name) if one.otherwise.text not in told]
    return tuple(found)
